"""An issue as Telegram shows it: perhaps a picture, one HTML message with buttons, a native quiz.

Pure: it makes the texts that the ledger freezes, and reads them back when they are posted. It
knows Telegram's limits and not its SDK, and it posts nothing.

An issue has at most 1,800 characters of reading (`digests.issue.LIMIT`), twice that in the units
Telegram counts, so one message of 4,096 always holds it and nothing is ever split. The quiz has
narrow limits of its own; where an author was longer the whole question stays in the message.
"""

from __future__ import annotations

import json
import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Final, Literal

from adapters.telegram.votes import Asked, label, read_data
from bot.frozen import frozen
from bot.words import Words
from digests.compose import clip, fit
from digests.freezing import freeze
from digests.issue import Button
from digests.text import blocks
from digests.voting import HERE, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digests.issue import Issue, Quiz
    from digests.text import Block

# Bot API, "sendMessage", "sendPhoto" and "sendPoll"; `telegram.constants` (22.8).
MESSAGE: Final = 4096
CAPTION: Final = 1024
QUESTION: Final = 300
OPTION: Final = 100
EXPLANATION: Final = 200

# A line that no text of ours or of an author can be: there `<` is always written `&lt;`.
_BUTTON: Final = re.compile(r"<!-- ([A-Za-z0-9_.:-]+) --> (.+)")
_UNSEEN: Final = frozenset({"Cc", "Cs"})


@frozen
class Message:
    """A message in Telegram's HTML; the buttons under it: doors and questions, with labels."""

    html: str
    buttons: tuple[tuple[Button | Asked, str], ...] = ()


@frozen
class Poll:
    """A native quiz, within Telegram's limits. `answer`: the place of the right option."""

    question: str
    options: tuple[str, ...]
    answer: Literal[0, 1, 2, 3]
    why: str


def message(issue: Issue) -> str:
    """The issue without its drill, as text to freeze; `read_message` reads it back.

    The drill stays in the message when the quiz cannot hold all of it.
    """
    issue = fit(issue)
    whole = issue.quiz is None or _holds(issue.quiz)
    parts = [f"<b>{_safe(issue.title)}</b>"]
    parts += [_block(block) for block in blocks(issue) if block.name != "quiz" or not whole]
    rows = [f"<!-- {carried} --> {said}" for carried, said in _buttons(issue)]
    return "\n\n".join([*parts, "\n".join(rows)]).rstrip("\n") + "\n"


def read_message(frozen: str) -> Message:
    """What `message` made."""
    rows = [(line, _BUTTON.fullmatch(line)) for line in frozen.splitlines()]
    html = "\n".join(line for line, button in rows if not button).strip("\n")
    found = [(read_data(row[1]) or Button(row[1]), row[2]) for _, row in rows if row]
    return Message(html, tuple(found))


def _buttons(issue: Issue) -> Iterator[tuple[str, str]]:
    """What each button carries, and its label; a question that does not fit is not asked."""
    words = Words(issue.language)
    for button in issue.buttons:
        if button is not Button.HERE:
            yield button, words(f"digest.button.{button}")
            continue
        for question in asked(issue):
            one = Asked(issue.language, issue.key, question)
            data = one.data()
            if question in HERE and data:
                yield data, label(one)


def picture(issue: Issue) -> str:
    """The picture with a caption, to freeze. Empty: there is none.

    What it shows in words stands in the message below; here it would be read twice.
    """
    if issue.picture is None:
        return ""
    title = _safe(shorten(_plain(issue.title), CAPTION // 2))
    said = Words(issue.language)("tgchannel.picture")
    return freeze(f"<b>{title}</b>\n{_safe(said)}", issue)


def quiz(issue: Issue) -> str:
    """The drill, as text to freeze; `read_quiz` reads it back. Empty: there is nothing to ask."""
    asked = fit(issue).quiz
    if asked is None or not all(_plain(said) for said in (asked.question, *asked.choices)):
        return ""
    options = [_plain(choice) for choice in asked.choices]
    if not _holds(asked):  # the message has them whole, under the same numbers
        short = [shorten(option, OPTION - len("1. ")) for option in options]
        options = [f"{place}. {option}" for place, option in enumerate(short, 1)]
    held = {
        "question": shorten(_plain(asked.question), QUESTION),
        "options": options,
        "answer": asked.answer,
        "why": shorten(_plain(asked.why), EXPLANATION),
    }
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def read_quiz(frozen: str) -> Poll | None:
    """What `quiz` made; None when there was nothing to ask."""
    if not frozen:
        return None
    held = json.loads(frozen)
    return Poll(held["question"], tuple(held["options"]), held["answer"], held["why"])


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 code units (Bot API, "MessageEntity")."""
    return len(text.encode("utf-16-le")) // 2


def shorten(text: str, cap: int) -> str:
    """`text` in at most `cap` units: to the end of a sentence, else of a word, with `…`.

    Some scripts have no spaces: what would lose more than half of its room ends at a letter.
    """
    room = cap
    while units(said := clip(text, room)) > cap:
        room -= (units(said) - cap + 1) // 2
    tidy = " ".join(text.split())
    if units(tidy) <= cap or 2 * units(said) >= cap:
        return said
    end = next(end for end in range(len(tidy), 0, -1) if units(tidy[:end]) < cap)
    while end > 1 and _joins(tidy[end]):
        end -= 1
    return f"{tidy[:end]}…"


def _joins(sign: str) -> bool:
    """Whether a sign belongs to the one before it: an accent, a part of an emoji."""
    return unicodedata.category(sign) in {"Mn", "Mc", "Me", "Cf", "Sk"}


def _holds(asked: Quiz) -> bool:
    """Whether question and choices fit into a quiz as they are."""
    question, choices = _plain(asked.question), [_plain(choice) for choice in asked.choices]
    return units(question) <= QUESTION and all(units(choice) <= OPTION for choice in choices)


def _block(block: Block) -> str:
    return "\n".join(_rows(block))


def _rows(block: Block) -> Iterator[str]:
    if block.heading:
        yield f"<b>{_safe(block.heading)}</b>"
    # Under a drill its question alone: the answer comes with the quiz, not with the next issue.
    for line in block.lines[:1] if block.choices else block.lines:
        yield _safe(line)
    for place, choice in enumerate(block.choices, 1):
        yield f"{place}. {_safe(choice)}"


def _safe(text: str) -> str:
    """A person's words as HTML, so that none of them is taken for markup."""
    return escape(_plain(text), quote=False)


def _plain(text: str) -> str:
    """One line, without characters that no screen shows and a server may refuse."""
    line = " ".join(text.split())
    return "".join(sign for sign in line if unicodedata.category(sign) not in _UNSEEN).strip()
