"""What the runner confirms to Telegram, and when: only what is durable; nobody hides others."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

from adapters.telegram.client import client
from adapters.telegram.lanes import Lanes
from adapters.telegram.runner import Runner, secret
from adapters.telegram.screens import BotScreens
from tests.adapters.telegram.fake_api import TOKEN

if TYPE_CHECKING:
    from adapters.telegram.door import Door
    from adapters.telegram.runner import Lease


class Slow:
    """A door whose updates settle when the test says so. The text is the number of the event."""

    def __init__(self) -> None:
        """Nothing was taken."""
        self.lanes = Lanes()
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
