"""A step in Telegram, many chats at once over HTTP, the first prompt, and memory at rest.

    python -m tests.bench.bench_telegram

A step is one update of a private chat until its answer has been handed to the SDK's transport,
which replies at once on both sides. Ours begins with parsed JSON, is heard, scrubbed, sealed, on
the disk, then deleted or answered, and shown with its buttons: two calls of the Bot API a step.
Theirs is `process_update` of a ConversationHandler, whose steps make one call. The gates give it
its update ready made; the rows *from JSON too* do not: that is what a process really does.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.telegram.calls import Calls
from adapters.telegram.wire import Wire
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.bench.chats import AT_ONCE, TALKS, Chats
from tests.bench.harness import Ratio, measure, report
from tests.bench.house import house
from tests.bench.standins import SqlPersistence, UsualBot
from tests.bench.telegram_service import counts, starts

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.request import BaseRequest

    from tests.bench.house import House

_CALLS: Final = 300
_ROUNDS: Final = 21
"""Of a CPU row: half a second each, and a tenth apart from one to the next."""


def ratios(folder: Path, ours: House) -> list[Ratio]:
    """What a step costs, and what a call does."""
    folder.mkdir(exist_ok=True)
    bare = UsualBot()
    durable = UsualBot(SqlPersistence(folder / "usual.db"))
    chats = Chats(ours)
    step, cpu = "a durable, encrypted Telegram step", f"CPU of it with {AT_ONCE} chats at once"
    nothing, sql = "a ConversationHandler that stores nothing", "one with SQL persistence"
    return [
        Ratio(step, nothing, chats.one_by_one, wall(bare), 3.0, 2.5),
        Ratio(cpu, f"CPU of {nothing}", chats.cpu, spent(bare), 3.0, 2.5, rounds=_ROUNDS),
        Ratio(
            cpu, f"CPU of {nothing}, from JSON too", chats.cpu, spent(bare, from_json=True), None
        ),
        Ratio("the step", sql, chats.one_by_one, wall(durable), 1.0, 0.75),
        Ratio("the step", f"{sql}, from JSON too", chats.one_by_one, whole(durable), None),
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


# --- a step --------------------------------------------------------------------------------------


def wall(bot: UsualBot) -> Callable[[], float]:
    """A step of theirs, µs."""
    return lambda: statistics.median(bot.conversations(TALKS)[0]) * 1e6


def whole(bot: UsualBot) -> Callable[[], float]:
    """A step of theirs from parsed JSON, µs."""
    return lambda: statistics.median(bot.conversations(TALKS, from_json=True)[0]) * 1e6


def spent(bot: UsualBot, *, from_json: bool = False) -> Callable[[], float]:
    """CPU of a step of theirs, µs."""

    def side() -> float:
        times, cpu = bot.conversations(4 * TALKS, from_json=from_json)
        return cpu / len(times) * 1e6

    return side


def rate(bot: UsualBot) -> Callable[[], float]:
    """Steps a second of theirs. The library handles one update of a conversation after another."""

    def side() -> float:
        times, _ = bot.conversations(TALKS)
        return len(times) / sum(times)

    return side


# --- a call --------------------------------------------------------------------------------------


def calls() -> list[Ratio]:
    """One call over loopback: our transport beside the library's own."""
    what = "CPU of a call over HTTP"
    return [
        Ratio(what, "the library's httpx", calling(aio), calling(HTTPXRequest), None, rounds=3)
    ]


def aio() -> BaseRequest:
    """Ours, over aiohttp."""
    return Wire(answer=10.0, connections=1)


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


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder_, house(Path(folder_) / "house") as opened:
        results = measure([*ratios(Path(folder_) / "telegram", opened), *starts()])
        sys.exit(report(results, counts()))
