"""`closecall chat` as a person or a script starts it: the real command, the real database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.builders import STORY
from tests.e2e.world import World

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A set-up of its own for this file."""
    return World.copied(tmp_path_factory.mktemp("command") / "w")


def test_a_pipe_without_json_gets_plain_lines(world: World) -> None:
    done = world.run("chat", say=f"{STORY}\n1\n2\n5\n2\n1\n")
    assert done.returncode == 0
    assert "Your eight words:" in done.stdout
    assert done.stderr == ""


def test_the_language_can_be_chosen_for_one_conversation(world: World) -> None:
    done = world.run("chat", "--language", "it")
    assert done.returncode == 0
    assert "La conversazione è finita." in done.stdout


def test_json_is_json_line_by_line(world: World) -> None:
    done = world.run("chat", "--json", say='{"say": "x"}\n')
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1] == {"type": "over", "reason": "cancelled"}


def test_in_an_empty_folder_it_says_what_to_do(world: World, tmp_path: Path) -> None:
    elsewhere = World(tmp_path, world.environment)
    done = elsewhere.run("chat")
    assert done.returncode == 1
    assert "closecall init" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_word_of_an_unsent_story_is_in_any_file(world: World) -> None:
    canary = "Quuxington"
    world.run("chat", say=f"The {canary} ladder was much too short for the lamp.\n1\n")
    held = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert canary.encode() not in held
    assert len(held) > 10_000
