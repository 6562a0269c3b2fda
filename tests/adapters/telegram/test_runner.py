"""What the runner confirms to Telegram, and when: only what is durable. How it ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast

from adapters.telegram.client import client
from adapters.telegram.lanes import Lanes
from adapters.telegram.runner import Pace, Runner, secret
from adapters.telegram.screens import BotScreens
from bot.words import Language
from tests.adapters.telegram.fake_api import TOKEN, Mute
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from adapters.telegram.door import Door
    from adapters.telegram.runner import Lease
    from tests.adapters.telegram.fake_api import FakeApi


DOWN = {"ok": False, "error_code": 502, "description": "Bad Gateway"}


class Broken:
    """A lease that fails in a way that nobody foresaw."""

    def __init__(self) -> None:
        """It was not asked for yet."""
        self.asked = asyncio.Event()
        self.dropped = 0

    async def hold(self, _seconds: int) -> bool:
        """Never."""
        self.asked.set()
        raise LookupError("Canarystoryword")

    async def drop(self) -> None:
        """Count it."""
        self.dropped += 1


class Slow:
    """A door whose updates settle when the test says so. The text is the number of the event."""

    def __init__(self) -> None:
        """Nothing was taken."""
        self.lanes = Lanes()
        self.language = Language.EN
        self.events: dict[int, asyncio.Event] = {}

    def take(self, update: dict[str, int]) -> asyncio.Event | None:
        """Every odd update takes its time; an even one is settled at once."""
        number = update["update_id"]
        if number == 13:
            raise ValueError("a strange update")
        if number % 2 == 0:
            return None
        return self.events.setdefault(number, asyncio.Event())


def runner(door: Slow) -> Runner:
    """A runner that is not started: only its counting is looked at."""
    calls = client(TOKEN)
    return Runner(calls, BotScreens(calls), cast("Door", door), cast("Lease", None), TOKEN)


def test_what_is_not_settled_is_not_confirmed() -> None:
    door = Slow()
    counts = runner(door)
    assert counts.arrivals.next() == 0
    for number in (101, 102, 103, 104):
        counts.arrivals.take({"update_id": number})
    assert counts.arrivals.next() == 101
    door.events[101].set()
    assert counts.arrivals.next() == 103
    door.events[103].set()
    assert counts.arrivals.next() == 105


def test_what_is_known_is_not_taken_twice() -> None:
    door = Slow()
    counts = runner(door)
    first = counts.arrivals.take({"update_id": 101})
    assert counts.arrivals.take({"update_id": 101}) is first
    assert list(door.events) == [101]


def test_one_that_hangs_does_not_hide_the_others_for_ever() -> None:
    counts = runner(Slow())
    counts.arrivals.take({"update_id": 1})
    for number in range(2, 89, 2):
        counts.arrivals.take({"update_id": number})
    assert counts.arrivals.next() == 1
    counts.arrivals.take({"update_id": 90})
    assert counts.arrivals.next() == 91


def test_a_strange_update_is_dropped_and_confirmed() -> None:
    counts = runner(Slow())
    assert counts.arrivals.take({"update_id": 13}) is None
    assert counts.arrivals.take({"update_id": "x"}) is None
    assert counts.arrivals.take([]) is None
    assert counts.arrivals.next() == 14


async def test_a_delivery_that_does_not_settle_is_asked_for_again() -> None:
    door = Slow()
    counts = runner(door)
    counts.pace = counts.pace.__class__(settle=0.01)
    body = b'{"update_id": 7}'
    assert await counts.deliver(secret(TOKEN), body) == 503
    door.events[7].set()
    assert await counts.deliver(secret(TOKEN), body) == 200
    assert await counts.deliver(secret(TOKEN), b"not json") == 400
    assert await counts.deliver("", body) == 403
    assert await counts.deliver("é", body) == 403


async def test_what_died_long_ago_is_told_and_keeps_nothing_from_ending(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    calls, door, lease = client(TOKEN, api.url), Slow(), Broken()
    ended = Runner(calls, BotScreens(calls), cast("Door", door), lease, TOKEN)
    ended.start()
    await asyncio.wait_for(lease.asked.wait(), PATIENCE)
    ended.well = True  # as it was until then
    assert not await ended.checked()
    shown: list[str] = []

    async def step(settled: Callable[[], None]) -> None:
        await asyncio.sleep(0)
        shown.append("a screen")
        settled()

    door.lanes.put(b"chat", step)
    await ended.stop()
    assert (shown, lease.dropped) == (["a screen"], 1)
    (told,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert told.exc_info is not None
    assert told.exc_info[0] is LookupError
    assert "Canarystoryword" not in told.getMessage()


async def test_a_menu_that_does_not_get_through_is_named_again_quietly(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    calls = client(TOKEN, api.url)
    pace = Pace(again=(0.01, 0.01))
    named = Runner(calls, BotScreens(calls), cast("Door", Slow()), Broken(), TOKEN, pace=pace)
    api.orders["setMyCommands"] = [DOWN, Mute]
    async with calls.bot:
        await named._menu()
    in_languages = {str(held.get("language_code")) for held in api.named("setMyCommands")}
    assert in_languages == {"None", *(one.value for one in Language)}
    assert len(api.named("setMyCommands")) == 2 + 1 + len(Language)
    assert caplog.records == []


async def test_a_menu_that_never_gets_through_is_given_up_and_said_once(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    calls = client(TOKEN, api.url)
    pace = Pace(again=(0.01, 0.01))
    named = Runner(calls, BotScreens(calls), cast("Door", Slow()), Broken(), TOKEN, pace=pace)
    api.orders["setMyCommands"] = [DOWN] * 9
    async with calls.bot:
        await named._menu()
    assert len(api.named("setMyCommands")) == 3
    assert [one.getMessage() for one in caplog.records] == ["telegram: no menu"]
