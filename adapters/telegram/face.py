"""The one message of a chat: brought to where its conversation stands, a line said beside it.

    screen ── fits into one message? ── edit it ── else send anew below, and wipe what stood there

It hears nothing and decides nothing. What a platform refuses never undoes what was kept.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol

from adapters.telegram.screen import size
from adapters.telegram.translate import Tapped
from bot.errors import CloseCallError
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.telegram.pictured import Pictured
    from adapters.telegram.routes import Route, Routes
    from adapters.telegram.screen import Rows, Screen
    from adapters.telegram.translate import Typed

CAPTION: Final = 1024
"""UTF-16 code units under a picture (Bot API, sendPhoto)."""

TOAST: Final = 200  # characters in an answer to a tap (Bot API, answerCallbackQuery)
_log = logging.getLogger(__name__)


class Screens(Protocol):
    """What a door needs of Telegram. None of these raises for what a platform may do."""

    username: str

    async def send(self, chat: int, text: str, rows: Rows) -> int | None:
        """A new message that cannot be forwarded; its number, None when it cannot be sent."""

    async def picture(self, chat: int, image: bytes, caption: str, rows: Rows) -> int | None:
        """A picture with a caption; the number of the message, None when it cannot be sent."""

    async def fetch(self, file: str, most: int) -> bytes | None:
        """The bytes of a photo, `most` at most; None when it is larger, or cannot be had."""

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        """The message as it should stand now; False when it cannot be edited any more."""

    async def delete(self, chat: int, message: int) -> bool:
        """Delete a message; False when Telegram refuses. One that is gone already is deleted."""

    async def answer(self, query: str, text: str) -> None:
        """End the waiting of a tap, with a line or without one."""

    async def post(self, chat: int, topic: int | None, text: str) -> None:
        """A line where others read."""


@frozen
class Face:
    """What people see of a conversation, and where their next words belong."""

    screens: Screens
    routes: Routes

    async def show(self, chat: int, screen: Screen, route: Route, *, over: bool) -> Route:
        """Show a screen in the messages of `route`, and lay the route, or drop it when `over`.

        Gives the route with the messages that show it now.
        """
        # Before it is shown: whoever answers may be heard by another process.
        await self._lay(chat, None if over else route)
        now = await self._drawn(chat, screen, route.shown)
        if over or now == route.shown:
            return route
        laid = replace(route, shown=now)
        await self._lay(chat, laid)
        return laid

    async def say(
        self, arrival: Typed | Pictured | Tapped, text: str, route: Route | None = None
    ) -> None:
        """A line over a tap, or below the screen; there the next screen takes its place."""
        if isinstance(arrival, Tapped):
            await self.screens.answer(arrival.query, text[:TOAST])
            return
        sent = await self.screens.send(arrival.chat, text, ())
        if route is not None and sent is not None:
            await self._lay(arrival.chat, replace(route, shown=(*route.shown, sent)))

    async def leave(self, chat: int, messages: tuple[int, ...], route: Route) -> None:
        """Let messages stand until the next screen of this route is shown, which clears them."""
        await self._lay(chat, replace(route, shown=(*messages, *route.shown)))

    async def wipe(self, chat: int, messages: Sequence[int]) -> None:
        """Delete messages, as far as Telegram lets us."""
        for message in messages:
            await self.screens.delete(chat, message)

    async def _drawn(self, chat: int, screen: Screen, shown: tuple[int, ...]) -> tuple[int, ...]:
        """Edit the last message if the screen fits into one, else begin anew below."""
        *before, last = screen.pages
        if not before and shown and screen.image is None:
            *older, newest = shown
            if await self.screens.edit(chat, newest, last, screen.rows):
                await self.wipe(chat, older)
                return (newest,)
        sent = await self._sent(chat, screen)
        found = tuple(one for one in sent if one is not None)
        if sent[-1] is None:  # the old screen stays: its buttons lead back to where things stand
            return (*shown, *found)
        await self.wipe(chat, shown)
        return found

    async def _sent(self, chat: int, screen: Screen) -> list[int | None]:
        """A screen in new messages; a picture comes last, the last page is its caption."""
        *before, last = screen.pages
        if screen.image is not None and size(last) > CAPTION:
            before, last = [*before, last], ""
        sent = [await self.screens.send(chat, page, ()) for page in before]
        if screen.image is None:
            sent.append(await self.screens.send(chat, last, screen.rows))
        else:
            sent.append(await self.screens.picture(chat, screen.image, last, screen.rows))
            if sent[-1] is None and screen.instead is not None:
                sent += await self._sent(chat, screen.instead)
        return sent

    async def _lay(self, chat: int, route: Route | None) -> None:
        """Lay a route, or drop it. Without one, *Go on here after a break* finds the place."""
        try:
            await (self.routes.lay(chat, route) if route else self.routes.drop(chat))
        except CloseCallError as trouble:
            _log.warning("telegram: a route was not kept", extra={"kind": type(trouble).__name__})
