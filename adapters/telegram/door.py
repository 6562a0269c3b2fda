"""The conversation in a private chat: heard, kept, then deleted, then shown. It knows no SDK.

    arrival ── intake.hear (durable) ── settled ── delete their words ── show one message

One message of ours, edited in place. The chat's number is an argument here and in memory nowhere
else but, as a keyed name, in a route. What Telegram refuses never undoes what was kept.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from adapters.telegram.face import Face
from adapters.telegram.lanes import Lanes
from adapters.telegram.photos import A_DAY, Photos
from adapters.telegram.pictured import Pictured
from adapters.telegram.routes import DAY, Buckets, InMemory, Keyed, Route, Routes
from adapters.telegram.screen import draw
from adapters.telegram.translate import Gathered, Switch, Tapped, Typed, read
from adapters.telegram.votes import Counted, Voted
from bot.errors import CloseCallError
from bot.flow.talk import Odd, Over, Pressed, Problem
from bot.intake import Places
from bot.report import TOKEN_BYTES, Token
from bot.words import Language, Words
from storage.awaited import Starts, awaited

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from adapters.telegram.booth import Booth
    from adapters.telegram.face import Screens
    from adapters.telegram.lanes import Step
    from adapters.telegram.photos import Develops
    from adapters.telegram.translate import Tap
    from bot.flow.talk import Said
    from bot.intake import Intake, Reply
    from bot.ports import Dice
    from bot.work import Work

T = TypeVar("T")
# Kinds of message that are refused in the same words.
_ODD: Final = {
    "audio": "telegram.odd.voice",
    "video_note": "telegram.odd.video",
    "animation": "telegram.odd.sticker",
    "image": "photo.unfit.other_type",
}


class Drives(Starts, Protocol):
    """The part of `storage.writer.Writer` that a door needs."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a piece of work."""


