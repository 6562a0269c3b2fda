"""The tick: every chore has its turn, and a broken one keeps no other from it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from closecall.logs import Redacting
from digests.schedule import Schedule

if TYPE_CHECKING:
    import pytest


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
    await asyncio.wait_for(twice.wait(), 200)
    schedule.stop()
    schedule.stop()
    assert count >= 2
