"""Socket Mode: when Slack hangs up there is one new connection, and nothing goes unanswered."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from adapters.slack.runner import Runner, client
from bot.pace import Pace
from tests.adapters.slack.edge import APP, BOT
from tests.adapters.slack.told import House
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator

    from tests.adapters.slack.edge import Edge


PING = 0.2
LOG = logging.getLogger("adapters.slack")


class Said(logging.Handler):
    """What the door logs, line by line."""

    def __init__(self) -> None:
        """Nothing yet."""
        super().__init__()
        self.lines: list[str] = []
        self._changed = threading.Condition()

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        with self._changed:
            self.lines.append(record.getMessage().partition(":")[0])
            self._changed.notify_all()

    def until(self, lines: int) -> list[str]:
        """Wait until there are so many; them."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.lines) >= lines, PATIENCE)
        return self.lines


@pytest.fixture
def said() -> Iterator[Said]:
    """The log of the door."""
    handler, level = Said(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.INFO)
    yield handler
    LOG.removeHandler(handler)
    LOG.setLevel(level)


@contextmanager
def running(edge: Edge, ping: float = 5.0) -> Iterator[Runner]:
    """A runner in a loop of its own, connected."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    def do(work: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, loop).result(PATIENCE)

    runner = Runner(
        client(BOT, edge.url), House().door, Pace(os.urandom), app_token=APP, ping=ping
    )

    async def start() -> None:
        runner.start()

    do(start())
    try:
        edge.linked()
        yield runner
    finally:
        do(runner.stop())
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def opened(edge: Edge) -> int:
    """How many tickets were asked for."""
    return len(edge.named("apps.connections.open"))


def test_a_connection_that_is_refused_is_asked_for_anew_with_a_ticket_of_its_own(
    edge: Edge, said: Said
) -> None:
    edge.slams = 1
    with running(edge, PING):
        assert opened(edge) == 2
        assert said.until(2) == ["slack cannot be reached", "slack"]
        edge.slams = 1
        edge.disconnect()
        edge.linked()
        assert said.until(4)[2:] == ["slack cannot be reached", "slack"]
        assert opened(edge) == 4


def test_answers_that_are_none_of_slacks_are_trouble_and_not_the_end(
    edge: Edge, said: Said
) -> None:
    edge.waits = "Wed, 21 Oct 2026 07:28:00 GMT"  # RFC 9110, 10.2.3: a date is allowed
    edge.failing["auth.test"] = [(429, {"ok": False, "error": "ratelimited"}), (200, ["no"])]
    with running(edge, PING):
        assert said.until(3) == [*["slack cannot be reached"] * 2, "slack"]


def test_a_token_that_is_refused_later_is_told_once_and_not_asked_about_all_the_time(
    edge: Edge, said: Said
) -> None:
    refused = (200, {"ok": False, "error": "invalid_auth"})
    with running(edge, PING):
        said.until(1)
        edge.failing["apps.connections.open"] = [refused] * 2
        edge.disconnect()
        edge.linked()
        assert said.until(3) == ["slack", "slack refuses a token", "slack"]
        assert opened(edge) == 4


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
