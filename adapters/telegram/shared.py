"""Routes that several processes share, where any of them may get what somebody types next.

A chat is known by an HMAC under a key that follows from the bot's token, which every process has
and the database has not; behind it `storage.routes` adds the day's key. What is kept says until
when in steps of ten minutes, sealed; nothing else is a time.
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING, Final, TypeVar

from adapters.telegram.routes import IDLE, Route
from bot.report import Token
from bot.words import Language
from bot.work import commit
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot import ports
    from storage.awaited import Starts

T = TypeVar("T")
_STEP: Final = 600  # seconds
_STEPS: Final = 1008  # of them in a week: an epoch is over long before they begin again
_LASTS: Final = int(IDLE) // _STEP
_HEAD: Final = struct.Struct(">B32s2sHB")  # version, token, language, until, how many messages
_MESSAGE: Final = struct.Struct(">q")
_VERSION: Final = 1
_SHOWN: Final = 8  # messages that are remembered: a screen has one, sometimes a line below it


class Shared:
    """Port `adapters.telegram.routes.Routes` over a table. `clock`: seconds of UTC."""

    def __init__(
        self, kept: ports.Routes, writer: Starts, secret: str, clock: Callable[[], float]
    ) -> None:
        """`secret`: the token of the bot."""
        self._kept = kept
        self._writer = writer
        self._key = hmac.digest(secret.encode(), b"closecall/1/telegram/route", "sha256")
        self._clock = clock

    async def of(self, chat: int) -> Route | None:
        """See Routes."""
        name = self._name(b"chat", chat)
        held = await self._durably(lambda: self._kept.find(name))
        return decoded(held, self._now()) if held is not None else None

    async def lay(self, chat: int, route: Route) -> None:
        """See Routes."""
        name, held = self._name(b"chat", chat), encoded(route, self._now())
        await self._durably(lambda: self._kept.lay(name, held))

    async def drop(self, chat: int) -> None:
        """See Routes."""
        name = self._name(b"chat", chat)
        await self._durably(lambda: self._kept.drop(name))

    async def first(self, chat: int) -> bool:
        """See Routes. A day is an epoch: of UTC."""
        name = self._name(b"group", chat)
        return await self._durably(lambda: self._kept.first(name))

    def _name(self, kind: bytes, chat: int) -> bytes:
        return hmac.digest(self._key, b"%s:%d" % (kind, chat), "sha256")

    def _now(self) -> int:
        return int(self._clock()) // _STEP % _STEPS

    async def _durably(self, part: Callable[[], T]) -> T:
        return await awaited(self._writer, commit(part))


def encoded(route: Route, now: int) -> bytes:
    """A route as bytes, at most 102 of them. `now`: the present step."""
    shown = route.shown[-_SHOWN:]
    until = (now + _LASTS) % _STEPS
    language = route.language.value.encode()
    head = _HEAD.pack(_VERSION, route.token.raw, language, until, len(shown))
    return head + b"".join(_MESSAGE.pack(message) for message in shown)


def decoded(held: bytes, now: int) -> Route | None:
    """What `encoded` made; None when it is over, or of another version."""
    if len(held) < _HEAD.size or held[0] != _VERSION:
        return None
    _, raw, language, until, count = _HEAD.unpack_from(held)
    rest = held[_HEAD.size :]
    if (until - now) % _STEPS > _LASTS or len(rest) != count * _MESSAGE.size:
        return None
    shown = tuple(message for (message,) in _MESSAGE.iter_unpack(rest))
    return Route(Token(raw), Language(language.decode()), shown)
