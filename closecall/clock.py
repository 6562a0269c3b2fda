"""The clocks that the roof hands down: floors below see weeks and days, never an instant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.report import Week

if TYPE_CHECKING:
    from bot.ports import Calendar


def zone(name: str) -> ZoneInfo:
    """The time zone of a name that the settings accepted."""
    return ZoneInfo(name)


def calendar(timezone: str) -> Calendar:
    """Shows the present ISO week in that time zone."""
    place = zone(timezone)

    def week() -> Week:
        return Week.of(datetime.now(place).date())

    return week


def today() -> date:
    """The present day in UTC: the epochs of drafts change with it, everywhere at once."""
    return datetime.now(UTC).date()


def now() -> datetime:
    """The present instant in UTC: for the timetables of release and digest."""
    return datetime.now(UTC)
