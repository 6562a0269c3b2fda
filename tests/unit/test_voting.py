"""Taps under an issue: what is open, what is counted, and that a name never comes to a commit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest
import sqlalchemy as sa

from bot.ports import Ballot, Fate, PublishedLesson
from bot.report import Week
from bot.work import commit
from digests.numbers import about
from digests.press import Press
from digests.voting import DRILL, HERE, Cast, Voting
from storage.editions import Editions
from storage.epochs import FileEpochs
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tables import vote
from storage.tallies import Tallies
from storage.votes import Marks, Votes, WeekKeys
from tests.builders import door_lesson
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.work import Part, Work
    from storage.writer import Writer

T = TypeVar("T")
WEEK = Week(2026, 47)
CHANNEL, SLOW = "slack:C0123", "telegram:@c"
ANNA, BRUNO = b"T1:U0ANNA", b"T1:U0BRUNO"
LESSON = door_lesson(WEEK)


@dataclass
class Booth:
    """Voting on a database, with a calendar that a test moves."""

    writer: Writer
    folder: Path
    week: Week = WEEK

    def __post_init__(self) -> None:
        """Wire it."""
        writer = self.writer
        self.lessons = Lessons(writer)
        self.ledger = Ledger(writer)
        self.press = Press(self.lessons, Tallies(writer), Editions(writer), Votes(writer))
        self.voting = Voting(
            votes=Votes(writer),
            marks=Marks(WeekKeys(FileEpochs(self.folder), FixedDice()), (b"p" * 32,)),
            editions=Editions(writer),
            lessons=self.lessons,
            ledger=self.ledger,
            calendar=lambda: self.week,
        )

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def run(self, work: Work[T]) -> T:
        return self.writer.run(work)

    def publish(self, name: str, *, urgent: bool = False) -> None:
        published = PublishedLesson(name, self.week, LESSON, urgent)
        self.do(lambda: self.lessons.publish(published))

    def issue(self, week: Week, *channels: str) -> None:
        """Make its edition, and claim its issue for these channels; for `CHANNEL` if none."""

        def claim() -> None:
            assert self.press.edition(week)
            for channel in channels or (CHANNEL,):
                assert self.ledger.claim(channel, str(week), "me", now=1, until=2)
                self.press.close(channel, week)

        self.do(claim)

    def tap(
        self,
        who: bytes = ANNA,
        question: str = DRILL,
        choice: int = 0,
        period: str = "2026-W47",
        channel: str = CHANNEL,
    ) -> Cast:
        return self.run(self.voting.cast(channel, period, question, choice, who))


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The statements are tried on both databases in `contracts/test_votes.py`."""
    return str(request.param)


@pytest.fixture
def booth(writer: Writer, tmp_path: Path) -> Booth:
    return Booth(writer, tmp_path / "votes")


def test_a_tap_is_counted_and_can_be_changed_and_taken_back(booth: Booth) -> None:
    booth.publish("0a")
    booth.issue(WEEK)
    assert booth.tap(choice=2) == Cast(Fate.COUNTED, (0, 0, 1, 0))
    assert booth.tap(BRUNO, choice=2) == Cast(Fate.COUNTED, (0, 0, 2, 0))
    assert booth.tap(choice=1) == Cast(Fate.CHANGED, (0, 1, 1, 0))
    assert booth.tap(choice=1) == Cast(Fate.WITHDRAWN, (0, 0, 1, 0))
    assert booth.run(booth.voting.counts(CHANNEL, "2026-W47", DRILL)) == (0, 0, 1, 0)


def test_could_happen_here_counts_for_the_lesson_that_it_stands_under(booth: Booth) -> None:
    for name in ("0a", "0b"):
        booth.publish(name)
    booth.issue(WEEK)
    booth.tap(question=HERE[0])
    booth.tap(BRUNO, question=HERE[0])
    booth.tap(question=HERE[1])
    votes = Votes(booth.writer)
    assert booth.do(lambda: votes.spread("here:0a")) == (2,)
    assert booth.do(lambda: votes.spread("here:0b")) == (1,)
    assert booth.tap(question=HERE[2]).fate is Fate.CLOSED