@dataclass(slots=True)
class Door:
    """Every private chat with one bot.

    `shared`: routes that other processes know too. `booth`: who hears the votes under an issue.
    `darkroom`: makes photos anew; None takes no photos.
    """

    intake: Intake
    writer: Drives
    screens: Screens
    language: Language
    dice: Dice
    clock: Callable[[], float] = time.monotonic
    lanes: Lanes = field(default_factory=Lanes)
    shared: Routes | None = None
    booth: Booth | None = None
    darkroom: Develops | None = None
    _name: Keyed = field(init=False)
    _routes: Routes = field(init=False)
    _face: Face = field(init=False)
    _buckets: Buckets = field(init=False)
    _photos: Photos | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Draw the keys that live as long as this process."""
        self._name = Keyed(self.dice)
        self._routes = self.shared or InMemory(self.dice, self.clock)
        self._face = Face(self.screens, self._routes)
        self._buckets = Buckets(self.dice)
        if self.darkroom is not None:
            few = Buckets(self.dice, A_DAY, A_DAY / DAY)
            self._photos = Photos(
                intake=self.intake,
                kept=self._kept,
                screens=self.screens,
                darkroom=self.darkroom,
                name=self._name,
                buckets=few,
                clock=self.clock,
            )

    def take(self, update: object) -> asyncio.Event | None:
        """Take an update in; the event is set once Telegram may forget it. None: at once."""
        arrival = read(update, self.screens.username)
        if arrival is None:
            return None
        if isinstance(arrival, Voted | Counted):
            return self._counted(arrival)
        poured = self._buckets.pour(arrival.chat, self.clock())
        if isinstance(arrival, Gathered):
            step = self._among_others(arrival) if poured else None
        elif poured:
            step = self._alone(arrival)
        else:
            step = None if self._buckets.told(arrival.chat) else self._slow(arrival)
        return self.lanes.put(self._name(arrival.chat), step) if step else None

    def _counted(self, arrival: Voted | Counted) -> asyncio.Event | None:
        """A vote, in the lane of who voted; without a booth nobody counts."""
        if self.booth is None:
            return None
        if isinstance(arrival, Counted):
            return self.lanes.put(arrival.poll.encode(), self.booth.count(arrival))
        if not self._buckets.pour(arrival.voter, self.clock()):
            return None
        return self.lanes.put(self._name(arrival.voter), self.booth.vote(arrival))

    # --- one update, in its lane -----------------------------------------------------------------

    def _alone(self, arrival: Typed | Pictured | Tapped) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            try:
                route = await self._routes.of(arrival.chat)
            except CloseCallError as trouble:
                settled()  # nothing was heard, so nothing is deleted: they may send it again
                await self._face.say(arrival, _troubled(self._words(arrival), trouble))
                return
            if isinstance(arrival, Tapped):
                await self._tapped(arrival, route, settled)
            elif isinstance(arrival, Pictured):
                await self._pictured(arrival, route, settled)
            elif isinstance(arrival.heard, Switch):
                await self._switched(arrival, route, settled)
            else:
                await self._typed(arrival, arrival.heard, route, settled)

        return step

    def _slow(self, arrival: Typed | Pictured | Tapped) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            route = None
            with suppress(CloseCallError):
                route = await self._routes.of(arrival.chat)
            await self._face.say(arrival, self._words(arrival, route)("telegram.slow"), route)

        return step

    def _among_others(self, arrival: Gathered) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            words = self._words(arrival)
            if not arrival.receipt and not await self._routes.first(arrival.chat):
                return
            if arrival.receipt:
                text = words("telegram.group.receipt")
            else:
                link = f"https://t.me/{self.screens.username}?start=report"
                text = words("telegram.group", link=link)
            await self.screens.post(arrival.chat, arrival.topic, text)

        return step

    async def _typed(
        self,
        arrival: Typed,
        heard: Said | Pressed | Odd,
        route: Route | None,
        settled: Callable[[], None],
    ) -> None:
        chat, words = arrival.chat, self._words(arrival, route)
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        notes: list[str] = []
        if isinstance(heard, Odd):
            if heard.what == "edit" and route is None:
                settled()
                return  # of a message of long ago: there is nothing that it could change
            notes.append(words(_ODD.get(heard.what, f"telegram.odd.{heard.what}")))
            work = self._standing(token, words.language, new=route is None)
        else:
            work = self.intake.hear(token, heard, words.language)
        try:
            reply = await self._kept(work)
        except CloseCallError as trouble:
            settled()  # nothing was kept, so nothing is deleted: they may send it again
            await self._face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        if not await self.screens.delete(chat, arrival.message):
            notes.append(words("telegram.undeleted"))
        shown = route.shown if route else ()
        if arrival.opens:  # after *Start* or a cleared history an edited message would be unseen
            await self._face.wipe(chat, shown)
            shown = ()
        await self._show(chat, reply, words, shown, notes)

    async def _pictured(
        self, arrival: Pictured, route: Route | None, settled: Callable[[], None]
    ) -> None:
        """A photo: fetched where it is welcome, and nowhere else."""
        if self._photos is None:
            odd = Odd("photo")
            typed = Typed(arrival.chat, arrival.message, odd, arrival.language)
            await self._typed(typed, odd, route, settled)
            return
        words, new = self._words(arrival, route), route is None
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        try:
            came = await self._photos.came(arrival, token, words, new=new)
        except CloseCallError as trouble:
            settled()  # nothing was kept, so nothing is deleted: they may send it again
            await self._face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        notes = [*came.notes]
        if not came.stays and not await self.screens.delete(arrival.chat, arrival.message):
            notes.append(words("telegram.undeleted"))
        await self._show(arrival.chat, came.reply, words, route.shown if route else (), notes)

    async def _switched(
        self, arrival: Typed, route: Route | None, settled: Callable[[], None]
    ) -> None:
        """The other language, and the same question in it."""
        chat, before = arrival.chat, self._words(arrival, route).language
        words = Words(next(one for one in Language if one is not before))
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        try:
            reply = await self._kept(self._standing(token, words.language, new=route is None))
        except CloseCallError as trouble:
            settled()
            await self._face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        await self.screens.delete(chat, arrival.message)
        shown = route.shown if route else ()
        await self._show(chat, reply, words, shown, [words("telegram.switched")])

    async def _tapped(
        self, arrival: Tapped, route: Route | None, settled: Callable[[], None]
    ) -> None:
        chat, tap = arrival.chat, arrival.tap
        if tap is None:
            settled()
            words = self._words(arrival, route)
            await self.screens.answer(arrival.query, words("telegram.expired"))
            if arrival.message is not None:
                await self.screens.edit(
                    chat, arrival.message, words("telegram.expired.screen"), ()
                )
            return
        same = route is not None and route.token == tap.token
        words = Words(route.language if route and same else tap.language)
        try:
            reply, marks = await self._chosen(tap, words)
        except CloseCallError as trouble:
            settled()
            await self._face.say(arrival, _troubled(words, trouble))
            return
        settled()
        toast = words("telegram.expired") if reply.stale else ""
        shown = route.shown if route and same else ()
        on = () if arrival.message is None else (arrival.message,)
        rest = tuple(one for one in shown if one not in on)
        answering = asyncio.create_task(self.screens.answer(arrival.query, toast))
        await self._show(chat, _unsaid(reply, words), words, rest + on, [], marks)
        await answering

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
        over = reply.prompt is None or any(isinstance(say, Over) for say in reply.says)
        route = Route(reply.token, words.language, shown)
        await self._face.show(chat, screen, route, over=over)
        if reply.prompt is not None and reply.prompt.record is not None:
            self.writer.submit(self.intake.prepare(reply))

    def _standing(self, token: Token, language: Language, *, new: bool) -> Work[Reply]:
        """Where the conversation stands; a new one begins with its banner."""
        return self.intake.begin(language, token) if new else self.intake.resume(token, language)

    async def _kept(self, work: Work[T]) -> T:
        """Wait for a piece of work. Raises CloseCallError."""
        return await awaited(self.writer, work)

    def _words(
        self, arrival: Typed | Pictured | Tapped | Gathered, route: Route | None = None
    ) -> Words:
        """The chat's language: what it chose, else what its app speaks, else the setting."""
        return Words(route.language if route else arrival.language or self.language)


def _unsaid(reply: Reply, words: Words) -> Reply:
    """A stale reply without its complaint: the toast has said it."""
    if not reply.stale:
        return reply
    complaint = Problem(words("door.stale"))
    return replace(reply, says=tuple(say for say in reply.says if say != complaint))


def _troubled(words: Words, trouble: CloseCallError) -> str:
    return f"{words.refusal(trouble)} {words('door.trouble.again')}"
