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
    return World.copied(tmp_path_factory.mktemp("killed") / "w")


def spooled(world: World) -> int:
    """How many reports wait."""
    base = world.folder / "closecall-home" / "closecall.sqlite3"
    with closing(sqlite3.connect(base)) as looked:
        count: int = looked.execute("select count(*) from spool").fetchone()[0]
    return count


@pytest.mark.parametrize("durable", [False, True])
def test_killed_during_send_the_same_steps_give_one_case_and_the_same_words(
    world: World, *, durable: bool
) -> None:
    story = f"{STORY} It was seen {'twice' if durable else 'once'}."
    before = spooled(world)
    token = world.folder / "closecall-home" / "chat.token"
    with world.chat() as broken:
        broken.tell(story, *TAPS)
        broken.send({"choose": "send"})
        while durable and spooled(world) == before:
            pass
        broken.process.kill()
        assert broken.process.stdout is not None
        out = broken.process.stdout.read()
    assert token.read_text() != ""  # killed before anybody went on: the handle is still there
    with world.chat() as again:
        again.tell(story, *TAPS)
        words = again.file()["words"]
        assert again.prompt()["key"] == "more"
        assert again.leave() == 0
    assert not token.exists()
    assert "receipt" not in out or words in out
    assert spooled(world) == before + 1


def test_two_people_at_once_get_different_words(world: World) -> None:
    with world.chat() as one, world.chat() as other:
        one.tell(STORY, *TAPS)
        other.tell(STORY, *TAPS)
        assert one.file()["words"] != other.file()["words"]
