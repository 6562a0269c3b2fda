"""What the runner confirms to Telegram, and when: only what is durable. How it ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, cast

import pytest

from adapters.telegram.arrivals import Arrivals
from adapters.telegram.client import client
from adapters.telegram.lanes import Lanes
from adapters.telegram.polling import Polling
from adapters.telegram.runner import Runner
from adapters.telegram.screens import BotScreens
from adapters.telegram.webhook import Webhook, secret
from bot.words import Language
from tests.adapters.telegram.fake_api import TOKEN, Mute
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.calls import Calls
    from adapters.telegram.door import Door
    from tests.adapters.telegram.fake_api import FakeApi


AWAY = "telegram cannot be reached: it is asked again until it answers"
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


class Free(Broken):
    """A lease that nobody else wants."""

    async def hold(self, _seconds: int) -> bool:
        """Always."""
        return True


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


def arrivals(door: Slow) -> Arrivals:
    """What arrives at that door."""
    return Arrivals(cast("Door", door))


def polled(calls: Calls, lease: Broken, again: tuple[float, ...] = (0.01, 0.01)) -> Runner:
    """A runner that asks, with a door of its own; it is not started."""
    door = Slow()
    way = Polling(calls, arrivals(door), lease)
    return Runner(calls, BotScreens(calls), cast("Door", door), way, again)


def test_what_is_not_settled_is_not_confirmed() -> None:
    door = Slow()
    counts = arrivals(door)
    assert counts.next() == 0
    for number in (101, 102, 103, 104):
        counts.take({"update_id": number})
    assert counts.next() == 101
    door.events[101].set()
    assert counts.next() == 103
    door.events[103].set()
    assert counts.next() == 105


def test_what_is_known_is_not_taken_twice() -> None:
    door = Slow()
    counts = arrivals(door)
    first = counts.take({"update_id": 101})
    assert counts.take({"update_id": 101}) is first
    assert list(door.events) == [101]


def test_one_that_hangs_does_not_hide_the_others_for_ever() -> None:
    counts = arrivals(Slow())
    counts.take({"update_id": 1})
    for number in range(2, 89, 2):
        counts.take({"update_id": number})
    assert counts.next() == 1
    counts.take({"update_id": 90})
    assert counts.next() == 91


def test_a_strange_update_is_dropped_and_confirmed() -> None:
    counts = arrivals(Slow())
    assert counts.take({"update_id": 13}) is None
    assert counts.take({"update_id": "x"}) is None
    assert counts.take([]) is None
    assert counts.next() == 14


async def test_a_delivery_that_does_not_settle_is_asked_for_again() -> None:
    door = Slow()
    counts = Webhook(client(TOKEN), arrivals(door), TOKEN, "https://near.example", settle=0.01)
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
    lease = Broken()
    ended = polled(client(TOKEN, api.url), lease)
    ended.start()
    await asyncio.wait_for(lease.asked.wait(), PATIENCE)
    ended.well = True  # as it was until then
    assert not await ended.checked()
    shown: list[str] = []

    async def step(settled: Callable[[], None]) -> None:
        await asyncio.sleep(0)
        shown.append("a screen")
        settled()

    ended.door.lanes.put(b"chat", step)
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
    named = polled(calls, Broken())
    api.orders["setMyCommands"] = [DOWN, Mute]
    async with calls.bot:
        await named._menu()
    in_languages = {str(held.get("language_code")) for held in api.named("setMyCommands")}
    assert in_languages == {"None", *(one.value for one in Language)}
    assert len(api.named("setMyCommands")) == 2 + 1 + len(Language)
    assert warned(caplog) == []


async def test_a_menu_that_never_gets_through_is_given_up_and_said_once(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    calls = client(TOKEN, api.url)
    named = polled(calls, Broken())
    api.orders["setMyCommands"] = [DOWN] * 9
    async with calls.bot:
        await named._menu()
    assert len(api.named("setMyCommands")) == 3
    assert warned(caplog) == ["telegram: no menu"]


# --- whoever else has the token ------------------------------------------------------------------


async def test_a_webhook_that_is_moved_or_taken_away_is_said_and_taken_back(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody starts a second bot with the same token: this one would be deaf without a word."""
    calls, door = client(TOKEN, api.url), Slow()
    way = Webhook(calls, arrivals(door), TOKEN, "https://near.example", look=0.01)
    delivered = Runner(calls, BotScreens(calls), cast("Door", door), way, (0.01,))
    delivered.start()
    for other in ({"url": "https://elsewhere.example/bot"}, None):
        await asyncio.to_thread(
            api.until, lambda: len(api.named("getWebhookInfo")) > 3 and bool(api.webhook)
        )
        assert await delivered.checked()
        api.calls.clear()
        api.webhook = other
        await asyncio.to_thread(api.until, lambda: api.named("setWebhook"))
        assert api.webhook is not None
        assert api.webhook["url"] == "https://near.example/telegram"
    await delivered.stop()
    said = "telegram delivers elsewhere: end whatever else uses this bot's token"
    assert warned(caplog) == [said] * 2


async def test_a_webhook_that_is_set_beside_who_asks_is_named_and_taken_away(
    api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.webhook = {"url": "https://left.example/from-before"}
    asked = polled(client(TOKEN, api.url), Free())
    asked.start()
    await asyncio.to_thread(api.until, lambda: asked.well)
    assert warned(caplog) == []  # what was left from before is nobody's fault
    api.webhook = {"url": "https://elsewhere.example/bot"}
    api.say(1, "A word.")  # the question that is under way ends
    await asyncio.to_thread(api.until, lambda: len(api.named("deleteWebhook")) > 1)
    await asyncio.to_thread(api.until, lambda: asked.well)
    assert api.webhook is None
    await asked.stop()
    assert warned(caplog) == ["something else sets a webhook for this bot: end it"]


@pytest.mark.parametrize(
    ("failures", "said"),
    [
        ([DOWN, Mute, {**DOWN, "error_code": 500}] * 2, [AWAY]),
        (
            [{"ok": False, "error_code": 401, "description": "Unauthorized"}, Mute, Mute],
            [
                "telegram refuses the token: take the present one from BotFather",
                AWAY,
            ],
        ),
    ],
)
async def test_a_network_that_fails_in_many_ways_is_said_once(
    api: FakeApi, caplog: pytest.LogCaptureFixture, failures: list[object], said: list[str]
) -> None:
    """Ten minutes of an unplugged cable are a line, and another one when it is back."""
    caplog.set_level(logging.INFO)
    asked = polled(client(TOKEN, api.url), Free())
    api.orders["getUpdates"] = list(failures)
    asked.start()
    await asyncio.to_thread(api.until, lambda: asked.well)
    await asked.stop()
    assert warned(caplog) == said
    assert [one.getMessage() for one in caplog.records].count("telegram: well again") == 1


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What was more than information."""
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
