"""Chance and time, as the core sees them: it has no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.report import Week


class Dice(Protocol):
    """Random bytes, from the operating system in life and fixed in tests."""

    def __call__(self, size: int, /) -> bytes:
        """`size` random bytes."""


class Calendar(Protocol):
    """The only clock of the core, and it shows weeks."""

    def __call__(self) -> Week:
        """The present ISO week, in the configured time zone."""
