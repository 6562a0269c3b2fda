"""A step in Telegram, many chats at once over HTTP, the first prompt, and memory at rest.

    python -m tests.bench.bench_telegram

A step is one update of a private chat until its answer has been handed to the SDK's transport,
which replies at once on both sides. Ours begins with parsed JSON, is heard, scrubbed, sealed, on
the disk, then deleted or answered, and shown with its buttons: two calls of the Bot API a step.
Theirs is `process_update` of a ConversationHandler, whose steps make one call. The gates give it
its update ready made; the row *from JSON too* does not, and that is what a process really does.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from telegram import Bot
from telegram.request import BaseRequest, HTTPXRequest

from adapters.telegram.calls import Calls
from adapters.telegram.door import Door
from adapters.telegram.screens import BotScreens
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import EIGHT, cases
from tests.bench.harness import Count, Ratio, measure, report
from tests.bench.house import EN, STORY, house
from tests.bench.standins import SqlPersistence, Stub, UsualBot
from tests.e2e.world import ROOT, World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from telegram.request import RequestData

    from adapters.telegram.screen import Rows
    from tests.bench.house import House

    Begun = tuple[subprocess.Popen[bytes], float]
    Side = Callable[[FakeApi], AbstractContextManager[Begun]]

AT_ONCE: Final = 32
IN_FLIGHT: Final = 64
TAPS: Final = ("Safety", "Fall from", "Luck")
"""As far as the last question: then the receipt's key is derived, which is slow on purpose."""

_TALKS: Final = 24
_CALLS: Final = 300
_WALK: Final = (
    ("Which kind?", "Safety"),
    ("Closest", "Fall from"),
    ("stopped it", "Luck"),
    ("Worst", "Little"),
    ("everything", "Send"),
)
_PATIENCE: Final = 120.0


def ratios(folder: Path, ours: House) -> list[Ratio]:
    """What a step costs, and what a call does."""
    folder.mkdir(exist_ok=True)
    bare = UsualBot()
    durable = UsualBot(SqlPersistence(folder / "usual.db"))
    chats = Chats(ours)
    step, cpu = "a durable, encrypted Telegram step", f"CPU of it with {AT_ONCE} chats at once"
    nothing = "a ConversationHandler that stores nothing"
    return [
        Ratio(step, nothing, chats.one_by_one, wall(bare), 3.0, 2.5),
        Ratio(cpu, f"CPU of {nothing}", chats.cpu, spent(bare), 3.0, 2.5),
        Ratio(
            cpu, f"CPU of {nothing}, from JSON too", chats.cpu, spent(bare, from_json=True), None
        ),
        Ratio("the step", "one with SQL persistence", chats.one_by_one, wall(durable), 1.0, 0.75),
        Ratio(
            f"steps a second, {AT_ONCE} chats",
            "the same with SQL persistence",
            chats.rate,
            rate(durable),
            1.0,
            2.0,
            unit="/s",
            at_least=True,
        ),
        *calls(),
    ]


def starts() -> list[Ratio]:
    """`closecall run` with Telegram alone against a bare bot, both from nothing to an answer."""
    first, size = "first prompt of `closecall run`, Telegram alone", "its memory then"
    bare, held = "a bare PTB bot", "a bare PTB bot's"
    return [
        Ratio(first, bare, started(ours, 0), started(theirs, 0), 2.5, 1.7, unit="ms", rounds=5),
        Ratio(size, held, started(ours, 1), started(theirs, 1), None, unit="MB", rounds=3),
    ]


# --- a step --------------------------------------------------------------------------------------


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
        self.empty = asyncio.Event()

    def one_by_one(self) -> float:
        """A step of one chat after the other, µs."""
        return statistics.median(self._run(1, _TALKS)[0]) * 1e6

    def cpu(self) -> float:
        """CPU of a step with many chats, all threads, µs."""
        times, cpu, _ = self._run(AT_ONCE, 4)
        return cpu / len(times) * 1e6

    def rate(self) -> float:
        """Steps a second with many chats."""
        times, _, took = self._run(AT_ONCE, 4)
        return len(times) / took

    def _run(self, chats: int, talks: int) -> tuple[list[float], float, float]:
        self.times = []
        self.empty.clear()

        async def every() -> None:
            for _ in range(chats):
                self._sit(talks)
            await self.empty.wait()
            await self.door.lanes.drain(_PATIENCE)

        cpu, began = time.process_time(), time.perf_counter()
        self.loop.run_until_complete(every())
        return self.times, time.process_time() - cpu, time.perf_counter() - began

    def _sit(self, talks: int) -> None:
        person = next(self.people)
        seat = self.seats[person] = Seat(talks - 1, telling(person, self.numbers))
        self._say(seat, next(seat.walk))

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
            update = seat.walk.send(rows)
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


def wall(bot: UsualBot) -> Callable[[], float]:
    """A step of theirs, µs."""
    return lambda: statistics.median(bot.conversations(_TALKS)[0]) * 1e6


def spent(bot: UsualBot, *, from_json: bool = False) -> Callable[[], float]:
    """CPU of a step of theirs, µs."""

    def side() -> float:
        times, cpu = bot.conversations(4 * _TALKS, from_json=from_json)
        return cpu / len(times) * 1e6

    return side


def rate(bot: UsualBot) -> Callable[[], float]:
    """Steps a second of theirs. The library handles one update of a conversation after another."""

    def side() -> float:
        times, _ = bot.conversations(_TALKS)
        return len(times) / sum(times)

    return side


