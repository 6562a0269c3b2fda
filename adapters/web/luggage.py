"""What was typed when nobody was signed in any more: kept in memory, locked, for its own browser.

A form must never be answered with a page: a browser writes what was sent for it into its session
file. So the words wait here until somebody signs in again. They are locked with a key that this
process does not keep: it travels as a cookie. They go after an hour, when taken, and with the
process.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Dice

COOKIE: Final = "closecall-typed"
KEPT: Final = 3600.0
MOST: Final = 64

Typed = dict[str, list[str]]


@frozen
class _Piece:
    until: float
    locked: bytes = field(repr=False)


@dataclass(slots=True)
class Luggage:
    """Locked pieces, by the hash of what unlocks them."""

    clock: Callable[[], float]
    dice: Dice
    _held: dict[bytes, _Piece] = field(default_factory=dict, repr=False)

    def leave(self, place: str, typed: Typed) -> str:
        """Put it down; gives the cookie that takes it again."""
        now = self.clock()
        for name in [name for name, one in self._held.items() if one.until <= now]:
            del self._held[name]
        while len(self._held) >= MOST:
            del self._held[next(iter(self._held))]
        cookie = self.dice(32).hex()
        plain = json.dumps([place, typed]).encode()
        self._held[_name(cookie)] = _Piece(now + KEPT, _turned(plain, cookie))
        return cookie

    def waits(self, cookie: str) -> bool:
        """Whether something waits for this browser."""
        piece = self._held.get(_name(cookie))
        return piece is not None and piece.until > self.clock()

    def take(self, cookie: str) -> tuple[str, Typed] | None:
        """The address and what was typed there, once; None when nothing waits."""
        piece = self._held.pop(_name(cookie), None)
        if piece is None or piece.until <= self.clock():
            return None
        place, typed = json.loads(_turned(piece.locked, cookie))
        return place, typed


def _name(cookie: str) -> bytes:
    return hashlib.sha256(b"name" + cookie.encode(errors="replace")).digest()


def _turned(text: bytes, cookie: str) -> bytes:
    """Locked, or unlocked again: a key used once, stretched by SHAKE-256 (FIPS 202)."""
    stream = hashlib.shake_256(b"lock" + cookie.encode(errors="replace")).digest(len(text))
    return bytes(one ^ other for one, other in zip(text, stream, strict=True))
