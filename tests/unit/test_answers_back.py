"""Answers come back: what readers voted stands in the next issue, each channel its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.ports import Ballot, PublishedLesson
from bot.report import Week
from bot.words import Language
from bot.work import commit
from digests.issue import LIMIT, Issue, Nearly
from digests.numbers import SEVERITY, STEPS, Count
from digests.press import Press
from digests.text import plain
from digests.voting import DRILL, HERE, asked, exposure, here
from storage.editions import Editions
from storage.lessons import Lessons
from storage.tables import vote
from storage.tallies import Tallies
from storage.votes import Votes
from tests.builders import door_lesson

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.lesson import Lesson
    from storage.writer import Writer

T = TypeVar("T")
WEEK = Week(2026, 47)
NEXT = WEEK.plus(1)
LESSON = door_lesson(WEEK)


class Room:
    """A press with its votes."""

    def __init__(self, writer: Writer) -> None:
        """Wire it."""
        self.writer = writer
        self.lessons = Lessons(writer)
        self.votes = Votes(writer)
        self.tallies = Tallies(writer)
        self.press = Press(self.lessons, self.tallies, Editions(writer), self.votes)
        self._marks = 0

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def publish(self, name: str, lesson: Lesson = LESSON) -> None:
        self.do(lambda: self.lessons.publish(PublishedLesson(name, WEEK, lesson)))

    def edition(self, week: Week) -> None:
        assert self.do(lambda: self.press.edition(week))

    def issue(
        self,
        channel: str,
        language: Language = Language.EN,
        week: Week = NEXT,
        since: str | None = "",
    ) -> Issue:
        def made() -> Issue:
            edition = self.press.edition(week)
            assert edition
            return self.press.issue(edition, language, channel, since)

        return self.do(made)

    def answered(self, channel: str, question: str, *counts: int) -> None:
        ballot = Ballot(WEEK, channel, str(WEEK), question)
        for choice, n in enumerate(counts):
            for _ in range(n):
                self._marks += 1
                mark = (self._marks.to_bytes(16),)
                self.do(lambda c=choice, m=mark: self.votes.cast(ballot, c, m))  # type: ignore[misc]


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The statements are tried on both databases in `contracts/test_votes.py`."""
    return str(request.param)


@pytest.fixture
def room(writer: Writer) -> Room:
    return Room(writer)


def test_the_next_issue_says_how_many_chose_the_best_answer_in_this_channel(room: Room) -> None:
    room.publish("0a")
    room.edition(WEEK)
    room.answered("slack:C1", DRILL, 2, 1, 9, 2)
    room.answered("slack:C2", DRILL, 0, 1, 9, 0)
    room.answered("slack:C3", DRILL, 0, 0, 4, 0)
    said = {name: plain(room.issue(name)) for name in ("slack:C1", "slack:C2", "slack:C3", "x")}
    assert "The best answer: tell somebody. Chosen by 65 %. They know." in said["slack:C1"]
    assert "Nearly all of you chose it." in said["slack:C2"]
    assert "chose" not in said["slack:C3"].lower()
    assert "chose" not in said["x"].lower()
    assert "L'ha scelta il 65 %." in plain(room.issue("slack:C1", Language.IT))


def test_could_happen_here_comes_back_as_at_least_so_many_everywhere(room: Room) -> None:
    room.publish("0a")
    room.edition(WEEK)
    room.answered("slack:C1", here("0a"), 12)
    room.answered("slack:C2", here("0a"), 6)
    room.answered("slack:C3", here("0a"), 4)
    for name in ("slack:C1", "slack:C3", "file:page"):
        assert "At least 15 of you said that it could happen here." in plain(room.issue(name))
    assert room.do(lambda: exposure(room.votes, "0a")) == 15
    assert room.do(lambda: exposure(room.votes, "0b")) == 0


def test_few_taps_say_nothing_at_all(room: Room) -> None:
    room.publish("0a")
    room.edition(WEEK)
    room.answered("slack:C1", here("0a"), 4)
    room.answered("slack:C1", DRILL, 0, 0, 8, 0)
    before = Room(room.writer).issue("elsewhere").last
    assert room.issue("slack:C1").last == before
    assert before is not None
    assert (before.share, before.here) == (None, 0)


