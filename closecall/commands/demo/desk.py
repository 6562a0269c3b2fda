"""The demo's reviewer: opens, sorts, asks, finds out why, writes a lesson, closes.

Every step is the desk's own, and so is every refusal that is shown.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from bot.case.rules import NotClosable
from bot.lesson import Drill, Lesson, LessonRefused
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)
from bot.work import commit
from closecall.commands.desk.explain import faults

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.case import OpenCase
    from bot.desk import Desk
    from bot.report import Week
    from closecall.commands.demo.screen import Screen
    from storage.writer import Writer

T = TypeVar("T")
CHECK_UP_WEEKS: Final = 6
DUE_WEEKS: Final = 2


class DemoReviewer:
    """One reviewer with an unlocked key, and the case of the ladder."""

    def __init__(self, screen: Screen, desk: Desk, writer: Writer, week: Week) -> None:
        """Find the case among what was released."""
        self._screen = screen
        self._say = screen.words
        self._desk = desk
        self._writer = writer
        self._week = week
        self._all = [str(row.case_id) for row in self._commit(desk.inbox)]
        kind = Kind.FALL_FROM_HEIGHT
        self._case = next(one for one in self._all if self._look(one).record.code("kind") == kind)

    def investigate(self) -> None:
        """Open, sort, be refused the end, ask."""
        desk, case, screen = self._desk, self._case, self._screen
        screen.speech("bot", self._commit(partial(desk.show, case)).record.text)
        self._sort(case)
        screen.remark("open.triage")
        try:
            self._commit(partial(desk.close, case, Disposition.NEAR_MISS))
        except NotClosable as refusal:
            needs = ", ".join(self._say(f"demo.missing.{need}") for need in refusal.missing)
            screen.remark("open.refused", style="yellow", missing=needs)
        question = self._say("demo.ask.question")
        choices = [self._say(f"demo.ask.{choice}") for choice in ("yes", "no", "unknown")]
        self._commit(partial(desk.ask, case, question, choices))
        screen.remark("open.ask", question=question)

    def learn(self) -> None:
        """Finding, action, a lesson that is refused, one that passes, and the end of the case."""
        desk, case, screen = self._desk, self._case, self._screen
        weakness = self._say("demo.finding.vulnerability")
        found = (Cause.LAYOUT, Vulnerability.DESIGN, weakness, Barrier.PHYSICAL_BARRIER)
        self._commit(partial(desk.find, case, *found))
        action = (self._say("demo.action.text"), self._say("demo.action.owner"))
        due = self._week.plus(DUE_WEEKS)
        self._commit(partial(desk.act, case, *action, due, ActionLevel.ELIMINATE))
        copied = self._lesson("demo.lesson.copied")
        try:
            self._commit(partial(desk.write, case, copied))
        except LessonRefused as refusal:
            screen.remark("lesson.refused", style="yellow")
            screen.speech("bot", "\n".join(faults(refusal.refusals, self._say, copied)))
        self._commit(partial(desk.write, case, self._lesson("demo.lesson.story")))
        self._commit(partial(desk.approve, case))
        self._commit(partial(desk.close, case, Disposition.NEAR_MISS))
        screen.remark("lesson.accepted")
        for other in self._all:
            if other != case:
                self._commit(partial(desk.show, other))
                self._sort(other)

    def _look(self, case: str) -> OpenCase:
        return self._commit(partial(self._desk.look, case))

    def _sort(self, case: str) -> None:
        """Triage a case as its reporter described it, so that it is counted."""
        record = self._look(case).record
        family, kind = Family(record.code("family")), Kind(record.code("kind"))
        worst = Severity(record.code("worst"))
        guess = Disposition.NEAR_MISS
        self._commit(partial(self._desk.triage, case, family, kind, worst, guess))

    def _lesson(self, story: str) -> Lesson:
        say = self._say
        first, second, third, fourth = (say(f"demo.drill.{n}") for n in range(1, 5))
        choices = (first, second, third, fourth)
        return Lesson(
            title=say("demo.lesson.title"),
            story=say(story),
            saved_by=say("demo.lesson.saved_by"),
            vulnerability=say("demo.finding.vulnerability"),
            change=say("demo.lesson.change"),
            why_it_helps=say("demo.lesson.why"),
            check_up=self._week.plus(CHECK_UP_WEEKS),
            family=Family.SAFETY,
            kind=Kind.FALL_FROM_HEIGHT,
            barrier=Barrier.PHYSICAL_BARRIER,
            level=ActionLevel.ELIMINATE,
            drill=Drill(say("demo.drill.question"), choices, 2, say("demo.drill.why")),
            language=str(say.language),
        )

    def _commit(self, part: Callable[[], T]) -> T:
        return self._writer.run(commit(part))
