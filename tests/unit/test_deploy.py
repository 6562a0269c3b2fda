"""What `deploy/` promises: the same hard edges in units and in containers.

The image itself is built by hand; here its words are held against the house.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from closecall.cli import COMMANDS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
RECIPE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = (DEPLOY / "compose.yaml").read_text("utf-8")
UNITS = sorted(DEPLOY.glob("*.service"))
PACKAGES = ("adapters", "bot", "closecall", "digests", "storage")


def test_the_image_holds_all_packages_and_nothing_of_an_organisation() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", RECIPE, re.MULTILINE)
    assert sorted(" ".join(copied).split()) == sorted(
        [*PACKAGES, "LICENSE", "NOTICE", "requirements-postgres.txt"]
    )
    ignored = (DEPLOY / "Containerfile.dockerignore").read_text("utf-8").splitlines()
    allowed = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert ignored[0] == "*"
    assert allowed == set(" ".join(copied).split())


def test_the_image_installs_with_hashes_and_runs_as_nobody_in_particular() -> None:
    assert "--require-hashes" in RECIPE
    assert re.search(r"^USER (\d+):\1$", RECIPE, re.MULTILINE)
    assert "CLOSECALL_EPOCH_DIR=/run/closecall/epochs" in RECIPE
    assert "/run/closecall:mode=1777" in COMPOSE


@pytest.mark.parametrize("edge", ["read_only: true", "no-new-privileges:true", "- ALL", "core: 0"])
def test_the_container_has_its_edges(edge: str) -> None:
    assert edge in COMPOSE


def test_the_container_never_swaps() -> None:
    limits = re.findall(r"^ +(?:mem|memswap)_limit: (\S+)$", COMPOSE, re.MULTILINE)
    assert len(limits) == 2
    assert len(set(limits)) == 1


@pytest.mark.parametrize("text", [RECIPE, COMPOSE], ids=["image", "compose"])
def test_its_health_is_asked_with_a_command_that_there_is(text: str) -> None:
    asked = re.search(r"\[(?:CMD, )?\"?closecall\"?, \"?(\w+)\"?\]", text)
    assert asked
    assert asked[1] in COMMANDS


@pytest.mark.parametrize("unit", UNITS, ids=[unit.stem for unit in UNITS])
def test_a_unit_tries_again_for_as_long_as_it_takes(unit: Path) -> None:
    said = unit.read_text("utf-8").splitlines()
    assert {"Restart=on-failure", "StartLimitIntervalSec=0", "MemorySwapMax=0"} <= set(said)
    assert any(line.startswith("RestartSec=") for line in said)
    (command,) = [line for line in said if line.startswith("ExecStart=")]
    assert command.split()[1] in COMMANDS
