"""What the service does by itself, every minute: release, sweep, expire, clean up.

It moves locked things and destroys old ones; it can open none. Releases follow a timetable that
turns whether something waits or not, so neither the log nor a file says when a report came.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from bot.frozen import frozen
from bot.report import Week
from bot.work import commit
from closecall import clock
from closecall.settings.values import Release
from digests.duty import MORNING
from storage.awaited import awaited
from storage.engine import is_sqlite
from storage.release import MOST
from storage.weeks import leaps

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.ports import Spool
    from closecall.settings import Settings
    from closecall.wiring import Store
    from storage.cases import Cases
    from storage.drafts import Drafts
    from storage.rota import Rota
    from storage.routes import Routes

T = TypeVar("T")
DAY_BEGINS: Final = MORNING.hour  # the daily batch is there when reviewers are reminded
_log = logging.getLogger(__name__)


def slot(rhythm: Release, local: datetime) -> str:
    """Which slot of the timetable an instant falls into; a new name means a new release."""
    match rhythm:
        case Release.NOW:
            return ""
        case Release.HOURLY:
            return f"{local:%Y-%m-%dT%H}"
        case Release.FOUR_HOURLY:
            return f"{local:%Y-%m-%d}/{local.hour // 4}"
        case Release.DAILY:
            return f"{local - timedelta(hours=DAY_BEGINS):%Y-%m-%d}"


@frozen
class Tending:
    """The chores, one method each. `now` gives an aware instant in UTC.

    `rested`: the weeks in which nothing expired because the clock may be wrong.
    """

    settings: Settings
    opened: Store
    drafts: Drafts
    spool: Spool
    cases: Cases
    rota: Rota
    routes: Routes | None = None
    now: Callable[[], datetime] = clock.now
    rested: set[Week] = field(default_factory=set)

    async def release(self) -> None:
        """Release what waits when the timetable has turned; every time when it says `now`.

        The turn and the batch are one transaction: of any number of processes one releases, and
        after a crash between there was neither. What is logged is the turn, not the batch: a line
        a day that said how many would say on which day they came.
        """
        local = self._local()
        current, week = slot(self.settings.release, local), Week.of(local.date())
        expires = week.plus(self.settings.retention_weeks)

        def part() -> int | None:
            if current and not self.rota.take("release", current):
                return None
            return self.spool.release(week, expires)

        moved = await self._durably(part)
        if moved is None or not (moved or current):
            return
        while moved >= MOST:  # a flood: between its parts others have their turn
            moved = await self._durably(lambda: self.spool.release(week, expires))
        _log.info("released what waited")
        await self.purge()

    async def sweep(self) -> None:
        """Destroy the day keys that are over, the drafts under them, and what others left behind.

        A chat that was killed right after a withdrawal could not clean the journal any more.
        """
        gone = await self._durably(self.drafts.sweep)
        if self.routes is not None:
            gone += await self._durably(self.routes.sweep)
        if gone or is_sqlite(self.opened.engine):
            await self.purge()

    async def expire(self) -> None:
        """Destroy the cases whose time is over, key slots first.

        Not in a week to which the clock has jumped: until the next one there is time to set it.
        """
        week = Week.of(self._local().date())

        def part() -> int | None:
            return None if leaps(self.rota, week) else self.cases.expire(week)

        gone = await self._durably(part)
        if gone is None:
            self._wonder(week)
        elif gone:
            _log.info("expired %s", gone)
            await self.purge()

    def _wonder(self, week: Week) -> None:
        """Say once a week that the clock may be wrong."""
        if week not in self.rested:
            self.rested.add(week)
            _log.warning(
                "this week does not follow the last one that was seen: no case expires before the"
                " next; closecall doctor says more"
            )

    async def purge(self) -> None:
        """Make the files forget what the tables have forgotten."""
        from storage.purge import purge

        if not await asyncio.to_thread(purge, self.opened.engine):
            _log.warning("the database is busy: cleaning up again in a minute")

    def _local(self) -> datetime:
        """The instant as the organisation's clocks show it."""
        return self.now().astimezone(clock.zone(self.settings.timezone))

    async def _durably(self, part: Callable[[], T]) -> T:
        return await awaited(self.opened.writer, commit(part))
