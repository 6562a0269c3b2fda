"""An edition: lessons are told once, none waits for ever, and it reads back as written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreDamaged
from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from digests.edition import LOOK_BACK, PICKS, Edition, edition_after

WEEK = Week(2026, 47)
DRILL = Drill("What first?", ("one", "two", "three", "four"), 1, "Because.")


def lesson(
    name: str, week: Week = WEEK, *, drill: bool = False, urgent: bool = False
) -> PublishedLesson:
    written = Lesson(
        title=name,
        story="It slid.",
        saved_by="luck",
        vulnerability="nobody looked",
        change="somebody looks",
        why_it_helps="it shows",
        check_up=week.plus(6),
        family=Family.SAFETY,
        kind=Kind.SLIP_TRIP_FALL,
        barrier=Barrier.LUCK,
        level=ActionLevel.PROCEDURE,
        drill=DRILL if drill else None,
    )
    return PublishedLesson(name, week, written, urgent)


def chain(weeks: int, lessons: list[PublishedLesson], k: int = 5) -> list[Edition]:
    """One edition a week; each sees the lessons of its last weeks, as the press reads them."""
    made: list[Edition] = []
    for number in range(weeks):
        week = WEEK.plus(number)
        seen = [each for each in lessons if 0 <= each.week.until(week) <= LOOK_BACK]
        tallies = {week: {("received", "all"): number, ("kind", "other"): 1}}
        made.append(edition_after(made[-1] if made else None, week, seen, tallies, k))
    return made


def picks(edition: Edition) -> list[str]:
    return [told.lesson_id for told in edition.picks]


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans(), st.booleans()), max_size=12))
def test_every_lesson_is_told_exactly_once_and_urgent_ones_never_as_news(
    drawn: list[tuple[int, bool, bool]],
) -> None:
    lessons = [
        lesson(f"l{n}", WEEK.plus(week), drill=drill, urgent=urgent)
        for n, (week, drill, urgent) in enumerate(drawn)
    ]
    told = [name for edition in chain(12, lessons) for name in picks(edition)]
    assert sorted(told) == sorted(each.lesson_id for each in lessons if not each.urgent)


def test_the_oldest_lesson_with_a_drill_tells_the_story() -> None:
    news = [lesson("a"), lesson("b", drill=True), lesson("c", drill=True), lesson("d")]
    first, second = chain(2, news)
    assert picks(first) == ["b", "a", "c"]
    assert picks(second) == ["d"]
    assert len(first.picks) == PICKS
    assert first.asked == first.picks[0]
    assert second.asked is None


def test_a_classic_is_used_only_when_no_lesson_asks_and_no_one_comes_twice_in_a_row() -> None:
    first, second, third, fourth = chain(4, [lesson("a", WEEK.plus(1), drill=True)])
    assert first.classic == second.classic
    assert second.asked
    assert len({first.classic, third.classic, fourth.classic}) == 3


def test_editions_are_numbered_one_by_one() -> None:
    assert [edition.number for edition in chain(4, [])] == [1, 2, 3, 4]


@given(st.integers(1, 10), st.integers(3, 9), st.integers(0, 6))
def test_an_edition_reads_back_as_it_was_written(weeks: int, k: int, lessons: int) -> None:
    news = [lesson(f"l{n}", drill=n % 2 == 0) for n in range(lessons)]
    for edition in chain(weeks, news, k):
        assert Edition.decode(edition.encode()) == edition
        assert edition.encode() == Edition.decode(edition.encode()).encode()


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", '{"v":2}', '{"v":1,"week":"soon"}'])
def test_a_damaged_edition_is_refused_with_a_sentence(body: str) -> None:
    with pytest.raises(StoreDamaged, match="edition"):
        Edition.decode(body)