def test_a_quiet_week_asks_about_its_classic(booth: Booth) -> None:
    booth.issue(WEEK)
    assert booth.tap(choice=3).counts == (0, 0, 0, 1)
    assert booth.tap(question=HERE[0]) == Cast(Fate.COUNTED, (1,))
    assert booth.tap(question=HERE[1]).fate is Fate.CLOSED


def test_an_old_issue_is_closed_and_so_is_one_that_was_never_made(booth: Booth) -> None:
    assert booth.tap().fate is Fate.CLOSED
    booth.issue(WEEK)
    assert booth.tap().fate is Fate.COUNTED
    booth.issue(WEEK.plus(1))
    assert booth.tap(BRUNO) == Cast(Fate.CLOSED)
    assert booth.tap(period="2026-W49").fate is Fate.CLOSED
    assert booth.run(booth.voting.counts(CHANNEL, "2026-W47", DRILL)) == ()


@pytest.mark.parametrize(
    ("question", "choice", "period"),
    [
        (DRILL, 4, "2026-W47"),
        (DRILL, -1, "2026-W47"),
        (HERE[0], 1, "2026-W47"),
        ("else", 0, "2026-W47"),
        (DRILL, 0, "nonsense"),
        (DRILL, 0, ""),
        (HERE[0], 0, "urgent-0f"),
        (HERE[0], 0, "urgent-"),
    ],
)
def test_what_no_button_of_ours_says_is_closed(
    booth: Booth, question: str, choice: int, period: str
) -> None:
    booth.issue(WEEK)
    assert booth.tap(question=question, choice=choice, period=period) == Cast(Fate.CLOSED)


def test_an_urgent_lesson_is_asked_about_until_the_next_weekly_issue(booth: Booth) -> None:
    booth.publish("0f", urgent=True)
    period = "urgent-0f"
    assert booth.tap(question=HERE[0], period=period) == Cast(Fate.COUNTED, (1,))
    assert booth.tap(question=DRILL, period=period).fate is Fate.CLOSED
    booth.issue(WEEK)
    assert booth.tap(BRUNO, question=HERE[0], period=period).counts == (2,)
    booth.week = WEEK.plus(1)
    assert booth.tap(BRUNO, question=HERE[0], period=period).fate is Fate.WITHDRAWN
    booth.issue(WEEK.plus(1))
    assert booth.tap(question=HERE[0], period=period).fate is Fate.CLOSED


def test_a_platform_that_counts_by_itself_gives_totals(booth: Booth) -> None:
    booth.issue(WEEK, SLOW)
    told = booth.voting.totals
    assert booth.run(told(SLOW, "2026-W47", DRILL, (1, 2, 3, 4)))
    assert booth.run(told(SLOW, "2026-W47", DRILL, (1, 2, 3, 5)))
    assert booth.run(booth.voting.counts(SLOW, "2026-W47", DRILL)) == (1, 2, 3, 5)
    for odd in ((1, 2, 3), (1, 2, 3, 4, 5), (1, 2, 3, -1), ()):
        assert not booth.run(told(SLOW, "2026-W47", DRILL, odd))
    assert not booth.run(told(SLOW, "2026-W46", DRILL, (1, 2, 3, 4)))


# --- channels with timetables of their own -------------------------------------------------------


def test_a_channel_that_posts_later_in_the_week_keeps_its_ballot_until_its_own_next_issue(
    booth: Booth,
) -> None:
    """Monday and Friday: the edition of Monday closes nothing that was posted on Friday."""
    booth.issue(WEEK, CHANNEL, SLOW)
    booth.issue(WEEK.plus(1), CHANNEL)
    assert booth.tap() == Cast(Fate.CLOSED)
    assert booth.tap(channel=SLOW, choice=2).counts == (0, 0, 1, 0)
    assert booth.tap(channel=SLOW, choice=1) == Cast(Fate.CHANGED, (0, 1, 0, 0))
    assert booth.run(booth.voting.totals(SLOW, "2026-W47", DRILL, (3, 1, 0, 0)))
    assert booth.tap(channel=SLOW, period="2026-W48") == Cast(Fate.CLOSED)
    booth.issue(WEEK.plus(1), SLOW)
    assert booth.tap(channel=SLOW) == Cast(Fate.CLOSED)
    assert booth.tap(channel=SLOW, period="2026-W48").fate is Fate.COUNTED


