"""Last week's drill is closed when the next issue is due, once, and holds up nothing."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import DeliveryError
from bot.ports import RunStatus
from bot.words import Language
from bot.work import commit
from closecall.quizzes import Closer
from digests.due import Timetable
from digests.publish import Outlet
from storage.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.work import Work
    from digests.issue import Issue
    from storage.writer import Writer

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
NINE = Timetable(0, time(9), ZoneInfo("UTC"))
NAME, QUIZ = "telegram:@calls", "telegram:@calls#quiz"


@dataclass
class Polls:
    """Quizzes in a channel: their last counts, by reference. `away`: nobody answers."""

    counts: dict[str, tuple[int, ...]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    away: bool = False

    def render(self, issue: Issue) -> str:
        return issue.key

    async def post(self, period: str, frozen: str) -> str:
        return f"{period}{frozen}"

    async def close(self, reference: str) -> tuple[int, ...]:
        self.asked.append(reference)
        if self.away:
            raise DeliveryError
        return self.counts.pop(reference, ())


@dataclass
class Counts:
    """What was said of a quiz."""

    told: list[tuple[str, str, str, tuple[int, ...]]] = field(default_factory=list)

    def totals(
        self, channel: str, period: str, question: str, counts: Sequence[int]
    ) -> Work[bool]:
        def keep() -> bool:
            self.told.append((channel, period, question, tuple(counts)))
            return True

        return commit(keep)


@dataclass
class Week:
    """A channel whose issue of last week is out, and a clock that a test moves."""

    writer: Writer
    now: datetime = MONDAY
    polls: Polls = field(default_factory=Polls)
    counts: Counts = field(default_factory=Counts)

    def __post_init__(self) -> None:
        """Post last week's issue and its quiz."""
        self.ledger = Ledger(self.writer)
        outlet = Outlet(QUIZ, Language.EN, NINE, self.polls, after=NAME)
        self.closer = Closer(
            [(outlet, self.polls)],
            self.ledger,
            self.writer,
            self.counts,  # type: ignore[arg-type]
            lambda: self.now,
        )
        for channel in (NAME, QUIZ):
            self.posted(channel, "2026-W46")
        self.polls.counts["2026-W46"] = (4, 0, 7, 1)

    def posted(self, channel: str, period: str) -> None:
        """This run was sent; its reference is its period."""

        def send() -> None:
            at = (channel, period, "me")
            assert self.ledger.claim(*at, now=0, until=9)
            self.ledger.sending(*at, until=9, text="x")
            assert self.ledger.settle(*at, RunStatus.SENT, reference=period)

        self.writer.run(commit(send))

    def tick(self, **later: int) -> None:
        """The chore, so much later."""
        self.now += timedelta(**later)
        asyncio.run(self.closer.tick())


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The ledger is tried on both databases in `contracts/test_ledger.py`."""
    return str(request.param)


@pytest.fixture
def week(writer: Writer) -> Week:
    return Week(writer)


def test_when_the_next_issue_is_due_the_last_counts_are_kept(week: Week) -> None:
    week.tick()
    assert week.counts.told == [(NAME, "2026-W46", "drill", (4, 0, 7, 1))]


def test_before_that_everybody_may_answer(week: Week) -> None:
    week.tick(seconds=-1)
    assert week.polls.asked == []


def test_it_is_closed_once(week: Week) -> None:
    week.tick()
    week.tick(minutes=1)
    assert week.polls.asked == ["2026-W46"]


def test_a_platform_that_is_away_is_asked_again_and_holds_up_nothing(week: Week) -> None:
    week.polls.away = True
    week.tick()
    week.polls.away = False
    week.tick(minutes=1)
    assert week.polls.asked == ["2026-W46"] * 2
    assert len(week.counts.told) == 1


def test_once_the_next_issue_is_out_it_is_too_late(week: Week) -> None:
    week.posted(NAME, "2026-W47")
    week.tick()
    assert week.polls.asked == []


def test_a_quiz_that_a_person_closed_leaves_what_was_counted(week: Week) -> None:
    week.polls.counts.clear()
    week.tick()
    assert week.polls.asked == ["2026-W46"]
    assert week.counts.told == []
