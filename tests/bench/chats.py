"""People in front of our Telegram door, without a network: what they send, and when it was shown.

A step ends when the transport has its answer; the next update comes with the loop's next turn.
What people take to make an update is counted apart (`Chats.theirs`): the other side's updates lie
ready when its clock starts. It judges nothing by itself.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from telegram import Bot

from adapters.telegram.calls import Calls
from adapters.telegram.door import Door
from adapters.telegram.screens import BotScreens
from tests.bench.house import EN, STORY
from tests.bench.standins import Stub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from adapters.telegram.screen import Rows
    from tests.bench.house import House

TAPS: Final = ("Safety", "Fall from", "Luck")
"""As far as the last question: then the receipt's key is derived, which is slow on purpose."""

AT_ONCE: Final = 32
TALKS: Final = 24
PATIENCE: Final = 120.0
"""Seconds after which something hangs."""


class Shown(BotScreens):
    """What the door shows, and who is told of it once the transport has it."""

    def __init__(self, calls: Calls, told: Callable[[int, Rows], None]) -> None:
        """Tell `told` which chat sees which buttons."""
        super().__init__(calls, ())
        self._told = told

    async def send(self, chat: int, text: str, rows: Rows) -> int | None:
        """As it does, and tell."""
        number = await super().send(chat, text, rows)
        self._told(chat, rows)
        return number

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        """As it does, and tell."""
        done = await super().edit(chat, message, text, rows)
        self._told(chat, rows)
        return done


Walk = Generator[dict[str, Any], "Rows", None]
"""What one person sends, update by update; it is given the buttons that they see."""


@dataclass(slots=True)
class Seat:
    """A place for one person at a time; when they are done somebody else sits down."""

    left: int
    walk: Walk
    began: float = 0.0


class Chats:
    """Our door with people in front of it; each conversation is somebody else's."""

    def __init__(self, at: House) -> None:
        """Open the door on a loop of its own. A throttle would wait for Telegram, so none here."""
        self.loop = asyncio.new_event_loop()
        bot = Bot("1:stub", request=Stub(), get_updates_request=Stub())
        self.door = Door(at.intake, at.writer, Shown(Calls(bot), self._shown), EN, os.urandom)
        self.loop.run_until_complete(bot.initialize())
        self.people = count(1000)
        self.numbers = count(1)
        self.seats: dict[int, Seat] = {}
        self.times: list[float] = []
        self.theirs = 0.0
        self.empty = asyncio.Event()

    def one_by_one(self) -> float:
        """A step of one chat after the other, µs."""
        return statistics.median(self._run(1, TALKS)[0]) * 1e6

    def cpu(self) -> float:
        """CPU of a step with many chats, all threads, without what people take, µs."""
        times, cpu, _ = self._run(AT_ONCE, 4)
        return (cpu - self.theirs) / len(times) * 1e6

    def rate(self) -> float:
        """Steps a second with many chats."""
        times, _, took = self._run(AT_ONCE, 4)
        return len(times) / took

    def _run(self, chats: int, talks: int) -> tuple[list[float], float, float]:
        self.times = []
        self.theirs = 0.0
        self.empty.clear()

        async def every() -> None:
            for _ in range(chats):
                self._sit(talks)
            await self.empty.wait()
            await self.door.lanes.drain(PATIENCE)

        cpu, began = time.process_time(), time.perf_counter()
        self.loop.run_until_complete(every())
        return self.times, time.process_time() - cpu, time.perf_counter() - began

    def _sit(self, talks: int) -> None:
        person = next(self.people)
        seat = self.seats[person] = Seat(talks - 1, telling(person, self.numbers))
        self._say(seat, self._made(partial(next, seat.walk)))

    def _made(self, update: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What somebody sends next. Raises StopIteration of who is done."""
        began = time.thread_time()
        try:
            return update()
        finally:
            self.theirs += time.thread_time() - began

    def _say(self, seat: Seat, update: dict[str, Any]) -> None:
        seat.began = time.perf_counter()
        self.door.take(update)

    def _shown(self, person: int, rows: Rows) -> None:
        """A step is over; the next update comes with the loop's next turn, as from a network."""
        seat = self.seats[person]
        self.times.append(time.perf_counter() - seat.began)
        self.loop.call_soon(self._answer, person, seat, rows)

    def _answer(self, person: int, seat: Seat, rows: Rows) -> None:
        try:
            update = self._made(partial(seat.walk.send, rows))
        except StopIteration:
            del self.seats[person]
            if seat.left:
                self._sit(seat.left)
            elif not self.seats:
                self.empty.set()
        else:
            self._say(seat, update)


def telling(person: int, numbers: Iterator[int]) -> Walk:
    """The updates of one who tells a report, the last question left out."""
    who = {"id": person, "is_bot": False, "first_name": "x", "language_code": "en"}
    chat = {"id": person, "type": "private"}
    message = {"message_id": 1, "date": 0, "chat": chat}
    said = {**message, "from": who, "text": STORY}
    rows = yield {"update_id": next(numbers), "message": said}
    for label in TAPS:
        data = next(one.data for row in rows for one in row if label in one.label)
        query = {"id": "1", "from": who, "data": data, "chat_instance": "1", "message": message}
        rows = yield {"update_id": next(numbers), "callback_query": query}
