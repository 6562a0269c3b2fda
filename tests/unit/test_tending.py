"""The timetable of releases: it turns with the clock, never with a report."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report import Week
from bot.work import commit
from closecall import settings
from closecall.settings.values import Release
from closecall.tending import Tending, slot
from closecall.wiring import Store
from storage.cases import Cases
from storage.drafts import Drafts
from storage.rota import Rota
from storage.spool import Spool
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_report

if TYPE_CHECKING:
    from pathlib import Path

    from storage.epochs import Epochs
    from storage.writer import Writer

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


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_batch_belongs_to_the_week_of_the_clock_it_was_released_by(
    writer: Writer, epochs: Epochs, tmp_path: Path
) -> None:
    """Half past midnight in Rome is a new week; in UTC it is still the old year."""
    here = {"CLOSECALL_TIMEZONE": "Europe/Rome", "CLOSECALL_RELEASE": "now"}
    dice, cases = FixedDice(), Cases(writer)
    spool = Spool(writer, dice, this_week, keep_weeks=52)
    tending = Tending(
        settings=settings.read(here, tmp_path),
        opened=Store(writer._engine, writer),
        drafts=Drafts(writer, epochs, dice),
        spool=spool,
        cases=cases,
        rota=Rota(writer, (b"p" * 32,)),
        now=lambda: datetime(2027, 1, 3, 23, 30, tzinfo=UTC),
    )
    writer.run(commit(lambda: spool.accept(sealed_report(dice))))
    asyncio.run(tending.release())
    assert [case.week for case in writer.run(commit(cases.all))] == [Week(2027, 1)]
