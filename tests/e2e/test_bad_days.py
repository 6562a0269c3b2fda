"""Bad days of an installation, through the real commands: each is one sentence and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.e2e.mishap import ANSWERS, another, home, key_file, lines, quiet, refused
from tests.e2e.world import World, bare_environment

if TYPE_CHECKING:
    from pathlib import Path

TAKES = (("chat", "--json"), ("run", "--once"))
READS = (("inbox",), ("audit", "verify"))
NEEDS_A_HOME = (
    ("chat",),
    ("chat", "--json"),
    ("run",),
    ("inbox", "--json"),
    ("show", "ab"),
    ("close", "ab", "--as", "near_miss"),
    ("digest", "preview"),
    ("digest", "post"),
    ("reviewer", "list"),
    ("reviewer", "add", "--role", "hse"),
    ("reviewer", "remove", "ab"),
    ("audit", "verify"),
    ("db", "upgrade"),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A set-up with one report in its spool. Tests spoil copies of it."""
    world = World.copied(tmp_path_factory.mktemp("sound") / "w")
    quiet(world.run("chat", "--json", say=lines(*ANSWERS)))
    return world


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Another organisation."""
    return World.cheap(tmp_path_factory.mktemp("stranger") / "w")


@pytest.fixture
def spoilt(sound: World, tmp_path: Path) -> World:
    """The copy to spoil."""
    return another(sound, tmp_path / "spoilt")


# --- keys ----------------------------------------------------------------------------------------


def test_a_wrong_passphrase(spoilt: World) -> None:
    (spoilt.folder / "passphrase").write_text("not these words at all")
    done = spoilt.run("inbox")
    refused(done, "The passphrase does not open this key file.")
    assert "not these words" not in done.stdout + done.stderr


def test_a_key_file_that_is_gone(spoilt: World) -> None:
    key = key_file(spoilt)
    key.unlink()
    done = spoilt.run("inbox", "--json")
    refused(done, "A key file that is needed is not there.")
    assert key.name in done.stderr


@pytest.mark.parametrize("left", [0, 1, 40, -9])
def test_a_key_file_that_is_damaged(spoilt: World, left: int) -> None:
    key = key_file(spoilt)
    content = key.read_bytes()
    key.write_bytes(content[:left])
    refused(spoilt.run("inbox"), "This is not a key file of Close Call, or it is damaged.")
    key.write_bytes(content)
    assert spoilt.run("inbox").returncode == 0


def test_a_key_of_another_organisation(spoilt: World, stranger: World) -> None:
    key_file(spoilt).write_bytes(key_file(stranger).read_bytes())
    shutil.copy(stranger.folder / "passphrase", spoilt.folder / "passphrase")
    done = spoilt.run("inbox")
    refused(done, "This key did not seal that case.")
    assert done.stdout == ""


@pytest.mark.parametrize("content", [None, b"", b"\xff\x00 no salt", b"abcd\n"])
def test_a_salt_that_is_gone_or_damaged_stops_reports_and_not_reviewers(
    spoilt: World, content: bytes | None
) -> None:
    salt = home(spoilt) / "salt"
    salt.unlink() if content is None else salt.write_bytes(content)
    for command in TAKES:
        refused(spoilt.run(*command), "A key file that is needed is not there.")
    assert spoilt.run("inbox").returncode == 0


@pytest.mark.parametrize("content", [None, b"", b"\xff\x00", b"zz\n"])
def test_a_pepper_that_is_gone_or_damaged(spoilt: World, content: bytes | None) -> None:
    pepper = home(spoilt) / "pepper"
    pepper.unlink() if content is None else pepper.write_bytes(content)
    for command in TAKES:
        done = spoilt.run(*command)
        refused(done, "Settings need mending.")
        assert "CLOSECALL_PEPPER" in done.stderr


# --- the list of reviewers -----------------------------------------------------------------------


def test_a_list_that_is_gone(spoilt: World) -> None:
    (home(spoilt) / "manifest.json").unlink()
    for command in (*TAKES, ("inbox",)):
        refused(spoilt.run(*command), "A key file that is needed is not there.")
    assert not (home(spoilt) / "manifest.json").exists()


@pytest.mark.parametrize("kind", ["foreign", "empty", "cut"])
def test_a_list_that_the_organisation_did_not_sign(
    spoilt: World, stranger: World, kind: str
) -> None:
    file = home(spoilt) / "manifest.json"
    forged = {
        "foreign": (home(stranger) / "manifest.json").read_bytes(),
        "empty": b"",
        "cut": file.read_bytes()[:-9],
    }
    file.write_bytes(forged[kind])
    for command in (*TAKES, ("inbox",)):
        refused(
            spoilt.run(*command),
            "The list of reviewers is not signed by this organisation's key.",
        )
    assert file.read_bytes() == forged[kind]


def test_a_list_that_was_put_back(spoilt: World) -> None:
    (home(spoilt) / "manifest.mark").write_text("7\n")
    refused(spoilt.run(*TAKES[0]), "The list of reviewers is older than one that was already seen")
    assert (home(spoilt) / "manifest.mark").read_text() == "7\n"


# --- the database --------------------------------------------------------------------------------


def test_a_database_of_a_newer_version_is_left_alone(spoilt: World) -> None:
    file = home(spoilt) / "closecall.sqlite3"
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE alembic_version SET version_num = '0999'")
    for command in (*TAKES, *READS, ("db", "upgrade")):
        refused(spoilt.run(*command), "The database was written by a newer Close Call.")
    with closing(sqlite3.connect(file)) as base, base:
        base.execute("UPDATE alembic_version SET version_num = '0001'")
        assert base.execute("SELECT count(*) FROM spool").fetchone() == (1,)


@pytest.mark.parametrize("kind", ["empty", "text", "half", "short"])
def test_a_database_file_that_is_damaged_is_kept_as_it_is(spoilt: World, kind: str) -> None:
    file = home(spoilt) / "closecall.sqlite3"
    content = file.read_bytes()
    damaged = {
        "empty": b"",
        "text": b"dear diary " * 1000,
        "half": content[: len(content) // 2],
        "short": content[:100],
    }
    file.write_bytes(damaged[kind])
    for command in (*TAKES, *READS):
        refused(spoilt.run(*command), "The database file is damaged.")
    assert file.read_bytes() == damaged[kind]
    file.write_bytes(content)
    assert spoilt.run("run", "--once").returncode == 0


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(spoilt: World) -> None:
    file = home(spoilt) / "closecall.sqlite3"
    file.rename(spoilt.folder / "kept")
    for command in (*TAKES, *READS):
        refused(spoilt.run(*command), "The database cannot be reached.")
    assert not file.exists()
    (spoilt.folder / "kept").rename(file)
    assert spoilt.run("run", "--once").returncode == 0


# --- folders and settings ------------------------------------------------------------------------


@pytest.mark.parametrize("command", NEEDS_A_HOME, ids=" ".join)
def test_in_a_folder_without_a_set_up_every_command_says_what_to_do(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = World(tmp_path, bare_environment(tmp_path)).run(*command)
    refused(done, "Close Call is not set up.")
    assert "closecall init" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("command", "said"), [(("bogus",), "bogus"), (("chat", "--bogus"), "--bogus"), ((), "init")]
)
def test_a_command_or_an_option_that_does_not_exist(
    sound: World, command: tuple[str, ...], said: str
) -> None:
    done = sound.run(*command)
    assert done.returncode == 2
    assert said in done.stdout + done.stderr
    assert "usage: closecall" in done.stdout + done.stderr
    quiet(done)


def test_settings_that_do_not_exist_or_do_not_fit_are_told_all_at_once(sound: World) -> None:
    wrong = {
        "CLOSECALL_RELAESE": "now",
        "CLOSECALL_RETENTION_WEEKS": "canary",
        "CLOSECALL_TIMEZONE": "Mars/Olympus",
    }
    done = sound.run("chat", **wrong)
    refused(done, "Settings need mending.")
    assert all(name in done.stderr for name in wrong)
    assert "Did you mean CLOSECALL_RELEASE?" in done.stderr
    assert "canary" not in done.stderr
    assert "Olympus" not in done.stderr


def test_init_where_something_is_leaves_it_as_it_is(sound: World, tmp_path: Path) -> None:
    refused(sound.run("init", "--yes"), "There is a set-up here already.")
    (tmp_path / ".env").write_text("CLOSECALL_LANGUAGE=it\n")
    done = World(tmp_path, bare_environment(tmp_path)).run("init", "--yes", "--json")
    refused(done, "Qui c'è già una configurazione.")
    assert [path.name for path in tmp_path.iterdir()] == [".env"]
