"""A photo on its way in: is it wanted, then fetched, made anew, kept with the turn. No SDK.

    Pictured ── welcome here? ── one of an album? too large? too many today?
             ── fetch ── darkroom ── intake.picture (durable)

What Telegram calls the file lives in this call and nowhere else: it leads to the photo.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from bot.flow.talk import Odd
from bot.frozen import frozen
from bot.photo import LARGEST_INPUT, Photo, Unfit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.face import Screens
    from adapters.telegram.pictured import Pictured
    from bot.intake import Intake, Reply
    from bot.pace import Pace
    from bot.report import Token
    from bot.words import Words
    from bot.work import Work

MOST: Final = 1000  # chats whose last album is remembered
A_DAY: Final = 12
"""Photos of one chat at once, and then in a day: each costs a process, and 256 KiB when sent."""


class Develops(Protocol):
    """Makes photos anew: `adapters.photo.darkroom.Darkroom`."""

    async def fetched(self, fetch: Callable[[], Awaitable[bytes | None]]) -> Photo | Unfit:
        """The photo behind the bytes that `fetch` gets, or why there is none."""


@frozen
class Declined:
    """A sentence of the room `photo`. `stays`: it may be good, and be sent again from there."""

    name: str
    stays: bool = False


@frozen
class Arrived:
    """What became of a photo: the reply, what to say with it, whether it stays in the chat."""

    reply: Reply
    notes: tuple[str, ...] = ()
    stays: bool = False


@dataclass(slots=True, kw_only=True)
class Photos:
    """Photos of every chat with one bot. `name` names a chat under a key that lives in memory.

    `kept` waits for a piece of work of the intake; `pace`: how many photos a chat may send.
    """

    intake: Intake
    kept: Callable[[Work[Reply]], Awaitable[Reply]]
    screens: Screens
    darkroom: Develops
    name: Callable[[int], bytes] = field(repr=False)
    pace: Pace
    clock: Callable[[], float]
    _albums: dict[bytes, bytes] = field(init=False, repr=False, default_factory=dict)

    async def came(self, arrival: Pictured, token: Token, words: Words, *, new: bool) -> Arrived:
        """One photo, in the conversation of `token`; a `new` one begins with its banner.

        Raises CloseCallError when nothing could be kept.
        """
        intake, language = self.intake, words.language
        standing = intake.begin(language, token) if new else intake.resume(token, language)
        reply = await self.kept(standing)
        if reply.prompt is None or not reply.prompt.photo:
            if new:  # the banner has just been said; another turn would leave it out
                return Arrived(reply, (words("photo.later"),))
            return Arrived(await self.kept(intake.hear(token, Odd("photo"), language)))
        made = await self.taken(arrival)
        if isinstance(made, Declined):
            return Arrived(reply, (words(f"photo.{made.name}"),), made.stays)
        notes = (*["as_file"] * arrival.as_file, *["caption"] * arrival.captioned)
        reply = await self.kept(intake.picture(reply.token, made, language))
        return Arrived(reply, tuple(words(f"photo.{note}") for note in notes))

    async def taken(self, arrival: Pictured) -> Photo | Declined:
        """The photo, or the sentence that says why not."""
        if self._known(arrival):
            return Declined("one")
        if (arrival.size or 0) > LARGEST_INPUT:
            return Declined(f"unfit.{Unfit.LARGE}")
        if not self.pace.pour(arrival.chat, self.clock()):
            return Declined("today")
        made = await self.darkroom.fetched(lambda: self.screens.fetch(arrival.file, LARGEST_INPUT))
        if isinstance(made, Unfit):
            return Declined(f"unfit.{made}", stays=made is Unfit.AWAY)
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
