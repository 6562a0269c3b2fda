"""What a run of the tests makes beside pytest's own folders ends with it, however it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fleeting import Fleeting

ROOT = Path(__file__).parents[2]
KILLED = "import os, signal; print(*made, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
SERVER = """
from tests.postgres import ThrowawayPostgres
server = ThrowawayPostgres()
made = server.start(), server.folder
"""
FOLDER = """
from tests.fleeting import Fleeting
made = [Fleeting("closecall-fleeting-").path]
made[0].joinpath("below").mkdir()
"""
SERVICE = """
import os, signal, subprocess, sys
from pathlib import Path
from tests.e2e.world import World

def test_that_is_killed(tmp_path):
    world = World.copied(tmp_path / "w")
    command = [sys.executable, "-m", "closecall", "run"]
    service = subprocess.Popen(
        command, cwd=world.folder, env=world.environment, stderr=subprocess.PIPE
    )
    while b"run: ready" not in service.stderr.readline():
        assert service.poll() is None
    other = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    os.write(1, b"%d %d" % (service.pid, other.pid))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def left_by(program: str) -> list[str]:
    """Run a program that is killed; what it said. Who holds its output is waited for."""
    done = subprocess.run(
        [sys.executable, "-c", program + KILLED],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == -9, done.stderr
    return done.stdout.split()


def test_a_killed_run_leaves_no_postgresql_and_no_folder_of_one() -> None:
    url, folder = left_by(SERVER)
    assert not Path(folder).exists()
    engine = sa.create_engine(url, connect_args={"connect_timeout": 10})
    with pytest.raises(sa.exc.OperationalError):
        engine.connect()
    engine.dispose()


def test_a_killed_run_leaves_no_folder() -> None:
    (folder,) = left_by(FOLDER)
    assert "closecall-fleeting-" in folder
    assert not Path(folder).exists()


def test_a_killed_run_leaves_no_process(tmp_path: Path) -> None:
    """Not a service, whose environment is bare, and nothing that inherited its own."""
    (tmp_path / "test_killed.py").write_text(SERVICE, "utf-8")
    (tmp_path / "pytest.ini").touch()
    run = ("-p", "tests.conftest", "-p", "no:cacheprovider", "--capture=no", "-q")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *run, f"--basetemp={tmp_path / 'its'}", "test_killed.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,  # so it waits for whoever holds that
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == -9, done.stdout + done.stderr
    assert len(done.stdout.split()) == 2  # both ran, or nobody would have been waited for


def test_a_number_that_was_given_to_another_process_is_left_alone() -> None:
    made = Fleeting("closecall-fleeting-")
    (made.path / "data").mkdir()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (made.path / "data" / "postmaster.pid").write_text(f"{other.pid}\n", "ascii")
    made.end()
    made.end()
    assert not made.path.exists()
    assert other.poll() is None
    other.kill()
    other.communicate()
