"""The drill that is answered for oneself: the newest one, and a number that hides every answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.ports import Ballot, PublishedLesson
from bot.report import Week
from bot.words import Language, Words
from bot.work import commit
from digests.classics import classics
from digests.practice import Practice, Practices, told
from digests.press import Press
from digests.voting import DRILL
from storage.editions import Editions
from storage.lessons import Lessons
from storage.tables import metadata
from storage.tallies import Tallies
from storage.votes import Votes
from tests.builders import door_lesson

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.writer import Writer

T = TypeVar("T")
WEEK = Week(2026, 47)
LESSON = door_lesson(WEEK)
QUIZ = classics(Language.EN)[0].quiz


class Library:
    """A database with a press, and the drills of two channels."""

    def __init__(self, writer: Writer) -> None:
        """Wire it."""
        self.writer, self.votes = writer, Votes(writer)
        self.lessons, editions = Lessons(writer), Editions(writer)
        self.press = Press(self.lessons, Tallies(writer), editions, self.votes)
        self.drills = Practices(self.press, editions, self.votes, ("slack:C1", "telegram:@c"))

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def found(self, language: Language = Language.EN) -> Practice:
        return self.do(lambda: self.drills.newest(language))

    def issue(self, *counts: tuple[str, int]) -> None:
        """An issue with a lesson, and so many answers in these channels."""
        lesson = PublishedLesson("one", WEEK, LESSON)
        self.do(lambda: self.lessons.publish(lesson))
        assert self.do(lambda: self.press.edition(WEEK))
        for channel, n in counts:
            ballot = Ballot(WEEK, channel, str(WEEK), DRILL)
            self.do(lambda ballot=ballot, n=n: self.votes.totals(ballot, (n, 0, 0, 0)))  # type: ignore[misc]


@pytest.mark.parametrize("language", Language)
def test_before_the_first_issue_a_classic_is_asked(writer: Writer, language: Language) -> None:
    first = classics(language)[0]
    assert Library(writer).found(language) == Practice(first.key, first.quiz)


def test_the_newest_issue_asks_its_own_drill(writer: Writer) -> None:
    library = Library(writer)
    library.issue()
    found = library.found()
    assert LESSON.drill is not None
    assert (found.period, found.quiz.question) == ("2026-W47", LESSON.drill.question)


def test_each_channel_is_rounded_down_by_itself(writer: Writer) -> None:
    library = Library(writer)
    library.issue(("slack:C1", 9), ("telegram:@c", 11), ("telegram:@elsewhere", 50))
    assert library.found().answered == 5 + 10


def test_asking_and_answering_writes_nothing(writer: Writer) -> None:
    library = Library(writer)
    library.issue(("slack:C1", 9))

    def rows() -> dict[str, list[str]]:
        """Every row of every table."""
        there = sa.inspect(writer.connection).get_table_names()
        tables = (one for one in metadata.sorted_tables if one.name in there)
        read = ((one.name, writer.connection.execute(sa.select(one)).all()) for one in tables)
        return {name: sorted(map(repr, found)) for name, found in read}

    before = library.do(rows)
    told(library.found(), 0, Words(Language.EN))
    assert any(before.values())
    assert library.do(rows) == before


@given(st.sampled_from(Language), st.integers(0, 3), st.sampled_from([0, 5, 40]))
def test_an_answer_is_told_whole(language: Language, choice: int, answered: int) -> None:
    words = Words(language)
    said = told(Practice("2026-W47", QUIZ, answered), choice, words)
    assert (words("door.drill.right") in said) == (choice == QUIZ.answer)
    assert (QUIZ.choices[QUIZ.answer] in said) == (choice != QUIZ.answer)
    assert QUIZ.why in said
    assert (words("door.drill.answered", n=answered) in said) == bool(answered)
    assert said.endswith(words("door.drill.uncounted"))
