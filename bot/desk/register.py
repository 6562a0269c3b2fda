"""The register of actions: every agreed change, one line each, the most pressing first."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.case import OpenCase
from bot.case.rules import check_due
from bot.desk.pen import unfold_or_say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.case import Action
    from bot.desk.casework import Casework
    from bot.report import CaseId, Week
    from bot.taxonomy import ActionLevel, Kind


@unique
class Progress(StrEnum):
    """Where an action stands, worst first."""

    OVER = "over"
    DUE = "due"
    RUNNING = "running"
    DONE = "done"


@unique
class Effect(StrEnum):
    """What is known of whether the changes of a case helped."""

    OPEN = "open"
    """The case is not closed, or closed without a check-up."""
    LATER = "later"
    DUE = "due"
    HELPED = "helped"
    FAILED = "failed"


_ORDER: Final = tuple(Progress)


@dataclass(frozen=True, slots=True)
class Entry:
    """One action: what changes, who sees to it, how strong it is, and whether it helped.

    `number` is the action's place in its case, counted from 1; `check` the week of the check-up.
    """

    case_id: CaseId
    number: int
    kind: Kind | None
    text: str = field(repr=False)
    owner: str
    level: ActionLevel
    due: Week
    done: Week | None
    progress: Progress
    effect: Effect
    check: Week | None = None


def register(cases: Iterable[OpenCase], now: Week) -> tuple[Entry, ...]:
    """Every action of these cases."""
    entries = [
        _entry(case, number, action, now)
        for case in cases
        for number, action in enumerate(case.actions, 1)
    ]
    entries.sort(key=lambda each: (_ORDER.index(each.progress), each.due, each.case_id))
    return tuple(entries)


def readable(desk: Casework) -> tuple[OpenCase, ...]:
    """[commit] Every case that this reviewer can read, opened."""
    found = (unfold_or_say(desk.unsealer, sealed) for sealed in desk.cases.all())
    return tuple(case for case in found if isinstance(case, OpenCase))


def effect_of(case: OpenCase, now: Week) -> Effect:
    """What the last check-up said, or when one comes."""
    closing = case.closing
    if case.checks and (closing is None or case.checks[-1].n > closing.n):
        return Effect.HELPED if case.checks[-1].helped else Effect.FAILED
    if closing is None or closing.check is None:
        return Effect.OPEN
    return Effect.DUE if check_due(case, now) else Effect.LATER


def _entry(case: OpenCase, number: int, action: Action, now: Week) -> Entry:
    return Entry(
        case_id=case.case_id,
        number=number,
        kind=case.kind,
        text=action.text,
        owner=action.owner,
        level=action.level,
        due=action.due,
        done=action.done,
        progress=_progress(action, now),
        effect=effect_of(case, now),
        check=case.closing.check if case.closing else None,
    )


def _progress(action: Action, now: Week) -> Progress:
    if action.done is not None:
        return Progress.DONE
    if action.due < now:
        return Progress.OVER
    return Progress.DUE if action.due == now else Progress.RUNNING
