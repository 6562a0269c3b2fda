"""What others may see of the memory of a process, and what stays in it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.e2e.world import bare_environment

if TYPE_CHECKING:
    from pathlib import Path


def printed(program: str, folder: Path) -> str:
    """What a process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=bare_environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_no_core_dump_and_no_debugger(tmp_path: Path) -> None:
    program = (
        "import ctypes, resource\n"
        "from closecall import memory\n"
        "memory.harden()\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    )
    assert printed(program, tmp_path) == "(0, 0) 0\n"


def test_a_text_that_was_freed_leaves_the_process(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path\n"
        "from closecall import memory\n"
        "memory.harden()\n"
        "def resident(): return int(Path('/proc/self/statm').read_text().split()[1])\n"
        "texts, small = [bytes(4_000_000)], []\n"
        "texts.clear()\n"  # from here on malloc would keep whatever is smaller than that
        "before = resident()\n"
        "for _ in range(50):\n"
        "    texts.append(b'x' * 400_000)\n"
        "    small.append(b'x' * 1_000)\n"  # and this would hold it in its place
        "held = resident()\n"
        "texts.clear()\n"
        "print((resident() - before) * 10 < held - before)\n"
    )
    assert printed(program, tmp_path) == "True\n"
