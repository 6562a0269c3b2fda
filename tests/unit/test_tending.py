"""The timetable of releases: it turns with the clock, never with a report."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closecall.settings.values import Release
from closecall.tending import slot

ROME = ZoneInfo("Europe/Rome")
instants = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2028, 1, 1),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
)
LENGTHS = {Release.HOURLY: 1, Release.FOUR_HOURLY: 4, Release.DAILY: 24}


@pytest.mark.parametrize(
    ("rhythm", "before", "after"),
    [
        (Release.HOURLY, "2026-11-21 13:59", "2026-11-21 14:00"),
        (Release.FOUR_HOURLY, "2026-11-21 15:59", "2026-11-21 16:00"),
        (Release.DAILY, "2026-11-21 05:59", "2026-11-21 06:00"),
    ],
)
def test_a_slot_turns_where_people_expect_it(rhythm: Release, before: str, after: str) -> None:
    one = datetime.fromisoformat(before).replace(tzinfo=ROME)
    other = datetime.fromisoformat(after).replace(tzinfo=ROME)
    assert slot(rhythm, one) != slot(rhythm, other)
    assert slot(rhythm, one) == slot(rhythm, one - timedelta(minutes=59))


def test_now_has_no_slots() -> None:
    assert slot(Release.NOW, datetime(2026, 11, 21, tzinfo=UTC)) == ""


@given(instants, st.sampled_from(sorted(LENGTHS)))
def test_a_slot_lasts_no_longer_than_its_rhythm_says(now: datetime, rhythm: Release) -> None:
    """An hour more once a year, when the clocks go back."""
    later = now + timedelta(hours=LENGTHS[rhythm] + 1)
    assert slot(rhythm, now.astimezone(ROME)) != slot(rhythm, later.astimezone(ROME))


@given(instants, st.sampled_from(sorted(LENGTHS)), st.integers(0, 59))
def test_no_slot_comes_back(now: datetime, rhythm: Release, minutes: int) -> None:
    """Names only move forward, but for the hour that exists twice."""
    later = now + timedelta(hours=1, minutes=minutes)
    assert slot(rhythm, now.astimezone(ROME)) <= slot(rhythm, later.astimezone(ROME))
