"""Bad days of the machine: a full disk, a folder that cannot be written, a lock, a clock, a kill.

Through the real commands. Whatever was acknowledged before is there afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.e2e.mishap import ANSWERS, CANARY, STORY, TAPS, another, home, lines, quiet, refused
from tests.e2e.world import PATIENCE, World
from tests.turned import turn_home

if TYPE_CHECKING:
    from collections.abc import Iterator

SHIFTED = Path(__file__).with_name("shifted.py")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A set-up with one report in its spool."""
    world = World.copied(tmp_path_factory.mktemp("sound") / "w")
    quiet(world.run("chat", "--json", say=lines(*ANSWERS)))
    return world


@pytest.fixture
def place(sound: World, tmp_path: Path) -> World:
    """A copy of it."""
    return another(sound, tmp_path / "place")


def waiting(world: World) -> int:
    """How many reports wait."""
    with closing(sqlite3.connect(home(world) / "closecall.sqlite3")) as base:
        count: int = base.execute("SELECT count(*) FROM spool").fetchone()[0]
    return count


def start(world: World, *arguments: str, say: str = "") -> subprocess.Popen[str]:
    """A command under way, with all that it will hear."""
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", *arguments],
        cwd=world.folder,
        env=world.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(say)
    process.stdin.close()
    process.stdin = None
    return process


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Wait for its end."""
    out, err = process.communicate(timeout=PATIENCE)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


# --- a disk of its own ---------------------------------------------------------------------------


def system(name: str, *arguments: str) -> None:
    """A tool of the system."""
    subprocess.run([shutil.which(name) or name, *arguments], check=True)


@contextmanager
def small_disk(world: World, size: str) -> Iterator[Path]:
    """CLOSECALL_HOME on a small disk in memory; only root may mount one."""
    folder = home(world)
    kept = folder.rename(folder.with_name("kept"))
    folder.mkdir()
    system("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder))
    try:
        shutil.copytree(kept, folder, dirs_exist_ok=True)
        yield folder
    finally:
        system("umount", "-l", str(folder))


def may_mount() -> bool:
    """Whether this machine lets the tests make a disk."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return False
    probe = Path("/proc/self/status").read_text("ascii")
    effective = int(probe.partition("CapEff:")[2].split()[0], 16)
    return bool(effective >> 21 & 1)  # CAP_SYS_ADMIN


def fill(folder: Path, leaving: int) -> Path:
    """A file that takes all the room but `leaving` bytes."""
    filler = folder / "filler"
    room = os.statvfs(folder)
    filler.write_bytes(bytes(max(room.f_bavail * room.f_frsize - leaving, 0)))
    return filler


def test_a_full_disk_keeps_the_old_takes_nothing_new_and_works_again_when_there_is_room(
    place: World,
) -> None:
    if not may_mount():  # tests/unit/test_bad_days.py fills one without rights
        assert waiting(place) == 1
        return
    with small_disk(place, "2m") as folder:
        filler = fill(folder, 0)
        for command in (("chat", "--json"), ("run", "--once")):
            refused(place.run(*command, say=lines(*ANSWERS)), "The disk is full.")
        looked_at(place, "The disk is full.")
        filler.unlink()
        assert waiting(place) == 1
        filler = fill(folder, 90 * 1024)
        done = place.run("chat", "--json", say=lines(*ANSWERS))
        quiet(done)
        assert "The disk is full." in done.stdout + done.stderr
        kept = waiting(place)
        assert kept == 1 + ('"receipt"' in done.stdout)
        filler.unlink()
        quiet(place.run("chat", "--json", say=lines({"say": f"{STORY} Twice."}, *ANSWERS[1:])))
        assert waiting(place) == kept + 1


def looked_at(place: World, why: str) -> None:
    """Nobody has the file open: whoever reads still reads, and whoever would write is told why."""
    before = {file.name for file in home(place).iterdir() if not file.name.endswith("-shm")}
    for command in (("inbox",), ("audit", "verify"), ("lessons", "list"), ("digest", "status")):
        done = place.run(*command)
        assert done.returncode == 0, done.stderr
    for case in place.json("inbox", "--all", "--json")["cases"]:
        shown = place.run("show", case["case"][:8])
        assert (shown.returncode, CANARY in shown.stdout, why in shown.stderr) == (0, True, True)
        refused(place.run("note", case["case"], "a note"), why)
    (shut,) = [one for one in doctored(place) if one["what"] == "shut"]
    assert why in shut["text"]
    assert {f.name for f in home(place).iterdir() if not f.name.endswith("-shm")} == before


def doctored(place: World) -> list[dict[str, str]]:
    """What the doctor saw."""
    found: list[dict[str, str]] = json.loads(place.run("doctor", "--json").stdout)
    return found


def test_a_home_that_can_only_be_read(place: World) -> None:
    if not may_mount():
        home(place).chmod(0o500)
        refused(place.run("chat", "--json"), "The database can be read but not written.")
        home(place).chmod(0o700)
        return
    turn_home(home(place))
    assert place.run("run", "--once").returncode == 0
    quiet(place.run("chat", "--json", say=lines({"say": f"{STORY} Twice."}, *ANSWERS[1:])))
    with small_disk(place, "8m") as folder:
        system("mount", "-o", "remount,ro", str(folder))
        for command in (("chat", "--json"), ("run", "--once")):
            done = place.run(*command, say=lines(*ANSWERS))
            refused(done, "The database can be read but not written.")
            assert "rights" in done.stderr
        looked_at(place, "The database can be read but not written.")
        system("mount", "-o", "remount,rw", str(folder))
        assert waiting(place) == 1
        assert place.run("run", "--once").returncode == 0


