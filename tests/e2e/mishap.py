"""What the tests of bad days share: a set-up to spoil, and what a refusal looks like."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from tests.e2e.world import World, bare_environment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from subprocess import CompletedProcess

CANARY = "zanzibarladder"
STORY = f"A {CANARY} slipped off the gutter and mats lay below."
TAPS = ("safety", "fall_from_height", "luck", "serious")
ANSWERS: Sequence[dict[str, str]] = (
    {"say": STORY},
    *({"choose": tap} for tap in TAPS),
    {"choose": "send"},
)


def lines(*answers: dict[str, str]) -> str:
    """Answers for the pipe of `closecall chat --json`."""
    return "".join(json.dumps(answer, ensure_ascii=False) + "\n" for answer in answers)


def another(world: World, folder: Path) -> World:
    """A copy, to be spoilt."""
    shutil.copytree(world.folder, folder)
    passphrase = str(folder / "passphrase")
    return World(folder, bare_environment(folder, CLOSECALL_PASSPHRASE_FILE=passphrase))


def home(world: World) -> Path:
    """CLOSECALL_HOME."""
    return world.folder / "closecall-home"


def key_file(world: World) -> Path:
    """The only reviewer's key file."""
    (found,) = (home(world) / "reviewers").glob("*.key")
    return found


def refused(done: CompletedProcess[str], sentence: str) -> None:
    """One sentence, what to do, exit code 1; no traceback and nobody's word."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert done.stderr.startswith(f"closecall: {sentence}"), done.stderr
    assert "\n  → " in done.stderr
    assert done.stderr.count("closecall: ") == 1
    quiet(done)


def quiet(done: CompletedProcess[str]) -> None:
    """No traceback, no fault of ours, nobody's word."""
    for told in (done.stderr, done.stdout):
        assert "Traceback" not in told
        assert "unforeseen" not in told
    assert CANARY not in done.stderr
