"""Against a Slack that nobody here wrote: the process, bolt, both transports, real triggers."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from tests.adapters.slack.edge import Edge
from tests.adapters.slack.npm_slack import emulated
from tests.adapters.slack.people import Human
from tests.adapters.slack.serving import STORY, cases, over_http, silent, socket_mode, words
from tests.adapters.telegram.npm_api import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

SOMEBODY = "U000000001"


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """The locked server."""
    with emulated(servers()) as base:
        yield base


@pytest.fixture
def slack(upstream: str) -> Iterator[Edge]:
    """The server with its bridge."""
    with Edge(upstream) as opened:
        yield opened


def walk(ann: Human, slack: Edge) -> None:
    """Every way in, a whole report, its change, and the way back."""
    assert "closecall_report" in str(ann.home()["view"])
    assert ann.command().asks == ["story", "kind"]
    story = ann.button("closecall_report")
    assert ann.beside(story, "What we keep").view["close"]["text"] == "Back to the story"
    assert ann.button("closecall_drill").asks == ["drill"]
    record = ann.at_record(STORY)
    worst = ann.tap(ann.tap(record, "Change"), "Worst")
    worst.pick("worst", "Life")
    eight = words(ann.send(ann.send(worst)).said)
    check = ann.button("closecall_check")
    check.type("words", eight)
    assert any(label.startswith("Withdraw") for label in ann.send(check).buttons)
    assert slack.refused == []


def test_a_whole_walk_over_socket_mode(world: World, slack: Edge, services: list[Served]) -> None:
    served = socket_mode(world, slack, services)
    walk(Human(slack, slack, SOMEBODY), slack)
    assert served.end() == 0
    silent(served)
    assert cases(world) == 1


def test_a_whole_walk_over_signed_http(world: World, slack: Edge, services: list[Served]) -> None:
    served, http = over_http(world, slack, services)
    walk(Human(slack, http, SOMEBODY), slack)
    assert served.end() == 0
    silent(served)
    assert cases(world) == 1


def test_killed_after_every_page_over_signed_http_the_old_pages_still_send(
    world: World, slack: Edge, services: list[Served]
) -> None:
    def again() -> Human:
        if services:
            services[-1].end(signal.SIGKILL)
        return Human(slack, over_http(world, slack, services)[1], SOMEBODY)

    ann = again()
    ann.home()
    form = again().button("closecall_report")
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    questions = again().send(form)
    assert again().send(form).said == questions.said
    questions.pick("barrier", "A rule")
    questions.pick("worst", "Little")
    record = again().send(questions)
    eight = words(again().send(record).said)
    after = again().send(record)
    assert words(after.said) == eight
    before = again().tap(after, "Seen before")
    before.pick("seen", "Often")
    unsent = again().send(before)
    review = again().tap(unsent, "Show and send")
    assert "Added" in again().send(review).said
    check = again().button("closecall_check")
    check.type("words", eight)
    assert "Received" in again().send(check).said
    assert slack.refused == []
    assert cases(world) == 1
