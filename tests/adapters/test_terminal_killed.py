"""`kill -9` of the real process while it sends: the same steps again, one case, the same words."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tests.builders import STORY, TAPS
from tests.e2e.world import World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A set-up of its own for this file."""
    return World.founded(tmp_path_factory.mktemp("killed") / "w")


def spooled(world: World) -> int:
    """How many reports wait."""
    base = world.folder / "closecall-home" / "closecall.sqlite3"
    with closing(sqlite3.connect(base)) as looked:
        count: int = looked.execute("select count(*) from spool").fetchone()[0]
    return count


@pytest.mark.parametrize("listened", [False, True])
def test_killed_during_send_the_same_steps_give_one_case_and_the_same_words(
    world: World, *, listened: bool
) -> None:
    story = f"{STORY} It was seen {'twice' if listened else 'once'}."
    before = spooled(world)
    with world.chat() as broken:
        broken.tell(story, *TAPS)
        broken.send({"choose": "send"})
        if listened:
            broken.listen("notice")  # it is durable, and the words are not out yet
    token = world.folder / "closecall-home" / "chat.token"
    with world.chat() as again:
        again.tell(story, *TAPS)
        words = again.file()["words"]
        assert len(words.split()) == 8
        assert again.prompt()["key"] == "more"
        assert not token.exists()
    assert spooled(world) == before + 1


def test_two_people_at_once_get_different_words(world: World) -> None:
    with world.chat() as one, world.chat() as other:
        one.tell(STORY, *TAPS)
        other.tell(STORY, *TAPS)
        assert one.file()["words"] != other.file()["words"]
