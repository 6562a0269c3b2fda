"""How fast a bot speaks: a whole limit at once, no more; groups slower; who waits after a 429."""

from __future__ import annotations

import asyncio
import heapq
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.telegram.throttle import HALT, IN_A_GROUP, IN_ALL, Throttle

if TYPE_CHECKING:
    from collections.abc import Coroutine

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


class Bustle(Time):
    """A clock under which many nap at once; it goes on when nobody has anything else to do."""

    def __init__(self) -> None:
        """Nobody sleeps."""
        super().__init__()
        self.sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    async def nap(self, seconds: float) -> None:
        """Until so much later."""
        over = asyncio.get_running_loop().create_future()
        heapq.heappush(self.sleepers, (self.now + seconds, len(self.naps), over))
        self.naps.append(seconds)
        await over

    async def see(self, *everybody: Coroutine[None, None, None]) -> None:
        """Let all of them come to their end."""
        running = asyncio.gather(*everybody)
        while not running.done():
            for _ in range(20):
                await asyncio.sleep(0)
            if self.sleepers:
                wakes, _, over = heapq.heappop(self.sleepers)
                self.now = max(self.now, wakes)
                if not over.done():
                    over.set_result(None)
        await running


def crowded(sent: list[float], most: int, seconds: float) -> list[float]:
    """When a time begins that holds more calls than Telegram allows."""
    sent = sorted(sent)
    pairs = zip(sent, sent[most:], strict=False)
    return [early for early, late in pairs if late - early < seconds]


async def test_a_whole_limit_goes_out_at_once_and_the_next_call_when_its_time_is_over(
    throttle: Throttle, time: Time
) -> None:
    for _ in range(30):
        await throttle.turn(PERSON)
    assert time.naps == []
    await throttle.turn(PERSON)
    assert time.naps == [1.1]
    time.now += 2
    for _ in range(29):
        await throttle.turn(PERSON)
    assert time.naps == [1.1]


async def test_what_lasts_goes_at_nine_tenths_of_the_limit(throttle: Throttle, time: Time) -> None:
    began = time.now
    for number in range(330):
        await throttle.turn(PERSON + number)
    assert time.now - began == pytest.approx(11.0)


QUIET = st.one_of(st.just(0.0), st.floats(0, 0.2), st.floats(0, 40))


@pytest.mark.parametrize(("chat", "limit"), [(PERSON, IN_ALL), (GROUP, IN_A_GROUP)])
@given(pauses=st.lists(QUIET, max_size=120))
@example(pauses=[0.0] * 120)
async def test_no_second_and_no_minute_of_a_group_has_more_calls_than_telegram_allows(
    chat: int, limit: tuple[int, float], pauses: list[float]
) -> None:
    """Also not the one that begins with a burst after a quiet time."""
    most, seconds = limit
    time = Time()
    throttle, sent = Throttle(time.clock, time.nap), []
    for pause in pauses:
        time.now += pause
        await throttle.turn(chat)
        sent.append(time.now)
    assert crowded(sent, most, seconds) == []


CHATS = st.sampled_from([PERSON, PERSON + 1, GROUP, GROUP - 1, "@closecalls"])


@given(
    st.lists(st.tuples(QUIET, CHATS), max_size=120),
    st.lists(st.tuples(st.floats(0, 3), st.integers(1, 20)), max_size=4),
)
async def test_nor_has_any_while_many_wait_and_some_are_told_to(
    calls: list[tuple[float, int | str]], waits: list[tuple[float, int]]
) -> None:
    """Each call is a task of its own: all that were held up may want to go at the same moment."""
    time, sent = Bustle(), dict[object, list[float]]()
    throttle = Throttle(time.clock, time.nap)

    async def call(after: float, chat: int | str) -> None:
        await time.nap(after)
        await throttle.turn(chat)
        sent.setdefault(chat, []).append(time.now)

    async def told(after: float, seconds: int, chat: int) -> None:
        await time.nap(after)
        await throttle.told(seconds, chat)

    refused = (told(*wait, PERSON + number) for number, wait in enumerate(waits))
    await time.see(*(call(*one) for one in calls), *refused)
    assert crowded([at for times in sent.values() for at in times], *IN_ALL) == []
    for chat in (GROUP, GROUP - 1, "@closecalls"):
        assert crowded(sent.get(chat, []), *IN_A_GROUP) == []


