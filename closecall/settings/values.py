"""What settings are once they are read: a secret, a place, a time of the week, a rhythm.

What is written it does not read: `spelling` does.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from datetime import time

    from bot.words import Language

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Secret:
    """A value that prints as `…` wherever it is printed."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Hold a value; only `reveal` gives it back."""
        self._value = value

    def reveal(self) -> str:
        """The value itself: for the one place that needs it."""
        return self._value

    def __bool__(self) -> bool:
        """Whether there is a value at all."""
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        """Whether both hold the same value."""
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        """By the value."""
        return hash(self._value)

    def __repr__(self) -> str:
        """Never the value."""
        return "…" if self._value else "(none)"

    __str__ = __repr__


@unique
class Release(StrEnum):
    """How often accepted reports are released to the reviewers, in shuffled batches."""

    NOW = "now"
    HOURLY = "hourly"
    FOUR_HOURLY = "4-hourly"
    DAILY = "daily"


@frozen
class WeeklyTime:
    """A weekday (0 is Monday) and a local time."""

    weekday: int
    at: time

    def __str__(self) -> str:
        """`mon 09:00`, as it is written in the setting."""
        return f"{WEEKDAYS[self.weekday]} {self.at:%H:%M}"


@frozen
class Place:
    """Where something is posted: a kind (`file`) and where (a folder).

    `language`, `at` and `timezone` are a place's own where it has them. They are no part of its
    name: what was posted there stays known when they change.
    """

    kind: str
    where: str
    language: Language | None = field(default=None, compare=False)
    at: WeeklyTime | None = field(default=None, compare=False)
    timezone: str = field(default="", compare=False)

    def __str__(self) -> str:
        """`file:lessons`, as it is written in the setting."""
        return f"{self.kind}:{self.where}"
