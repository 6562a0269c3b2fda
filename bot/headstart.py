"""Reporters' keys derived before Send, while the record is still being read. In memory only.

Never a cache: a key is taken out by whatever is heard next, used or dropped, and few are held.
"""

from __future__ import annotations

from dataclasses import field
from threading import Lock
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.ports import ReporterKey
    from bot.report import Token

LIMIT: Final = 32


@frozen
class HeadStart:
    """What a receipt grew into, a key for each pepper, while its record was being read."""

    receipt: int = field(repr=False)
    keys: tuple[ReporterKey, ...] = field(repr=False)


class HeadStarts:
    """Keys derived early: by token, few, taken out when used and dropped when not."""

    def __init__(self) -> None:
        """Nothing is held."""
        self._lock = Lock()
        self._held: dict[Token, HeadStart | None] = {}

    def expect(self, token: Token) -> None:
        """A derivation begins; the oldest one leaves when there are too many."""
        with self._lock:
            self._held.pop(token, None)
            self._held[token] = None
            while len(self._held) > LIMIT:
                del self._held[next(iter(self._held))]

    def put(self, token: Token, done: HeadStart) -> None:
        """It is done. Too late, when the conversation has gone on meanwhile: nothing is held."""
        with self._lock:
            if token in self._held:
                self._held[token] = done

    def take(self, token: Token) -> HeadStart | None:
        """What is there for this token; it is forgotten here."""
        with self._lock:
            return self._held.pop(token, None)
