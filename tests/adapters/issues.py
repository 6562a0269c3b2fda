"""Issues for the channels' tests: of a quiet week, of a lesson, and any that can be written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language, Words
from digests.classics import classic
from digests.compose import compose
from digests.numbers import Count, Figures

if TYPE_CHECKING:
    from digests.issue import Issue

WEEK = Week(2026, 47)
DRILL = Drill("What do you do?", ("Lock it", "Tell", "Report it", "Look"), 3, "Because.")
LESSON = Lesson(
    title="Doors & drafts",
    story="The side door was open <two> hours early. Nothing was missing.",
    saved_by="luck",
    vulnerability="nobody checked timetables",
    change="every edit is compared",
    why_it_helps="a wrong time shows",
    check_up=WEEK.plus(6),
    family=Family.PHYSICAL,
    kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
    barrier=Barrier.LUCK,
    level=ActionLevel.PROCEDURE,
    drill=DRILL,
)


def quiet_issue() -> Issue:
    """The issue of a week without a lesson."""
    old = classic("reversing_lorry", Language.EN)
    return compose(WEEK, Language.EN, (), Figures("kind", ()), number=2, classic=old)


def issue_of(*lessons: Lesson, language: Language = Language.EN) -> Issue:
    """The issue of a week with these lessons."""
    published = tuple(
        PublishedLesson(f"{place:032x}", WEEK, lesson) for place, lesson in enumerate(lessons)
    )
    old = classic("reversing_lorry", language)
    return compose(WEEK, language, published, Figures("kind", ()), number=12, classic=old)


def demo_issue(language: Language = Language.EN) -> Issue:
    """The issue of the demo's lesson with its numbers, as the manuals show it."""
    say = Words(language)
    lesson = replace(
        LESSON,
        title=say("demo.lesson.title"),
        story=say("demo.lesson.story"),
        saved_by=say("demo.lesson.saved_by"),
        vulnerability=say("demo.finding.vulnerability"),
        change=say("demo.lesson.change"),
        why_it_helps=say("demo.lesson.why"),
        family=Family.SAFETY,
        kind=Kind.FALL_FROM_HEIGHT,
        barrier=Barrier.PHYSICAL_BARRIER,
        level=ActionLevel.ELIMINATE,
        drill=Drill(
            say("demo.drill.question"),
            (say("demo.drill.1"), say("demo.drill.2"), say("demo.drill.3"), say("demo.drill.4")),
            2,
            say("demo.drill.why"),
        ),
        language=str(language),
    )
    numbers = Figures("headline", (Count("received", "", 14), Count("actions", "", 6)))
    published = (PublishedLesson("a" * 32, WEEK, lesson),)
    old = classic("reversing_lorry", language)
    return compose(WEEK, language, published, numbers, number=12, classic=old)


def said(*nasty: str) -> st.SearchStrategy[str]:
    """Any text that a database can hold, and more often what breaks markup and counting."""
    return st.one_of(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=400),
        st.lists(st.sampled_from(nasty), max_size=300).map("".join),
        st.text("ab .\U0001f600", max_size=1200),
    )


@st.composite
def lessons(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> Lesson:
    """Lessons of such texts."""
    one, two, three, four = (draw(texts) for _ in range(4))
    return replace(
        LESSON,
        title=draw(texts),
        story=draw(texts),
        saved_by=draw(texts),
        vulnerability=draw(texts),
        change=draw(texts),
        why_it_helps=draw(texts),
        drill=Drill(draw(texts), (one, two, three, four), draw(st.integers(0, 3)), draw(texts)),
    )
