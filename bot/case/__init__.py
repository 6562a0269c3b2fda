"""A case as its reviewers see it: one typed value, made of opened objects. It opens nothing.

Everything a reviewer writes is an object with a counter `n` inside; `fold` puts them in order.
What the reporter sends later has no counter: it is known by its week and its object id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.sealed import CaseState, ObjectKind
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Consent,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)

if TYPE_CHECKING:
    from bot.lesson import Lesson
    from bot.report import CaseId, Record, Week


@dataclass(frozen=True, slots=True)
class Came:
    """Something the reporter sent after the report: an addition, answer, verdict or rating."""

    week: Week
    object_id: bytes
    kind: ObjectKind
    record: Record = field(repr=False)

    @property
    def code(self) -> str:
        """The first code of any line, such as a verdict's `approve`; empty for free text."""
        return next((line.codes[0] for line in self.record.lines if line.codes), "")


@dataclass(frozen=True, slots=True)
class Triage:
    """The first sorting, by a person. `guess` is how the case may end."""

    n: int
    week: Week
    family: Family
    kind: Kind
    severity: Severity
    guess: Disposition


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the reporter. Its id is its object's id."""

    n: int
    week: Week
    object_id: bytes
    text: str = field(repr=False)
    choices: tuple[str, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Told:
    """A status that the reporter can read."""

    n: int
    week: Week
    state: CaseState
    reason: str = ""
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Note:
    """A reviewer's note. `merged`: the case that was merged into this one."""

    n: int
    week: Week
    text: str = field(repr=False)
    merged: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Why it nearly happened, the weakness it uncovered, and what worked."""

    n: int
    week: Week
    cause: Cause
    vulnerability: Vulnerability
    uncovered: str = field(repr=False)
    worked: Barrier


@dataclass(frozen=True, slots=True)
class Action:
    """What changes. `owner` is a role, never a name; `done` is the week in which it was marked."""

    n: int
    week: Week
    text: str = field(repr=False)
    owner: str
    due: Week
    level: ActionLevel
    done: Week | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A lesson on its way. `by`: the writer's key id; `heard`: the verdicts that came before."""

    n: int
    week: Week
    by: bytes
    lesson: Lesson
    urgent: bool = False
    previewed: bool = False
    heard: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Approval:
    """Draft `draft` was approved and published as `lesson_id`."""

    n: int
    week: Week
    by: bytes
    draft: int
    lesson_id: str


@dataclass(frozen=True, slots=True)
class Closing:
    """How the case ended. `check`: the week of the check-up; `actions`: how many were agreed."""

    n: int
    week: Week
    disposition: Disposition
    note: str = field(repr=False)
    check: Week | None
    actions: int
    into: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The effectiveness check was made. `helped` False reopened the case."""

    n: int
    week: Week
    helped: bool
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class OpenCase:
    """Everything of one case that this reviewer can read."""

    case_id: CaseId
    week: Week
    state: CaseState
    expires: Week
    record: Record = field(repr=False)
    additions: tuple[Came, ...] = ()
    answers: tuple[Came, ...] = ()
    verdicts: tuple[Came, ...] = ()
    ratings: tuple[Came, ...] = ()
    seen: frozenset[bytes] = frozenset()
    triage: Triage | None = None
    questions: tuple[Asked, ...] = ()
    told: tuple[Told, ...] = ()
    notes: tuple[Note, ...] = ()
    finding: Finding | None = None
    actions: tuple[Action, ...] = ()
    draft: Draft | None = None
    approval: Approval | None = None
    closings: tuple[Closing, ...] = ()
    checks: tuple[Checked, ...] = ()
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
        """Everything the reporter sent later."""
        return (*self.additions, *self.answers, *self.verdicts, *self.ratings)

    @property
    def fresh(self) -> tuple[Came, ...]:
        """What came and no reviewer has seen yet."""
        return tuple(each for each in self.came if each.object_id not in self.seen)

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
        if not self.questions or self.answer_to(self.questions[-1]):
            return None
        return self.questions[-1]

    @property
    def consent(self) -> Consent | None:
        """What the reporter allowed for the lesson: the newest word, the stricter of one week."""
        said = [
            (week, _STRICTNESS.index(Consent(code)), code)
            for week, told in _dated(self)
            for line in told.lines
            for code in line.codes
            if line.name == "consent" and code in set(Consent)
        ]
        return Consent(max(said)[2]) if said else None

    @property
    def verdict(self) -> Came | None:
        """What the reporter said about the present draft; the stricter word where two came."""
        if self.draft is None:
            return None
        new = [each for each in self.verdicts if each.object_id not in self.draft.heard]
        return next((each for each in new if each.code != APPROVE), new[0] if new else None)


APPROVE: Final = "approve"
_STRICTNESS: Final = (Consent.SHARE, Consent.SHOW_ME_FIRST, Consent.NUMBERS_ONLY)


def _dated(case: OpenCase) -> tuple[tuple[Week, Record], ...]:
    return (
        (case.week, case.record),
        *((each.week, each.record) for each in case.additions),
    )


@unique
class Locked(StrEnum):
    """Why a case cannot be shown to this reviewer."""

    NOT_YOURS = "not_yours"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class LockedCase:
    """A case that this reviewer cannot read: withdrawn, excluded, or damaged."""

    case_id: CaseId
    week: Week
    state: CaseState
    why: Locked
