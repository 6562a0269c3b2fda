"""Plain numbered lines, for pipes, screen readers and simple terminals. No cursor, no colour."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING, Final, assert_never

from adapters.terminal.drill import DRILL, Practise
from bot.flow.talk import Ask, Chose, Command, Notice, Over, Pressed, Problem, Said, Words8
from bot.receipt import DIGITS
from bot.report import RawText

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from bot.flow.talk import Heard, Prompt, Say
    from bot.words import Words

LONGEST_LINE: Final = 4 * 1024 * 1024  # bytes; a text of 100,000 characters is heard and refused
WIDEST: Final = 88
NARROWEST: Final = 20


class Source:
    """Lines from a stream of bytes; a line without end cannot fill the memory."""

    def __init__(self, stream: BinaryIO) -> None:
        """Read from `stream`."""
        self._stream = stream

    def line(self) -> bytes | str | None:
        """The next line; a sentence's key when it is too long to be one; None at the end."""
        line = self._stream.readline(LONGEST_LINE)
        if not line:
            return None
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            return line.rstrip(b"\r\n")
        while (rest := self._stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
            pass
        return "door.bad.long"


class LinesFace:
    """Numbered choices, one answer a line."""

    def __init__(
        self,
        source: BinaryIO,
        sink: BinaryIO,
        words: Words,
        *,
        width: int | None = None,
        echoed: bool = False,
    ) -> None:
        """`width`: columns, by default the terminal's; `echoed`: typed lines show on the sink."""
        self._source = Source(source)
        self._sink = sink
        self._words = words
        self._width = width
        self._echoed = echoed
        self._told = False

    def say(self, says: Sequence[Say]) -> None:
        """Each thing as a paragraph of its own."""
        for say in says:
            self._print(spoken(say, self._words), "")

    def ask(self, prompt: Prompt) -> None:
        """The record if there is one, the question, its choices with their numbers."""
        if not self._told:
            self._print(self._words("door.lines"), "")
            self._told = True
        self._print(*asked(prompt, self._words), *labels(prompt, self._words))
        if prompt.kind is Ask.MANY:
            self._print(self._words("door.several"))
        self._sink.write(b"> ")
        self._sink.flush()

    def hear(self, prompt: Prompt) -> Heard | Practise | Problem | None:
        """One line: a command, or what was typed."""
        line = self._source.line()
        if line is None or not self._echoed:
            self._print("")
        if line is None:
            return None
        if isinstance(line, str):
            return Problem(self._words(line))
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            return Problem(self._words("door.bad.utf8"))
        return typed(prompt, text, self._words)

    def _print(self, *lines: str) -> None:
        width = self._width or columns()
        for line in lines:
            self._sink.write(wrapped(line, width).encode() + b"\n")
        self._sink.flush()


def typed(prompt: Prompt, text: str, words: Words) -> Heard | Practise | Problem:
    """What a typed line means: `/command`, an empty answer to *several*, a text."""
    bare = text.strip()
    if bare.startswith("/") and bare[1:].isalpha():  # a path or a fraction is part of a story
        return command(bare[1:].lower()) or Problem(words("door.command.unknown"))
    if not sound(text):
        return Problem(words("door.bad.utf8"))
    if prompt.kind is Ask.MANY and not bare:
        return Chose(())
    short = bare.isdecimal() and len(bare) < DIGITS  # a receipt in digits is no mistake
    if short and prompt.kind is Ask.TEXT and prompt.key != "words":
        return Problem(words("door.number"))
    return Said(RawText(text))


def command(name: str) -> Pressed | Practise | None:
    """The command of this name; None when there is none."""
    if name == DRILL:
        return Practise()
    return Pressed(Command(name)) if name in set(Command) else None


def asked(prompt: Prompt, words: Words) -> list[str]:
    """The question; the record below it, if there is one."""
    if prompt.record is None:
        return [prompt.text]
    record = (f"  {line}" for line in prompt.record.text.split("\n"))
    return [prompt.text, "", words("door.record"), *record, ""]


def labels(prompt: Prompt, words: Words) -> list[str]:
    """One line a choice. Where text is wanted a choice is typed by its name: numbers are text."""
    shown = []
    for number, choice in enumerate(prompt.choices, 1):
        label = choice.label
        if choice.id == prompt.suggested:
            label = words("door.suggested", label=label)
        if prompt.kind is Ask.TEXT:
            shown.append(words("door.or", id=choice.id, label=label))
        else:
            shown.append(f"  {number}. {label}")
    return shown


def spoken(say: Say, words: Words) -> str:
    """A say as a paragraph."""
    match say:
        case Notice(text) | Problem(text):
            return text
        case Words8():
            return say.paragraph(words, "    ")
        case Over():
            return words("door.over")
        case _:
            assert_never(say)


def sound(text: str) -> bool:
    """Whether a text is made of characters: half a surrogate pair is none (Unicode 3.9, D75)."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def wrapped(text: str, width: int) -> str:
    """The text in lines of `width` columns, indented as it began; a long word is left whole."""
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        parts = textwrap.wrap(
            line,
            width,
            subsequent_indent=indent + "  " * bool(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines.extend(parts or [""])
    return "\n".join(lines)


def columns() -> int:
    """How wide to write: the terminal's width within what reads well."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
