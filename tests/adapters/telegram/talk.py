"""What the process tests share: two people, one story, and how it is told by tapping."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.adapters.telegram.fake_api import FakeApi
    from tests.e2e.world import World

ANN, BEN = 777000111, 777000222
STORY = "The ladder was too short and slipped away under a painter."
TAPS = ("Safety", "Fall from", "Luck", "Little")
EIGHT = re.compile(r"^((?:[a-z-]+ ){3}[a-z-]+)\n((?:[a-z-]+ ){3}[a-z-]+)$", re.MULTILINE)


def words(screen: str) -> str:
    """The eight words on a screen."""
    found = EIGHT.search(screen)
    assert found, screen
    return f"{found[1]} {found[2]}"


def cases(world: World) -> int:
    """How many cases reviewers have."""
    return world.cases()


def tell(api: FakeApi, chat: int, story: str = STORY) -> None:
    """From nothing to the record."""
    api.say(chat, story)
    _walk(api, chat)


def finish(api: FakeApi, chat: int) -> str:
    """From a story that was typed to the eight words."""
    _walk(api, chat)
    api.tap(chat, "Send")
    return words(api.screen(chat, "Your eight words"))


def _walk(api: FakeApi, chat: int) -> None:
    """From the story to the record, by tapping."""
    api.screen(chat, "Which kind?")
    for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "everything"), strict=True):
        api.tap(chat, tap)
        api.screen(chat, then)
