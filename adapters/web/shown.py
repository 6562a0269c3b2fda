"""Secrets that are shown once: to the browser that asked for them, for a quarter of an hour.

No form is answered with a page, because browsers keep forms and their answers together. So what
was made waits here, in memory, for the page that follows; a cookie without meaning of its own
says whose it is.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from bot.ports import Dice

COOKIE: Final = "closecall-shown"
SHOWN_FOR: Final = 15 * 60.0
MOST: Final = 50


@dataclass(slots=True)
class Shown:
    """What waits to be written down, by the hash of the cookie."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    _held: dict[bytes, tuple[tuple[str, ...], float]] = field(default_factory=dict, repr=False)

    def put(self, cookie: str, secrets: tuple[str, ...], now: float) -> None:
        """Keep them for this browser."""
        self._sweep(now)
        while len(self._held) >= MOST:
            del self._held[next(iter(self._held))]
        self._held[_hash(cookie)] = secrets, now + SHOWN_FOR

    def get(self, cookie: str, now: float) -> tuple[str, ...] | None:
        """What this browser may see."""
        self._sweep(now)
        found = self._held.get(_hash(cookie)) if cookie else None
        return found[0] if found else None

    def drop(self, cookie: str) -> None:
        """They were written down."""
        self._held.pop(_hash(cookie), None)

    def _sweep(self, now: float) -> None:
        for name in [name for name, (_, until) in self._held.items() if now >= until]:
            del self._held[name]


def known(request: Request) -> str:
    """The browser's cookie, empty for none."""
    return request.cookies.get(COOKIE, "")


def with_cookie(request: Request, answer: Response, dice: Dice, *, secure: bool) -> Response:
    """The same answer; a browser without the cookie gets one. `secure`: over TLS alone."""
    if not known(request):
        drawn = dice(32).hex()
        answer.set_cookie(COOKIE, drawn, httponly=True, secure=secure, samesite="strict")
    return answer


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode(errors="replace")).digest()
