"""Another process writes and does not end: who reads, reads, and what that leaves comes later."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import PATIENCE, World

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = "The ladder slipped off the gutter, and mats lay below."
TAPS = ("safety", "fall_from_height", "luck", "serious")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """An organisation with one case that nobody has read."""
    made = World.copied(tmp_path_factory.mktemp("held"), CLOSECALL_RELEASE="now")
    with made.chat() as chat:
        chat.tell(STORY, *TAPS)
        chat.file()
        assert chat.leave() == 0
    return made


@contextmanager
def held(world: World) -> Iterator[sqlite3.Connection]:
    """A shell with an open transaction, a backup that does not end."""
    (file,) = world.folder.rglob("closecall.sqlite3")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield other
    finally:
        other.close()


def show(world: World, case: str) -> subprocess.Popen[str]:
    """Somebody opens the case."""
    return subprocess.Popen(
        [sys.executable, "-m", "closecall", "show", case],
        cwd=world.folder,
        env=world.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def test_who_reads_reads_and_what_it_leaves_is_written_afterwards(world: World) -> None:
    with held(world) as other:
        inbox = world.json("inbox", "--json")
        (case,) = [row["case"] for row in inbox["cases"]]
        assert world.run("audit", "verify").returncode == 0
        assert world.run("lessons", "export").returncode == 0
        assert world.run("digest", "status").returncode == 0
        assert world.run("digest", "preview").returncode == 0
        with show(world, case) as shown:
            assert shown.stdout is not None
            for line in shown.stdout:  # it is on the screen while the other one still writes
                if "gutter" in line:
                    break
            else:
                raise AssertionError("not shown")
            other.execute("ROLLBACK")
            out, err = shown.communicate(timeout=PATIENCE)
        assert (shown.returncode, err) == (0, ""), out
    assert world.json("show", case, "--json")["state"] == "read"
