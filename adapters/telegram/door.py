"""The way in: each update of a bot goes to its conversation, its group or its ballot. No SDK.

    update ── read ── how fast? ── the lane of its chat ── conversation | group | booth

Groups are answered once a day, and no report begins there.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from adapters.telegram.conversation import Conversation
from adapters.telegram.face import Face
from adapters.telegram.lanes import Lanes
from adapters.telegram.routes import InMemory, Routes
from adapters.telegram.translate import Gathered, read
from adapters.telegram.votes import Counted, Voted
from bot.errors import CloseCallError
from bot.pace import Keyed, Pace

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from adapters.telegram.booth import Booth
    from adapters.telegram.conversation import Drives
    from adapters.telegram.face import Screens
    from adapters.telegram.lanes import Step
    from adapters.telegram.photos import Develops
    from adapters.telegram.pictured import Pictured
    from adapters.telegram.translate import Tapped, Typed
    from bot.intake import Intake
    from bot.ports import Dice
    from bot.words import Language

BURST: Final = 20
"""What one chat may do at once: a report takes seven."""


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
    _talk: Conversation = field(init=False)
    _pace: Pace = field(init=False)

    def __post_init__(self) -> None:
        """Draw the keys that live as long as this process."""
        self._name = Keyed(self.dice)
        self._routes = self.shared or InMemory(self.dice, self.clock)
        self._face = Face(self.screens, self._routes)
        self._pace = Pace(self.dice, BURST)
        self._talk = Conversation(
            intake=self.intake,
            writer=self.writer,
            face=self._face,
            language=self.language,
            dice=self.dice,
            clock=self.clock,
            name=self._name,
            darkroom=self.darkroom,
        )

    def take(self, update: object) -> asyncio.Event | None:
        """Take an update in; the event is set once Telegram may forget it. None: at once."""
        arrival = read(update, self.screens.username)
        if arrival is None:
            return None
        if isinstance(arrival, Voted | Counted):
            return self._counted(arrival)
        poured = self._pace.pour(arrival.chat, self.clock())
        if isinstance(arrival, Gathered):
            step = self._among_others(arrival) if poured else None
        elif poured:
            step = partial(self._talk.heard, arrival)
        else:
            step = None if self._pace.told(arrival.chat) else self._slow(arrival)
        return self.lanes.put(self._name(arrival.chat), step) if step else None

    def _counted(self, arrival: Voted | Counted) -> asyncio.Event | None:
        """A vote, in the lane of who voted; without a booth nobody counts."""
        if self.booth is None:
            return None
        if isinstance(arrival, Counted):
            return self.lanes.put(arrival.poll.encode(), self.booth.count(arrival))
        if not self._pace.pour(arrival.voter, self.clock()):
            return None
        return self.lanes.put(self._name(arrival.voter), self.booth.vote(arrival))

    # --- one update, in its lane -----------------------------------------------------------------

    def _slow(self, arrival: Typed | Pictured | Tapped) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            route = None
            with suppress(CloseCallError):
                route = await self._routes.of(arrival.chat)
            await self._face.say(arrival, self._talk.words(arrival, route)("telegram.slow"), route)

        return step

    def _among_others(self, arrival: Gathered) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            words = self._talk.words(arrival)
            if not arrival.receipt and not await self._routes.first(arrival.chat):
                return
            if arrival.receipt:
                text = words("telegram.group.receipt")
            else:
                link = f"https://t.me/{self.screens.username}?start=report"
                text = words("telegram.group", link=link)
            await self.screens.post(arrival.chat, arrival.topic, text)

        return step
