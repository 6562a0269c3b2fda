"""How fast one bot may speak: thirty calls a second in all, twenty a minute in one group. No SDK.

The figures are Telegram's (Bots FAQ, "My bot is hitting limits"; `telegram.constants.FloodLimit`).
Each limit is a line of so many places; one that was taken is free again when the time is over. So
a whole limit may go out at once, and no time holds more, wherever its second or its minute begins.
When Telegram says wait, who was told waits alone, so that one chat never slows another; two who
are told at once have met the limit of all, and then nobody moves for a while. A chat of a person
is known as long as it waits, and no longer.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

IN_ALL: Final = (30, 1.0)
"""Calls in so many seconds."""

IN_A_GROUP: Final = (20, 60.0)
HALT: Final = 30.0
"""Seconds that everybody waits at most; whoever is told again after it waits again."""

_SPARE: Final = 1.1  # times longer: a call may need more time on its way than the ones after it
_GROUPS: Final = 512  # lines of groups; above that those are dropped where nobody stands
_LATER: Final = 0.1  # seconds added to a wait that Telegram names in whole ones


@dataclass(slots=True)
class _Line:
    """`most` places in any `seconds`: a place is free again so long after it was taken."""

    most: int
    seconds: float
    _taken: deque[float] = field(default_factory=deque)
    """When the last `most` of them go out."""

    def place(self, now: float) -> float:
        """Take the next place; how many seconds there are to wait for it."""
        due = now
        if len(self._taken) == self.most:
            due = max(now, self._taken.popleft() + self.seconds * _SPARE)
        self._taken.append(due)
        return due - now

    def quiet(self, now: float) -> bool:
        """Whether every place is free."""
        return self._taken[-1] + self.seconds * _SPARE <= now


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
        if chat is None:
            return
        while True:
            # One line after the other: a place in the second one is taken for when it is used.
            for line in self._lines(chat):
                if wait := line.place(self._clock()):
                    await self._nap(wait)
            if self._halted <= self._clock():
                return
            await self._unhalted()  # else all who had a place meanwhile would go at once

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

    def _lines(self, chat: object) -> Iterator[_Line]:
        """Where a call stands: in the line of its group (negative ids, and names), then of all."""
        if not (isinstance(chat, int) and chat > 0):
            now = self._clock()
            if chat not in self._groups and len(self._groups) >= _GROUPS:
                loud = {one: line for one, line in self._groups.items() if not line.quiet(now)}
                self._groups = loud
            yield self._groups.setdefault(chat, _Line(*IN_A_GROUP))
        yield self._all
