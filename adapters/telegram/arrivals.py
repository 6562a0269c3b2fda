"""What Telegram brought, by number: what is known, what is not durable yet, what it may forget.

    taken ── settled? ── every number below `next` may be confirmed

Numbers and events alone, in memory, bounded; it knows no SDK and keeps no update.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from adapters.telegram.door import Door

_WINDOW: Final = 90  # updates, of the hundred that Telegram shows at once
_KNOWN: Final = 2000  # update ids remembered: twice what can be on its way
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Arrivals:
    """The updates of one bot, on their way through one door."""

    door: Door
    asked: int = field(init=False, default=0)
    """The highest number that was taken."""

    _known: dict[int, asyncio.Event | None] = field(init=False, default_factory=dict)
    _order: deque[int] = field(init=False, default_factory=deque)

    def take(self, update: object) -> asyncio.Event | None:
        """Take one update in, unless it is known. Gives what to wait for."""
        number = update.get("update_id") if isinstance(update, dict) else None
        if not isinstance(number, int):
            return None
        if number in self._known:
            return self._known[number]
        try:
            settled = self.door.take(update)
        except Exception:  # noqa: BLE001 - a strange update must not stop the others
            _log.exception("telegram: an update was dropped")
            settled = None
        self._known[number] = settled
        self._order.append(number)
        self.asked = max(self.asked, number)
        while len(self._order) > _KNOWN:
            self._known.pop(self._order.popleft(), None)
        return settled

    def open(self) -> list[int]:
        """Updates that are not settled yet."""
        return [one for one, settled in self._known.items() if settled and not settled.is_set()]

    def next(self) -> int:
        """The first update that Telegram must not forget; everything before it is settled.

        Telegram shows a hundred from there on. One chat that hangs must not hide all the others
        behind them: then what hangs is confirmed too, and a kill right now could lose it.
        """
        after = self.asked + 1 if self.asked else 0
        first = min(self.open(), default=after)
        return first if after - first < _WINDOW else after

    async def settle(self, patience: float) -> None:
        """Wait for what is under way, but not for long: other chats must not wait for one."""
        waits = [
            asyncio.ensure_future(settled.wait())
            for settled in self._known.values()
            if settled and not settled.is_set()
        ]
        if waits:
            _, late = await asyncio.wait(waits, timeout=patience)
            for one in late:
                one.cancel()
