"""The wheel: everything that is needed is inside, and it runs from another folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked as an installer would."""
    built = tmp_path_factory.mktemp("built")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = built.glob("closecall-*.whl")
    site = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(site)
    return site


def test_catalogues_word_lists_migrations_and_licences_are_inside(unpacked: Path) -> None:
    tree = {
        path.relative_to(ROOT).as_posix()
        for p in ("bot", "storage", "digests", "adapters", "closecall")
        for path in (ROOT / p).rglob("*")
        if path.is_file()
    }
    wanted = {path for path in tree if "__pycache__" not in path}
    packed = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    assert wanted - packed == set()
    assert any(path.endswith("licenses/NOTICE") for path in packed)
    assert not any(path.startswith(("tests", "docs", ".env")) for path in packed)


def test_it_founds_and_takes_a_report_elsewhere(unpacked: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "PYTHONPATH": str(unpacked),
        "CLOSECALL_LANGUAGE": "it",
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(*arguments: str, say: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "closecall", *arguments],
            cwd=tmp_path,
            env=environment,
            input=say,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "--yes", "--json")
    first = json.loads(run("chat", "--json").splitlines()[0])
    assert first["type"] == "notice"
    places = [
        found["text"] for found in json.loads(run("doctor", "--json")) if found["part"] == "code"
    ]
    assert len(places) == 1
    assert str(unpacked) in places[0]
