"""A case as its reviewers see it: one typed value, made of opened objects. It opens nothing.

Everything a reviewer writes is an object with a counter `n` inside; `fold` puts them in order.
What the reporter sends later has no counter: it is known by its week and its object id.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.case.entries import (
    Action,
    Approval,
    Asked,
    Attached,
    Came,
    Checked,
    Closing,
    Draft,
    Finding,
    Note,
    Passed,
    Told,
    Triage,
)
from bot.frozen import frozen
from bot.sealed import CaseState
from bot.taxonomy import Consent, Family, Kind

if TYPE_CHECKING:
    from bot.report import CaseId, Record, Week

__all__ = [
    "APPROVE",
    "Action",
    "Approval",
    "Asked",
    "Attached",
    "Came",
    "Checked",
    "Closing",
    "Draft",
    "Finding",
    "Locked",
    "LockedCase",
    "Note",
    "OpenCase",
    "Passed",
    "Told",
    "Triage",
]


@frozen
class OpenCase:
    """Everything of one case that this reviewer can read.

    `question_open` and `preview_open`: the reporter is still shown one; `top` is the highest `n`.
    """

    case_id: CaseId
    week: Week
    state: CaseState
    expires: Week
    record: Record = field(repr=False)
    additions: tuple[Came, ...] = ()
    answers: tuple[Came, ...] = ()
    verdicts: tuple[Came, ...] = ()
    ratings: tuple[Came, ...] = ()
    photos: tuple[Attached, ...] = ()
    seen: frozenset[bytes] = frozenset()
    triage: Triage | None = None
    questions: tuple[Asked, ...] = ()
    told: tuple[Told, ...] = ()
    notes: tuple[Note, ...] = ()
    passed: tuple[Passed, ...] = ()
    finding: Finding | None = None
    actions: tuple[Action, ...] = ()
    draft: Draft | None = None
    approval: Approval | None = None
    closings: tuple[Closing, ...] = ()
    checks: tuple[Checked, ...] = ()
    question_open: bool = False
    preview_open: bool = False
    top: int = 0

    @property
    def family(self) -> Family:
        """The reviewer's family; before triage the reporter's."""
        if self.triage:
            return self.triage.family
        code = self.record.code("family")
        return Family(code) if code in set(Family) else Family.UNSURE

    @property
    def concern(self) -> bool:
        """Whether either of them called it a concern: the stricter rules win."""
        return Family.CONCERN in {self.family, self.record.code("family")}

    @property
    def kind(self) -> Kind | None:
        """The reviewer's kind; before triage the reporter's."""
        if self.triage:
            return self.triage.kind
        code = self.record.code("kind")
        return Kind(code) if code in set(Kind) else None

    @property
    def closing(self) -> Closing | None:
        """How it ended, while it is closed."""
        return self.closings[-1] if self.closings and self.state is CaseState.CLOSED else None

    @property
    def came(self) -> tuple[Came, ...]:
        """Everything the reporter sent later, in words or by tapping."""
        return (*self.additions, *self.answers, *self.verdicts, *self.ratings)

    @property
    def fresh(self) -> tuple[Came | Attached, ...]:
        """What came and no reviewer has seen yet."""
        came: tuple[Came | Attached, ...] = (*self.came, *self.photos)
        return tuple(each for each in came if each.object_id not in self.seen)

    @property
    def texts(self) -> tuple[str, ...]:
        """The reporter's own words: every line that is not a coded answer."""
        records = (self.record, *(each.record for each in self.came))
        return tuple(line.text for told in records for line in told.lines if not line.codes)

    def answer_to(self, question: Asked) -> Came | None:
        """The reporter's answer to a question."""
        wanted = question.object_id.hex()
        for answer in self.answers:
            if any(wanted in line.codes for line in answer.record.lines):
                return answer
        return None

    @property
    def waiting(self) -> Asked | None:
        """The newest question, while it has no answer."""
        if not self.question_open or self.answer_to(self.questions[-1]):
            return None
        return self.questions[-1]

    @property
    def consent(self) -> Consent | None:
        """What the reporter allowed for the lesson: the newest, the stricter of one week."""
        said = [
            (week, _STRICTNESS.index(Consent(code)), code)
            for week, code in self._codes("consent")
            if code in set(Consent)
        ]
        return Consent(max(said)[2]) if said else None

    @property
    def may_ask(self) -> bool:
        """Whether questions are welcome; they are unless the reporter said no."""
        said = sorted(self._codes("questions"), key=lambda each: (each[0], each[1] == "no"))
        return not said or said[-1][1] != "no"

    def _codes(self, name: str) -> list[tuple[Week, str]]:
        told = [(self.week, self.record), *((each.week, each.record) for each in self.additions)]
        return [
            (week, code)
            for week, record in told
            for line in record.lines
            if line.name == name
            for code in line.codes
        ]

    def is_of_earlier(self, verdict: Came) -> bool:
        """Whether a verdict is not about the present draft, but about one before it."""
        draft = self.draft
        if draft is None or verdict.object_id in draft.heard:
            return draft is not None
        return bool(draft.preview) and verdict.preview not in {"", draft.preview}

    @property
    def verdict(self) -> Came | None:
        """What the reporter said about the present draft; the stricter word where two came."""
        if self.draft is None:
            return None
        new = [each for each in self.verdicts if not self.is_of_earlier(each)]
        return next((each for each in new if each.code != APPROVE), new[0] if new else None)


APPROVE: Final = "approve"
_STRICTNESS: Final = (Consent.SHARE, Consent.SHOW_ME_FIRST, Consent.NUMBERS_ONLY)


@unique
class Locked(StrEnum):
    """Why a case cannot be shown to this reviewer."""

    NOT_YOURS = "not_yours"
    DAMAGED = "damaged"


@frozen
class LockedCase:
    """A case that this reviewer cannot read: withdrawn, excluded, or damaged."""

    case_id: CaseId
    week: Week
    state: CaseState
    why: Locked