# --- locks ---------------------------------------------------------------------------------------


def test_a_database_that_another_process_holds(place: World) -> None:
    """Who writes waits fifteen seconds, all of them at once; who reads waits for nobody."""
    with place.chat() as chat, closing(sqlite3.connect(home(place) / "closecall.sqlite3")) as base:
        base.isolation_level = None
        chat.prompt()
        chat.say(STORY)
        base.execute("BEGIN IMMEDIATE")
        chat.send({"choose": "safety"})
        commands = (("chat", "--json"), ("run", "--once"))
        started = [start(place, *command, say=lines(*ANSWERS)) for command in commands]
        for command in (("inbox",), ("audit", "verify"), ("lessons", "export")):
            assert place.run(*command).returncode == 0, command
        for process in started:
            refused(ended(process), "Another process holds the database.")
        trouble = chat.listen("error")
        assert "Another process holds the database." in trouble["text"]
        assert "you can answer again" in trouble["text"]
        assert chat.prompt()["key"] == "family"
        base.execute("ROLLBACK")
        assert chat.choose("safety")["key"] == "kind"
        shown = [chat.choose(tap) for tap in TAPS[1:]]
        assert CANARY in shown[-1]["record"]
        assert len(chat.file()["words"].split()) == 8
        chat.prompt()
        assert chat.leave() == 0
    assert waiting(place) == 2


def test_two_chats_and_two_services_on_one_home_lose_and_double_nothing(place: World) -> None:
    told = [f"{STORY} Number {number}." for number in ("one", "two", "three")]
    turn_home(home(place))
    chats = [
        start(place, "chat", "--json", say=lines({"say": story}, *ANSWERS[1:])) for story in told
    ]
    services = [start(place, "run", "--once") for _ in range(2)]
    for process in (*chats, *services):
        done = ended(process)
        assert done.returncode == 0, done.stderr
        quiet(done)
    turn_home(home(place))
    assert place.run("run", "--once").returncode == 0
    rows = place.json("inbox", "--all", "--json")["cases"]
    assert len(rows) == 4
    assert waiting(place) == 0


# --- clocks --------------------------------------------------------------------------------------


def shifted(world: World, days: int, *arguments: str, say: str = "") -> str:
    """A command on a machine whose clock is wrong by so many days; what it said."""
    done = subprocess.run(
        [sys.executable, str(SHIFTED), str(days), *arguments],
        cwd=world.folder,
        env=world.environment,
        input=say,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    quiet(done)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("days", [2, -2, 9, -9])
def test_a_clock_that_jumps_and_comes_back_loses_and_doubles_nothing(
    place: World, days: int
) -> None:
    for jump, story in ((days, "Far away."), (0, "Home again.")):
        said = shifted(
            place, jump, "chat", "--json", say=lines({"say": f"{STORY} {story}"}, *ANSWERS[1:])
        )
        assert '"receipt"' in said
        shifted(place, jump, "run", "--once")
    turn_home(home(place))
    shifted(place, 0, "run", "--once")
    assert waiting(place) == 0
    assert len(place.json("inbox", "--all", "--json")["cases"]) == 3
    assert place.run("audit", "verify").returncode == 0
    assert len(list((home(place) / "epochs").glob("*.key"))) <= 2


def test_after_the_list_of_reviewers_has_expired_nothing_is_taken_and_nothing_is_lost(
    place: World,
) -> None:
    done = subprocess.run(
        [sys.executable, str(SHIFTED), "400", "chat", "--json"],
        cwd=place.folder,
        env=place.environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    refused(done, "The list of reviewers has expired.")
    assert "closecall reviewer renew" in done.stderr
    assert waiting(place) == 1


# --- signals -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_whoever_is_interrupted_in_a_chat_leaves_no_draft(place: World, name: str) -> None:
    with place.chat() as chat:
        chat.prompt()
        chat.say(STORY)
        chat.process.send_signal(signal.Signals[name])
        assert chat.listen("over")["reason"] == "cancelled"
        assert chat.process.wait(PATIENCE) == 0
        assert chat.process.stderr is not None
        assert chat.process.stderr.read() == ""
    assert not (home(place) / "chat.token").exists()
    with place.chat("--continue") as again:
        assert again.prompt()["key"] == "story"
    assert waiting(place) == 1


def test_a_screen_that_is_gone_takes_the_draft_along(place: World) -> None:
    """`closecall chat | head -1`: nobody sees the next question."""
    with place.chat() as chat:
        chat.prompt()
        chat.say(STORY)
        assert chat.process.stdout is not None
        chat.process.stdout.close()
        chat.send({"choose": "safety"})
        assert chat.process.wait(PATIENCE) == 1
        assert chat.process.stderr is not None
        assert "Traceback" not in chat.process.stderr.read()
        chat.process.stdout = None
    assert not (home(place) / "chat.token").exists()


@pytest.mark.parametrize("command", ["inbox", "doctor", "digest preview", "chat"])
def test_closed_and_full_standard_streams_are_no_fault_of_ours(place: World, command: str) -> None:
    for end in ("| head -c 1 >/dev/null", ">&- 2>&-", "<&-", "<&- >&- 2>&-", ">/dev/full"):
        done = subprocess.run(
            ["/bin/sh", "-c", f"{sys.executable} -m closecall {command} {end}"],
            cwd=place.folder,
            env=place.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        quiet(done)
        assert done.returncode in {0, 1}, (end, done.stderr)
        assert "unraisable" not in done.stderr
    assert waiting(place) == 1