# --- a call --------------------------------------------------------------------------------------


class Aio(BaseRequest):
    """The other transport that the library could have: aiohttp."""

    def __init__(self) -> None:
        """No connection yet."""
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return 10.0

    async def initialize(self) -> None:
        """Connections that stay open."""
        self._session = aiohttp.ClientSession()

    async def shutdown(self) -> None:
        """Close them."""
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """One request."""
        held = request_data.json_parameters if request_data else None
        if self._session is None:
            raise RuntimeError
        async with self._session.request(method, url, data=held) as answer:
            return answer.status, await answer.read()


def calls() -> list[Ratio]:
    """One call over loopback: the library's transport beside another one. Both are told."""
    what = "CPU of a call over HTTP, the library's httpx"
    return [Ratio(what, "aiohttp", calling(HTTPXRequest), calling(Aio), None, rounds=3)]


def calling(transport: Callable[[], BaseRequest]) -> Callable[[], float]:
    """CPU of one call, the server's in it, µs."""

    async def run(api: FakeApi) -> float:
        bot = Bot(
            TOKEN,
            base_url=f"{api.url}/bot",
            request=transport(),
            get_updates_request=transport(),
        )
        async with bot:
            call = Calls(bot)
            began = time.process_time()
            for _ in range(_CALLS):
                await call("answerCallbackQuery", callback_query_id="1")
            return (time.process_time() - began) / _CALLS * 1e6

    def side() -> float:
        with FakeApi() as api:
            return asyncio.run(run(api))

    return side


# --- many at once --------------------------------------------------------------------------------


def counts() -> list[Count]:
    """64 people tell a report at once, over HTTP, to a service; each Send comes twice."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory())
        world = World.copied(Path(place) / "here", CLOSECALL_RELEASE="now")
        api = stack.enter_context(FakeApi())
        with serving(world, api.url, TOKEN) as served:
            served.until("telegram: ready")
            began = time.perf_counter()
            people = range(5_000_000_000, 5_000_000_000 + IN_FLIGHT)
            words = crowd(api, people)
            took, cpu = time.perf_counter() - began, busy(served.process.pid)
            served.end()
        kept = cases(world)
    sys.stderr.write(
        f"  {IN_FLIGHT} in flight over HTTP: {took:.1f} s, {cpu / IN_FLIGHT * 1e3:.0f} ms of CPU "
        "a report; the SDK sends thirty messages a second, as Telegram asks\n"
    )
    return [
        Count(f"reports lost, of {IN_FLIGHT} in flight over HTTP", IN_FLIGHT - len(words)),
        Count("reports doubled there", max(0, kept - IN_FLIGHT)),
        Count("words without a case there", max(0, len(words) - kept)),
    ]


def crowd(api: FakeApi, people: range) -> set[str]:
    """Everybody answers as soon as they are asked; the eight words that were shown."""
    for person in people:
        api.say(person, STORY)
    at = dict.fromkeys(people, 0)
    words: set[str] = set()
    end = time.monotonic() + _PATIENCE
    while at and time.monotonic() < end:
        with api.changed:
            api.changed.wait(0.05)
            for person in list(at):
                screen = "\n".join(str(held.get("text")) for held in api.ours(person))
                if at[person] == len(_WALK):
                    if found := EIGHT.search(screen):
                        words.add(found[0])
                        del at[person]
                    continue
                asked, answer = _WALK[at[person]]
                if asked in screen:
                    for _ in range(2 if answer == "Send" else 1):
                        api.tap(person, answer)
                    at[person] += 1
    return words


def busy(pid: int) -> float:
    """Seconds of CPU that a process has used. Linux only: it is in `proc`."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


# --- from nothing --------------------------------------------------------------------------------


@contextmanager
def ours(api: FakeApi) -> Iterator[Begun]:
    """`closecall run`."""
    with tempfile.TemporaryDirectory() as place:
        world = World.copied(Path(place) / "here")
        told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
        environment = {**world.environment, "CLOSECALL_HEALTH_PORT": "0", **told}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled as on the second day
        command = [sys.executable, "-m", "closecall", "run"]
        with process(command, world.folder, environment) as running:
            yield running


@contextmanager
def theirs(api: FakeApi) -> Iterator[Begun]:
    """A bare bot."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    command = [sys.executable, "-m", "tests.bench.bare_bot", api.url, TOKEN]
    with process(command, ROOT, environment) as running:
        yield running


@contextmanager
def process(command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Begun]:
    """A process that ends with the block."""
    began = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as one:
        try:
            yield one, began
        finally:
            one.kill()


def started(side: Side, which: int) -> Callable[[], float]:
    """From the start of a process to its answer to a message that waits: ms, or MB then."""

    def run() -> float:
        with FakeApi() as api:
            api.say(5_000_000_000, "/start")
            with side(api) as (running, began):
                api.until(lambda: api.named("sendMessage"), _PATIENCE)
                took = (time.perf_counter() - began) * 1e3
                size = resident(running.pid)
        return (took, size)[which]

    return run


def resident(pid: int) -> float:
    """Resident memory in megabytes. Linux only: it is in `proc`."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder_, house(Path(folder_) / "house") as opened:
        results = measure([*ratios(Path(folder_) / "telegram", opened), *starts()])
        sys.exit(report(results, counts()))
