"""A role excluded after the words, through the real commands: in time, and too late."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.e2e.world import World
from tests.turned import turn_home

if TYPE_CHECKING:
    from pathlib import Path

TAPS = ("safety", "fall_from_height", "luck", "serious")


def slots(world: World) -> list[str]:
    """The key ids that have a slot of a released case."""
    path = world.folder / "closecall-home" / "closecall.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        return [key.hex() for (key,) in database.execute("SELECT key_id FROM case_slot")]


def test_a_role_excluded_after_the_words_never_gets_a_key_or_loses_it(tmp_path: Path) -> None:
    world = World.copied(tmp_path / "w")
    organisation = tmp_path / "organisation"
    organisation.write_text(world.handed["organisation"]["passphrase"], "utf-8")
    added = world.json(
        *("reviewer", "add", "--role", "plant manager", "--json"),
        *("--organisation-passphrase-file", str(organisation)),
    )["key_id"]
    assert world.run("run", "--once").returncode == 0

    with world.chat() as chat:
        chat.tell("The ladder was too short and slipped off the gutter.", *TAPS)
        words = chat.file()["words"]
        assert "excluded" in {one["id"] for one in chat.prompt()["choices"]}
        assert chat.choose("excluded")["kind"] == "many"
        assert chat.choose(["plant manager"])["key"] == "more"
        assert "plant manager" in str(chat.choose("send")["record"])
        assert chat.choose("send")["key"] == "more"
        said = " ".join(one["text"] for one in chat.heard if one["type"] == "notice")
        assert "had not been handed out yet" in said
    turn_home(world.folder / "closecall-home")
    assert world.run("run", "--once").returncode == 0
    assert added not in slots(world)
    assert len(slots(world)) == 2  # the first reviewer, and the break-glass key

    with world.chat() as chat:
        chat.tell("A trailer rolled; its wheels were not chocked.", *TAPS)
        words = chat.file()["words"]
    turn_home(world.folder / "closecall-home")
    assert world.run("run", "--once").returncode == 0
    assert slots(world).count(added) == 1
    with world.chat() as chat:
        chat.prompt()
        assert chat.say(words)["key"] == "case"
        chat.choose("more")
        chat.choose("excluded")
        chat.choose(["plant manager"])
        chat.choose("send")
        chat.choose("send")
        said = " ".join(one["text"] for one in chat.heard if one["type"] == "notice")
        assert "had been handed out before" in said
    assert added not in slots(world)
    (first, _) = world.json("inbox", "--json")["cases"]
    shown = " ".join(world.run("show", first["case"]).stdout.split())
    assert "Must not read this plant manager" in shown
    handed = world.json("reviewer", "admit", added[:8], "--json")
    assert handed == {"cases": 0}
