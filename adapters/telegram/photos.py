"""A photo on its way in: is it wanted here, then fetched, made anew, kept with the turn. No SDK.

    Pictured ── where do we stand? ── welcome? ── fetch ── darkroom ── intake.picture (durable)

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
    from adapters.telegram.translate import Pictured

MOST: Final = 1000  # chats whose last album is remembered


class Develops(Protocol):
    """Makes photos anew: `adapters.photo.darkroom.Darkroom`."""

    async def fetched(self, fetch: Callable[[], Awaitable[bytes | None]]) -> Photo | Unfit:
        """The photo behind the bytes that `fetch` gets, or why there is none."""


@dataclass(slots=True)
class Photos:
    """Photos of every chat with one bot. `name` names a chat under a key that lives in memory."""

    screens: Screens
    darkroom: Develops
    name: Callable[[int], bytes] = field(repr=False)
    _albums: dict[bytes, bytes] = field(init=False, repr=False, default_factory=dict)

    async def taken(self, arrival: Pictured) -> Photo | Unfit | None:
        """The photo, or why not; None for one more of an album of which one was taken."""
        if self._known(arrival):
            return None
        if (arrival.size or 0) > LARGEST_INPUT:
            return Unfit.LARGE
        made = await self.darkroom.fetched(lambda: self.screens.fetch(arrival.file, LARGEST_INPUT))
        if isinstance(made, Photo):
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
