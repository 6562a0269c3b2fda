"""The tick: every chore has its turn, and a broken one keeps no other from it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from closecall.logs import Redacting
from digests.schedule import Schedule

PATIENCE = 200


async def test_chores_run_in_their_order_sync_and_async_alike() -> None:
    done: list[str] = []

    async def slow() -> None:
        await asyncio.sleep(0)
        done.append("slow")

    schedule = Schedule({"slow": slow, "quick": lambda: done.append("quick")})
    assert await schedule.tick() == ()
    assert done == ["slow", "quick"]


async def test_a_chore_that_fails_is_named_and_the_next_one_still_runs() -> None:
    done: list[str] = []

    def broken() -> None:
        raise ValueError("somebody's words")

    schedule = Schedule({"broken": broken, "next": lambda: done.append("next")})
    assert await schedule.tick() == ("broken",)
    assert done == ["next"]


async def test_a_chore_that_fails_is_logged_by_type_and_place_and_never_by_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        raise ValueError("somebody's words")

    await Schedule({"release": broken}).tick()
    (said,) = (Redacting().format(record) for record in caplog.records)
    assert "chore failed chore=release [ValueError at test_digest_schedule.py:" in said
    assert "words" not in said


async def test_it_ticks_by_itself_and_stops() -> None:
    twice = asyncio.Event()
    count = 0

    def chore() -> None:
        nonlocal count
        count += 1
        if count == 2:
            twice.set()

    schedule = Schedule({"chore": chore}, every=0.02)
    schedule.start()
    await asyncio.wait_for(twice.wait(), PATIENCE)
    schedule.stop()
    schedule.stop()
    assert count >= 2


@pytest.mark.parametrize("hours", [-1, 1, -24 * 365 * 50])
async def test_it_goes_on_when_the_clock_of_the_host_is_set(hours: int) -> None:
    """An alert that waits must not wait for an hour to come that was there already."""
    ticks: asyncio.Queue[datetime] = asyncio.Queue()
    schedule = Schedule({"chore": lambda: ticks.put_nowait(datetime.now(UTC))}, every=0.05)
    schedule.start()
    async with asyncio.timeout(PATIENCE):
        await ticks.get()
        with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True):
            moved = [await ticks.get() for _ in range(3)][-1]
        back = [await ticks.get() for _ in range(3)][-1]
    schedule.stop()
    assert abs(moved - back) > timedelta(minutes=30)


async def test_a_tick_that_takes_its_time_is_not_hurried(caplog: pytest.LogCaptureFixture) -> None:
    """Else the scheduler would complain that it is still at work."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        await go_on.wait()

    schedule = Schedule({"slow": slow}, every=0.05)
    schedule.start()
    await asyncio.wait_for(begun.wait(), PATIENCE)
    assert schedule._alarm is not None
    assert schedule._alarm.cancelled()
    go_on.set()
    schedule.stop()
    assert caplog.records == []
