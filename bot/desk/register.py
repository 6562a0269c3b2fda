"""The register of actions: every agreed change, one line each, the most pressing first.

It only lists: a change is agreed on, and done, in `casework`.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.case import OpenCase
from bot.case.rules import check_due
from bot.desk.pen import unfold_or_say
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.case import Action
    from bot.desk.casework import Casework
    from bot.report import Week


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


_RANK: Final = {progress: rank for rank, progress in enumerate(Progress)}


@frozen
class Entry:
    """One action: what changes, who sees to it, how strong it is, and whether it helped.

    `number` is the action's place in its case, counted from 1. Of ten thousand entries a page
    shows forty: what only those need is looked up when it is asked for.
    """

    case: OpenCase = field(repr=False)
    number: int
    action: Action = field(repr=False)
    progress: Progress

    @property
    def check(self) -> Week | None:
        """The week of the check-up."""
        return self.case.closing.check if self.case.closing else None


def register(cases: Iterable[OpenCase], now: Week) -> tuple[Entry, ...]:
    """Every action of these cases."""
    entries = [
        Entry(case, number, action, _progress(action, now))
        for case in cases
        for number, action in enumerate(case.actions, 1)
    ]
    entries.sort(key=_pressing)
    return tuple(entries)


def _pressing(entry: Entry) -> tuple[int, int, int, bytes]:
    due = entry.action.due
    return _RANK[entry.progress], due.year, due.number, entry.case.case_id.raw


def open_cases(desk: Casework) -> tuple[OpenCase, ...]:
    """[read] Every case that this reviewer can read, opened."""
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


def _progress(action: Action, now: Week) -> Progress:
    if action.done is not None:
        return Progress.DONE
    if action.due < now:
        return Progress.OVER
    return Progress.DUE if action.due == now else Progress.RUNNING
