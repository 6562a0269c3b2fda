"""The house stands: the contracts of pyproject.toml hold, and a breach of them would be seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "storage", "digests", "adapters", "closecall")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the five packages of `folder`."""
    return subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_folder_of_tests_is_forgotten() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    begun = [ROOT / path for path in told["ini_options"]["testpaths"]]
    found = {each for each in (ROOT / "tests").rglob("test_*.py") if "bench" not in each.parts}
    assert len(found) > 100
    assert [each for each in found if not any(map(each.is_relative_to, begun))] == []


def test_every_contract_holds() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "breach", "contract"),
    [
        ("bot/report.py", "import sqlalchemy", "The core is sans-IO"),
        ("bot/report.py", "import storage.tables", "Floors"),
        ("bot/flow/talk.py", "import datetime", "no clock"),
        ("bot/stray.py", '"""A room without a floor."""', "Rooms in bot"),
        ("storage/tables.py", "import digests.issue", "Floors"),
        ("digests/issue.py", "import sqlalchemy", "live in storage"),
        ("storage/tables.py", "import apscheduler", "APScheduler"),
        ("closecall/commands/db.py", "import storage.unseal", "opening key"),
        ("closecall/settings/values.py", "import closecall.wiring", "The roof"),
        (
            "adapters/slack/courier.py",
            "if TYPE_CHECKING:\n    from adapters.slack.doubt import find",
            "Imports run one way",
        ),
    ],
)
def test_a_breach_is_seen(tmp_path: Path, file: str, breach: str, contract: str) -> None:
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "*.txt")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    wounded = tmp_path / file
    text = wounded.read_text("utf-8") if wounded.exists() else ""
    wounded.write_text(f"{text}\n{breach}\n", "utf-8")
    done = lint(tmp_path)
    assert done.returncode != 0
    broken = [line for line in done.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), done.stdout
