"""An issue as Slack shows it: one message of Block Kit with buttons. Notices likewise.

Pure: it makes the text that the ledger freezes, and reads it back when it is posted. It knows
Slack's limits and not its SDK, and it posts nothing. The drill is text with its four choices, and
a button for each; *could happen here* stands below each story.

All that people wrote is `plain_text`, which Slack does not search for markup or mentions
(docs.slack.dev, "Text object": markup is for `mrkdwn`). The line that stands in notifications is
markup, always: there the three signs with a meaning are escaped.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from adapters.slack import votes
from bot.words import Words
from digests.compose import fit
from digests.issue import Button
from digests.text import blocks
from digests.voting import DRILL, HERE, asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digests.issue import Issue
    from digests.text import Block

Piece = dict[str, Any]

# docs.slack.dev, "Blocks"; the SDK's models (3.47) hold the same numbers.
PIECES: Final = 50
SECTION: Final = 3000
HEADER: Final = 150
LABEL: Final = 75
LINE: Final = 300  # ours: a notification shows less

# The ids that the door answers (`adapters.slack.translate.ENTRIES`).
_ENTRIES: Final = {Button.REPORT: "closecall_report", Button.LESSONS: "closecall_lessons"}
_UNSEEN: Final = frozenset({"Cc", "Cs"})
# `<!channel>`, `<@U1>`, `<#C1>`: nothing that a plain text may do, but a text can be copied.
_MENTION: Final = re.compile("<(?=[!@#])")
_JOINER: Final = "\u2060"


def message(issue: Issue) -> str:
    """The issue as text to freeze: JSON that Slack's Block Kit Builder takes too."""
    issue = fit(issue)
    pieces = [_header(issue.title)]
    questions = asked(issue)
    for block in blocks(issue):
        pieces += [*_block(block), *_voted(block, issue, questions)]
    words = Words(issue.language)
    shown = (button for button in issue.buttons if button in _ENTRIES)
    buttons = [_button(_ENTRIES[each], words(f"digest.button.{each}")) for each in shown]
    if buttons:
        pieces.append({"type": "actions", "elements": buttons})
    held = {"text": _fallback(issue.title), "blocks": pieces}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def read_message(frozen: str) -> tuple[str, list[Piece]]:
    """What `message` made: the line for notifications, and the blocks."""
    held = json.loads(frozen)
    return held["text"], held["blocks"]


def notice(text: str) -> tuple[str, list[Piece]]:
    """Any text as it is, in the same two shapes. What is too long for one message ends with `…`.

    An empty one cannot be posted: it is one dot.
    """
    lines = [line for line in map(_plain, text.splitlines()) if line] or ["."]
    found = list(_sections(lines))
    if len(found) > PIECES:
        found = [*found[: PIECES - 1], _section("…")]
    return _fallback(lines[0]), found


def units(text: str) -> int:
    """Length in UTF-16 units: never less than what Slack counts, however it counts."""
    return len(text.encode("utf-16-le")) // 2


def _block(block: Block) -> Iterator[Piece]:
    """A part of an issue: its heading, then its lines; a drill's choices under their numbers."""
    heading = _plain(block.heading)
    if heading:
        yield _header(heading)
    lines = [*block.lines[:1], *_numbered(block), *block.lines[1:]]
    yield from _sections([plain for plain in map(_plain, lines) if plain])


def _numbered(block: Block) -> list[str]:
    return [f"{place}. {choice}" for place, choice in enumerate(block.choices, 1)]


def _voted(block: Block, issue: Issue, questions: tuple[str, ...]) -> Iterator[Piece]:
    """What readers may answer below a part of an issue."""
    if block.name == "quiz" and DRILL in questions:
        choices = [short(_plain(each), LABEL) for each in _numbered(block)]
        yield from votes.drill(issue.language, issue.key, choices)
    heres = [HERE.index(each) for each in questions if each in HERE]
    numbers = [each for each in heres if bool(each) == (block.name == "takes")]
    if Button.HERE in issue.buttons and block.name in {"story", "takes"} and numbers:
        yield votes.here(issue.language, issue.key, numbers)


def _sections(lines: list[str]) -> Iterator[Piece]:
    """As few sections as hold these lines; a line is cut only where it alone is too long."""
    held = ""
    for line in (part for each in lines for part in _cut(each, SECTION)):
        joined = f"{held}\n{line}" if held else line
        if units(joined) > SECTION:
            yield _section(held)
            joined = line
        held = joined
    if held:
        yield _section(held)


def _cut(line: str, room: int) -> Iterator[str]:
    """The whole line in parts that fit, between words where there are any."""
    while units(line) > room:
        end = room // 2 if units(line[:room]) > room else room
        space = line.rfind(" ", end // 2, end)
        end = space if space > 0 else end
        part, line = line[:end].rstrip(), line[end:].lstrip()
        if part:
            yield part
    if line:
        yield line


def _header(text: str) -> Piece:
    return {"type": "header", "text": _text(short(_plain(text), HEADER))}


def _section(text: str) -> Piece:
    return {"type": "section", "text": _text(text)}


def _button(entry: str, label: str) -> Piece:
    return {"type": "button", "action_id": entry, "text": _text(short(_plain(label), LABEL))}


def _text(text: str) -> Piece:
    return {"type": "plain_text", "text": text, "emoji": False}


def _fallback(text: str) -> str:
    """One line for notifications and screen readers, where Slack looks for markup."""
    line = short(_plain(text), LINE)
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short(text: str, cap: int) -> str:
    """`text`, or the beginning of it with `…`, in at most `cap` units."""
    if units(text) <= cap:
        return text
    part = next(_cut(text, cap - 1), "")
    while part and unicodedata.category(part[-1]) in {"Cf", "Sk"}:  # half of a joined sign
        part = part[:-1]
    return f"{part}…"


def _plain(text: str) -> str:
    """One line, without characters that no screen shows and a server may refuse."""
    line = "".join(
        sign for sign in " ".join(text.split()) if unicodedata.category(sign) not in _UNSEEN
    )
    return _MENTION.sub(f"<{_JOINER}", " ".join(line.split()))
