"""What was typed when nobody was signed in any more: kept in memory, locked, for its own browser.

A form must never be answered with a page: a browser writes what was sent for it into its session
file. So the words wait here until somebody signs in again. They are locked with a key that this
process does not keep: it travels as a cookie. They go after an hour, when taken, and with the
process.

Anybody can leave something here, so room is shared fairly. Where there is none left, a stranger's
piece goes before one of a browser in which somebody has signed in; and among those, the oldest of
whoever left the most. So a flood drives out itself.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
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
class Traveller:
    """Whose browser it seems to be: by a cookie that it got at the door, else by its address."""

    name: str = field(repr=False)
    known: bool


@frozen
class _Piece:
    until: float
    locked: bytes = field(repr=False)
    traveller: bytes = field(repr=False)
    known: bool


@dataclass(slots=True)
class Luggage:
    """Locked pieces, by the hash of what unlocks them."""

    clock: Callable[[], float]
    dice: Dice
    _held: dict[bytes, _Piece] = field(default_factory=dict, repr=False)
    _key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """A key under which travellers are told apart, and which nobody can compare later."""
        self._key = self.dice(32)

    def leave(self, place: str, typed: Typed, traveller: Traveller) -> str:
        """Put it down; gives the cookie that takes it again."""
        now = self.clock()
        for name in [name for name, one in self._held.items() if one.until <= now]:
            del self._held[name]
        cookie = self.dice(32).hex()
        plain = json.dumps([place, typed]).encode()
        mark = hashlib.blake2b(traveller.name.encode(errors="replace"), key=self._key).digest()
        self._held[_name(cookie)] = _Piece(
            now + KEPT, _turned(plain, cookie), mark, known=traveller.known
        )
        if len(self._held) > MOST:
            self._make_room()
        return cookie

    def _make_room(self) -> None:
        """One piece goes: by the rule above."""
        known = all(one.known for one in self._held.values())
        pieces = {name: one.traveller for name, one in self._held.items() if one.known is known}
        (greedy, _), *_ = Counter(pieces.values()).most_common(1)
        del self._held[next(name for name, traveller in pieces.items() if traveller == greedy)]

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
