"""How fast a bot speaks: thirty at once and then evenly, groups slower, nothing after a 429."""

from __future__ import annotations

import pytest

from adapters.telegram.throttle import Throttle

PERSON = 777000111
GROUP = -1001234567890


class Time:
    """A clock that only a nap moves."""

    def __init__(self) -> None:
        """It begins somewhere."""
        self.now = 1000.0
        self.naps: list[float] = []

    def clock(self) -> float:
        """Seconds."""
        return self.now

    async def nap(self, seconds: float) -> None:
        """Time goes by."""
        self.naps.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def time() -> Time:
    """A time of its own."""
    return Time()


@pytest.fixture
def throttle(time: Time) -> Throttle:
    """A bot that has not spoken yet."""
    return Throttle(time.clock, time.nap)


async def test_thirty_calls_go_out_at_once_and_the_next_ones_evenly(
    throttle: Throttle, time: Time
) -> None:
    for _ in range(30):
        await throttle.turn(PERSON)
    assert time.naps == []
    for _ in range(3):
        await throttle.turn(PERSON)
    assert time.naps == [round(1 / 30, 6)] * 3


async def test_after_a_quiet_second_thirty_go_out_again(throttle: Throttle, time: Time) -> None:
    for _ in range(30):
        await throttle.turn(PERSON)
    time.now += 1
    for _ in range(30):
        await throttle.turn(PERSON)
    assert time.naps == []


async def test_no_second_has_more_than_thirty_calls_in_the_long_run(
    throttle: Throttle, time: Time
) -> None:
    began = time.now
    for number in range(330):
        await throttle.turn(PERSON + number)
    assert time.now - began == pytest.approx(10.0)


@pytest.mark.parametrize("group", [GROUP, "@closecalls"])
async def test_a_group_takes_twenty_and_then_one_in_three_seconds(
    throttle: Throttle, time: Time, group: int | str
) -> None:
    for _ in range(20):
        await throttle.turn(group)
    assert time.naps == []
    await throttle.turn(group)
    assert time.naps == [3.0]


async def test_one_group_does_not_slow_another(throttle: Throttle, time: Time) -> None:
    for _ in range(20):
        await throttle.turn(GROUP)
    time.now += 1  # the line of all is free again
    await throttle.turn(GROUP - 1)
    await throttle.turn(PERSON)
    assert time.naps == []


async def test_what_goes_into_no_chat_is_not_counted(throttle: Throttle, time: Time) -> None:
    for _ in range(100):
        await throttle.turn()
    assert time.naps == []


async def test_when_telegram_says_wait_everything_waits(throttle: Throttle, time: Time) -> None:
    throttle.halt(7)
    await throttle.turn()
    assert time.naps == [7.1]
    await throttle.turn(PERSON)
    assert time.naps == [7.1]


async def test_a_shorter_wait_does_not_end_a_longer_one(throttle: Throttle, time: Time) -> None:
    throttle.halt(7)
    throttle.halt(1)
    await throttle.turn(PERSON)
    assert sum(time.naps) == pytest.approx(7.1)


async def test_groups_that_are_quiet_again_are_forgotten(throttle: Throttle, time: Time) -> None:
    for number in range(600):
        await throttle.turn(GROUP - number)
        time.now += 10
    assert len(throttle._groups) < 600
