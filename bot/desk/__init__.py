"""The desk: one reviewer at work, from the inbox to the published lesson.

`casework` and `ending` have the case, `inbox` the order of things, `pen` the sealed writing; this
file has what everyone learns. A lesson leaves its case only through `approve`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.case.rules import HeldBack, Hold, hold_on_approving, hold_on_writing
from bot.desk.ending import CaseEnding
from bot.desk.inbox import Call, Row
from bot.errors import NotAllowed
from bot.lesson import Fault, LessonRefused, Refusal, as_fields, preview_name, texts
from bot.ports import PublishedLesson
from bot.sealed import ObjectKind
from bot.taxonomy import Consent
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.case import OpenCase
    from bot.desk.pen import Pen
    from bot.lesson import Lesson

__all__ = ["Call", "Desk", "Row"]
LESSON_ID_BYTES: Final = 8


def _nobody(_lesson_id: str) -> int:
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(CaseEnding):
    """Casework, its ending, and the lessons that come of it.

    `exposed` [read]: at least so many readers said of a lesson that it could happen to them.
    """

    exposed: Callable[[str], int] = _nobody

    def echo(self, case: OpenCase) -> int:
        """[read] How many readers said that this case could happen to them; 0: too few."""
        return self.exposed(case.approval.lesson_id) if case.approval else 0

    def lint(
        self, prefix: str, lesson: Lesson, accepted: Collection[str] = ()
    ) -> tuple[Refusal, ...]:
        """[read] What the linter refuses, without keeping anything."""
        return self._lint(self.look(prefix), lesson, accepted)

    def write(
        self,
        prefix: str,
        lesson: Lesson,
        *,
        urgent: bool = False,
        accepted: Collection[str] = (),
    ) -> OpenCase:
        """Keep a draft. Whoever asked to see it first gets a preview.

        `accepted`: words that a language model takes for a name and a reviewer does not.
        Raises LessonRefused with every fault, or HeldBack when this case may not become a lesson.
        """
        pen = self._pen(prefix)
        case, was = pen.case, pen.case.draft
        if case.approval:
            raise NotAllowed("published")
        if (hold := hold_on_writing(case)) is not None:
            raise HeldBack(hold)
        if faults := self._lint(case, lesson, accepted):
            raise LessonRefused(faults)
        first, told = case.consent is Consent.SHOW_ME_FIRST, preview_of(lesson)
        kept = was and (was.lesson, was.urgent, was.accepted)
        if was and kept == (lesson, urgent, frozenset(accepted)) and (was.previewed or not first):
            return case
        pen.write(
            ObjectKind.LESSON,
            "draft",
            by=self.unsealer.key_id.hex(),
            lesson=as_fields(lesson),
            urgent=urgent,
            accepted=sorted(set(accepted)),
            previewed=first,
            preview=preview_name(told) if first else "",
            heard=[each.object_id.hex() for each in case.verdicts],
        )
        if first:
            pen.tell(ObjectKind.PREVIEW, "preview", text=told)
        return self._lay(pen)

    def hold(self, prefix: str) -> Hold | None:
        """[read] Why the draft may not be published by this reviewer now; None when it may."""
        return self._hold(self._pen(prefix))

    def approve(self, prefix: str) -> PublishedLesson:
        """Publish the draft. Raises HeldBack, LessonRefused: the reporter may have added since."""
        pen = self._pen(prefix)
        case, draft = pen.case, pen.case.draft
        if case.approval and draft and case.approval.draft == draft.n:
            done = case.approval
            return PublishedLesson(done.lesson_id, done.week, draft.lesson, draft.urgent)
        if (hold := self._hold(pen)) is not None or draft is None:
            weeks = draft.week.until(pen.now) if draft else 0
            raise HeldBack(hold or Hold.NO_DRAFT, weeks)
        if faults := self._lint(case, draft.lesson, draft.accepted):
            raise LessonRefused(faults)
        lesson_id = self.dice(LESSON_ID_BYTES).hex()
        pen.write(
            ObjectKind.LESSON,
            "approve",
            by=self.unsealer.key_id.hex(),
            approves=draft.n,
            lesson_id=lesson_id,
        )
        published = PublishedLesson(lesson_id, pen.now, draft.lesson, draft.urgent)
        self.lessons.publish(published)
        self._lay(pen)
        return published

    def _hold(self, pen: Pen) -> Hold | None:
        team = self.team()
        readers = [slot.key_id for slot in pen.sealed.slots if slot.key_id in team]
        return hold_on_approving(pen.case, self.unsealer.key_id, readers)

    def _lint(
        self, case: OpenCase, lesson: Lesson, accepted: Collection[str]
    ) -> tuple[Refusal, ...]:
        faults = self.linter(lesson, case.texts, accepted)
        if lesson.check_up < self.calendar():
            faults = (*faults, Refusal("check_up", Fault.PAST))
        return faults


def preview_of(lesson: Lesson) -> str:
    """The lesson as its reporter sees it before it is published, in the lesson's language."""
    words = Words(Language(lesson.language))
    return "\n".join(
        words(f"desk.lesson.{name.split('.')[0]}", text=text)
        if not name.startswith("drill.")
        else words(f"desk.lesson.drill_{name.split('.')[1]}", text=text)
        for name, text in texts(lesson).items()
    )
