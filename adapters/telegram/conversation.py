"""A private chat's conversation: heard, kept, then deleted, then shown. It knows no SDK.

    arrival ── intake.hear (durable) ── settled ── delete their words ── show one message

One message of ours, edited in place. The chat's number is an argument here and in memory nowhere
else but, as a keyed name, in a route. What Telegram refuses never undoes what was kept.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from adapters.telegram.photos import A_DAY, Photos
from adapters.telegram.pictured import Pictured
from adapters.telegram.routes import Route
from adapters.telegram.screen import draw
from adapters.telegram.translate import Gathered, Switch, Tapped, Typed
from bot.errors import CloseCallError
from bot.flow.talk import Odd, Over, Pressed, Problem
from bot.intake import Places
from bot.pace import DAY, Pace
from bot.report import TOKEN_BYTES, Token
from bot.words import Language, Words
from storage.awaited import Starts, awaited

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from adapters.telegram.face import Face
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
class Conversation:
    """What is said in every private chat. `name`: of a chat, under a key that lives in memory.

    `darkroom`: makes photos anew; None takes no photos.
    """

    intake: Intake
    writer: Drives
    face: Face
    language: Language
    dice: Dice
    clock: Callable[[], float]
    name: Callable[[int], bytes] = field(repr=False)
    darkroom: Develops | None = None
    _photos: Photos | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """A chat may bring few photos a day."""
        if self.darkroom is not None:
            self._photos = Photos(
                intake=self.intake,
                kept=self._kept,
                screens=self.face.screens,
                darkroom=self.darkroom,
                name=self.name,
                pace=Pace(self.dice, A_DAY, A_DAY / DAY),
                clock=self.clock,
            )

    async def heard(self, arrival: Typed | Pictured | Tapped, settled: Callable[[], None]) -> None:
        """One update, to its end. `settled` is called once Telegram may forget it."""
        try:
            route = await self.face.routes.of(arrival.chat)
        except CloseCallError as trouble:
            settled()  # nothing was heard, so nothing is deleted: they may send it again
            await self.face.say(arrival, _troubled(self.words(arrival), trouble))
            return
        if isinstance(arrival, Tapped):
            await self._tapped(arrival, route, settled)
        elif isinstance(arrival, Pictured):
            await self._pictured(arrival, route, settled)
        elif isinstance(arrival.heard, Switch):
            await self._switched(arrival, route, settled)
        else:
            await self._typed(arrival, arrival.heard, route, settled)

    def words(
        self, arrival: Typed | Pictured | Tapped | Gathered, route: Route | None = None
    ) -> Words:
        """The chat's language: what it chose, else what its app speaks, else the setting."""
        return Words(route.language if route else arrival.language or self.language)

    async def _typed(
        self,
        arrival: Typed,
        heard: Said | Pressed | Odd,
        route: Route | None,
        settled: Callable[[], None],
    ) -> None:
        chat, words = arrival.chat, self.words(arrival, route)
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
            await self.face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        shown = route.shown if route else ()
        if any(isinstance(say, Problem) and say.untaken for say in reply.says):
            # Below what was typed, which they may want to copy from. Both go with the next screen.
            now = await self._show(chat, reply, words, (), [*notes, words("telegram.left")])
            await self.face.leave(chat, (*shown, arrival.message), now)
            return
        if not await self.face.screens.delete(chat, arrival.message):
            notes.append(words("telegram.undeleted"))
        if arrival.opens:  # after *Start* or a cleared history an edited message would be unseen
            await self.face.wipe(chat, shown)
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
        words, new = self.words(arrival, route), route is None
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        try:
            came = await self._photos.came(arrival, token, words, new=new)
        except CloseCallError as trouble:
            settled()  # nothing was kept, so nothing is deleted: they may send it again
            await self.face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        notes = [*came.notes]
        if not came.stays and not await self.face.screens.delete(arrival.chat, arrival.message):
            notes.append(words("telegram.undeleted"))
        await self._show(arrival.chat, came.reply, words, route.shown if route else (), notes)

    async def _switched(
        self, arrival: Typed, route: Route | None, settled: Callable[[], None]
    ) -> None:
        """The other language, and the same question in it."""
        chat, before = arrival.chat, self.words(arrival, route).language
        words = Words(next(one for one in Language if one is not before))
        token = route.token if route else Token(self.dice(TOKEN_BYTES))
        try:
            reply = await self._kept(self._standing(token, words.language, new=route is None))
        except CloseCallError as trouble:
            settled()
            await self.face.say(arrival, _troubled(words, trouble), route)
            return
        settled()
        await self.face.screens.delete(chat, arrival.message)
        shown = route.shown if route else ()
        await self._show(chat, reply, words, shown, [words("telegram.switched")])

    async def _tapped(
        self, arrival: Tapped, route: Route | None, settled: Callable[[], None]
    ) -> None:
        chat, tap = arrival.chat, arrival.tap
        if tap is None:
            settled()
            words = self.words(arrival, route)
            await self.face.screens.answer(arrival.query, words("telegram.expired"))
            if arrival.message is not None:
                await self.face.screens.edit(
                    chat, arrival.message, words("telegram.expired.screen"), ()
                )
            return
        same = route is not None and route.token == tap.token
        words = Words(route.language if route and same else tap.language)
        try:
            reply, marks = await self._chosen(tap, words)
        except CloseCallError as trouble:
            settled()
            await self.face.say(arrival, _troubled(words, trouble))
            return
        settled()
        toast = words("telegram.expired") if reply.stale else ""
        # An old button may lead to where the conversation has gone meanwhile: to a new token.
        shown = route.shown if route and route.token in {tap.token, reply.token} else ()
        on = () if arrival.message is None else (arrival.message,)
        rest = tuple(one for one in shown if one not in on)
        answering = asyncio.create_task(self.face.screens.answer(arrival.query, toast))
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
    ) -> Route:
        """Bring the chat's one message to where the conversation stands."""
        screen = draw(reply, words, notes, marks)
        over = reply.prompt is None or any(isinstance(say, Over) for say in reply.says)
        route = Route(reply.token, words.language, shown)
        now = await self.face.show(chat, screen, route, over=over)
        if reply.prompt is not None and reply.prompt.record is not None:
            self.writer.submit(self.intake.prepare(reply))
        return now

    def _standing(self, token: Token, language: Language, *, new: bool) -> Work[Reply]:
        """Where the conversation stands; a new one begins with its banner."""
        return self.intake.begin(language, token) if new else self.intake.resume(token, language)

    async def _kept(self, work: Work[T]) -> T:
        """Wait for a piece of work. Raises CloseCallError."""
        return await awaited(self.writer, work)


def _unsaid(reply: Reply, words: Words) -> Reply:
    """A stale reply without its complaint: the toast has said it."""
    if not reply.stale:
        return reply
    complaint = Problem(words("door.stale"))
    return replace(reply, says=tuple(say for say in reply.says if say != complaint))


def _troubled(words: Words, trouble: CloseCallError) -> str:
    return f"{words.regret(trouble)} {words('door.trouble.again')}"
