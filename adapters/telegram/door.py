"""The conversation in a private chat: heard, kept, then deleted, then shown. It knows no SDK.

    arrival ── intake.hear (durable) ── settled ── delete their words ── show one message

One message of ours, edited in place. The chat's number is an argument here and in memory nowhere
else but, as a keyed name, in a route. What Telegram refuses never undoes what was kept.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from adapters.telegram.lanes import Lanes
from adapters.telegram.routes import Buckets, Keyed, Once, Route, Routes
from adapters.telegram.screen import Screen, draw
from adapters.telegram.translate import Gathered, Pictured, Switch, Tapped, Typed, read
from bot.errors import CloseCallError
from bot.flow.talk import Odd, Over, Pressed, Problem
from bot.intake import Places
from bot.report import TOKEN_BYTES, Token
from bot.words import Language, Words
from storage.awaited import Starts, awaited

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from adapters.telegram.lanes import Step
    from adapters.telegram.screen import Rows
    from adapters.telegram.translate import Arrival, Tap
    from bot.flow.talk import Said
    from bot.intake import Intake, Reply
    from bot.ports import Dice
    from bot.work import Work

T = TypeVar("T")
# Kinds of message that are refused in the same words.
_ODD: Final = {"audio": "voice", "video_note": "video", "animation": "sticker"}
TOAST: Final = 200  # characters in an answer to a tap (Bot API, answerCallbackQuery)


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


class Drives(Starts, Protocol):
    """The part of `storage.writer.Writer` that a door needs."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a piece of work."""


