"""What this process remembers of a chat, in memory alone: routes, and what was answered today.

A chat is known by its `Keyed` name, under a key that is drawn when the process starts and never
leaves it. Everything here has an end and a bound. Time comes in as seconds of a clock that only
runs forward; nothing is written anywhere.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

from bot.frozen import frozen
from bot.pace import DAY, MOST, Keyed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Dice
    from bot.report import Token
    from bot.words import Language

IDLE: Final = 3600.0
"""Seconds after which the way from a chat to its conversation is forgotten."""


@frozen
class Route:
    """From a chat to its conversation, and to the messages that show it."""

    token: Token = field(repr=False)
    language: Language
    shown: tuple[int, ...] = field(repr=False, default=())


class Routes(Protocol):
    """Who is in the middle of what. Each of these raises CloseCallError when it cannot be kept."""

    async def of(self, chat: int) -> Route | None:
        """The conversation of a chat, unless it was quiet for too long."""

    async def lay(self, chat: int, route: Route) -> None:
        """From here on this chat's words belong there."""

    async def drop(self, chat: int) -> None:
        """The conversation is over."""

    async def first(self, chat: int) -> bool:
        """Whether this is the first time today; for what is done once a day for a group."""


class InMemory:
    """Port `Routes` for one process: nothing of it is anywhere else."""

    def __init__(self, dice: Dice, clock: Callable[[], float]) -> None:
        """Draw the keys of this process."""
        self._clock = clock
        self._name = Keyed(dice)
        self._held: OrderedDict[bytes, tuple[Route, float]] = OrderedDict()
        self._daily = Keyed(dice, DAY)
        self._done: set[bytes] = set()

    async def of(self, chat: int) -> Route | None:
        """See Routes."""
        name, now = self._name(chat), self._clock()
        route, until = self._held.get(name, (None, now))
        if route is None or until < now:
            self._held.pop(name, None)
            return None
        return route

    async def lay(self, chat: int, route: Route) -> None:
        """See Routes."""
        name, now = self._name(chat), self._clock()
        self._held[name] = route, now + IDLE
        self._held.move_to_end(name)
        self._forget(now)

    async def drop(self, chat: int) -> None:
        """See Routes."""
        self._held.pop(self._name(chat), None)

    async def first(self, chat: int) -> bool:
        """See Routes."""
        if self._daily.turned(self._clock()) or len(self._done) >= MOST:
            self._done.clear()
        name = self._daily(chat)
        if name in self._done:
            return False
        self._done.add(name)
        return True

    def _forget(self, now: float) -> None:
        """Let go of what is over, the oldest first; they stand in the order of their end."""
        while self._held:
            oldest = next(iter(self._held))
            if self._held[oldest][1] >= now and len(self._held) <= MOST:
                break
            self._held.popitem(last=False)
