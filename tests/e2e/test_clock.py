"""A clock that is wrong for a day: what is said of it, and what is not done on its word.

Through the real commands; `shifted.py` moves the clock of one of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.mishap import ANSWERS, lines
from tests.e2e.test_bad_places import SHIFTED, shifted
from tests.e2e.world import PATIENCE, World

if TYPE_CHECKING:
    from pathlib import Path

AHEAD = 40 * 7
"""Days: the list of readers still holds, and a case of eight weeks would be gone."""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One released case that is kept for eight weeks; an issue would be written to `wall`."""
    settings = {
        "CLOSECALL_RELEASE": "now",
        "CLOSECALL_RETENTION_WEEKS": "8",
        "CLOSECALL_DIGEST_CHANNELS": "file:wall",
    }
    made = World.copied(tmp_path / "w", **settings)
    made.run("chat", "--json", say=lines(*ANSWERS))
    made.run("run", "--once")
    return made


def cases(world: World) -> int:
    """How many there are."""
    return len(world.json("inbox", "--all", "--json")["cases"])


def doctored(world: World, days: int = 0) -> dict[str, str]:
    """What the doctor says of the clock."""
    done = subprocess.run(
        [sys.executable, str(SHIFTED), str(days), "doctor", "--json"],
        cwd=world.folder,
        env=world.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return {one["what"]: one["text"] for one in found if one["part"] == "clock"}


def test_a_clock_that_goes_right_is_not_spoken_of(world: World) -> None:
    assert doctored(world) == {}


def test_no_case_expires_on_the_word_of_a_clock_that_leapt(world: World) -> None:
    assert cases(world) == 1
    shifted(world, AHEAD, "run", "--once")
    assert "no case expires" in doctored(world, AHEAD)["ahead"]
    shifted(world, 0, "run", "--once")
    assert cases(world) == 1
    assert "was ahead then" in doctored(world)["behind"]


def test_a_case_expires_a_week_after_a_pause(world: World) -> None:
    shifted(world, AHEAD, "run", "--once")
    shifted(world, AHEAD + 7, "run", "--once")
    assert cases(world) == 0


def test_a_clock_that_is_behind_the_list_of_readers_is_told(world: World) -> None:
    assert set(doctored(world, -70)) == {"before_list", "behind", "rests"}


def test_a_digest_that_rests_is_told_by_status_and_doctor(world: World) -> None:
    shifted(world, 70, "digest", "post")
    done = world.run("digest", "status")
    assert done.returncode == 1
    assert "gets no issue until" in done.stdout
    assert "Next:" not in done.stdout
    runs = json.loads(world.run("digest", "status", "--json").stdout)
    assert [(run["status"], run["ahead"]) for run in runs] == [("sent", True), ("skipped", False)]
    assert "gets no issue until" in doctored(world)["rests"]
    shifted(world, 77, "digest", "post")
    assert "gets no issue" not in shifted(world, 77, "digest", "status")


def test_it_speaks_italian_too(world: World) -> None:
    shifted(world, 70, "digest", "post")
    done = world.run("digest", "status", CLOSECALL_LANGUAGE="it")
    assert "non riceve numeri finché non finisce" in done.stdout
