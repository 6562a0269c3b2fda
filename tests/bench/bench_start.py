"""Starting: how long until the first question is there, and how much memory that takes.

    python -m tests.bench.bench_start

Every start is a process of its own, from the fork to its first line of output; Python's compiled
files are there, as they are on the second day.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.bench.harness import Ratio, measure, report
from tests.bench.house import found

if TYPE_CHECKING:
    from collections.abc import Callable

    from closecall.settings import Settings

ROOT: Final = Path(__file__).parents[2]
CHAT: Final = ("-m", "closecall", "chat", "--json")
USUAL: Final = ("-m", "tests.bench.standins")
_PATIENCE: Final = 20  # seconds
LIBRARY: Final = ("-c", "import sqlalchemy; print('there'); input()")


def ratios(folder: Path) -> list[Ratio]:
    """Our first question against a bare bot's first answer, and against one library's import."""
    folder.mkdir()
    settings = found(folder)
    chat = starting(folder, settings, CHAT, b'"key"')
    usual = starting(folder, settings, USUAL, b"there")
    library = starting(folder, settings, LIBRARY, b"there")
    what = "first question of `closecall chat`"
    start, size = _times(chat, usual), _sizes(chat, usual)
    library_start = _times(chat, library)
    return [
        Ratio(what, "first answer of a bare PTB bot", *start, 2.5, 1.7, unit="ms"),
        Ratio(what, "`import sqlalchemy`", *library_start, None, unit="ms", rounds=3),
        Ratio("its memory", "that of a bare PTB bot", *size, None, unit="MB", rounds=3),
    ]


def starting(
    folder: Path, settings: Settings, command: tuple[str, ...], mark: bytes
) -> Callable[[], tuple[float, float]]:
    """Start it, wait for a line that holds `mark`, end it; milliseconds and megabytes."""
    named = {"CLOSECALL_HOME": str(settings.home), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **named}

    def start() -> tuple[float, float]:
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            guard = threading.Timer(_PATIENCE, process.kill)
            guard.start()
            if process.stdout is None or not any(mark in line for line in process.stdout):
                raise RuntimeError(f"{command} said nothing that was waited for")
            guard.cancel()
            took = time.perf_counter() - began
            size = _resident(process.pid)
            process.kill()
        return took * 1e3, size

    return start


def _resident(pid: int) -> float:
    """Resident memory in megabytes. Linux only: it is in `proc`."""
    pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _times(
    ours: Callable[[], tuple[float, float]], theirs: Callable[[], tuple[float, float]]
) -> tuple[Callable[[], float], Callable[[], float]]:
    return (lambda: ours()[0]), (lambda: theirs()[0])


def _sizes(
    ours: Callable[[], tuple[float, float]], theirs: Callable[[], tuple[float, float]]
) -> tuple[Callable[[], float], Callable[[], float]]:
    return (lambda: ours()[1]), (lambda: theirs()[1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        sys.exit(report(measure(ratios(Path(place) / "house"))))
