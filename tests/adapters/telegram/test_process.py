"""The Telegram door as an operator runs it: a process, a Bot API on loopback, a person's taps."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import serving
from tests.e2e.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ANN, BEN = 777000111, 777000222
STORY = "The ladder was too short and slipped away under a painter."
TAPS = ("Safety", "Fall from", "Luck", "Little")
EIGHT = re.compile(r"^((?:[a-z-]+ ){3}[a-z-]+)\n((?:[a-z-]+ ){3}[a-z-]+)$", re.MULTILINE)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An organisation; what is sent is released at once."""
    return World.copied(tmp_path / "here", CLOSECALL_RELEASE="now")


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """A Bot API."""
    with FakeApi() as opened:
        yield opened


def words(screen: str) -> str:
    """The eight words on a screen."""
    found = EIGHT.search(screen)
    assert found, screen
    return f"{found[1]} {found[2]}"


def cases(world: World) -> int:
    """How many cases reviewers have."""
    return len(world.json("inbox", "--json")["cases"])


def tell(api: FakeApi, chat: int, story: str = STORY) -> None:
    """From nothing to the record."""
    api.say(chat, story)
    api.screen(chat, "Which kind?")
    for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "everything"), strict=True):
        api.tap(chat, tap)
        api.screen(chat, then)


def test_a_report_from_the_first_word_to_the_eight_words(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        api.say(ANN, "/start")
        assert "Telegram knows that we talk" in api.screen(ANN, "What almost happened?")
        tell(api, ANN)
        (shown,) = api.ours(ANN)
        assert f"What almost happened: {STORY}" in shown["text"]
        assert api.theirs(ANN) == []
        api.tap(ANN, "Send")
        eight = words(api.screen(ANN, "Your eight words"))
        api.tap(ANN, "Done")
        assert eight not in api.screen(ANN, "Keep your words safe")
        api.say(ANN, eight)
        api.screen(ANN, "Withdraw")
        assert served.end() == 0
        said = "".join(served.said)
    assert "Telegram: open" in said
    assert "Traceback" not in said
    assert TOKEN not in said
    assert cases(world) == 1
    assert {held.get("protect_content") for held in api.named("sendMessage")} == {True}
    assert api.settled()
