r"""Conversations as readable values: `play(text)` hears what a transcript says and writes it anew.

    > words typed, or \u202e for one    < what is said
    > [id] or [id, id]                 < ? key: the question
    > /command                         <   [id] label …        `[id]*`: suggested
    > (a photo)                        <   | one line of the record
    > (photo 800 600)
    @ what the world answered          < ! what the machine wants done

A file begins with `language:` and other terms, one a line; `---` begins a new conversation. Every
state goes through the codec, so each line is also a restart. `python -m tests.transcript` writes
all files anew: read the difference before you commit it.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.codec import decode, encode
from bot.flow.errands import (
    Attach,
    Barred,
    ChangeWords,
    Done,
    Failed,
    File,
    Filed,
    Kinds,
    Known,
    Listed,
    ListKinds,
    ListLessons,
    LookUp,
    Question,
    Send,
    Status,
    Unknown,
    Withdraw,
)
from bot.flow.machine import Machine
from bot.flow.states import Idle
from bot.flow.talk import (
    Chose,
    Command,
    Notice,
    Odd,
    Over,
    Pictured,
    Pressed,
    Problem,
    Said,
    Words8,
)
from bot.flow.terms import Terms
from bot.photo import Picture
from bot.report import RawText
from bot.scrub.scrubbed import Detection, Scrubbed, Tag
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.flow.errands import Act, Outcome
    from bot.flow.states import State, Turn
    from bot.flow.talk import Heard, Prompt, Say
    from bot.report import Record

TRANSCRIPTS: Final = Path(__file__).parent / "transcripts"
RECEIPT: Final = 1234567890123456789012345
WIDTH: Final = 96
_DIGEST: Final = 64  # a code so long is shown by its first digits
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})")
_RULES: Final = (
    (re.compile(r"hunter2\w*"), Tag.SECRET, "[secret]", "[segreto]", False),
    (re.compile(r"@\w+"), Tag.PERSON, "[person]", "[persona]", False),
    (re.compile(r"\bAnna\b"), Tag.PERSON, "[person]", "[persona]", True),
    (re.compile(r"\b14:37\b"), Tag.TIME, "afternoon", "pomeriggio", True),
    (re.compile(r"\b(?:Gate|Varco) 7\b"), Tag.PLACE, "[place]", "[luogo]", True),
)


@dataclass(frozen=True, slots=True)
class FewRules:
    """A scrubber with five rules: enough to meet the coach, small enough to read."""

    language: Language = Language.EN

    def missing(self) -> tuple[str, ...]:
        """Everything else: what is said of it are the terms'."""
        return ("roster", "rules", "regions")

    def scrub(self, raw: RawText) -> Scrubbed:
        """The text with what the five rules find."""
        found = [
            Detection(hit.start(), hit.end(), tag, "few", self._becomes(en, it), keepable)
            for rule, tag, en, it, keepable in _RULES
            for hit in rule.finditer(raw.text)
        ]
        return Scrubbed(raw, tuple(sorted(found, key=lambda detection: detection.start)))

    def _becomes(self, english: str, italian: str) -> str:
        return italian if self.language is Language.IT else english


@dataclass(slots=True)
class Player:
    """One machine, and the state that the conversation has reached."""

    machine: Machine
    state: State = field(default_factory=Idle)

    def hear(self, heard: Heard) -> Turn:
        """One step, with a restart after it."""
        turn = self.machine.step(self.state, heard)
        restored = decode(encode(turn.state))
        if restored is None:
            raise AssertionError(f"a draft was lost: {type(turn.state).__name__}")
        self.state = restored
        return turn


def play(text: str) -> str:
    """The transcript that the machine gives for what `text` says: the same, when all is well."""
    head, _, body = text.partition("\n\n")
    player = _player(head)
    lines: list[str] = []
    shown: set[str] = set()
    for line in body.splitlines():
        if line == "---":
            player.state = Idle()
        if line.startswith("> "):
            lines += [line, *_answer(player.hear(_heard(line[2:])), shown)]
        elif line.startswith("@ "):
            lines += [line, *_answer(player.hear(_outcome(line[2:])), shown)]
        elif not line.startswith("<"):
            lines.append(line)
    return f"{head}\n\n" + "\n".join(lines) + "\n"


def _player(head: str) -> Player:
    parts = (line.partition(":") for line in head.splitlines() if not line.startswith("#"))
    given = {name: value.strip() for name, _, value in parts}
    language = Language(given.pop("language", "en"))
    roles = tuple(role for role in given.pop("roles", "").split(", ") if role)
    rare = tuple(code for code in given.pop("rare", "").split(", ") if code)
    lacking = tuple(what for what in given.pop("lacking", "").split(", ") if what)
    readers = tuple(role for role in given.pop("readers", "").split(", ") if role)
    photos, alerts = given.pop("photos", "") == "yes", given.pop("alerts", "") == "yes"
    terms = Terms(
        roles=roles,
        rare=rare,
        lacking=lacking,
        photos=photos,
        readers=readers,
        alerts=alerts,
        **given,
    )
    return Player(Machine(Words(language), FewRules(language), terms))


