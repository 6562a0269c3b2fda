"""The inbox: which case calls for what, in the order in which a person should look. Pure."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.case import LockedCase
from bot.case.clocks import Clock, ClockName, Standing, clocks, unpassed
from bot.case.rules import check_due, urgent
from bot.frozen import frozen
from bot.lesson.linter import words
from bot.sealed import CaseState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.case import Locked, OpenCase
    from bot.report import CaseId, Week
    from bot.taxonomy import Family, Kind


@unique
class Call(StrEnum):
    """What a case calls for, the most pressing first: this order is the inbox's order."""

    URGENT = "urgent"
    CAME_BACK = "came_back"
    WAITING = "waiting"
    OVER = "over"
    DUE = "due"
    CHECK = "check"
    UNREAD = "unread"
    OPEN = "open"
    CLOSED = "closed"
    NOT_YOURS = "not_yours"
    DAMAGED = "damaged"


_ORDER: Final = {call: place for place, call in enumerate(Call)}
_QUIET: Final = frozenset({Call.CLOSED})


@frozen
class Row:
    """One line of the inbox. It holds codes only, no word of a reporter.

    `unpassed`: a promise is overdue for certain, and the leads were not told of it yet.
    """

    case_id: CaseId
    week: Week
    state: CaseState
    call: Call
    family: Family | None = None
    kind: Kind | None = None
    fresh: int = 0
    clock: Clock | None = None
    standing: Standing | None = None
    unpassed: bool = False


def rows(
    cases: Iterable[OpenCase | LockedCase],
    now: Week,
    target: int,
    *,
    search: str = "",
    everything: bool = False,
) -> tuple[Row, ...]:
    """The inbox. Closed cases that call for nothing are left out unless `everything` is wanted."""
    found = [row_of(case, now, target) for case in cases if _matches(case, search)]
    return in_order(row for row in found if everything or search or row.call not in _QUIET)


def in_order(lines: Iterable[Row]) -> tuple[Row, ...]:
    """The most pressing first."""
    return tuple(sorted(lines, key=_place))


def _place(row: Row) -> tuple[int, int, int, bytes]:
    return _ORDER[row.call], row.week.year, row.week.number, row.case_id.raw


def row_of(case: OpenCase | LockedCase, now: Week, target: int) -> Row:
    """One line."""
    if isinstance(case, LockedCase):
        return Row(case.case_id, case.week, case.state, _locked(case.why))
    running = clocks(case, now, target)
    worst = running[0] if running else None
    return Row(
        case.case_id,
        case.week,
        case.state,
        _call(case, now, worst),
        case.family,
        case.kind,
        len(case.fresh),
        worst,
        worst.standing(now) if worst else None,
        bool(unpassed(case, now, target)),
    )


def _locked(why: Locked) -> Call:
    return Call(why.value)


def _call(case: OpenCase, now: Week, worst: Clock | None) -> Call:
    standing = worst.standing(now) if worst else Standing.RUNNING
    is_check = worst is not None and worst.name is ClockName.CHECK
    only_unread = worst is not None and worst.name is ClockName.READ
    calls = (
        (urgent(case), Call.URGENT),
        (bool(case.fresh), Call.CAME_BACK),
        (case.waiting is not None and case.state is not CaseState.CLOSED, Call.WAITING),
        (standing is Standing.OVER and not is_check, Call.OVER),
        (standing is Standing.DUE and not (only_unread or is_check), Call.DUE),
        (check_due(case, now), Call.CHECK),
        (case.state is CaseState.RECEIVED, Call.UNREAD),
        (case.state is CaseState.CLOSED, Call.CLOSED),
    )
    return next((call for applies, call in calls if applies), Call.OPEN)


def _matches(case: OpenCase | LockedCase, search: str) -> bool:
    """Whether every word that was looked for stands in the opened text, in RAM only."""
    wanted = {word for word, _, _ in words(search)}
    if not wanted:
        return True
    return wanted <= words_in(case)


def words_in(case: OpenCase | LockedCase) -> frozenset[str]:
    """Every word of the opened text, folded; none of a case that cannot be read."""
    if isinstance(case, LockedCase):
        return frozenset()
    ours = (
        *(note.text for note in case.notes),
        *(asked.text for asked in case.questions),
        *(action.text for action in case.actions),
        case.finding.uncovered if case.finding else "",
        *(line.text for line in case.record.lines),
    )
    return frozenset(word for text in (*case.texts, *ours) for word, _, _ in words(text))
