"""When an issue is due: one instant per channel and ISO week, whatever daylight saving does.

The clock does not command, the tick asks: "which week is the newest one that is due by now?" So
a machine that slept at nine catches up by itself, and an hour that exists twice posts once.
Pure; `now` comes in.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.report import Week

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@frozen
class Timetable:
    """A weekday (0 is Monday), a local time of day and the zone it is local to."""

    weekday: int
    at: time
    zone: ZoneInfo


def latest_due(now: datetime, weekday: int, at: time, tz: ZoneInfo) -> tuple[str, datetime]:
    """The newest due instant not after `now` (UTC), and its week: `2026-W47`.

    A local time that does not exist (spring) is taken later; one that exists twice (autumn) the
    first time. The week is the ISO week of the local day, with its ISO year.
    """
    today = now.astimezone(tz).date()
    for due in _dues(today - timedelta(days=15), today + timedelta(days=1), weekday, at, tz):
        if due[1] <= now:
            return due
    raise AssertionError("two weeks hold every weekday")


def next_due(now: datetime, weekday: int, at: time, tz: ZoneInfo) -> tuple[str, datetime]:
    """The first due instant after `now` (UTC), and its week."""
    today = now.astimezone(tz).date()
    found = None
    for due in _dues(today - timedelta(days=1), today + timedelta(days=15), weekday, at, tz):
        if due[1] > now:
            found = due
    if found is None:
        raise AssertionError("two weeks hold every weekday")
    return found


def _dues(
    first: date, last: date, weekday: int, at: time, tz: ZoneInfo
) -> Iterator[tuple[str, datetime]]:
    """Every due instant of these local days, newest first."""
    for back in range((last - first).days + 1):
        day = last - timedelta(days=back)
        if day.weekday() == weekday:
            yield str(Week.of(day)), datetime.combine(day, at, tz).replace(fold=0).astimezone(UTC)
