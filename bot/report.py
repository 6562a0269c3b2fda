"""What people tell, as types: words typed and words kept are different things here.

`RawText` is what somebody typed. `CleanText` is what may be kept; outside this file's decoders
only `scrub` makes one. A `Record` is a telling exactly as its author saw it before sending, line
by line; its bytes are what is sealed, and nothing else is.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Self

from bot.frozen import frozen


@frozen
class RawText:
    """Words as typed. Never stored, never logged, never shown in a repr."""

    text: str = field(repr=False)


@frozen
class CleanText:
    """Words that may be kept: scrubbed, and agreed to by their author."""

    text: str = field(repr=False)


@frozen
class Line:
    """One line of a record: a field, its label and its value, both as they were shown.

    `codes` are the taxonomy ids behind `text`; empty for free text.
    """

    name: str
    label: str
    text: str = field(repr=False)
    codes: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Label and value in one line; a label that asks needs no colon behind its mark."""
        return f"{self.label}{' ' if self.label.endswith('?') else ': '}{self.text}"


@frozen
class Record:
    """What is kept of one telling: the lines that the reporter saw, in the language they saw."""

    language: str
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The record as it is shown before Send, one line per field."""
        return "\n".join(line.said for line in self.lines)

    def line(self, name: str) -> Line | None:
        """The line of one field, or None when it was not asked or not answered."""
        return next((line for line in self.lines if line.name == name), None)

    def code(self, name: str) -> str:
        """The first code of a field; an empty string when there is none."""
        found = self.line(name)
        return found.codes[0] if found and found.codes else ""

    def encode(self) -> bytes:
        """Canonical JSON: `{"language", "lines": [[name, label, text, codes]…], "v": 1}`."""
        lines = [[line.name, line.label, line.text, list(line.codes)] for line in self.lines]
        return canonical({"v": 1, "language": self.language, "lines": lines})

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Read `encode`'s bytes back. Raises ValueError for anything else."""
        try:
            held = json.loads(data)
            version, language = held["v"], str(held["language"])
            lines = tuple(
                Line(f, label, text, tuple(codes)) for f, label, text, codes in held["lines"]
            )
        except (KeyError, TypeError, ValueError):
            # Not even as the cause: an error of decoding carries what it could not read.
            raise ValueError("not a record") from None
        if version != 1:
            raise ValueError("a record of another version")
        return cls(language, lines)


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8: one value, one encoding (after RFC 8785)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week: the finest time that storage knows."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Refuse weeks that do not exist. Raises ValueError."""
        date.fromisocalendar(self.year, self.number, 1)

    def __str__(self) -> str:
        """`2026-W47`."""
        return f"{self.year:04d}-W{self.number:02d}"

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that holds `day`."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-W47`. Raises ValueError for anything else."""
        year, mark, number = text.partition("-W")
        if not mark or len(year) != 4 or len(number) != 2:
            raise ValueError("a week looks like 2026-W47")
        return cls(int(year), int(number))

    @property
    def monday(self) -> date:
        """The first day of the week."""
        return date.fromisocalendar(self.year, self.number, 1)

    def plus(self, weeks: int) -> Week:
        """The week that many weeks later; negative for earlier."""
        return Week.of(self.monday + timedelta(weeks=weeks))

    def until(self, later: Week) -> int:
        """How many weeks from this one to `later`."""
        return (later.monday - self.monday).days // 7


TOKEN_BYTES: Final = 32
ID_BYTES: Final = 16


@frozen
class Token:
    """The capability that carries a draft: 32 random bytes in the platform's own screen."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse anything but 32 bytes. Raises ValueError."""
        if len(self.raw) != TOKEN_BYTES:
            raise ValueError("a token has 32 bytes")

    @property
    def text(self) -> str:
        """Base64url without padding, 43 characters (RFC 4648 §5)."""
        return urlsafe_b64encode(self.raw).rstrip(b"=").decode()

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read `text`; None when it is not a token: it comes from outside."""
        try:
            return cls(urlsafe_b64decode(text.encode("ascii") + b"="))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True, order=True)
class CaseId:
    """A case's name: 16 random bytes, shown as hex."""

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse anything but 16 bytes. Raises ValueError."""
        if len(self.raw) != ID_BYTES:
            raise ValueError("a case id has 16 bytes")

    def __str__(self) -> str:
        """32 hexadecimal digits."""
        return self.raw.hex()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 32 hexadecimal digits. Raises ValueError."""
        return cls(bytes.fromhex(text))
