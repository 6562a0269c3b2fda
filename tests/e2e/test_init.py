"""`closecall init`: an empty folder becomes a working set-up, or stays as it was."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import PATIENCE, World, bare_environment

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """One set-up for all tests that only look."""
    return World.founded(tmp_path_factory.mktemp("founded"))


def test_the_first_report_is_one_command_away(founded: World) -> None:
    with founded.chat() as chat:
        assert chat.prompt()["key"] == "story"


def test_everything_private_is_the_owners_alone(founded: World) -> None:
    wide = [
        str(path)
        for path in [founded.folder / ".env", *(founded.folder / "closecall-home").rglob("*")]
        if path.stat().st_mode & 0o077 and path.name != "manifest.mark"
    ]
    assert wide == []


def test_no_secret_stands_in_the_settings(founded: World) -> None:
    settings = (founded.folder / ".env").read_text("utf-8")
    pepper = (founded.folder / "closecall-home" / "pepper").read_text("ascii").strip()
    handed = founded.handed
    secrets = [pepper, handed["reviewer"]["passphrase"], handed["organisation"]["passphrase"]]
    assert [secret for secret in secrets if secret in settings] == []


def test_the_reviewers_passphrase_opens_the_inbox(founded: World) -> None:
    file = founded.folder / "passphrase"
    file.write_text(founded.handed["reviewer"]["passphrase"], "utf-8")
    inbox = founded.json("inbox", "--json", CLOSECALL_PASSPHRASE_FILE=str(file))
    assert inbox["cases"] == []


def test_doctor_finds_nothing_to_mend(founded: World) -> None:
    observations = founded.json("doctor", "--json")
    assert [observation for observation in observations if observation["level"] == "bad"] == []
    assert {"code", "files", "keys", "readers", "database", "scrub"} <= {
        observation["part"] for observation in observations
    }


def test_doctor_sees_a_key_that_others_can_read_and_a_lost_salt(tmp_path: Path) -> None:
    world = World.copied(tmp_path / "here")
    home = tmp_path / "here" / "closecall-home"
    (home / "organisation.key").chmod(0o644)
    (home / "salt").unlink()
    done = world.run("doctor", "--json")
    bad = [found["part"] for found in json.loads(done.stdout) if found["level"] == "bad"]
    assert (done.returncode, bad) == (1, ["files", "keys"])


def test_doctor_names_the_key_files_that_no_key_can_be_read_from(tmp_path: Path) -> None:
    world = World.copied(tmp_path / "here")
    reviewers = tmp_path / "here" / "closecall-home" / "reviewers"
    (key,) = reviewers.glob("*.key")
    key.write_bytes(key.read_bytes()[:-20])
    done = world.run("doctor", "--json")
    (bad,) = [found for found in json.loads(done.stdout) if found["level"] == "bad"]
    assert (done.returncode, bad["part"]) == (1, "keys")
    assert bad["text"].endswith(f" {key}")


def test_a_second_init_overwrites_nothing(founded: World) -> None:
    def everything() -> dict[Path, bytes]:
        return {
            p: p.read_bytes()
            for p in founded.folder.rglob("*")
            if p.suffix in {".key", ""} and p.is_file()
        }

    before = everything()
    done = founded.run("init", "--yes")
    assert done.returncode == 1
    assert "There is a set-up here already" in done.stderr
    assert everything() == before


def test_secrets_on_a_pipe_come_with_the_warning_that_they_stay(tmp_path: Path) -> None:
    world = World(tmp_path, bare_environment(tmp_path))
    done = world.run("init", "--yes")
    assert done.returncode == 0, done.stderr
    assert "They stay in its history" in done.stdout


def test_what_the_environment_says_is_written_down(tmp_path: Path) -> None:
    World.founded(tmp_path, CLOSECALL_LANGUAGE="it", CLOSECALL_RELEASE="hourly")
    settings = (tmp_path / ".env").read_text("utf-8").splitlines()
    assert {"CLOSECALL_LANGUAGE=it", "CLOSECALL_RELEASE=hourly"} <= set(settings)


def test_a_database_password_goes_into_a_private_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere.sqlite3"
    world = World.founded(tmp_path / "here", DATABASE_URL=url)
    settings = (tmp_path / "here" / ".env").read_text("utf-8")
    assert url not in settings
    del world.environment["DATABASE_URL"]
    assert world.run("audit", "verify").returncode == 0
    assert not (tmp_path / "here" / "closecall-home" / "closecall.sqlite3").exists()


def test_ctrl_c_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    """Between any two steps: tests/crash/test_founding.py."""
    environment = bare_environment(tmp_path)
    folder = tmp_path / "here"
    folder.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", "init", "--yes", "--json"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    while not list(folder.iterdir()):  # the first folder is made, and keys take seconds
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, complaint = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130, complaint
    assert list(folder.iterdir()) == []
    assert b"Traceback" not in complaint


def test_ctrl_d_at_a_question_leaves_nothing(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", "init"],
        cwd=tmp_path,
        env=bare_environment(tmp_path, TERM="xterm"),
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(terminal)
    os.write(controller, b"\x04")
    _, complaint = process.communicate(timeout=PATIENCE)
    os.close(controller)
    assert (process.returncode, complaint) == (130, "\nStopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_on_a_terminal_it_asks_shows_and_clears(tmp_path: Path) -> None:
    answers = ["xx", "it", "", "", "", ""]  # a language that does not exist is asked again
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", "init"],
        cwd=tmp_path,
        env=bare_environment(tmp_path, TERM="xterm"),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    os.write(controller, ("\n".join(answers) + "\n\n").encode())
    shown = b""
    while True:
        try:
            part = os.read(controller, 65536)
        except OSError:  # the other end is gone
            break
        if not part:
            break
        shown += part
    os.close(controller)
    assert process.wait(PATIENCE) == 0, shown.decode()
    text = shown.decode()
    assert "a language that Close Call speaks" in text
    assert "La chiave del revisore" in text
    assert text.index("Creo le chiavi") < text.index("La chiave del revisore")
    assert text.index("La chiave del revisore") < text.index("\x1b[3J\x1b[2J\x1b[H")
    assert "CLOSECALL_LANGUAGE=it" in (tmp_path / ".env").read_text("utf-8")
