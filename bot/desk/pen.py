"""Opening a case and writing on it: the one file of the desk that seals, and it does so by ports.

A pen writes on one case, in order; nothing reaches storage before `lay`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.case import Locked, LockedCase, OpenCase
from bot.case.fold import Opened, fold
from bot.case.rules import advance
from bot.errors import NotARecipient, OpenError
from bot.report import canonical
from bot.sealed import CaseState, ObjectKind, Reader

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.ports import Audit, Cases, Tallies, Unsealer
    from bot.report import Week
    from bot.sealed import SealedCase, SealedObject


EVERYTHING: Final = frozenset(ObjectKind) - {ObjectKind.KEY, ObjectKind.PHOTO}


def unfold(
    unsealer: Unsealer, sealed: SealedCase, kinds: Collection[ObjectKind] = EVERYTHING
) -> OpenCase:
    """Open every object of a case but its photos, or those of some kinds, the report among them.

    Raises NotARecipient or another OpenError.
    """
    if not unsealer.can_open(sealed):
        raise NotARecipient
    return fold(
        sealed,
        [
            Opened(week, held.object_id, held.kind, unsealer.open(sealed, held))
            for week, held in sealed.objects
            if held.reader is Reader.CASE and held.kind in kinds
        ],
    )


def unfold_or_say(unsealer: Unsealer, sealed: SealedCase) -> OpenCase | LockedCase:
    """The open case, or why this reviewer cannot read it: one case never breaks an inbox."""
    try:
        return unfold(unsealer, sealed)
    except NotARecipient:
        return LockedCase(sealed.case_id, sealed.week, sealed.state, Locked.NOT_YOURS)
    except OpenError:
        return LockedCase(sealed.case_id, sealed.week, sealed.state, Locked.DAMAGED)


class Pen:
    """What one reviewer writes on one case in one act."""

    def __init__(self, unsealer: Unsealer, sealed: SealedCase, now: Week) -> None:
        """Take a case; `now` dates what is written."""
        self.unsealer = unsealer
        self.sealed = sealed
        self.now = now
        self.case = unfold(unsealer, sealed)
        self._n = self.case.top
        self._objects: list[SealedObject] = []
        self._counts: list[tuple[str, str, int]] = []
        self._acts: list[str] = []
        self._state: CaseState | None = None

    def write(self, kind: ObjectKind, act: str, /, **fields: object) -> int:
        """One object for the reviewers; returns its `n`.

        `act` is its word in the audit chain, empty for what follows from another act.
        """
        self._objects.append(self.unsealer.write(self.sealed, kind, self._payload(fields)))
        if act:
            self._acts.append(act)
        return self._n

    def tell(self, kind: ObjectKind, act: str, /, **fields: object) -> bytes:
        """One signed object for the reporter and for the case; returns their shared id.

        `act` is empty for what follows from another act.
        """
        both = self.unsealer.tell(self.sealed, kind, self._payload(fields))
        self._objects += both
        if act:
            self._acts.append(act)
        return both[0].object_id

    def move(self, to: CaseState, reason: str = "", note: str = "") -> None:
        """Move the case and tell its reporter."""
        self._state = to
        told = {"state": str(to), "reason": reason, "note": note}
        self._objects += self.unsealer.tell(self.sealed, ObjectKind.STATUS, self._payload(told))

    def advance(self, to: CaseState) -> None:
        """Move forward; a case that is there or beyond stays where it is."""
        onward = advance(self._state or self.case.state, to)
        if onward is not None:
            self.move(onward)

    def take_back(self) -> None:
        """Stop showing the reporter a question or a preview that is answered."""
        if self.case.question_open and self.case.waiting is None:
            self.tell(ObjectKind.QUESTION, "", text="", choices=[])
        if self.case.preview_open and self.case.verdict is not None:
            self.tell(ObjectKind.PREVIEW, "", text="")

    def act(self, word: str) -> None:
        """One act without an object of its own."""
        self._acts.append(word)

    def count(self, facet: str, code: str = "all", by: int = 1) -> None:
        """Count once this act is laid down, in the same transaction."""
        if by > 0:
            self._counts.append((facet, code, by))

    def lay(self, cases: Cases, tallies: Tallies, audit: Audit) -> OpenCase:
        """Put everything down, and give the case as it is then."""
        case_id = self.sealed.case_id
        if self._objects:
            cases.put(case_id, self.now, self._objects)
        if self._state is not None:
            cases.move(case_id, self._state)
        for facet, code, by in self._counts:
            tallies.count(self.now, facet, code, by)
        for word in self._acts:
            audit.append(self.now, self.unsealer.key_id, word, case_id)
        if not (self._objects or self._state):
            return self.case
        return unfold(self.unsealer, cases.load(case_id))

    def _payload(self, fields: Mapping[str, object]) -> bytes:
        self._n += 1
        return canonical({"n": self._n, **fields})
