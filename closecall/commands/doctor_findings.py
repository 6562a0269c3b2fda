"""What the doctor writes down while it looks. It knows no check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from bot.errors import CloseCallError
from closecall.home import Home
from closecall.told import told

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.words import Words
    from closecall.settings import Settings


@unique
class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `part` and `what` are stable; `text` is for people."""

    part: str
    what: str
    level: Level
    text: str

    def as_json(self) -> dict[str, str]:
        """For scripts."""
        return {"part": self.part, "what": self.what, "level": self.level, "text": self.text}


class Examination:
    """Collects findings, each with its sentence."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is found yet."""
        self.settings = settings
        self.home = Home(settings.home)
        self.words: Words = settings.words
        self.findings: list[Finding] = []

    def note(self, part: str, what: str, level: Level, **values: object) -> None:
        """One finding; its sentence is `roof.doctor.<part>.<what>`."""
        text = self.words(f"roof.doctor.{part}.{what}", **values)
        self.findings.append(Finding(part, what, level, text))

    def attempt(self, part: str, check: Callable[[Examination], None]) -> None:
        """A check; what it raises is a finding too."""
        try:
            check(self)
        except CloseCallError as refused:
            text = told(self.words, refused).text
            self.findings.append(Finding(part, "refused", Level.BAD, text))
