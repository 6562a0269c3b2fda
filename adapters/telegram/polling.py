"""Asking Telegram for news: one process alone, for as long as it holds the lease. No SDK.

    getUpdates ── arrivals.take ── settled? ── the next getUpdates confirms it

A webhook that is there is taken away: beside one Telegram answers no question.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

from adapters.telegram.translate import ALLOWED
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.arrivals import Arrivals
    from adapters.telegram.calls import Calls

LEASE: Final = 15
"""Seconds for which one process asks Telegram alone; renewed long before they are over."""

_RENEW: Final = 3.0  # seconds between two looks at the lease
_TURN: Final = 20.0  # seconds that Telegram holds a question without news
_SETTLING: Final = 0.5  # seconds before asking for more while something is still under way
_log = logging.getLogger(__name__)


class Lease(Protocol):
    """One of several processes asks Telegram; the others wait until it is gone."""

    async def hold(self, seconds: int) -> bool:
        """Take it or keep it for so long; False while another process has it."""

    async def drop(self) -> None:
        """Let go of it, so that another process need not wait."""


@frozen
class Polling:
    """One bot that asks. What goes wrong on the way is raised as the SDK's TelegramError."""

    calls: Calls = field(repr=False)
    arrivals: Arrivals
    lease: Lease

    async def serve(self, well: Callable[[], None]) -> None:
        """Ask as long as the lease holds; `well` is called with every answer."""
        if await self.lease.hold(LEASE):
            await self.calls.bot.delete_webhook(drop_pending_updates=False)
            _log.info("telegram: ready, it is asked")
            await self._while_held(well)
        well()  # another process asks: that is how it should be
        await asyncio.sleep(_RENEW)

    async def confirm(self) -> None:
        """Tell Telegram what is settled, so that nobody gets it again."""
        if self.arrivals.asked:
            await self._updates(0.0)

    async def leave(self) -> None:
        """Let another process ask."""
        await self.lease.drop()

    async def _while_held(self, well: Callable[[], None]) -> None:
        tasks = {asyncio.create_task(self._ask(well)), asyncio.create_task(self._keep())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, well: Callable[[], None]) -> None:
        """Ask, take in, let settle, ask again. The first time Telegram need not wait for news."""
        turn = 0.0
        while True:
            open_ = self.arrivals.open()
            found = await self._updates(0.0 if open_ else turn)
            well()
            turn = _TURN
            fresh = [self.arrivals.take(update) for update in found]
            if open_ or any(fresh):
                await self.arrivals.settle(_SETTLING)

    async def _keep(self) -> None:
        """Keep the lease; ends when another process has it."""
        while True:
            if not await self.lease.hold(LEASE):
                break
            await asyncio.sleep(_RENEW)
        _log.warning("telegram: another process took over, or the database is away")

    async def _updates(self, turn: float) -> list[object]:
        # Not by the SDK's own method: its parser prints what it cannot parse, and its logger all.
        found = await self.calls(
            "getUpdates",
            patience=turn + 10,
            offset=self.arrivals.next(),
            timeout=int(turn),
            limit=100,
            allowed_updates=list(ALLOWED),
        )
        return list(found) if isinstance(found, list) else []
