"""When an issue is due: once per ISO week, in every zone, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report import Week
from digests.due import latest_due, next_due

ZONES = [
    "UTC",
    "Europe/Rome",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/St_Johns",
    "Antarctica/Troll",
]
NEW_YORK = ZoneInfo("America/New_York")
SUNDAY = 6
a_zone = st.sampled_from(ZONES).map(ZoneInfo)
a_time = st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0))
a_moment = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given by timezones


@given(a_moment, st.integers(0, 6), a_time, a_zone)
def test_a_tick_every_hour_sees_each_week_once_and_in_order(
    start: datetime, weekday: int, at: time, zone: ZoneInfo
) -> None:
    seen = [
        latest_due(start + timedelta(hours=h), weekday, at, zone) for h in range(0, 24 * 40, 3)
    ]
    changes = [due for before, due in pairwise(seen) if due != before]
    weeks = [Week.parse(period) for period, _ in (seen[0], *changes)]
    assert all(one.until(other) == 1 for one, other in pairwise(weeks))
    assert len(weeks) in {6, 7}


@given(a_moment, st.integers(0, 6), a_time, a_zone)
def test_the_latest_due_is_past_and_the_next_is_not(
    now: datetime, weekday: int, at: time, zone: ZoneInfo
) -> None:
    period, due = latest_due(now, weekday, at, zone)
    following, later = next_due(now, weekday, at, zone)
    assert due <= now < later
    assert Week.parse(period).until(Week.parse(following)) == 1
    assert latest_due(later, weekday, at, zone) == (following, later)


@given(a_moment, st.integers(0, 6), a_time, a_zone, a_zone)
def test_a_channel_that_moves_to_another_zone_never_goes_back_a_week(
    now: datetime, weekday: int, at: time, zone: ZoneInfo, other: ZoneInfo
) -> None:
    here, _ = latest_due(now, weekday, at, zone)
    there, _ = latest_due(now, weekday, at, other)
    assert abs(Week.parse(here).until(Week.parse(there))) <= 1


def test_a_time_that_spring_skips_comes_once_a_little_later() -> None:
    gap = datetime(2026, 3, 8, 12, tzinfo=UTC)
    assert latest_due(gap, SUNDAY, time(2, 30), NEW_YORK) == (
        "2026-W10",
        datetime(2026, 3, 8, 7, 30, tzinfo=UTC),
    )


def test_a_time_that_autumn_repeats_is_due_the_first_time_and_only_then() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    hour_later = first + timedelta(hours=1)
    assert latest_due(first, SUNDAY, time(1, 30), NEW_YORK) == ("2026-W44", first)
    assert latest_due(hour_later, SUNDAY, time(1, 30), NEW_YORK) == ("2026-W44", first)


@pytest.mark.parametrize(
    ("day", "week"),
    [((2026, 12, 28), "2026-W53"), ((2027, 1, 4), "2027-W01"), ((2024, 12, 30), "2025-W01")],
)
def test_around_new_year_the_week_has_its_iso_year(day: tuple[int, int, int], week: str) -> None:
    now = datetime(*day, 9, tzinfo=UTC)
    assert latest_due(now, 0, time(9), ZoneInfo("UTC"))[0] == week


def test_one_second_too_early_is_still_last_week() -> None:
    early = datetime(2026, 11, 16, 7, 59, 59, tzinfo=UTC)
    assert latest_due(early, 0, time(9), ZoneInfo("Europe/Rome"))[0] == "2026-W46"
    assert latest_due(early + timedelta(seconds=1), 0, time(9), ZoneInfo("Europe/Rome"))[0] == (
        "2026-W47"
    )