def test_an_issue_ends_the_marks_of_its_own_channel_alone(booth: Booth) -> None:
    booth.issue(WEEK, CHANNEL, SLOW)
    booth.tap()
    booth.tap(channel=SLOW)
    booth.issue(WEEK.plus(1), CHANNEL)
    assert booth.do(lambda: booth.writer.connection.scalars(sa.select(vote.c.channel)).all()) == [
        SLOW
    ]
    booth.issue(WEEK.plus(1), SLOW)
    assert not booth.do(lambda: booth.writer.connection.execute(sa.select(vote)).all())


def test_a_channel_that_gets_no_issues_any_more_is_closed_with_the_edition_after_the_next(
    booth: Booth,
) -> None:
    booth.publish("0f", urgent=True)
    booth.issue(WEEK, SLOW)
    assert booth.tap(channel=SLOW).fate is Fate.COUNTED
    booth.issue(WEEK.plus(2), CHANNEL)
    booth.week = WEEK.plus(1)
    assert booth.tap(BRUNO, channel=SLOW) == Cast(Fate.CLOSED)
    assert booth.tap(BRUNO, HERE[0], period="urgent-0f", channel=SLOW) == Cast(Fate.CLOSED)
    assert not booth.do(lambda: booth.writer.connection.execute(sa.select(vote)).all())


def test_an_urgent_lesson_stays_open_where_no_weekly_issue_has_come_since(booth: Booth) -> None:
    booth.publish("0f", urgent=True)
    booth.issue(WEEK, CHANNEL, SLOW)
    booth.week = WEEK.plus(1)
    booth.issue(WEEK.plus(1), CHANNEL)
    tap = partial(booth.tap, ANNA, HERE[0], period="urgent-0f")
    assert tap() == Cast(Fate.CLOSED)
    assert tap(channel=SLOW) == Cast(Fate.COUNTED, (1,))
    assert tap(channel="file:new") == Cast(Fate.COUNTED, (1,))


def test_a_name_never_comes_to_a_part_that_is_committed(booth: Booth) -> None:
    """Only the aside part sees who tapped: what is committed may be run twice, and is logged."""
    booth.issue(WEEK)
    parts = list(_walked(booth, booth.voting.cast(CHANNEL, "2026-W47", DRILL, 0, ANNA)))
    assert [type(part).__name__ for part in parts] == ["Commit", "Aside", "Commit"]
    held = [[cell.cell_contents for cell in part.part.__closure__ or ()] for part in parts]
    assert [ANNA in cells for cells in held] == [False, True, False]


def test_a_tap_that_the_next_issue_overtakes_is_closed(booth: Booth) -> None:
    booth.issue(WEEK)
    work = booth.voting.cast(CHANNEL, "2026-W47", DRILL, 0, ANNA)
    found = booth.run(_only(next(work)))
    marks = booth.run(_only(work.send(found)))
    booth.issue(WEEK.plus(1))
    with pytest.raises(StopIteration) as end:
        work.send(booth.run(_only(work.send(marks))))
    assert end.value.value == Cast(Fate.CLOSED)
    ballot = Ballot(WEEK, CHANNEL, "2026-W47", DRILL)
    assert not booth.do(lambda: Votes(booth.writer).counts(ballot))


def test_meanwhile_only_round_numbers_are_shown() -> None:
    assert [about(n) for n in (0, 4, 5, 9, 10, 23)] == [0, 0, 5, 5, 10, 20]
    assert Cast(Fate.COUNTED, (3, 4, 0, 5)).about() == 10
    assert replace(Cast(Fate.COUNTED), counts=(2, 2)).about() == 0


def _walked(booth: Booth, work: Work[Cast]) -> Iterator[Part]:
    """Every part of a work, each run before the next is asked for."""
    answer: object = None
    while True:
        try:
            part = work.send(answer)
        except StopIteration:
            return
        yield part
        answer = booth.run(_only(part))


def _only(part: Part) -> Work[object]:
    answer: object = yield part
    return answer