def test_the_taps_under_a_story_are_not_told_beside_a_drill_of_another_one(room: Room) -> None:
    """A lesson without a drill: the drill is the classic's, and so is the title above it."""
    room.publish("0a", replace(LESSON, drill=None))
    room.edition(WEEK)
    room.answered("slack:C1", here("0a"), 20)
    found = room.issue("slack:C1").last
    assert found is not None
    assert found.title != LESSON.title
    assert found.here == 0
    assert room.do(lambda: exposure(room.votes, "0a")) == 20


def test_a_quiet_week_s_classic_has_its_answers_too(room: Room) -> None:
    room.edition(WEEK)
    issue = room.issue("slack:C1", week=WEEK)
    assert issue.quiz is not None
    counts = [0, 0, 0, 0]
    counts[issue.quiz.answer] = 10
    room.answered("slack:C1", DRILL, *counts)
    found = room.issue("slack:C1").last
    assert found is not None
    assert found.share is Nearly.ALL


def test_after_a_gap_the_drill_that_this_channel_saw_is_answered_and_no_other(room: Room) -> None:
    """Its issue of the week between was refused: nobody here was asked that week's question."""
    room.publish("0a")
    room.edition(WEEK)
    room.answered("slack:C1", DRILL, 2, 1, 9, 2)
    room.edition(NEXT)
    later = NEXT.plus(1)
    unseen, seen = (room.issue("slack:C1", week=later, since=since) for since in ("", str(WEEK)))
    assert seen.last is not None
    assert unseen.last is not None
    assert (seen.last.title, seen.last.share) == (LESSON.title, 65)
    assert unseen.last.title != LESSON.title


def test_the_first_issue_in_a_channel_answers_no_drill_that_it_never_asked(room: Room) -> None:
    room.publish("0a")
    room.edition(WEEK)
    assert room.issue("slack:C1").last is not None
    assert room.issue("slack:C1", since=None).last is None


def test_with_the_next_issue_the_marks_are_gone_and_later_editions_change_nothing(
    room: Room,
) -> None:
    room.edition(WEEK)
    room.answered("slack:C1", DRILL, 3, 3, 3, 3)
    room.edition(NEXT)
    assert len(room.do(lambda: room.writer.connection.execute(vote.select()).all())) == 12
    room.do(lambda: room.press.close("slack:C1", NEXT))
    assert not room.do(lambda: room.writer.connection.execute(vote.select()).all())
    first = plain(room.issue("slack:C1"))
    room.edition(NEXT.plus(1))
    assert plain(room.issue("slack:C1")) == first


def test_an_issue_with_everything_in_it_still_reads_in_90_seconds(room: Room) -> None:
    long = dict.fromkeys(("story", "vulnerability", "change"), "A sentence of words. " * 40)
    for name in ("0a", "0b", "0c"):
        room.publish(name, replace(LESSON, **long))  # type: ignore[arg-type]
    room.edition(WEEK)
    room.answered("slack:C1", DRILL, 10, 0, 20, 0)
    room.answered("slack:C1", here("0a"), 30)
    late = WEEK.plus(18)
    for facet, code in (("received", "all"), ("closed", "all"), ("actions", "all")):
        room.do(lambda f=facet, c=code: room.tallies.count(late, f, c, 1200))  # type: ignore[misc]
    edition = room.do(lambda: room.press.edition(late))
    assert edition
    trail = tuple((late.plus(-at), 1000 + at) for at in range(8))
    printed = (*edition.carry.printed, *(Count(SEVERITY, step, 2000) for step in STEPS))
    full = replace(edition, trail=trail, carry=replace(edition.carry, printed=printed))
    for language in Language:
        issue = room.do(
            lambda language=language: room.press.issue(full, language, "slack:C1", str(WEEK))  # type: ignore[misc]
        )
        said = plain(issue)
        assert len(said) <= LIMIT
        assert all(part in said for part in ("30", "1007", "2000", "300", "17", "65 %"))


def test_an_issue_asks_what_it_shows(room: Room) -> None:
    for name in ("0a", "0b"):
        room.publish(name)
    issue = room.issue("slack:C1", week=WEEK)
    assert asked(issue) == (DRILL, HERE[0], HERE[1])
    assert asked(replace(issue, quiz=None, takes=())) == (HERE[0],)
    published = PublishedLesson("0f", WEEK, LESSON, urgent=True)
    alone = room.do(lambda: room.press.urgent_issue(WEEK, published, Language.EN))
    assert asked(alone) == (HERE[0],)
