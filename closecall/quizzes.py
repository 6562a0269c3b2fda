"""The drill of last week, closed when the next issue is due: its last counts, then nobody answers.

It runs right before the digest's tick, because with the next issue the answers of this one are
counted no more. What Telegram cannot tell now holds up no issue.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.errors import DeliveryError
from bot.ports import RunStatus
from bot.work import commit
from closecall import clock, wiring
from digests.due import latest_due
from digests.voting import DRILL
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.ports import Ledger, Run
    from closecall.settings import Settings
    from closecall.wiring import Store
    from digests.publish import Digests, Outlet
    from digests.voting import Voting
    from storage.awaited import Starts

_log = logging.getLogger(__name__)


class Closes(Protocol):
    """What a channel of quizzes can do: `adapters.telegram.channel.Quizzes`."""

    async def close(self, reference: str) -> tuple[int, ...]:
        """Let nobody answer it any more; its last counts, empty when there are none to have.

        Raises DeliveryError when the platform cannot be asked now.
        """


def closing(settings: Settings, opened: Store, press: Digests) -> Closer | None:
    """What closes the quizzes of these settings; None where none is posted."""
    if not any(place.kind == "telegram" for place in settings.digest_channels):
        return None
    from adapters.telegram.channel import Quizzes

    found = [(one, one.channel) for one in press.outlets if isinstance(one.channel, Quizzes)]
    voting = wiring.voting(settings, opened)
    return Closer(found, press.ledger, opened.writer, voting, clock.now)


@dataclass(slots=True)
class Closer:
    """Closes quizzes. `quizzes`: the outlets that post them, each with what closes them."""

    quizzes: Sequence[tuple[Outlet, Closes]]
    ledger: Ledger
    writer: Starts
    voting: Voting
    clock: Callable[[], datetime]
    _done: set[tuple[str, str]] = field(init=False, default_factory=set)

    async def tick(self) -> None:
        """Close each quiz whose successor is due and not out yet."""
        for outlet, quizzes in self.quizzes:
            found = await awaited(self.writer, commit(partial(self._over, outlet)))
            if found is not None:
                await self._close(outlet, quizzes, found)

    def _over(self, outlet: Outlet) -> Run | None:
        """[commit] The newest quiz, if its time is over and it was not closed yet."""
        when = outlet.timetable
        due, _ = latest_due(self.clock(), when.weekday, when.at, when.zone)
        if self._run(outlet.after, due):
            return None  # it is out, or it never will be
        period = self.ledger.last(outlet.name, due)
        if period is None or (outlet.name, period) in self._done:
            return None
        run = self._run(outlet.name, period)
        return run if run and run.status is RunStatus.SENT else None

    def _run(self, channel: str, period: str) -> Run | None:
        """[commit] One run, without its text; most minutes this is the only question asked."""
        found = self.ledger.look([(channel, period)], int(self.clock().timestamp())).runs
        return next((run for run in found if (run.channel, run.period) == (channel, period)), None)

    async def _close(self, outlet: Outlet, quizzes: Closes, run: Run) -> None:
        try:
            counts = await quizzes.close(run.reference)
        except DeliveryError as refused:
            _log.warning("quiz not closed", extra={"kind": type(refused).__name__})
            return
        self._done.add((run.channel, run.period))
        if counts:
            told = self.voting.totals(outlet.after, run.period, DRILL, counts)
            await awaited(self.writer, told)
        _log.info("quiz closed")
