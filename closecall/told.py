"""What people read of a failure: its sentence and its hint, in their language.

And how plain sentences stand on a terminal: broken between words, which the terminal does not do.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from typing import TYPE_CHECKING

from bot import errors
from bot.frozen import frozen

if TYPE_CHECKING:
    from typing import TextIO

    from bot.errors import CloseCallError
    from bot.words import Words


@frozen
class Explained:
    """A failure, ready to be shown: what happened, details one a line, what to do next."""

    sentence: str
    details: tuple[str, ...]
    hint: str

    @property
    def text(self) -> str:
        """All of it in one line."""
        details = f" ({'; '.join(self.details)})" if self.details else ""
        return f"{self.sentence}{details} → {self.hint}"


def told(words: Words, refusal: CloseCallError) -> Explained:
    """A failure in the language of `words`; a kind from another room is told as its parent."""
    kind = next(kind for kind in type(refusal).__mro__ if kind.__module__ == errors.__name__)
    usual = getattr(kind, "hint", "") == refusal.hint
    return Explained(
        sentence=refusal.said or words(f"roof.failure.{kind.__name__}"),
        details=() if refusal.said else tuple(refusal.detail.splitlines()),
        hint=words(f"roof.hint.{kind.__name__}") if usual else refusal.hint,
    )


def say(text: str) -> None:
    """Print sentences to standard output, between words where it is a terminal."""
    print(wrapped(text, sys.stdout))


def wrapped(text: str, stream: TextIO) -> str:
    """The same text as lines that fit the terminal behind `stream`; as it is where there is none.

    Lines keep their indent, so that what goes on stands under what it belongs to; a word, such as
    a path, is never broken.
    """
    if not stream.isatty():
        return text
    width = max(20, shutil.get_terminal_size().columns - 1)
    return "\n".join(_line(line, width) for line in text.split("\n"))


def _line(line: str, width: int) -> str:
    words = line.strip(" ")
    indent = " " * (len(line) - len(line.lstrip(" ")))
    after = line[len(line.rstrip(" ")) :] if words else ""
    filled = textwrap.fill(
        words,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return filled + after
