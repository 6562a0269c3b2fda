"""How fast one bot may speak: thirty calls a second in all, twenty a minute in one group. No SDK.

The figures are Telegram's (Bots FAQ, "My bot is hitting limits"; `telegram.constants.FloodLimit`).
Each limit is a line whose places come one after the other, as many at once as fit into its time;
when Telegram says wait, nobody moves.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

IN_ALL: Final = (30, 1.0)
"""Calls in so many seconds."""

IN_A_GROUP: Final = (20, 60.0)
_GROUPS: Final = 512  # lines of groups; above that those are dropped where nobody stands
_LATER: Final = 0.1  # seconds added to a wait that Telegram names in whole ones


@dataclass(slots=True)
class _Line:
    """`most` places in `seconds`: the generic cell rate algorithm (ITU-T I.371)."""

    most: int
    seconds: float
    due: float = field(default=0.0)
    """When the next place comes, if all that were taken had been evenly spread."""

    def place(self, now: float) -> float:
        """Take the next place; how many seconds there are to wait for it."""
        gap = self.seconds / self.most
        due = max(self.due, now)
        self.due = due + gap
        return max(0.0, due - now - (self.seconds - gap))


class Throttle:
    """The limits of one bot, in memory. Only what goes into a chat counts."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        nap: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Nothing was sent yet."""
        self._clock = clock
        self._nap = nap
        self._all = _Line(*IN_ALL)
        self._groups: dict[object, _Line] = {}
        self._halted = 0.0

    async def turn(self, chat: object = None) -> None:
        """Wait until a call may go out. `chat`: what it goes into; a person has no sign before."""
        if chat is not None:
            now = self._clock()
            wait = self._all.place(now)
            if self._several(chat):
                wait = max(wait, self._group(chat, now).place(now))
            if wait:
                await self._nap(wait)
        while (wait := self._halted - self._clock()) > 0:
            await self._nap(wait)

    def halt(self, seconds: float) -> None:
        """Telegram said wait: nothing goes out for so long."""
        self._halted = max(self._halted, self._clock() + seconds + _LATER)

    @staticmethod
    def _several(chat: object) -> bool:
        """Groups and channels have negative ids, or names."""
        return chat < 0 if isinstance(chat, int) else True

    def _group(self, chat: object, now: float) -> _Line:
        if chat not in self._groups and len(self._groups) >= _GROUPS:
            self._groups = {one: line for one, line in self._groups.items() if line.due > now}
        return self._groups.setdefault(chat, _Line(*IN_A_GROUP))
