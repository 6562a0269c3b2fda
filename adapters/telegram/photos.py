"""A photo on its way in: fetched where it is wanted, made anew, or refused in a sentence. No SDK.

    Pictured ── one of an album? too large? too many today? ── fetch ── darkroom ── Photo

What Telegram calls the file lives in this call and nowhere else: it leads to the photo.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.photo import LARGEST_INPUT, Photo, Unfit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.face import Screens
    from adapters.telegram.routes import Buckets
    from adapters.telegram.translate import Pictured

MOST: Final = 1000  # chats whose last album is remembered
A_DAY: Final = 12
"""Photos of one chat at once, and then in a day: each costs a process, and 256 KiB when sent."""


class Develops(Protocol):
    """Makes photos anew: `adapters.photo.darkroom.Darkroom`."""

    async def fetched(self, fetch: Callable[[], Awaitable[bytes | None]]) -> Photo | Unfit:
        """The photo behind the bytes that `fetch` gets, or why there is none."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A sentence of the room `photo`. `stays`: it may be good, and be sent again from there."""

    name: str
    stays: bool = False


@dataclass(slots=True)
class Photos:
    """Photos of every chat with one bot. `name` names a chat under a key that lives in memory."""

    screens: Screens
    darkroom: Develops
    name: Callable[[int], bytes]
    buckets: Buckets
    clock: Callable[[], float]
    _albums: dict[bytes, bytes] = field(init=False, default_factory=dict)

    async def taken(self, arrival: Pictured) -> Photo | Refused:
        """The photo, or the sentence that says why not."""
        if self._known(arrival):
            return Refused("one")
        if (arrival.size or 0) > LARGEST_INPUT:
            return Refused(f"unfit.{Unfit.LARGE}")
        if not self.buckets.pour(arrival.chat, self.clock()):
            return Refused("today")
        made = await self.darkroom.fetched(lambda: self.screens.fetch(arrival.file, LARGEST_INPUT))
        if isinstance(made, Unfit):
            return Refused(f"unfit.{made}", stays=made is Unfit.AWAY)
        self._remember(arrival)
        return made

    def _known(self, arrival: Pictured) -> bool:
        held = self._albums.get(self.name(arrival.chat))
        return bool(arrival.album) and held == _digest(arrival.album)

    def _remember(self, arrival: Pictured) -> None:
        name = self.name(arrival.chat)
        self._albums.pop(name, None)
        if arrival.album:
            self._albums[name] = _digest(arrival.album)
        while len(self._albums) > MOST:
            del self._albums[next(iter(self._albums))]


def _digest(album: str) -> bytes:
    return hashlib.sha256(album.encode("utf-8", "surrogatepass")).digest()
