"""Ports `Lessons`, `Tallies` and `Audit`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import CaseId, Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.work import commit
from storage.lessons import Lessons

if TYPE_CHECKING:
    from storage.writer import Writer
    from tests.contracts.conftest import Stores

WEEK = Week(2026, 47)
LESSON = Lesson(
    title="Doors that open too early",
    story="A side door opened two hours before it should. Perché? «Un orario sbagliato».",
    saved_by="Somebody tried the handle and told reception.",
    vulnerability="Nobody checked door timetables after an edit.",
    change="Every edit is compared with the opening hours.",
    why_it_helps="A wrong time shows the same day.",
    check_up=WEEK.plus(6),
    family=Family.PHYSICAL,
    kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
    barrier=Barrier.PERSON_NOTICED,
    level=ActionLevel.ENGINEER_AUTOMATE,
    drill=Drill("What would you have done?", ("Lock it", "Tell", "Report", "Wait"), 2, "Because."),
)


def published(name: str, week: Week = WEEK, kind: Kind = LESSON.kind) -> PublishedLesson:
    return PublishedLesson(name, week, replace(LESSON, kind=kind))


def test_a_lesson_comes_back_word_for_word(stores: Stores) -> None:
    lessons = [
        published("a"),
        PublishedLesson("b", WEEK, replace(LESSON, drill=None, language="it"), urgent=True),
    ]
    for lesson in lessons:
        stores.do(lambda lesson=lesson: stores.lessons.publish(lesson))  # type: ignore[misc]
    assert stores.do(lambda: stores.lessons.of_week(WEEK)) == tuple(lessons)
    assert stores.do(lambda: stores.lessons.of_week(WEEK.plus(1))) == ()


def test_a_lesson_is_published_once(stores: Stores) -> None:
    stores.do(lambda: stores.lessons.publish(published("a")))
    stores.do(lambda: stores.lessons.publish(published("a", WEEK.plus(1))))
    assert stores.do(lambda: stores.lessons.page(0, 10)) == (published("a"),)


def test_the_library_begins_with_the_newest_week(stores: Stores) -> None:
    for name, week in (("a", WEEK), ("b", WEEK.plus(1)), ("c", WEEK), ("d", WEEK.plus(-30))):
        one = published(name, week)
        stores.do(lambda one=one: stores.lessons.publish(one))  # type: ignore[misc]
    pages = [stores.do(lambda n=n: stores.lessons.page(n, 2)) for n in range(3)]  # type: ignore[misc]
    assert [[one.lesson_id for one in page] for page in pages] == [["b", "a"], ["c", "d"], []]


def test_a_kind_narrows_the_library(stores: Stores) -> None:
    stores.do(lambda: stores.lessons.publish(published("a", kind=Kind.MACHINERY)))
    stores.do(lambda: stores.lessons.publish(published("b")))
    assert stores.do(lambda: stores.lessons.page(0, 9, "machinery")) == (
        published("a", kind=Kind.MACHINERY),
    )
    assert stores.do(lambda: stores.lessons.page(0, 9, "no_such_kind")) == ()


def test_the_kinds_that_have_lessons_are_known(stores: Stores) -> None:
    assert stores.do(stores.lessons.kinds) == ()
    for name, kind in (("a", Kind.PHISHING_STOPPED), ("b", Kind.MACHINERY), ("c", Kind.MACHINERY)):
        one = published(name, kind=kind)
        stores.do(lambda one=one: stores.lessons.publish(one))  # type: ignore[misc]
    assert stores.do(stores.lessons.kinds) == ("machinery", "phishing_stopped")


def test_the_library_can_be_walked_in_the_order_of_its_pages(writer: Writer) -> None:
    """Any size of step gives every lesson once, of one kind or of all."""
    lessons = Lessons(writer)
    weeks = (WEEK, WEEK.plus(1), WEEK, WEEK.plus(-30), WEEK.plus(1), WEEK)
    for number, week in enumerate(weeks):
        kind = Kind.MACHINERY if number % 2 else Kind.OTHER
        one = published(f"{number}", week, kind)
        writer.run(commit(lambda one=one: lessons.publish(one)))  # type: ignore[misc]
    for wanted, how_many in (("", 6), ("machinery", 3), ("no_such_kind", 0)):
        paged = writer.run(commit(partial(lessons.page, 0, 99, wanted)))
        assert len(paged) == how_many
        assert writer.run(commit(partial(lessons.count, wanted))) == how_many
        for size in (1, 2, 5, 99):
            assert walked(writer, size, wanted) == paged


def walked(writer: Writer, size: int, kind: str) -> tuple[PublishedLesson, ...]:
    """The whole library, in steps."""
    lessons, found = Lessons(writer), list[PublishedLesson]()
    last: PublishedLesson | None = None
    while more := writer.run(commit(partial(lessons.after, last, size, kind))):
        found += more
        last = found[-1]
    return tuple(found)


def test_counters_add_up_per_week_facet_and_code(stores: Stores) -> None:
    for week, facet, code, by in (
        (WEEK, "kind", "machinery", 1),
        (WEEK, "kind", "machinery", 2),
        (WEEK, "cause", "slip", 1),
        (WEEK.plus(1), "kind", "machinery", 1),
        (WEEK.plus(9), "kind", "machinery", 1),
    ):
        stores.do(lambda a=(week, facet, code, by): stores.tallies.count(*a))  # type: ignore[misc]
    assert stores.do(lambda: stores.tallies.weeks(WEEK, WEEK.plus(8))) == {
        WEEK: {("kind", "machinery"): 3, ("cause", "slip"): 1},
        WEEK.plus(1): {("kind", "machinery"): 1},
    }


def test_the_weeks_of_two_years_are_one_row(stores: Stores) -> None:
    last, first = Week(2026, 53), Week(2027, 1)
    for week in (last, first):
        stores.do(lambda week=week: stores.tallies.count(week, "closed", "all"))  # type: ignore[misc]
    assert set(stores.do(lambda: stores.tallies.weeks(last, first))) == {last, first}


def test_an_untouched_audit_chain_holds(stores: Stores) -> None:
    assert stores.do(stores.audit.broken) is None
    for act, case_id in (("open", CaseId(stores.dice(16))), ("close", None)):
        stores.do(lambda a=act, c=case_id: stores.audit.append(WEEK, b"operator", a, c))  # type: ignore[misc]
    assert stores.do(stores.audit.broken) is None