def _heard(said: str) -> Heard:
    if said.startswith("[") and said.endswith("]"):
        ids = (part.strip() for part in said[1:-1].split(","))
        return Chose(tuple(id_ for id_ in ids if id_))
    if said.startswith("/"):
        return Pressed(Command(said[1:]))
    if said.startswith("(photo "):
        width, height = said[:-1].split()[1:]
        return Pictured(Picture("ab" * 32, int(width), int(height)))
    if said.startswith("(") and said.endswith(")"):
        return Odd(said[1:-1])
    return Said(RawText(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), said)))


def _outcome(said: str) -> Outcome:  # noqa: PLR0911 - one return an outcome
    what, _, rest = said.partition(" ")
    parts = tuple(part.strip() for part in rest.split("|") if part.strip())
    match what:
        case "filed":
            return Filed(RECEIPT + int(rest or 0))
        case "seen":
            return _seen(parts)
        case "unknown":
            return Unknown()
        case "done":
            return Done()
        case "barred":
            return Barred(in_time=rest == "before")
        case "failed":
            return Failed(rest)
        case "lessons":
            return Listed(parts, 0, more=False)
        case "kinds":
            return Kinds(tuple(rest.split(", ")))
        case "page":
            number, *lessons = parts
            return Listed(tuple(lessons), int(number[0]), more=number.endswith("+"))
        case _:
            raise ValueError(said)


def _seen(parts: tuple[str, ...]) -> Known:
    """`state reason | note: … | question: … | button: … | preview: …`."""
    state, _, reason = parts[0].partition(" ")
    given = [part.partition(": ")[::2] for part in parts[1:]]
    note = next((value for key, value in given if key == "note"), "")
    asked = next((value for key, value in given if key == "question"), "")
    buttons = tuple(value for key, value in given if key == "button")
    preview = next((value for key, value in given if key == "preview"), None)
    question = Question("q1", asked, buttons) if asked else None
    return Known(Status(state, reason, note), question, preview)


def _answer(turn: Turn, shown: set[str]) -> Iterator[str]:
    for say in turn.says:
        yield from _wrapped("< ", _said(say))
    if turn.prompt:
        yield from _asked(turn.prompt, shown)
    if turn.act:
        yield f"< ! {_wanted(turn.act)}"
        record = turn.act.record if isinstance(turn.act, (File, Send)) else None
        if isinstance(turn.act, Send) and record:
            yield from _kept(record)


def _said(say: Say) -> str:
    match say:
        case Notice(text):
            return text
        case Problem(text):
            return f"✗ {text}"
        case Words8(words, digits):
            return f"= {' '.join(words)} = {digits}"
        case Over(reason):
            return f"(over: {reason})"
        case _:
            assert_never(say)


def _asked(prompt: Prompt, shown: set[str]) -> Iterator[str]:
    optional = ", optional" if prompt.optional else ""
    yield from _wrapped("< ? ", f"{prompt.key} ({prompt.kind}{optional}): {prompt.text}")
    if prompt.record:
        yield from _kept(prompt.record)
    choices = "  ".join(_choice(prompt, choice.id, choice.label) for choice in prompt.choices)
    if choices in shown and len(prompt.choices) > 3:
        choices = f"(the same {len(prompt.choices)} choices as before)"
    shown.add(choices)
    for line in textwrap.wrap(choices, WIDTH, break_on_hyphens=False):
        yield f"<   {line}".replace("\N{NO-BREAK SPACE}", " ")


def _choice(prompt: Prompt, id_: str, label: str) -> str:
    mark = "*" if id_ == prompt.suggested else ""
    return f"[{id_}]{mark} {label}".replace(" ", "\N{NO-BREAK SPACE}")


def _kept(record: Record) -> Iterator[str]:
    for line in record.lines:
        short = [code if len(code) < _DIGEST else f"{code[:4]}…" for code in line.codes]
        codes = f"  <{', '.join(short)}>" if short else ""
        yield from _wrapped("<   | ", f"{line.said}{codes}")


def _wanted(act: Act) -> str:  # noqa: PLR0911 - one return an act
    match act:
        case File(_, concern, excluded, urgent):
            marks = (*("concern",) * concern, *("urgent",) * urgent, *excluded)
            return f"file{''.join(f', {mark}' for mark in marks)}"
        case LookUp(receipt):
            return "look up" if receipt is not None else "look up nothing, in the same time"
        case Send(_, kind):
            return f"send {kind}"
        case Attach(_, picture):
            return f"attach the photo, {picture.width} by {picture.height}"
        case ChangeWords():
            return "change words"
        case Withdraw():
            return "withdraw"
        case ListLessons(page, kind):
            return f"list lessons{f' of {kind}' if kind else ''}, page {page}"
        case ListKinds():
            return "list kinds of lessons"
        case _:
            assert_never(act)


def _wrapped(mark: str, text: str) -> Iterator[str]:
    for part in text.split("\n"):
        broken = textwrap.wrap(part, WIDTH, break_on_hyphens=False) or [""]
        lines = (f"{mark}{broken[0]}".rstrip(), *(f"<     {rest}" for rest in broken[1:]))
        yield from (line.replace("\N{NO-BREAK SPACE}", " ") for line in lines)
        mark = "<     "


if __name__ == "__main__":
    for path in sorted(TRANSCRIPTS.rglob("*.txt")):
        path.write_text(play(path.read_text(encoding="utf-8")), encoding="utf-8")
