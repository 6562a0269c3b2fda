"""How a case ends: closed, checked, opened again, merged; and who may read it at all.

As in `casework`, every method is one durable part and does a repeated thing once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.case.rules import check_due, may_close, must_be_open
from bot.desk.casework import Casework, written
from bot.errors import NotAllowed
from bot.sealed import CaseState, ObjectKind
from bot.taxonomy import Disposition

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.case import OpenCase
    from bot.desk.pen import Pen
    from bot.sealed import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnding(Casework):
    """Casework, and how it ends."""

    def close(
        self, prefix: str, disposition: Disposition, note: str = "", weeks: int | None = None
    ) -> OpenCase:
        """Close it. Raises NotClosable with everything that is missing.

        A near miss gets an effectiveness check after `weeks`; 0 for none.
        """
        pen = self._pen(prefix)
        if pen.case.closing and pen.case.closing.disposition is disposition:
            return pen.case
        must_be_open(pen.case)
        may_close(pen.case, disposition)
        self._end(pen, disposition, note.strip(), weeks=weeks)
        return self._lay(pen)

    def check(self, prefix: str, *, helped: bool, note: str = "") -> OpenCase:
        """The effectiveness check: did the change help? If not, the case opens again."""
        pen = self._pen(prefix)
        if pen.case.closing is None:
            raise NotAllowed("not_closed")
        if not check_due(pen.case, self.calendar()):
            raise NotAllowed("not_due")
        pen.write(ObjectKind.CLOSING, "check", helped=helped, note=note.strip())
        if not helped:
            pen.move(CaseState.INVESTIGATING)
        return self._lay(pen)

    def reopen(self, prefix: str, why: str) -> OpenCase:
        """Open a closed case again. Its reporter is told that it is being looked into."""
        pen, words = self._pen(prefix), written(why)
        if pen.case.closing is None:
            return pen.case
        pen.write(ObjectKind.NOTE, "reopen", text=words, merged="")
        pen.move(CaseState.INVESTIGATING)
        return self._lay(pen)

    def merge(self, prefix: str, into: str, note: str = "") -> OpenCase:
        """Close it as a duplicate of another. Nothing of it is lost; the other gets a note.

        Raises NotAllowed when somebody reads the other case and not this one: the note would
        tell them of a report that was kept from them.
        """
        pen, other = self._pen(prefix), self._pen(into)
        if pen.case.case_id == other.case.case_id:
            raise NotAllowed("itself")
        target = str(other.case.case_id)
        if pen.case.closing and pen.case.closing.into == target:
            return pen.case
        must_be_open(pen.case)
        if other.case.closing and other.case.closing.into:
            raise NotAllowed("merged_itself")
        if (_readers(other) - _readers(pen)) & self.team().keys():
            raise NotAllowed("other_readers")
        self._end(pen, Disposition.DUPLICATE, note.strip(), into=target)
        other.write(ObjectKind.NOTE, "merge", text="", merged=str(pen.case.case_id))
        self._lay(other)
        return self._lay(pen)

    def exclude(self, prefix: str, reviewer: str) -> tuple[Slot, ...]:
        """Take a case away from a reviewer, by the first digits of the key id or by role.

        The case gets a new key, so that nothing written from now on opens to them; what was read
        cannot be recalled. Raises NotAllowed when nobody would be left, or when the digits begin
        several key ids.
        """
        pen = self._pen(prefix)
        roles, slots = self.team(), pen.sealed.slots
        gone = _meant(slots, roles, reviewer.strip().casefold())
        left = tuple(slot for slot in slots if slot not in gone)
        if not any(slot.key_id in roles for slot in left):
            raise NotAllowed("nobody_left")
        pen.act("exclude")
        self._lay(pen)
        new = self.unsealer.rotate(pen.sealed, {slot.key_id for slot in gone})
        case_id, now = pen.case.case_id, self.calendar()
        self.cases.rotate(case_id, new.case_public, new.slots, now, new.objects)
        return new.slots

    def _end(
        self,
        pen: Pen,
        disposition: Disposition,
        note: str,
        *,
        weeks: int | None = None,
        into: str = "",
    ) -> None:
        """Write the closing, tell it, and count what was not counted by an earlier closing."""
        case, found = pen.case, pen.case.finding
        near_miss = disposition is Disposition.NEAR_MISS
        wait = self.check_weeks if weeks is None else weeks
        check = str(pen.now.plus(wait)) if near_miss and wait > 0 else ""
        pen.write(
            ObjectKind.CLOSING,
            "close",
            disposition=disposition,
            note=note,
            check=check,
            actions=len(case.actions),
            into=into,
        )
        pen.move(CaseState.CLOSED, disposition, note)
        if case.question_open:
            pen.tell(ObjectKind.QUESTION, "", text="", choices=[])
        self._count_received(pen)
        if not case.closings:
            pen.count("closed")
        if case.concern:
            return
        before = [each.disposition for each in case.closings]
        if near_miss and found and Disposition.NEAR_MISS not in before:
            pen.count("cause", found.cause)
            pen.count("barrier", found.worked)
        counted = max((each.actions for each in case.closings), default=0)
        pen.count("actions", by=len(case.actions) - counted)


def _meant(slots: Sequence[Slot], roles: Mapping[bytes, str], wanted: str) -> list[Slot]:
    """The slots of everybody with a role, or of the one whose key id begins so."""
    theirs = [slot for slot in slots if wanted and roles.get(slot.key_id, "").casefold() == wanted]
    found = theirs or [slot for slot in slots if wanted and slot.key_id.hex().startswith(wanted)]
    if not found:
        raise NotAllowed("no_such_reviewer")
    if not theirs and len(found) > 1:
        raise NotAllowed("several_reviewers")
    return found


def _readers(pen: Pen) -> set[bytes]:
    return {slot.key_id for slot in pen.sealed.slots}
