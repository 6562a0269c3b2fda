"""Socket Mode: when Slack hangs up there is one new connection, and nothing goes unanswered."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from adapters.slack.runner import Runner, client
from bot.pace import Pace
from tests.adapters.slack.edge import APP, BOT
from tests.adapters.slack.told import House
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from tests.adapters.slack.edge import Edge


@contextmanager
def running(edge: Edge) -> Iterator[None]:
    """A runner in a loop of its own, connected."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def do(work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE)

    runner = Runner(client(BOT, edge.url), House().door, Pace(os.urandom), app_token=APP)

    async def start() -> None:
        runner.start()

    do(start())
    try:
        edge.linked()
        yield
    finally:
        do(runner.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_asked_to_come_back_it_comes_back_once_and_answers_what_follows(edge: Edge) -> None:
    with running(edge):
        for turn in range(20):
            before = len(edge.named("apps.connections.open"))
            edge.disconnect()
            edge.linked()
            payload = {"type": "shortcut", "callback_id": "closecall_open", "trigger_id": "1"}
            edge.deliver("interactive", {**payload, "user": {"id": f"U{turn}"}})
            assert len(edge.named("apps.connections.open")) == before + 1
    edge.until(lambda: len(edge.named("views.open")) == 20)
