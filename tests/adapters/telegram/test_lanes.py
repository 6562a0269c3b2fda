"""What a door stands on: lanes in order. Routes: `tests/contracts`; its pace: `tests/unit`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.telegram.lanes import Lanes
from tests.builders import STORY

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from adapters.telegram.lanes import Step


async def test_a_lane_keeps_the_order_is_bounded_and_holds_up_no_other() -> None:
    lanes, heard, gate = Lanes(longest=3), [], asyncio.Event()

    def step(number: int) -> Step:
        async def run(settled: Callable[[], None]) -> None:
            settled()
            await gate.wait()
            heard.append(number)

        return run

    first = [lanes.put(b"a", step(number)) for number in range(4)]
    other = lanes.put(b"b", step(9))
    assert first[3] is None
    assert other is not None
    await asyncio.wait_for(other.wait(), 200)
    assert not await lanes.drain(0.01)
    assert lanes.put(b"c", step(0)) is not None


async def test_a_step_that_breaks_settles_and_the_next_one_runs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lanes, ran = Lanes(), []

    async def breaks(_settled: Callable[[], None]) -> None:
        raise ValueError(STORY)

    async def runs(settled: Callable[[], None]) -> None:
        settled()
        ran.append(1)

    broken = lanes.put(b"a", breaks)
    lanes.put(b"a", runs)
    assert await lanes.drain(200)
    assert broken is not None
    assert broken.is_set()
    assert ran == [1]
    assert STORY not in caplog.records[0].getMessage()


async def test_a_step_that_is_stopped_before_its_turn_is_durable_does_not_settle() -> None:
    lanes, began = Lanes(), asyncio.Event()

    async def hangs(_settled: Callable[[], None]) -> None:
        began.set()
        await asyncio.Event().wait()

    stopped = lanes.put(b"a", hangs)
    await began.wait()
    assert not await lanes.drain(0.01)
    assert await lanes.drain(200)
    assert stopped is not None
    assert not stopped.is_set()