async def test_when_a_halt_is_over_not_everybody_goes_at_once() -> None:
    """A hundred stood in line when two were told to wait: their places were over meanwhile."""
    time, sent = Bustle(), list[float]()
    throttle = Throttle(time.clock, time.nap)

    async def call(number: int) -> None:
        await throttle.turn(PERSON + number)
        sent.append(time.now)

    told = (throttle.told(10, PERSON + one) for one in (1, 2))
    await time.see(*(call(number) for number in range(130)), *told)
    assert len(sent) == 130
    assert crowded(sent, *IN_ALL) == []


@pytest.mark.parametrize("group", [GROUP, "@closecalls"])
async def test_a_group_takes_twenty_in_a_minute(
    throttle: Throttle, time: Time, group: int | str
) -> None:
    for _ in range(20):
        await throttle.turn(group)
    assert not any(time.naps)
    await throttle.turn(group)
    assert time.naps == [66.0]


async def test_one_group_does_not_slow_another(throttle: Throttle, time: Time) -> None:
    for _ in range(20):
        await throttle.turn(GROUP)
    time.now += 2  # the line of all is free again
    await throttle.turn(GROUP - 1)
    await throttle.turn(PERSON)
    assert not any(time.naps)


async def test_what_goes_into_no_chat_is_not_counted(throttle: Throttle, time: Time) -> None:
    for _ in range(100):
        await throttle.turn()
    assert time.naps == []


async def test_who_is_told_to_wait_waits_alone(throttle: Throttle, time: Time) -> None:
    await throttle.told(60, PERSON)
    assert time.naps == [60.1]
    await throttle.turn(PERSON + 1)
    assert time.naps == [60.1]


async def test_others_go_on_while_one_chat_waits() -> None:
    over = asyncio.Event()

    async def nap(_seconds: float) -> None:
        await over.wait()

    throttle = Throttle(lambda: 0.0, nap)
    one = asyncio.create_task(throttle.told(3600, PERSON))
    await asyncio.sleep(0)
    await asyncio.wait_for(throttle.turn(PERSON + 1), 200)
    assert not one.done()
    over.set()
    await one


async def test_when_two_chats_are_told_to_wait_everybody_does(time: Time) -> None:
    """Then it is the limit of all that was met."""
    over = asyncio.Event()

    async def nap(seconds: float) -> None:
        time.naps.append(round(seconds, 6))
        await over.wait()
        time.now += seconds

    throttle = Throttle(time.clock, nap)
    waits = [asyncio.create_task(throttle.told(wait, PERSON + wait)) for wait in (9, 7)]
    await asyncio.sleep(0)
    third = asyncio.create_task(throttle.turn(PERSON))
    await asyncio.sleep(0)
    assert time.naps == [9.1, 7.1, 7.1]
    over.set()
    await asyncio.gather(*waits, third)


async def test_one_chat_that_is_told_twice_is_still_one_chat(time: Time) -> None:
    """Votes of many people edit one message: each of those edits may be told to wait."""
    over = asyncio.Event()

    async def nap(_seconds: float) -> None:
        await over.wait()

    throttle = Throttle(time.clock, nap)
    waits = [asyncio.create_task(throttle.told(40, GROUP)) for _ in range(2)]
    await asyncio.sleep(0)
    await asyncio.wait_for(throttle.turn(PERSON), 200)
    assert not any(wait.done() for wait in waits)
    over.set()
    await asyncio.gather(*waits)


async def test_two_chats_that_wait_for_an_hour_do_not_close_the_door_for_an_hour(
    time: Time,
) -> None:
    over = asyncio.Event()

    async def nap(seconds: float) -> None:
        if seconds > HALT:
            await over.wait()
        else:
            await time.nap(seconds)

    throttle, began = Throttle(time.clock, nap), time.now
    waits = [asyncio.create_task(throttle.told(3600, PERSON + one)) for one in (1, 2)]
    await asyncio.sleep(0)
    await throttle.turn(PERSON)
    assert time.now - began == HALT
    over.set()
    await asyncio.gather(*waits)


async def test_a_wait_that_belongs_to_no_chat_halts_nobody(time: Time) -> None:
    over = asyncio.Event()

    async def nap(_seconds: float) -> None:
        await over.wait()

    throttle = Throttle(time.clock, nap)
    waits = [asyncio.create_task(throttle.told(30, chat)) for chat in (None, PERSON)]
    await asyncio.sleep(0)
    async with asyncio.timeout(200):
        await throttle.turn(PERSON + 1)
    assert [wait.done() for wait in waits] == [False, False]
    over.set()
    await asyncio.gather(*waits)


async def test_groups_that_are_quiet_again_are_forgotten(throttle: Throttle, time: Time) -> None:
    for number in range(600):
        await throttle.turn(GROUP - number)
        time.now += 10
    assert len(throttle._groups) < 600
