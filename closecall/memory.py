"""The memory of this process: nobody else looks into it, and what was freed leaves it.

It holds words that somebody just typed. Where a system lacks one of these means, the others stand.
"""

from __future__ import annotations

import contextlib
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4  # prctl(2)
_M_MMAP_THRESHOLD: Final = -3  # mallopt(3); the numbers are glibc's, in malloc.h
_M_ARENA_MAX: Final = -8
_LARGE: Final = 128 * 1024  # bytes: glibc's own beginning


def harden() -> None:
    """No core dump, no debugger of the same user; what was freed goes back to the system."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on every platform

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return
    import ctypes  # only here

    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(AttributeError):  # glibc's alone
        # Left to itself it keeps ever larger pieces for later, and a heap for each thread.
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_M_ARENA_MAX, 1)