@dataclass(slots=True)
class Door:
    """Every private chat with one bot."""

    intake: Intake
    writer: Drives
    screens: Screens
    language: Language
    dice: Dice
    clock: Callable[[], float] = time.monotonic
    lanes: Lanes = field(default_factory=Lanes)
    _name: Keyed = field(init=False)
    _routes: Routes = field(init=False)
    _buckets: Buckets = field(init=False)
    _groups: Once = field(init=False)

    def __post_init__(self) -> None:
        """Draw the keys that live as long as this process."""
        self._name = Keyed(self.dice)
        self._routes = Routes(self._name)
        self._buckets = Buckets(self.dice)
        self._groups = Once(self.dice)

    def take(self, update: object) -> asyncio.Event | None:
        """Take an update in; the event is set once Telegram may forget it. None: at once."""
        arrival = read(update, self.screens.username)
        if arrival is None:
            return None
        now = self.clock()
        if isinstance(arrival, Gathered):
            first = arrival.receipt or self._groups.first(arrival.chat, now)
            step = self._among_others(arrival) if first else None
        elif self._buckets.pour(arrival.chat, now):
            step = self._alone(arrival)
        else:
            step = None if self._buckets.told(arrival.chat) else self._slow(arrival)
        return self.lanes.put(self._name(arrival.chat), step) if step else None

    # --- one update, in its lane -----------------------------------------------------------------

    def _alone(self, arrival: Typed | Pictured | Tapped) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            if isinstance(arrival, Tapped):
                await self._tapped(arrival, settled)
            elif isinstance(arrival, Pictured):
                await self._pictured(arrival, settled)
            elif isinstance(arrival.heard, Switch):
                await self._switched(arrival, settled)
            else:
                await self._typed(arrival, arrival.heard, settled)

        return step

    def _slow(self, arrival: Typed | Pictured | Tapped) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            text = self._words(arrival)("telegram.slow")
            if isinstance(arrival, Tapped):
                await self.screens.answer(arrival.query, text)
            else:
                await self._tell(arrival.chat, text)

        return step

    def _among_others(self, arrival: Gathered) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            words = Words(arrival.language or self.language)
            if arrival.receipt:
                text = words("telegram.group.receipt")
            else:
                link = f"https://t.me/{self.screens.username}?start=report"
                text = words("telegram.group", link=link)
            await self.screens.post(arrival.chat, arrival.topic, text)

        return step

    async def _typed(
        self, arrival: Typed, heard: Said | Pressed | Odd, settled: Callable[[], None]
    ) -> None:
        chat, words = arrival.chat, self._words(arrival)
        route = self._routes.of(chat, self.clock())
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        notes: list[str] = []
        if isinstance(heard, Odd):
            if heard.what == "edit" and route is None:
                settled()
                return  # of a message of long ago: there is nothing that it could change
            notes.append(words(f"telegram.odd.{_ODD.get(heard.what, heard.what)}"))
            work = self._standing(token, words.language, new=route is None)
        else:
            work = self.intake.hear(token, heard, words.language)
        try:
            reply = await self._kept(work)
        except CloseCallError as trouble:
            settled()  # nothing was kept, so nothing is deleted: they may send it again
            await self._tell(chat, _troubled(words, trouble))
            return
        settled()
        if not await self.screens.delete(chat, arrival.message):
            notes.append(words("telegram.undeleted"))
        shown = route.shown if route else ()
        if arrival.opens:  # after *Start* or a cleared history an edited message would be unseen
            await self._wipe(chat, shown)
            shown = ()
        await self._show(chat, reply, words, shown, notes)

    async def _pictured(self, arrival: Pictured, settled: Callable[[], None]) -> None:
        """A photo is not fetched and not kept: a kind answer."""
        odd = Odd("photo")
        typed = Typed(arrival.chat, arrival.message, odd, arrival.language)
        await self._typed(typed, odd, settled)

    async def _switched(self, arrival: Typed, settled: Callable[[], None]) -> None:
        """The other language, and the same question in it."""
        chat, before = arrival.chat, self._words(arrival).language
        words = Words(next(one for one in Language if one is not before))
        route = self._routes.of(chat, self.clock())
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        try:
            reply = await self._kept(self._standing(token, words.language, new=route is None))
        except CloseCallError as trouble:
            settled()
            await self._tell(chat, _troubled(words, trouble))
            return
        settled()
        await self.screens.delete(chat, arrival.message)
        shown = route.shown if route else ()
        await self._show(chat, reply, words, shown, [words("telegram.switched")])

    async def _tapped(self, arrival: Tapped, settled: Callable[[], None]) -> None:
        chat, tap = arrival.chat, arrival.tap
        if tap is None:
            settled()
            words = self._words(arrival)
            await self.screens.answer(arrival.query, words("telegram.expired"))
            if arrival.message is not None:
                await self.screens.edit(
                    chat, arrival.message, words("telegram.expired.screen"), ()
                )
            return
        route = self._routes.of(chat, self.clock())
        same = route is not None and route.token == tap.token
        words = Words(route.language if route and same else tap.language)
        try:
            reply, marks = await self._chosen(tap, words)
        except CloseCallError as trouble:
            settled()
            await self.screens.answer(arrival.query, _troubled(words, trouble)[:TOAST])
            return
        settled()
        toast = words("telegram.expired") if reply.stale else ""
        shown = route.shown if route and same else ()
        on = () if arrival.message is None else (arrival.message,)
        rest = tuple(one for one in shown if one not in on)
        _, _ = await asyncio.gather(
            self.screens.answer(arrival.query, toast),
            self._show(chat, _unsaid(reply, words), words, rest + on, [], marks),
        )

    async def _chosen(self, tap: Tap, words: Words) -> tuple[Reply, int]:
        """What became of a tap, and which choices stay marked."""
        language = words.language
        if tap.marks is None:
            places = Places(tap.places)
            return await self._kept(self.intake.hear(tap.token, places, language, rev=tap.rev)), 0
        reply = await self._kept(self.intake.resume(tap.token, language))
        if reply.rev == tap.rev:
            return reply, tap.marks
        return await self._kept(self.intake.hear(tap.token, Places(()), language, rev=tap.rev)), 0

    # --- showing ---------------------------------------------------------------------------------

    async def _show(  # noqa: PLR0913, PLR0917 - a screen has this many sides
        self,
        chat: int,
        reply: Reply,
        words: Words,
        shown: tuple[int, ...],
        notes: list[str],
        marks: int = 0,
    ) -> None:
        """Bring the chat's one message to where the conversation stands."""
        screen = draw(reply, words, notes, marks)
        now = await self._drawn(chat, screen, shown)
        if reply.prompt is None or any(isinstance(say, Over) for say in reply.says):
            self._routes.drop(chat)
        else:
            self._routes.lay(chat, Route(reply.token, words.language, now), self.clock())
        if reply.prompt is not None and reply.prompt.record is not None:
            self.writer.submit(self.intake.prepare(reply))

    async def _drawn(self, chat: int, screen: Screen, shown: tuple[int, ...]) -> tuple[int, ...]:
        """Edit the last message if the screen fits into one, else begin anew below."""
        *before, last = screen.pages
        if not before and shown:
            *older, newest = shown
            if await self.screens.edit(chat, newest, last, screen.rows):
                await self._wipe(chat, older)
                return (newest,)
        sent = [await self.screens.send(chat, page, ()) for page in before]
        sent.append(await self.screens.send(chat, last, screen.rows))
        await self._wipe(chat, shown)
        return tuple(one for one in sent if one is not None)

    async def _tell(self, chat: int, text: str) -> None:
        """A line below the screen; the next screen takes its place."""
        sent = await self.screens.send(chat, text, ())
        route = self._routes.of(chat, self.clock())
        if route is not None and sent is not None:
            self._routes.lay(chat, replace(route, shown=(*route.shown, sent)), self.clock())

    async def _wipe(self, chat: int, messages: tuple[int, ...] | list[int]) -> None:
        for message in messages:
            await self.screens.delete(chat, message)

    def _standing(self, token: Token, language: Language, *, new: bool) -> Work[Reply]:
        """Where the conversation stands; a new one begins with its banner."""
        return self.intake.begin(language, token) if new else self.intake.resume(token, language)

    async def _kept(self, work: Work[T]) -> T:
        """Wait for a piece of work. Raises CloseCallError."""
        return await awaited(self.writer, work)

    def _words(self, arrival: Arrival) -> Words:
        """The chat's language: what it chose, else what its app speaks, else the setting."""
        route = self._routes.of(arrival.chat, self.clock())
        return Words(route.language if route else arrival.language or self.language)


def _unsaid(reply: Reply, words: Words) -> Reply:
    """A stale reply without its complaint: the toast has said it."""
    if not reply.stale:
        return reply
    complaint = Problem(words("door.stale"))
    return replace(reply, says=tuple(say for say in reply.says if say != complaint))


def _troubled(words: Words, trouble: CloseCallError) -> str:
    return f"{words.refusal(trouble)} {words('door.trouble.again')}"
