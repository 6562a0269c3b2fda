"""The clocks of a case, in weeks, because storage knows nothing finer.

A case knows the week of its release. A promise of three working days to one whose report was
released on an unknown day of week W ends in W or, counted from a Friday, in W+1. So a clock has
two ends, the earliest and the latest week in which its time can be up. It says *due* in between,
and *over* only when it is over for certain. The wait before the release (a day at most by default)
is in no clock: nothing that could measure it is kept.

Sources: three working days, ISO 37002:2021; seven days and three months, Directive (EU) 2019/1937,
Article 9, for concerns only. The own target is the organisation's.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.sealed import CaseState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.case import OpenCase
    from bot.report import Week

OWN_TARGET_WEEKS: Final = 8


@unique
class ClockName(StrEnum):
    """Which promise it measures."""

    READ = "read"
    ANSWERED = "answered"
    FEEDBACK = "feedback"
    CLOSED = "closed"
    ACTION = "action"
    CHECK = "check"


@unique
class Standing(StrEnum):
    """How a promise stands, worst first."""

    OVER = "over"
    DUE = "due"
    RUNNING = "running"


@frozen
class Clock:
    """A promise not kept yet: its time is up in `earliest` at the soonest, in `latest` at last."""

    name: ClockName
    earliest: Week
    latest: Week

    def standing(self, now: Week) -> Standing:
        """How it stands in the present week."""
        if now > self.latest:
            return Standing.OVER
        return Standing.DUE if now >= self.earliest else Standing.RUNNING


def clocks(case: OpenCase, now: Week, target: int = OWN_TARGET_WEEKS) -> tuple[Clock, ...]:
    """The clocks that run, the worst first. What is kept has no clock any more."""
    order = tuple(Standing)
    return tuple(
        sorted(
            _running(case, target),
            key=lambda each: (order.index(each.standing(now)), each.latest, each.name),
        )
    )


def unpassed(case: OpenCase, now: Week, target: int = OWN_TARGET_WEEKS) -> tuple[ClockName, ...]:
    """The promises that are overdue for certain, and that no lead was told of since it last ended.

    A promise is passed on once: the second overdue action of a case is no news to a lead.
    """
    ended = max([0, *(one.n for one in case.closings), *(one.n for one in case.checks)])
    told = {name for each in case.passed if each.n > ended for name in each.clocks}
    over = {one.name for one in _running(case, target) if one.standing(now) is Standing.OVER}
    return tuple(sorted(over - told))


def _running(case: OpenCase, target: int) -> Iterator[Clock]:
    start = case.week
    if case.state is CaseState.CLOSED:
        yield from _after_closing(case)
        return
    if case.state is CaseState.RECEIVED:
        # Three working days from Monday end in the same week, from Wednesday on in the next.
        yield Clock(ClockName.READ, start, start.plus(1))
    if case.concern and not _answered(case):
        yield Clock(ClockName.ANSWERED, start.plus(1), start.plus(1))
    if case.concern:
        # Three months have 89 to 92 days: from a Monday week 12 at the soonest, from a Sunday 14.
        yield Clock(ClockName.FEEDBACK, start.plus(12), start.plus(14))
    yield Clock(ClockName.CLOSED, start.plus(target), start.plus(target))
    for action in case.actions:
        if action.done is None:
            yield Clock(ClockName.ACTION, action.due, action.due)


def _after_closing(case: OpenCase) -> Iterator[Clock]:
    closing = case.closing
    if closing is None:
        return
    for action in case.actions:
        if action.done is None and closing.check is not None:
            yield Clock(ClockName.ACTION, action.due, action.due)
    if closing.check is not None and not any(each.n > closing.n for each in case.checks):
        yield Clock(ClockName.CHECK, closing.check, closing.check)


def _answered(case: OpenCase) -> bool:
    """A person has written to the reporter: a question, or a status with a sentence of its own."""
    return bool(case.questions) or any(told.note for told in case.told)
