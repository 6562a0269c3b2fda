"""A reply as a Telegram message: pages of plain text and rows of buttons. Pure.

Plain text, no markup: what a person wrote can never become a link, a mention or a format. Where
several choices may be made the buttons carry the marks themselves, so that no memory is needed.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, assert_never

from adapters.telegram.translate import carried, head
from bot.flow.talk import Ask, Notice, Over, Problem, Words8
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.flow.talk import Choice, Prompt
    from bot.intake import Reply
    from bot.words import Words

LONGEST: Final = 4096
"""UTF-16 code units in one message (Bot API, sendMessage), counted as Telegram counts them."""

_ROW: Final = 30  # characters of labels side by side that a narrow telephone still shows whole
_BESIDE: Final = 3
LONE: Final = frozenset({"none", "skip", "back"})
"""Choices that stand for all the others: they are never marked, they answer."""

_RESUMED: Final = frozenset({"story", "idea", "spot", "add", "answer", "photo"})
"""Texts, or a photo, that belong to a place: a button below finds the place again."""


@frozen
class Button:
    """One button: a label and its callback data."""

    label: str
    data: str = field(repr=False)


Rows = tuple[tuple[Button, ...], ...]


@frozen
class Screen:
    """What is shown: one message, or several when a text is long; buttons under the last.

    With an `image` the last message is a picture, and the last page stands under it; `instead` is
    shown where a picture cannot be: nobody is asked about what they do not see.
    """

    pages: tuple[str, ...] = field(repr=False)
    rows: Rows = field(repr=False, default=())
    image: bytes | None = field(repr=False, default=None)
    instead: Screen | None = field(repr=False, default=None)


def draw(reply: Reply, words: Words, notes: Sequence[str] = (), marks: int = 0) -> Screen:
    """The screen of a reply. `notes` stand first; `marks` are the choices marked so far."""
    parts = [*notes, *(spoken(say, words) for say in reply.says if not isinstance(say, Over))]
    prompt = reply.prompt
    if prompt is None:
        return Screen(pages(parts or [words("door.over")]))
    parts.append(prompt.text)
    if prompt.record is not None:
        parts.append(prompt.record.text)
    if prompt.kind is Ask.MANY:
        parts.append(words("telegram.several"))
    rows = _rows(reply, prompt, words, marks)
    if reply.photo is None:
        return Screen(pages(parts), rows)
    unshown = Screen((words("photo.unshown"),), ((_continue(reply, words),),))
    return Screen(pages(parts), rows, reply.photo.jpeg, unshown)


def spoken(say: Notice | Problem | Words8, words: Words) -> str:
    """A say as a paragraph."""
    match say:
        case Notice(text) | Problem(text):
            return text
        case Words8():
            return say.paragraph(words)
        case _:
            assert_never(say)


def pages(parts: Sequence[str]) -> tuple[str, ...]:
    """The paragraphs in as few messages as hold them; one that is too long is cut at a space."""
    whole = "\n\n".join([part for part in parts if part])
    if size(whole) <= LONGEST:
        return (whole,) if whole else ()
    found: list[str] = []
    for part in parts:
        for piece in _pieces(part):
            joined = f"{found[-1]}\n\n{piece}" if found else piece
            if found and size(joined) <= LONGEST:
                found[-1] = joined
            else:
                found.append(piece)
    return tuple(found)


def size(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _pieces(text: str) -> list[str]:
    """A text in pieces that fit, cut after the last line or word that does."""
    found = []
    while size(text) > LONGEST:
        cut = LONGEST // 2 if size(text[:LONGEST]) > LONGEST else LONGEST
        head = text[:cut]
        at = max(head.rfind("\n"), head.rfind(" "))
        at = at if at > cut // 2 else cut
        found.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*found, text] if text else found


# --- buttons -------------------------------------------------------------------------------------


def _rows(reply: Reply, prompt: Prompt, words: Words, marks: int) -> Rows:
    before = head(reply.token, reply.rev, words.language)
    many = prompt.kind is Ask.MANY
    buttons = [
        _toggle(before, place, choice, marks)
        if many and choice.id not in LONE
        else Button(_label(choice, prompt, words), carried(before, (place,)))
        for place, choice in enumerate(prompt.choices)
    ]
    if many and marks:
        places = tuple(place for place in range(marks.bit_length()) if marks >> place & 1)
        buttons.append(Button(words("telegram.several.done"), carried(before, places)))
    if prompt.key in _RESUMED and (prompt.key != "story" or prompt.choices):
        buttons.append(_continue(reply, words))
    return _packed(buttons)


def _continue(reply: Reply, words: Words) -> Button:
    """A button that finds this place again, and chooses nothing."""
    before = head(reply.token, reply.rev, words.language)
    return Button(words("telegram.continue"), carried(before, marks=0))


def _label(choice: Choice, prompt: Prompt, words: Words) -> str:
    if choice.id != prompt.suggested:
        return choice.label
    return words("door.suggested", label=choice.label)


def _toggle(before: str, place: int, choice: Choice, marks: int) -> Button:
    """A choice among several: its button shows whether it is marked, and turns that round."""
    sign = "☑" if marks >> place & 1 else "☐"
    return Button(f"{sign} {choice.label}", carried(before, marks=marks ^ 1 << place))


def _packed(buttons: Sequence[Button]) -> Rows:
    """Short labels side by side, long ones alone, the order kept."""
    rows: list[list[Button]] = []
    wide = 0
    for one in buttons:
        width = len(one.label) + 3
        wide += width
        if rows and len(rows[-1]) < _BESIDE and wide <= _ROW:
            rows[-1].append(one)
        else:
            rows.append([one])
            wide = width
    return tuple(tuple(row) for row in rows)
