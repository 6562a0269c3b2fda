"""The direct conversation: only for those who were told what it costs and said yes. No SDK.

    what is written ── intake.hear (durable) ── one message of ours, the one before deleted
    a button ───────── intake.hear (durable) ── the same message, edited

A bot cannot delete what people write, so this door is shut by default; the form leaves no message.
Eight words are never written here, by us or, when we see it in time, by them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from adapters.slack import views
from adapters.slack.lines import asking, drawn, over, secret
from adapters.slack.routes import Route, Routes
from adapters.slack.spoken import Chosen, Spoken
from bot.errors import CloseCallError
from bot.flow.talk import Command, Pressed, Said
from bot.intake import Places
from bot.receipt import parse
from bot.report import TOKEN_BYTES, RawText, Token
from bot.words import Language, Words
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from adapters.slack.blocks import Block
    from adapters.slack.door import Drives
    from adapters.slack.spoken import Arrival, Tap
    from adapters.slack.views import View
    from bot.intake import Intake, Reply
    from bot.ports import Dice
    from bot.work import Work

    Show = Coroutine[Any, Any, None]

T = TypeVar("T")


class Screens(Protocol):
    """What a conversation needs of Slack; each may raise what a call to Slack raises."""

    async def post(self, chat: str, blocks: list[Block]) -> str:
        """A new message; its name there."""

    async def edit(self, chat: str, ts: str, blocks: list[Block]) -> None:
        """The message as it should stand now."""

    async def delete(self, chat: str, ts: str) -> None:
        """Delete a message of ours."""

    async def open(self, trigger: str, view: View) -> None:
        """A form, which is no message."""


@dataclass(slots=True)
class Chat:
    """Every direct conversation with the app."""

    intake: Intake
    writer: Drives
    screens: Screens
    language: Language
    dice: Dice
    photos: str = "slack.photos"
    clock: Callable[[], float] = time.monotonic
    _routes: Routes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Draw the key that lives as long as this process."""
        self._routes = Routes(self.dice)

    async def take(self, arrival: Arrival, *, slow: bool = False) -> Show | None:
        """Hear it, durably; what is then to be shown, once Slack was answered."""
        if isinstance(arrival, Chosen):
            return await self._chosen(arrival, slow=slow)
        if not self._routes.first(arrival.event, self.clock()):
            return None  # delivered again: it was heard
        return await self._spoken(arrival, slow=slow)

    # --- what is written -------------------------------------------------------------------------

    async def _spoken(self, arrival: Spoken, *, slow: bool) -> Show:
        chat = arrival.chat
        route = self._routes.of(chat, self.clock())
        words = Words(route.language if route else self.language)
        if slow:
            return self._told(chat, words("slack.slow"))
        if parse(arrival.text) is not None:
            return self._asked(chat, words, words("slack.dm.receipt"))
        if route is None:  # whatever was written before the yes is not heard
            return self._asked(chat, words)
        notes = [words("slack.photos.why"), words(self.photos)] if arrival.files else []
        work = (
            self.intake.resume(route.token, words.language)
            if arrival.files
            else self.intake.hear(route.token, Said(RawText(arrival.text)), words.language)
        )
        try:
            reply = await self._kept(work)
        except CloseCallError as failure:
            return self._told(chat, f"{words.regret(failure)} {words('door.trouble.again')}")
        self._lay(chat, reply, words, route.shown)
        return self._below(chat, reply, words, route.shown, notes)

    async def _asked(self, chat: str, words: Words, note: str = "") -> None:
        """The form, or really here?"""
        await self.screens.post(chat, asking(words, note))

    async def _told(self, chat: str, text: str) -> None:
        await self.screens.post(chat, views.told(self._words, text)["blocks"])

    async def _below(
        self, chat: str, reply: Reply, words: Words, shown: str, notes: Sequence[str]
    ) -> None:
        """A new message below what was written; ours before it goes."""
        ts = await self.screens.post(chat, drawn(reply, words, notes))
        now = self.clock()
        route = self._routes.of(chat, now)
        if route is not None and route.token == reply.token:
            self._routes.lay(chat, replace(route, shown=ts), now)
        if shown:
            await self.screens.delete(chat, shown)

    # --- a button --------------------------------------------------------------------------------

    async def _chosen(self, arrival: Chosen, *, slow: bool) -> Show:
        tap = arrival.tap
        words = Words(tap.language if tap else self.language)
        if slow:
            return self._over(arrival, words("slack.slow"))
        if tap is None and arrival.do != "yes":
            return self._over(arrival, words("slack.expired"))
        try:
            reply = await self._kept(self._work(arrival, tap, words.language))
        except CloseCallError as failure:
            text = f"{words.regret(failure)} {words('door.trouble.again')}"
            return self._told(arrival.chat, text)
        self._lay(arrival.chat, reply, words, arrival.ts)
        return self._instead(arrival, reply, words)

    def _work(self, arrival: Chosen, tap: Tap | None, language: Language) -> Work[Reply]:
        if tap is None:
            return self.intake.begin(language, Token(self.dice(TOKEN_BYTES)))
        match arrival.do:
            case "stop":
                return self.intake.hear(tap.token, Pressed(Command.CANCEL), language)
            case "go" | "yes":
                return self.intake.resume(tap.token, language)
            case "done":
                places = Places(arrival.places)
            case number:
                places = Places((int(number),))
        return self.intake.hear(tap.token, places, language, rev=tap.rev)

    async def _instead(self, arrival: Chosen, reply: Reply, words: Words) -> None:
        """The same message, as it should stand now; the eight words in a form, and only there."""
        eight = secret(reply.says)
        if eight is not None:
            await self.screens.open(arrival.trigger, views.shown(words, eight))
        blocks = drawn(reply, words, form=eight is not None)
        await self.screens.edit(arrival.chat, arrival.ts, blocks)

    async def _over(self, arrival: Chosen, text: str) -> None:
        await self.screens.open(arrival.trigger, views.told(self._words, text))

    # --- small parts -----------------------------------------------------------------------------

    @property
    def _words(self) -> Words:
        return Words(self.language)

    def _lay(self, chat: str, reply: Reply, words: Words, shown: str) -> None:
        """What is written next belongs to this draft; the key of a receipt is derived ahead."""
        if over(reply):
            self._routes.drop(chat)
            return
        self._routes.lay(chat, Route(reply.token, words.language, shown), self.clock())
        if reply.prompt is not None and reply.prompt.record is not None:
            self.writer.submit(self.intake.prepare(reply))

    async def _kept(self, work: Work[T]) -> T:
        """Wait for a piece of work. Raises CloseCallError."""
        return await awaited(self.writer, work)
