"""A fork that copies no lock of a thread on its way out.

Python's `join` returns before the thread is gone: OpenSSL still takes a lock then, to put down
what it kept for the thread (`OPENSSL_thread_stop`). A child that is forked in that instant waits
for ever at its first random byte. Linux only, as `/proc` is; elsewhere it forks at once.
"""

from __future__ import annotations

import os
import signal
import threading
import time
import warnings
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_SLEEP: Final = 0.5  # seconds; a thread that ends takes a thousandth of one, and does not sleep
_PATIENCE: Final = 60  # seconds for one that is kept waiting by a busy machine
_STAY: Final[set[int]] = set()
"""Threads that Python does not know and that do not end: of a test runner, of an array library."""


def fork() -> int:
    """`os.fork`, once every thread that Python has given up is gone."""
    end = time.monotonic() + _PATIENCE
    asleep = time.monotonic()
    while ending := _unknown() - _STAY:
        now = time.monotonic()
        if not all(map(_sleeps, ending)):
            asleep = now
        if now > asleep + _SLEEP or now > end:
            _STAY.update(ending)
            break
        os.sched_yield()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 on: the runner may have threads
        return os.fork()


def buried(child: int) -> int:
    """Wait for the end of a child: its status. One that does not end says where it is."""
    try:
        _, status = os.waitpid(child, 0)
    except BaseException:  # this test has taken too long
        os.kill(child, signal.SIGABRT)  # the runner's faulthandler prints the child's stack
        os.waitpid(child, 0)
        raise
    return status


def _unknown() -> set[int]:
    """The threads of this process that Python does not count as running."""
    if not _TASKS.exists():
        return set()
    known = {thread.native_id for thread in threading.enumerate()}
    return {int(task.name) for task in _TASKS.iterdir()} - known


def _sleeps(task: int) -> bool:
    """Whether the kernel has nothing to do for this thread; proc(5), the third field of `stat`."""
    try:
        told = (_TASKS / str(task) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False  # it is gone
    return told.rpartition(")")[2].split()[0] == "S"
