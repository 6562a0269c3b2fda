"""The rules of a case: which way it moves, what closing needs, when the check-up is due. Pure."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.case import APPROVE
from bot.errors import NotAllowed, NotReady
from bot.sealed import CaseState
from bot.taxonomy import Barrier, Consent, Disposition, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.case import Draft, OpenCase
    from bot.report import Week

ORDER: Final = tuple(CaseState)


def advance(state: CaseState, to: CaseState) -> CaseState | None:
    """The state to move to, or None when the case is there or beyond. Only reopening goes back."""
    return to if ORDER.index(to) > ORDER.index(state) else None


def must_be_open(case: OpenCase) -> None:
    """Raises NotAllowed for a closed case: it is reopened first."""
    if case.state is CaseState.CLOSED:
        raise NotAllowed("closed")


@unique
class Missing(StrEnum):
    """What a near miss still needs before it can be closed, in the order of the work."""

    KIND = "kind"
    CAUSE = "cause"
    VULNERABILITY = "vulnerability"
    WORKED = "worked"
    ACTION = "action"


class NotClosable(NotReady):
    """The case cannot be closed yet."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        """Take everything that is missing at once."""
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


def missing(case: OpenCase) -> tuple[Missing, ...]:
    """What closing as a near miss still needs, all of it at once."""
    found = case.finding
    return tuple(
        need
        for need, there in (
            (Missing.KIND, case.triage is not None),
            (Missing.CAUSE, found is not None),
            (Missing.VULNERABILITY, found is not None and bool(found.uncovered.strip())),
            (Missing.WORKED, found is not None),
            (Missing.ACTION, bool(case.actions)),
        )
        if not there
    )


def may_close(case: OpenCase, disposition: Disposition) -> None:
    """Raises NotClosable for a near miss without its outcome; any other reason stands alone."""
    if disposition is Disposition.NEAR_MISS and (needs := missing(case)):
        raise NotClosable(needs)


def check_due(case: OpenCase, now: Week) -> bool:
    """Whether somebody should look if the change helped."""
    closing = case.closing
    if closing is None or closing.check is None or closing.check > now:
        return False
    return not any(check.n > closing.n for check in case.checks)


_DANGER_MAY_RUN: Final = frozenset({CaseState.RECEIVED, CaseState.READ, CaseState.INVESTIGATING})


def urgent(case: OpenCase) -> bool:
    """Whether danger may still run: the reporter said so, nothing stopped it, or only luck did.

    From the first agreed action on, the case is pressing by its clocks alone.
    """
    if case.state not in _DANGER_MAY_RUN:
        return False
    barrier = case.record.code("barrier")
    if case.record.line("urgent") or barrier == Barrier.NOT_STOPPED:
        return True
    worst = case.triage.severity if case.triage else case.record.code("worst")
    return worst == Severity.CRITICAL and barrier == Barrier.LUCK


@unique
class Hold(StrEnum):
    """Why a lesson may not be published now."""

    NUMBERS_ONLY = "numbers_only"
    SMALL_GROUP = "small_group"
    CONCERN_NOT_AGREED = "concern_not_agreed"
    VETOED = "vetoed"
    NOT_SHOWN = "not_shown"
    WAITS_FOR_REPORTER = "waits_for_reporter"
    NO_DRAFT = "no_draft"
    SECOND_PERSON = "second_person"


class HeldBack(NotAllowed):
    """This lesson may not be published now."""

    def __init__(self, why: Hold, weeks: int = 0) -> None:
        """Say why, and for how many weeks it has waited."""
        super().__init__(why)
        self.why = why
        self.weeks = weeks


def hold_on_writing(case: OpenCase) -> Hold | None:
    """Why no lesson may be written from this case at all."""
    ends = case.closing.disposition if case.closing else case.triage and case.triage.guess
    if ends is Disposition.CANNOT_PROTECT_IDENTITY:
        return Hold.SMALL_GROUP
    if case.consent is Consent.NUMBERS_ONLY:
        return Hold.NUMBERS_ONLY
    if case.concern and case.consent is None:
        return Hold.CONCERN_NOT_AGREED
    return None


def hold_on_approving(case: OpenCase, by: bytes, readers: Sequence[bytes]) -> Hold | None:
    """Why the present draft may not be published by `by`. `readers`: who else could approve."""
    if (hold := hold_on_writing(case)) is not None:
        return hold
    if case.draft is None:
        return Hold.NO_DRAFT
    if by == case.draft.by and len(set(readers) | {by}) > 1:
        return Hold.SECOND_PERSON
    return _hold_by_reporter(case, case.draft)


def _hold_by_reporter(case: OpenCase, draft: Draft) -> Hold | None:
    """What the reporter said of the draft, or has not said yet. Silence is no consent."""
    if case.verdict is not None and case.verdict.code != APPROVE:
        return Hold.VETOED
    if case.consent is not Consent.SHOW_ME_FIRST:
        return None
    if not draft.previewed:  # they asked once it was written
        return Hold.NOT_SHOWN
    return Hold.WAITS_FOR_REPORTER if case.verdict is None else None
