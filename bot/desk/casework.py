"""Working on a case: reading, sorting, asking, finding out, changing.

Every method is one durable part: call it inside `bot.work.commit`; those marked [read] only look,
and may be called inside `bot.work.read`. Asked twice for the same thing, it does it once. Nothing
here knows a clock, a screen, or how anything is sealed.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.case.clocks import OWN_TARGET_WEEKS, unpassed
from bot.case.fold import REPORTERS
from bot.case.rules import must_be_open
from bot.desk.inbox import Call, Row, row_of, rows
from bot.desk.pen import Pen, unfold, unfold_or_say
from bot.errors import NoSuchCase, NotAllowed, OpenError, Tampered
from bot.photo import Photo
from bot.report import RawText
from bot.sealed import CaseState, ObjectKind
from bot.taxonomy import KINDS, Family

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.case import Asked, OpenCase
    from bot.lesson.linter import Linter
    from bot.ports import Audit, Calendar, Cases, Dice, Lessons, Tallies, Unsealer
    from bot.report import Week
    from bot.sealed import SealedCase
    from bot.taxonomy import (
        ActionLevel,
        Barrier,
        Cause,
        Disposition,
        Kind,
        Severity,
        Vulnerability,
    )

MOST_CHOICES: Final = 8
_ENDING: Final = frozenset({ObjectKind.REPORT, ObjectKind.ACTION, ObjectKind.CLOSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Casework:
    """One reviewer at work.

    `team` gives the active reviewers, key id to role; `check_weeks` is the time until the
    effectiveness check; `target_weeks` the organisation's own target for closing a case.
    """

    cases: Cases
    unsealer: Unsealer
    lessons: Lessons
    tallies: Tallies
    audit: Audit
    calendar: Calendar
    dice: Dice
    linter: Linter
    team: Callable[[], Mapping[bytes, str]]
    check_weeks: int = 6
    target_weeks: int = OWN_TARGET_WEEKS

    # --- reading -----------------------------------------------------------------------------

    def inbox(self, search: str = "", *, everything: bool = False) -> tuple[Row, ...]:
        """[read] What waits, the most pressing first. `search` reads opened text, in RAM only.

        Of a closed case only what says whether it calls for something is opened, unless more is
        asked for: years of closed cases must not slow down a morning.
        """
        whole = everything or bool(search)
        kept = [one for one in self.cases.all() if whole or not self._is_quiet(one)]
        opened = [unfold_or_say(self.unsealer, sealed) for sealed in kept]
        return rows(
            opened, self.calendar(), self.target_weeks, search=search, everything=everything
        )

    def _is_quiet(self, sealed: SealedCase) -> bool:
        """Whether it is closed, nobody came back to it, and no clock of it runs out."""
        kinds = {held.kind for _, held in sealed.objects}
        if sealed.state is not CaseState.CLOSED or kinds & {*REPORTERS, ObjectKind.PHOTO}:
            return False
        try:
            ending = unfold(self.unsealer, sealed, _ENDING)
        except OpenError:
            return False
        return row_of(ending, self.calendar(), self.target_weeks).call is Call.CLOSED

    def look(self, prefix: str) -> OpenCase:
        """[read] One case, unchanged. Raises NoSuchCase, NotARecipient or Tampered."""
        return unfold(self.unsealer, self.cases.load(self.cases.match(prefix)))

    def show(self, prefix: str) -> OpenCase:
        """One case, read: a first reading is told to the reporter, and what came is marked seen.

        `seen` is given as it was before, so that what is new still shows as new.
        """
        pen = self._pen(prefix)
        pen.act("open")
        self._pass_on(pen)
        if pen.case.state is CaseState.RECEIVED:
            pen.advance(CaseState.READ)
        if pen.case.fresh:
            seen = [each.object_id.hex() for each in pen.case.fresh]
            # No act of its own: the chain must not say that a reporter came back.
            pen.write(ObjectKind.NOTE, "", seen=seen)
            pen.take_back()
        return replace(self._lay(pen), seen=pen.case.seen)

    def pass_on(self, rows: Iterable[Row]) -> None:
        """Tell the leads, once each, of promises that are overdue for certain."""
        for row in rows:
            if not row.unpassed:
                continue
            with suppress(NoSuchCase, OpenError):  # withdrawn, or taken away, a moment ago
                pen = self._pen(str(row.case_id))
                self._pass_on(pen)
                self._lay(pen)

    def _pass_on(self, pen: Pen) -> None:
        if names := unpassed(pen.case, pen.now, self.target_weeks):
            pen.write(ObjectKind.NOTE, "escalate", passed=list(names))

    def photo(self, prefix: str, number: int) -> Photo:
        """[read] Photo `number` of a case, counted from 1 as `OpenCase.photos` lists them.

        Whoever shows it says so with `seen`. Raises NotAllowed when there is none, and Tampered
        for what is no plain photo: whoever can write to the database could plant a file that
        harms what shows it.
        """
        pen = self._pen(prefix)
        if not 1 <= number <= len(pen.case.photos):
            raise NotAllowed("no_such_photo")
        wanted = pen.case.photos[number - 1].object_id
        held = next(one for _, one in pen.sealed.objects if one.object_id == wanted)
        try:
            return Photo.parse(self.unsealer.open(pen.sealed, held))
        except ValueError as broken:
            raise Tampered("it is not a photo as we keep them") from broken

    def seen(self, prefix: str) -> None:
        """A photo of this case was looked at: an act in the audit chain."""
        pen = self._pen(prefix)
        pen.act("photo")
        self._lay(pen)

    # --- sorting and asking ------------------------------------------------------------------

    def triage(
        self, prefix: str, family: Family, kind: Kind, severity: Severity, guess: Disposition
    ) -> OpenCase:
        """Sort it. It is counted the first time only: a correction would tell what it corrects."""
        if kind not in KINDS[family]:
            raise NotAllowed("kind_family")
        pen = self._pen(prefix)
        must_be_open(pen.case)
        was, wanted = pen.case.triage, (family, kind, severity, guess)
        if was and (was.family, was.kind, was.severity, was.guess) == wanted:
            return pen.case
        concern = pen.case.concern or family is Family.CONCERN
        self._count_received(pen)
        if was is None and not concern:
            pen.count("kind", kind)
            pen.count("severity", severity)
        pen.write(
            ObjectKind.TRIAGE, "triage", family=family, kind=kind, severity=severity, guess=guess
        )
        pen.advance(CaseState.INVESTIGATING)
        return self._lay(pen)

    def ask(self, prefix: str, text: str, choices: Sequence[str] = ()) -> OpenCase:
        """Ask the reporter, who answers by button or in words, whenever they come back."""
        pen = self._pen(prefix)
        must_be_open(pen.case)
        if not pen.case.may_ask:
            raise NotAllowed("no_questions")
        question, buttons = written(text), [each.strip() for each in choices]
        if len(buttons) > MOST_CHOICES or not all(buttons) or len(set(buttons)) < len(buttons):
            raise NotAllowed("choices")
        waiting = pen.case.waiting
        if waiting and _same(waiting, question, buttons):
            return pen.case
        if waiting is None and not pen.case.concern:
            pen.count("waiting")
        pen.tell(ObjectKind.QUESTION, "ask", text=question, choices=buttons)
        pen.advance(CaseState.READ)
        return self._lay(pen)

    def note(self, prefix: str, text: str) -> OpenCase:
        """A note for the reviewers of this case."""
        pen, words = self._pen(prefix), written(text)
        if not (pen.case.notes and pen.case.notes[-1].text == words):
            pen.write(ObjectKind.NOTE, "note", text=words, merged="")
        return self._lay(pen)

    def tell(self, prefix: str, text: str) -> OpenCase:
        """A sentence for the reporter, beside the status."""
        pen, words = self._pen(prefix), written(text)
        told = pen.case.told[-1] if pen.case.told else None
        if told is None or told.note != words:
            closing = pen.case.closing
            reason = closing.disposition.value if closing else ""
            pen.tell(ObjectKind.STATUS, "tell", state=pen.case.state, reason=reason, note=words)
        return self._lay(pen)

    # --- finding out and changing ------------------------------------------------------------

    def find(  # noqa: PLR0913, PLR0917 - what a finding is made of
        self,
        prefix: str,
        cause: Cause,
        vulnerability: Vulnerability,
        uncovered: str,
        worked: Barrier,
        whys: Sequence[str] = (),
    ) -> OpenCase:
        """Why it nearly happened, the weakness it uncovered in words, and what worked.

        `whys` are the answers to *why?*, each asked of the one before.
        """
        pen, weakness = self._pen(prefix), written(uncovered)
        must_be_open(pen.case)
        was = pen.case.finding
        asked = [why.strip() for why in whys if why.strip()]
        wanted = (cause, vulnerability, weakness, worked, tuple(asked))
        if was and (was.cause, was.vulnerability, was.uncovered, was.worked, was.whys) == wanted:
            return pen.case
        pen.write(
            ObjectKind.FINDING,
            "finding",
            cause=cause,
            vulnerability=vulnerability,
            uncovered=weakness,
            worked=worked,
            whys=asked,
        )
        pen.advance(CaseState.INVESTIGATING)
        return self._lay(pen)

    def act(self, prefix: str, text: str, owner: str, due: Week, level: ActionLevel) -> OpenCase:
        """Agree on a change. `owner` is a role: anything that looks like a name is refused."""
        pen, words, role = self._pen(prefix), written(text), written(owner)
        must_be_open(pen.case)
        if self.linter.scan(RawText(role)).detections or self.linter.named(role):
            raise NotAllowed("owner")
        wanted = (words, role, due, level)
        if any(
            (each.text, each.owner, each.due, each.level) == wanted for each in pen.case.actions
        ):
            return pen.case
        pen.write(ObjectKind.ACTION, "action", text=words, owner=role, due=str(due), level=level)
        pen.advance(CaseState.ACTING)
        return self._lay(pen)

    def done(self, prefix: str, number: int) -> OpenCase:
        """Mark action `number`, counted from 1, as done; also in a closed case."""
        pen = self._pen(prefix)
        if not 1 <= number <= len(pen.case.actions):
            raise NotAllowed("no_such_action")
        action = pen.case.actions[number - 1]
        if action.done is None:
            pen.write(ObjectKind.ACTION, "done", done=action.n)
        return self._lay(pen)

    # --- parts -------------------------------------------------------------------------------

    def _pen(self, prefix: str) -> Pen:
        sealed = self.cases.load(self.cases.match(prefix))
        return Pen(self.unsealer, sealed, self.calendar())

    def _lay(self, pen: Pen) -> OpenCase:
        return pen.lay(self.cases, self.tallies, self.audit)

    def _count_received(self, pen: Pen) -> None:
        if pen.case.triage is None and not pen.case.closings:
            pen.count("received")


def written(text: str) -> str:
    """The words without white space around them. Raises NotAllowed for none."""
    if not text.strip():
        raise NotAllowed("empty")
    return text.strip()


def _same(asked: Asked, text: str, choices: Sequence[str]) -> bool:
    return asked.text == text and list(asked.choices) == list(choices)
