"""`closecall run`: it tends, it tells whether it works, and it ends when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import PATIENCE, World
from tests.ports import kept_port
from tests.turned import turn_home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A set-up with a free port for its health pages."""
    return World.copied(tmp_path / "here", CLOSECALL_HEALTH_PORT=str(kept_port()))


class Served:
    """A running service and what it has said."""

    def __init__(self, world: World) -> None:
        """Start it and wait until it says that it is ready."""
        self.world = world
        self.said: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "closecall", "run"],
            cwd=world.folder,
            env=world.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.ready = threading.Event()
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if line.endswith("run: ready\n"):
                self.ready.set()
        self.ready.set()

    def get(self, page: str) -> tuple[int, str]:
        """A page: its status and its text."""
        port = self.world.environment["CLOSECALL_HEALTH_PORT"]
        try:
            address = f"http://127.0.0.1:{port}{page}"
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def end(self, how: signal.Signals) -> int:
        """Tell it to end; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(world: World) -> Iterator[Served]:
    """The service, for as long as the block lasts."""
    served = Served(world)
    try:
        assert served.ready.wait(PATIENCE), "".join(served.said)
        yield served
    finally:
        served.process.kill()
        served.process.wait()
        served.listener.join()
        sys.stderr.writelines(served.said)  # shown where the test failed
        assert served.process.stderr is not None
        served.process.stderr.close()


def test_it_is_healthy_says_its_doors_and_ends_cleanly(world: World) -> None:
    with serving(world) as served:
        assert served.get("/healthz") == (200, "ok\n")
        status, parts = served.get("/readyz")
        assert (status, set(json.loads(parts).values())) == (200, {True})
        assert 'closecall_ready{part="database"} 1.0' in served.get("/metrics")[1]
        assert served.end(signal.SIGTERM) == 0
    said = "".join(served.said)
    assert "Terminal: open" in said
    assert "TELEGRAM_BOT_TOKEN opens it" in said
    assert "SLACK_BOT_TOKEN opens it" in said
    assert "Traceback" not in said


def test_ctrl_c_ends_it_as_cleanly(world: World) -> None:
    with serving(world) as served:
        assert served.end(signal.SIGINT) == 0


def test_a_list_of_readers_that_is_gone_makes_it_unready(world: World) -> None:
    with serving(world) as served:
        assert "works" in asked(world, code=0)
        (world.folder / "closecall-home" / "manifest.json").unlink()
        status, parts = served.get("/readyz")
        assert (status, json.loads(parts)["readers"]) == (503, False)
        assert served.get("/healthz")[0] == 200
        assert "not ready: readers" in asked(world, code=1)
        told = json.loads(asked(world, "--json", code=1))
        assert (told["ready"], told["parts"]["readers"]) == (False, False)
    assert "No service of Close Call answers" in asked(world, code=1)
    assert json.loads(asked(world, "--json", code=1)) == {"ready": False, "parts": None}


def asked(world: World, *options: str, code: int) -> str:
    """What `closecall ready` says, and that it ends with this code."""
    done = world.run("ready", *options)
    assert done.returncode == code, done.stderr
    return done.stdout


def test_without_a_port_there_is_nobody_to_ask(world: World) -> None:
    world.environment["CLOSECALL_HEALTH_PORT"] = "0"
    assert "CLOSECALL_HEALTH_PORT=0" in asked(world, code=1)
    world.environment["CLOSECALL_LANGUAGE"] = "it"
    assert "non ha una pagina" in asked(world, code=1)


def test_metrics_do_not_move_when_a_report_comes(world: World) -> None:
    with serving(world) as served:
        before = served.get("/metrics")
        with world.chat() as chat:
            chat.tell(
                "The ladder was too short and slipped.",
                "safety",
                "fall_from_height",
                "luck",
                "serious",
            )
            chat.file()
        assert served.get("/metrics") == before
        served.end(signal.SIGTERM)
    assert [line for line in served.said if "released" in line or "accept" in line] == []


def test_reviewers_are_alerted_to_what_is_urgent_and_the_story_stays_sealed(
    world: World,
) -> None:
    alerts = world.folder / "alerts"
    world.environment["CLOSECALL_REVIEW_CHANNEL"] = "file:alerts"
    with world.chat() as chat:
        chat.prompt()
        chat.say("A gas bottle leaks in the yard and nobody has closed it.")
        chat.choose("safety")
        chat.choose("machinery")
        chat.choose("not_stopped")
        shown = chat.choose("critical")
        assert shown["key"] == "urgent"
        assert chat.choose("now")["key"] == "confirm"
        chat.file()
    for _ in range(2):
        assert world.run("run", "--once").returncode == 0
    (urgent,) = alerts.glob("alert-*.md")
    said = urgent.read_text("utf-8")
    assert said.startswith("Urgent close call: Safety · Machine or tool")
    assert "gas" not in said
    runs = world.json("digest", "status", "--json")
    assert [run for run in runs if run["period"].startswith("alert-")] == []


def test_it_says_whether_anybody_is_alerted(world: World) -> None:
    with serving(world) as served:
        served.end(signal.SIGTERM)
    assert "CLOSECALL_REVIEW_CHANNEL=file:review" in "".join(served.said)
    observations = {one["what"] for one in world.json("doctor", "--json")}
    assert "no_review" in observations


def test_it_does_not_start_without_what_reports_need(world: World) -> None:
    home = world.folder / "closecall-home"
    for file in ("salt", "pepper", "manifest.json"):
        kept = (home / file).read_bytes()
        (home / file).unlink()
        done = world.run("run", "--once")
        assert done.returncode == 1, file
        assert "→" in done.stderr
        assert "Traceback" not in done.stderr
        (home / file).write_bytes(kept)
    assert world.run("run", "--once").returncode == 0


def test_it_does_not_start_where_no_conversation_could_begin(world: World) -> None:
    world.environment["CLOSECALL_EPOCH_DIR"] = "/dev/null/epochs"
    done = world.run("run", "--once")
    assert (done.returncode, "/dev/null/epochs" in done.stderr) == (1, True)
    observations = json.loads(world.run("doctor", "--json").stdout)
    (bad,) = [one for one in observations if one["level"] == "bad"]
    assert (bad["what"], "/dev/null/epochs" in bad["text"]) == ("day_keys", True)


def test_day_keys_that_cannot_be_written_any_more_make_it_unready(world: World) -> None:
    epochs = world.folder / "closecall-home" / "epochs"
    with serving(world) as served:
        assert json.loads(served.get("/readyz")[1])["day_keys"] is True
        epochs.rename(epochs.with_name("elsewhere"))
        epochs.write_bytes(b"")
        assert "not ready: day_keys" in asked(world, code=1)


def test_a_port_that_is_taken_is_one_sentence(world: World) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", int(world.environment["CLOSECALL_HEALTH_PORT"])))
        taken.listen()
        done = world.run("run")
    assert done.returncode == 1
    assert "CLOSECALL_HEALTH_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_reports_wait_for_the_timetable_and_then_leave_together(world: World) -> None:
    """The release turns with the slot, not with the report and not with a restart."""

    def inbox() -> int:
        return len(world.json("inbox", "--json")["cases"])

    def last_line() -> str:
        done = world.run("inbox")
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    before = last_line()
    assert "every morning at 6" in before
    assert world.run("run", "--once").returncode == 0  # notes the present slot
    # Two stories: a door killed right after the words would tell the same one under its old token.
    for story in ("The trailer rolled; its wheels were free.", "The ladder was too short."):
        with world.chat() as chat:
            chat.tell(
                story,
                "safety",
                "slip_trip_fall",
                "luck",
                "little",
            )
            chat.file()
    assert world.run("run", "--once").returncode == 0
    assert inbox() == 0
    assert last_line() == before  # it says nothing about what waits
    turn_home(world.folder / "closecall-home")
    done = world.run("run", "--once")
    assert "released what waited" in done.stderr
    assert inbox() == 2
    assert last_line() == before
