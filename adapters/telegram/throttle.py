"""How fast one bot may speak: thirty calls a second in all, twenty a minute in one group. No SDK.

The figures are Telegram's (Bots FAQ, "My bot is hitting limits"; `telegram.constants.FloodLimit`).
Each limit is a line: a third of its places at once, the others evenly spread over its time. So ten
calls go out together and then twenty a second, six into a group and then one in 4.3 seconds; the
two together never pass the limit, wherever its second or its minute begins.
When Telegram says wait, who was told waits alone, so that one chat never slows another; two who
are told at once have met the limit of all, and then nobody moves for a while. A chat of a person
is known as long as it waits, and no longer.
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
HALT: Final = 30.0
"""Seconds that everybody waits at most; whoever is told again after it waits again."""

_GROUPS: Final = 512  # lines of groups; above that those are dropped where nobody stands
_LATER: Final = 0.1  # seconds added to a wait that Telegram names in whole ones


@dataclass(slots=True)
class _Line:
    """`most` places in any `seconds`: the generic cell rate algorithm (ITU-T I.371).

    A burst and the rate after it fall into one such time, so `most` is shared between them.
    """

    most: int
    seconds: float
    due: float = field(default=0.0)
    """When the next place comes, if all that were taken had been evenly spread."""

    def place(self, now: float) -> float:
        """Take the next place; how many seconds there are to wait for it."""
        burst = self.most // 3
        gap = self.seconds / (self.most - burst)
        due = max(self.due, now)
        self.due = due + gap
        return max(0.0, due - now - (burst - 1) * gap)


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
        self._told: list[object] = []  # chats that wait because Telegram said so
        self._halted = 0.0

    async def turn(self, chat: object = None) -> None:
        """Wait until a call may go out. `chat`: what it goes into, None for nothing."""
        await self._unhalted()
        if chat is not None and (wait := self._place(chat, self._clock())):
            await self._nap(wait)
            await self._unhalted()

    async def told(self, seconds: float, chat: object = None) -> None:
        """Telegram said wait to a call into `chat`; when a second chat waits, everybody does.

        Not for longer than `HALT`: two chats that are told to wait for an hour must not close the
        door to all others.
        """
        seconds += _LATER
        if chat is not None and {*self._told} - {None, chat}:
            self._halted = max(self._halted, self._clock() + min(seconds, HALT))
        self._told.append(chat)
        try:
            await self._nap(seconds)
        finally:
            self._told.remove(chat)

    async def _unhalted(self) -> None:
        while (wait := self._halted - self._clock()) > 0:
            await self._nap(wait)

    def _place(self, chat: object, now: float) -> float:
        """A place in the line of all, and of its group: negative ids, and names."""
        wait = self._all.place(now)
        if isinstance(chat, int) and chat > 0:
            return wait
        if chat not in self._groups and len(self._groups) >= _GROUPS:
            self._groups = {one: line for one, line in self._groups.items() if line.due > now}
        return max(wait, self._groups.setdefault(chat, _Line(*IN_A_GROUP)).place(now))
