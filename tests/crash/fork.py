"""A fork that copies no lock of a thread on its way out.

Python's `join` returns before the thread is gone: OpenSSL still takes a lock then, to put down
what it kept for the thread (`OPENSSL_thread_stop`). A child that is forked in that instant waits
for ever at its first random byte. Linux only, as `/proc` is; elsewhere it forks at once.
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from pathlib import Path
from typing import Final

_TASKS: Final = Path("/proc/self/task")
_PATIENCE: Final = 0.5  # seconds; a thread that ends takes a thousandth of one
_STAY: Final[set[int]] = set()
"""Threads that Python does not know and that do not end: of a test runner, of an array library."""


def fork() -> int:
    """`os.fork`, once every thread that Python has given up is gone."""
    until = time.monotonic() + _PATIENCE
    while (ending := _unknown() - _STAY) and time.monotonic() < until:
        os.sched_yield()
    _STAY.update(ending)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12 on: the runner may have threads
        return os.fork()


def _unknown() -> set[int]:
    """The threads of this process that Python does not count as running."""
    if not _TASKS.exists():
        return set()
    known = {thread.native_id for thread in threading.enumerate()}
    return {int(task.name) for task in _TASKS.iterdir()} - known
