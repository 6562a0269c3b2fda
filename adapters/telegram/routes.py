"""What this process remembers of a chat, in memory alone: routes, what was answered, how fast.

A chat is known by a keyed BLAKE2b (RFC 7693) under a key that is drawn when the process starts and
never leaves it. (An HMAC of OpenSSL's would let go of the interpreter, and wait for it, at every
step.) Everything here has an end and a bound. Time comes in as seconds of a clock that only runs
forward; nothing is written anywhere.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Dice
    from bot.report import Token
    from bot.words import Language

IDLE: Final = 3600.0
"""Seconds after which the way from a chat to its conversation is forgotten."""

MOST: Final = 20_000  # chats known at once; the one that was quiet longest leaves first
DAY: Final = 86_400.0
BURST: Final = 20  # what one chat may do at once: a report takes seven
PER_SECOND: Final = 1.0
_ID: Final = 16


class Keyed:
    """Names for numbers of chats: the same for a day, then different ones."""

    def __init__(self, dice: Dice, lasts: float = float("inf")) -> None:
        """Draw a key; draw a new one after `lasts` seconds."""
        self._dice = dice
        self._lasts = lasts
        self._drawn = 0.0
        self._draw()

    def __call__(self, chat: int) -> bytes:
        """The name of a chat."""
        named = self._keyed.copy()
        named.update(b"%d" % chat)
        return named.digest()

    def turned(self, now: float) -> bool:
        """Whether the key has just changed: everything that was named is a stranger again."""
        if now - self._drawn < self._lasts:
            return False
        self._draw()
        self._drawn = now
        return True

    def _draw(self) -> None:
        self._keyed = hashlib.blake2b(key=self._dice(32), digest_size=_ID)


@dataclass(frozen=True, slots=True)
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


@dataclass(slots=True)
class _Bucket:
    """How much a chat may still do, and when that was counted."""

    level: float
    at: float
    told: bool = False


class Buckets:
    """Token buckets, one a chat, under names that change every day."""

    def __init__(self, dice: Dice, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        """`burst` at once, then `per_second`."""
        self._name = Keyed(dice, DAY)
        self._burst = burst
        self._rate = per_second
        self._held: OrderedDict[bytes, _Bucket] = OrderedDict()

    def pour(self, chat: int, now: float) -> bool:
        """Take one; False when there is none."""
        if self._name.turned(now):
            self._held.clear()
        name = self._name(chat)
        bucket = self._held.get(name) or _Bucket(self._burst, now)
        bucket.level = min(self._burst, bucket.level + (now - bucket.at) * self._rate)
        bucket.at = now
        self._held[name] = bucket
        self._held.move_to_end(name)
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        if bucket.level < 1:
            return False
        bucket.level -= 1
        bucket.told = False
        return True

    def told(self, chat: int) -> bool:
        """Whether this chat was told already that it is too fast; from now on it was."""
        bucket = self._held.get(self._name(chat))
        if bucket is None or bucket.told:
            return True
        bucket.told = True
        return False
