"""The locked packages: pinned, hashed, and naming no host and no file of any machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = (
    "requirements.txt",
    "requirements-postgres.txt",
    "requirements-test.txt",
    "requirements-bench-scrub.txt",
)
PIN = re.compile(r"^([a-z0-9-]+(?:\[[a-z,]+\])?)==([\w.]+)(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def pins(file: str) -> dict[str, str]:
    """The version of each package."""
    found = (PIN.match(line) for line in (ROOT / file).read_text("utf-8").splitlines())
    return {pin[1].split("[")[0]: pin[2] for pin in found if pin}


@pytest.mark.parametrize("file", LOCKS)
def test_every_line_is_a_pin_or_a_hash(file: str) -> None:
    lines = (ROOT / file).read_text("utf-8").splitlines()
    strange = [line for line in lines if not PIN.match(line) and not HASH.match(line)]
    assert strange == []
    assert sum(1 for line in lines if PIN.match(line)) > 15


def test_the_tests_run_with_what_is_shipped() -> None:
    shipped, tested = pins("requirements-postgres.txt"), pins("requirements-test.txt")
    assert pins("requirements.txt").items() <= shipped.items()
    assert {name: tested.get(name) for name in shipped} == shipped


def test_every_declared_package_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

    def names(declared: list[str]) -> set[str]:
        return {re.split(r"[\[<>=~!;]", one)[0].strip() for one in declared}

    assert names(project["project"]["dependencies"]) <= pins("requirements.txt").keys()
    declared = project["dependency-groups"]["test"]
    for extra in project["project"]["optional-dependencies"].values():
        declared += extra
    assert names(declared) <= pins("requirements-test.txt").keys()
