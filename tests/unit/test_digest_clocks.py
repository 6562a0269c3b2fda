"""Whole months of ticks over clocks that change: each week's issue once, in order, none missed.

Summer time begins and ends, a year has 53 weeks, and the clock of the host is wrong by an hour or
two and right again, at the worst moments: around each issue.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.ports import RunStatus
from bot.report import Week
from bot.words import Language
from bot.work import commit
from digests.due import Timetable, next_due
from digests.press import Press
from digests.publish import Outlet, Publisher
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digests.issue import Issue
    from storage.writer import Writer

ROME = ZoneInfo("Europe/Rome")
TIMETABLES = {
    "monday at nine": Timetable(0, time(9), ROME),
    "in the gap and in the fold": Timetable(6, time(2, 30), ROME),
    "the last minute of a week": Timetable(6, time(23, 59), ROME),
    "its first minute": Timetable(0, time(0), ROME),
}
MONTHS = {
    "summer time begins": (Week(2026, 12), 3),
    "summer time ends": (Week(2026, 42), 3),
    "a year with a week 53": (Week(2026, 51), 5),
}


@dataclass
class Wall:
    """What appeared, in order."""

    periods: list[str] = field(default_factory=list)

    def render(self, issue: Issue) -> str:
        return issue.title

    async def post(self, period: str, frozen: str) -> str:
        assert frozen
        self.periods.append(period)
        return period


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The ledger is tried on both databases in `contracts/test_ledger.py`."""
    return str(request.param)


def moments(timetable: Timetable, begin: datetime, weeks: int) -> Iterator[datetime]:
    """What the host takes for now, at each tick: often around an issue, where it is also wrong."""
    for _ in range(weeks):
        _, due = next_due(begin, timetable.weekday, timetable.at, timetable.zone)
        for minutes in (-130, -70, -61, -1, 0, 1):
            yield due + timedelta(minutes=minutes)
        for wrong in (60, 120):  # set back over the moment of the issue, and right again
            yield due - timedelta(minutes=wrong - 1)
            yield due + timedelta(minutes=2)
        yield due + timedelta(minutes=61)  # what summer time repeats, or leaves out
        yield due + timedelta(days=3)
        begin = due


@pytest.mark.parametrize("timetable", TIMETABLES.values(), ids=TIMETABLES)
@pytest.mark.parametrize(("first", "weeks"), MONTHS.values(), ids=MONTHS)
def test_each_week_has_its_issue_once_and_none_is_missed(
    writer: Writer, first: Week, weeks: int, timetable: Timetable
) -> None:
    monday = datetime.combine(first.monday, time(0), ROME).astimezone(UTC)
    begin = monday - timedelta(seconds=30)
    wall, ledger, at = Wall(), Ledger(writer), [begin]
    publisher = Publisher(
        press=Press(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer)),
        ledger=ledger,
        writer=writer,
        outlets=[Outlet("wall", Language.IT, timetable, wall)],
        owner="me",
        clock=lambda: at[0],
    )
    writer.run(commit(lambda: ledger.skip("wall", str(first.plus(-1)))))

    async def live() -> None:
        for moment in moments(timetable, begin, weeks):
            at[0] = moment
            await publisher.tick()

    asyncio.run(live())
    assert wall.periods == [str(first.plus(number)) for number in range(weeks)]
    runs = writer.run(commit(lambda: ledger.runs("wall")))
    assert [run.status for run in runs] == [RunStatus.SENT] * weeks + [RunStatus.SKIPPED]
