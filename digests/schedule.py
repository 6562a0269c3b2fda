"""The tick: every minute, and nothing more. The only file that knows APScheduler.

The scheduler is a clock without a memory: what is due is asked of the database. So no job store,
no cron expression, no daylight saving here. A tick that was late runs once, late
(`misfire_grace_time=None`, `coalesce`); a slow one never overlaps itself. One chore that fails
does not stop the others.
"""

from __future__ import annotations

import inspect
import logging
from typing import TYPE_CHECKING, Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    Chore = Callable[[], Awaitable[object] | object]

EVERY: Final = 60
_log = logging.getLogger(__name__)


class Schedule:
    """Runs chores one after the other, every `every` seconds, inside the running event loop."""

    def __init__(self, chores: Mapping[str, Chore], *, every: float = EVERY) -> None:
        """Name the chores, in order. A sync one must be quick: it holds the loop."""
        self._chores = dict(chores)
        self._every = every
        self._scheduler = AsyncIOScheduler(timezone="UTC")

    def start(self) -> None:
        """Begin to tick. Call it inside the loop; the first tick comes after one interval."""
        self._scheduler.add_job(
            self.tick,
            "interval",
            seconds=self._every,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._scheduler.start()

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
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
