"""What one report asks of the operating system: nothing goes out but to its own screen.

Python's audit events (PEP 578) are watched everywhere; where `strace` may be used, every system
call that hands bytes to the kernel is searched, from SQLite's and OpenSSL's code, too.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.e2e.world import PATIENCE, ROOT
from tests.privacy import canaries
from tests.privacy.house import House
from tests.privacy.hunt import hunt
from tests.privacy.life import Life

if TYPE_CHECKING:
    from pathlib import Path

STORY = canaries.SAFE_STORY
ANSWERS = f"{STORY}\n" + "1\n" * 6
CALLS = (
    *("write", "writev", "pwrite64", "pwritev", "sendto", "sendmsg", "sendmmsg", "sendfile"),
    *("socket", "connect", "bind", "execve", "openat", "creat", "rename", "mkdir", "symlinkat"),
)
WRITING = re.compile(r"^\d+ +(?:p?writev?(?:64)?|send\w*)\((\d+)")
HEX = re.compile(r"\\x([0-9a-f]{2})")
STDOUT = "1"
NOT_WRITTEN = re.compile(r"^\d+ +(?:socket|connect|bind)\(")


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """An organisation; nobody has told anything yet."""
    begun = Life.bare(tmp_path_factory.mktemp("traced"))
    House.built(begun.world.folder)
    return begun


def strace() -> str | None:
    """The tracer, where there is one and it is allowed to trace."""
    found = shutil.which("strace")
    if found is None:
        return None
    allowed = subprocess.run([found, "-o", os.devnull, "true"], capture_output=True, check=False)
    return found if allowed.returncode == 0 else None


def test_a_chat_opens_no_socket_starts_no_process_and_writes_only_at_home(life: Life) -> None:
    acts = life.root / "loud" / "acts.log"
    acts.unlink(missing_ok=True)
    done = life.world.run("chat", say=ANSWERS)
    assert "Your eight words:" in done.stdout
    lines = acts.read_text("utf-8").splitlines()
    events = [line.split("\t")[1] for line in lines]
    assert {event for event in events if not event.startswith("sqlite3.")} == {"open"}
    paths = [line.split("'")[1] for line in lines if line.split("\t")[2].startswith("('")]
    assert paths
    assert [path for path in paths if not path.startswith((str(life.home), os.devnull))] == []


if STRACE := strace():

    @pytest.fixture(scope="module")
    def trace(life: Life, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
        """Every call of one report, from the first prompt to the words, bytes in hexadecimal."""
        assert STRACE
        out = tmp_path_factory.mktemp("strace") / "calls"
        quiet = {"LOUD": "", "PYTHONPATH": str(ROOT), "MIDWEEK": ""}
        done = subprocess.run(
            [
                *(STRACE, "-f", "-xx", "-s", "9999999", "-e", f"trace={','.join(CALLS)}"),
                *("-o", str(out), sys.executable, "-m", "closecall", "chat"),
            ],
            cwd=life.world.folder,
            env={**life.world.environment, **quiet},
            input=ANSWERS.encode(),
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        assert b"Your eight words:" in done.stdout, done.stderr
        assert done.stderr == b""
        return out.read_text("ascii").splitlines()

    def test_no_system_call_holds_a_canary_but_those_that_draw_the_screen(
        trace: list[str],
    ) -> None:
        wanted = [*canaries.ENVIRONMENT.values(), *canaries.TAKEN_OUT, *canaries.TOLD]
        hits, on_screen = [], 0
        for line in trace:
            if line.split(" ", 1)[1].lstrip().startswith("execve("):
                continue  # how the test begins the process: its environment is the canary
            writes = WRITING.match(line)
            raw = bytes.fromhex("".join(HEX.findall(line)))
            if writes and writes[1] == STDOUT:
                on_screen += b"velocipede" in raw
                continue
            hits += hunt(line[:60], raw, wanted)
        assert hits == []
        assert on_screen >= 1, "the record was shown, so the trace did see the story"

    def test_no_socket_is_opened_by_anything_below_python_either(trace: list[str]) -> None:
        assert sum(bool(WRITING.match(line)) for line in trace) > 10
        assert [line for line in trace if NOT_WRITTEN.match(line)] == []


def test_a_chat_that_is_aborted_dumps_no_core(life: Life, tmp_path: Path) -> None:
    """Whatever limits it was started with, and whoever wants to look into it."""
    command = f"ulimit -c unlimited 2>/dev/null; exec {sys.executable} -m closecall chat --json"
    chat = subprocess.Popen(
        ["/bin/sh", "-c", command],
        cwd=life.world.folder,
        env={**life.world.environment, "LOUD": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert chat.stdin is not None
    assert chat.stdout is not None
    with chat.stdin, chat.stdout:
        for line in chat.stdout:
            if b'"key": "story"' in line or b'"key":"story"' in line:
                break
        chat.stdin.write(b'{"say": "%b"}\n' % STORY.encode())
        chat.stdin.flush()
        chat.stdout.readline()
        limits = f"/proc/{chat.pid}/limits"
        if os.path.exists(limits):  # noqa: PTH110 - not a file of ours
            with open(limits, encoding="ascii") as file:  # noqa: PTH123 - as above
                core = next(line for line in file if line.startswith("Max core file size"))
            assert core.split()[4:6] == ["0", "0"]
        chat.send_signal(signal.SIGABRT)
        _, status = os.waitpid(chat.pid, 0)
        chat.returncode = status
    assert os.WTERMSIG(status) == signal.SIGABRT
    assert not os.WCOREDUMP(status)
    allowed = life.carried()
    assert life.look(allowed=allowed) == []
    assert list(tmp_path.iterdir()) == []
