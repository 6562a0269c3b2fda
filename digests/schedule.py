"""The tick: every minute, and nothing more. The only file that knows APScheduler.

The scheduler is a clock without a memory: what is due is asked of the database. So no job store,
no cron expression, no daylight saving here. A tick that was late runs once, late
(`misfire_grace_time=None`); a slow one never overlaps itself. One chore that fails does not stop
the others.

The scheduler goes by the clock of the host and would rest for an hour when that is set back by
one. The clock of the event loop only goes on: when a tick is late by it, the scheduler is told.
"""

from __future__ import annotations

import asyncio
import inspect
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Chore = Callable[[], Awaitable[object] | object]

EVERY: Final = 60
_LATE: Final = 1.5  # of `EVERY`, after which somebody has changed the clock
_TICK: Final = "tick"
_log = logging.getLogger(__name__)


class _From(BaseTrigger):  # type: ignore[misc]  # the package has no types
    """So long from now on; what was missed is not counted.

    APScheduler's own interval makes a list of every turn that was missed: millions of them where
    a machine without a battery began in 1970 and was then told the time.
    """

    def __init__(self, pause: timedelta) -> None:
        """Wait so long each time."""
        self._pause = pause

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """When the next tick comes."""
        return now + self._pause


class Schedule:
    """Runs chores one after the other, every `every` seconds, inside the running event loop."""

    def __init__(self, chores: Mapping[str, Chore], *, every: float = EVERY) -> None:
        """Name the chores, in order. A sync one must be quick: it holds the loop."""
        self._chores = dict(chores)
        self._every = every
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._alarm: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to tick. Call it inside the loop; the first tick comes after one interval."""
        self._scheduler.add_job(
            self._turn,
            _From(timedelta(seconds=self._every)),
            id=_TICK,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        self._watch()

    async def tick(self) -> tuple[str, ...]:
        """Run every chore once; the names of those that failed."""
        failed = []
        for name, chore in self._chores.items():
            try:
                done = chore()
                if inspect.isawaitable(done):
                    await done
            except Exception:  # noqa: BLE001 - the next chore must still have its turn
                failed.append(name)
                _log.exception("chore failed", extra={"chore": name})
        return tuple(failed)

    def stop(self) -> None:
        """Tick no more. A running chore is cancelled at its next await; claims survive that."""
        if self._alarm:
            self._alarm.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _turn(self) -> None:
        """One tick of the scheduler. However long it takes, it is not late meanwhile."""
        if self._alarm:
            self._alarm.cancel()
        await self.tick()
        self._watch()

    def _watch(self) -> None:
        """Look whether the next tick comes, by a clock that nobody sets."""
        self._alarm = asyncio.get_running_loop().call_later(self._every * _LATE, self._hurry)

    def _hurry(self) -> None:
        """Let the tick that is late come now."""
        self._scheduler.modify_job(_TICK, next_run_time=datetime.now(UTC))
        self._watch()
