"""Several processes, one PostgreSQL: one asks Telegram, or all of them take what is delivered."""

from __future__ import annotations

import signal
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.adapters.telegram.fake_api import TOKEN
from tests.adapters.telegram.served import deliver, serving
from tests.adapters.telegram.talk import ANN, BEN, STORY, TAPS, cases, words
from tests.ports import kept_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.telegram.fake_api import FakeApi
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

GROUP = -1001234567890


@dataclass
class Replicas:
    """Two processes behind one address; Telegram's deliveries go to one and the other in turn."""

    api: FakeApi
    served: list[Served]
    ports: list[int]
    turn: int = 0
    went: list[int] = field(default_factory=list)

    def bring(self) -> None:
        """Deliver everything that people did since then."""
        assert self.api.webhook is not None
        given = str(self.api.webhook["secret_token"])
        while self.api.updates:
            update = self.api.updates.pop(0)
            port = self.ports[self.turn % len(self.ports)]
            assert deliver(port, update, given) == 200
            self.went.append(port)
            self.turn += 1

    def say(self, chat: int, text: str, then: str) -> str:
        """Type; the screen that follows."""
        self.api.say(chat, text)
        self.bring()
        return self.api.screen(chat, then)

    def tap(self, chat: int, label: str, then: str) -> str:
        """Tap; the screen that follows."""
        self.api.tap(chat, label)
        self.bring()
        return self.api.screen(chat, then)


@contextmanager
def behind(world: World, api: FakeApi) -> Iterator[Replicas]:
    """Two replicas that Telegram delivers to."""
    with ExitStack() as stack:
        served, ports = [], [kept_port(), kept_port()]
        for port in ports:
            outside = {"CLOSECALL_HEALTH_PORT": str(port)}
            outside["CLOSECALL_PUBLIC_URL"] = "https://near.example"
            served.append(stack.enter_context(serving(world, api.url, TOKEN, **outside)))
        for one in served:
            one.until("telegram: ready, it delivers")
        yield Replicas(api, served, ports)


def told(replicas: Replicas, chat: int) -> str:
    """A report, each step heard by another process; its eight words."""
    replicas.say(chat, STORY, "Which kind?")
    for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "every"), strict=True):
        replicas.tap(chat, tap, then)
    return words(replicas.tap(chat, "Send", "Your eight words"))


def test_a_replica_goes_on_with_a_report_when_the_other_is_killed(
    shared: World, api: FakeApi
) -> None:
    with serving(shared, api.url, TOKEN) as first:
        first.until("telegram: ready")
        with serving(shared, api.url, TOKEN) as second:
            second.until("run: ready")
            api.say(ANN, STORY)
            api.screen(ANN, "Which kind?")
            api.until(api.settled)  # else Telegram delivers the story to the second one as well
            first.end(signal.SIGKILL)
            for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "every"), strict=True):
                api.tap(ANN, tap)
                api.screen(ANN, then)
            api.tap(ANN, "Send")
            assert len(words(api.screen(ANN, "Your eight words")).split()) == 8
            assert second.end() == 0
            assert not any("another process asks" in line for line in first.said + second.said)
    assert cases(shared) == 1


def test_delivered_to_any_replica_every_text_finds_its_conversation(
    shared: World, api: FakeApi
) -> None:
    """Taps carry their token; what is typed finds it in the table, whoever gets it."""
    with behind(shared, api) as replicas:
        eight = told(replicas, ANN)
        replicas.tap(ANN, "What would stop it next time?", "next time")
        replicas.say(ANN, "Longer ladders, and a lock on the shed.", "Added so far")
        assert len(api.ours(ANN)) == 1
        assert api.theirs(ANN) == []
        replicas.say(BEN, "/check", "eight words")
        replicas.say(BEN, eight, "Withdraw")
        assert set(replicas.went) == set(replicas.ports)
        for _ in range(2):
            api.bring(GROUP, {"text": "/report"}, kind="supergroup")
            replicas.bring()
        for one in replicas.served:
            assert one.end() == 0
            assert "Traceback" not in "".join(one.said)
    told_once = [held for held in api.named("sendMessage") if held["chat_id"] == str(GROUP)]
    assert len(told_once) == 1
    assert cases(shared) == 1


def test_a_replica_that_is_killed_takes_no_conversation_along(
    shared: World, api: FakeApi, empty_postgres: str
) -> None:
    with behind(shared, api) as replicas:
        told(replicas, ANN)
        replicas.tap(ANN, "What would stop it next time?", "next time")
        replicas.served[replicas.ports.index(replicas.went[-1])].end(signal.SIGKILL)
        replicas.ports = [port for port in replicas.ports if port != replicas.went[-1]]
        replicas.say(ANN, "Longer ladders.", "Added so far")
    assert cases(shared) == 1
    engine = sa.create_engine(empty_postgres)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT id, sealed FROM route")).all()
    engine.dispose()
    assert {(len(row.id), len(row.sealed)) for row in rows} == {(16, 156)}
    assert len(rows) == 1
