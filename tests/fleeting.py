"""What does not outlive this process, also after SIGKILL: folders, a PostgreSQL, every process.

Neither a fixture nor `atexit` runs then. So a shell waits at the far end of a pipe that this
process alone holds: the kernel closes it whatever happens, and then the shell ends what is there.

A PostgreSQL is told from its folder. Everything else that a test starts, and what that starts in
turn, is told from a mark in its environment, inherited or handed on by `bare_environment`.
"""

from __future__ import annotations

import atexit
import os
import secrets
import subprocess
import tempfile
from pathlib import Path
from typing import Final

# A number is a server's only while the process that has it names the folder. SIGQUIT is what
# PostgreSQL calls an immediate shutdown; whatever is written meanwhile is removed as well.
_KEEP: Final = """
cat
pid=$(head -n 1 "$1/data/postmaster.pid" 2>&-)
named() { { tr '\\0' ' ' <"/proc/$pid/cmdline" || ps -o args= -p "$pid"; } 2>&- | grep -qF "$1"; }
[ "$pid" ] && named "$1" && kill -QUIT "$pid"
rounds=0
while [ "$pid" ] && named "$1" && [ $rounds -lt 600 ]; do sleep 0.1; rounds=$((rounds + 1)); done
[ "$pid" ] && named "$1" && kill -KILL "$pid"
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"""

MARK: Final = "TESTS_RUN"
"""The variable that says to which runs of the tests a process belongs."""

# The mark comes through the pipe: among its arguments the shell would find itself. What is killed
# may have begun something meanwhile, so it looks until nothing is left.
_REAP: Final = """
read -r mark
cat
marked() {
    [ -r /proc/self/environ ] || { ps -axeww -o pid=,command= | while read -r pid said; do
        case $said in *"$mark"*) echo "$pid" ;; esac; done; return; }
    grep -lasF "$mark" /proc/[0-9]*/environ | tr -dc '0-9\\n'
}
rounds=0
while pids=$(marked); [ "$pids" ] && [ $rounds -lt 200 ]; do
    kill -KILL $pids 2>&-
    sleep 0.05
    rounds=$((rounds + 1))
done
"""


def no_offspring_stays() -> None:
    """Whatever is started from here on ends with this process, however that ends."""
    mark = secrets.token_hex(16)
    reaper = _keeper(_REAP)
    assert reaper.stdin is not None
    reaper.stdin.write(f"{mark}\n".encode())
    reaper.stdin.flush()
    os.environ[MARK] = f"{os.environ.get(MARK, '')} {mark}".strip()  # a worker has its run's, too
    atexit.register(reaper.communicate)


def _keeper(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    """A shell at the far end of a pipe, no offspring of ours."""
    return subprocess.Popen(
        ["/bin/sh", "-c", program, "sh", *arguments],
        stdin=subprocess.PIPE,
        env={"PATH": os.environ.get("PATH", os.defpath)},
        start_new_session=True,  # what a terminal sends to all of us is not for the keeper
    )


class Fleeting:
    """A temporary folder, open to this user alone."""

    def __init__(self, prefix: str) -> None:
        """Make it, and somebody who sees to its end."""
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._keeper = _keeper(_KEEP, str(self.path))
        atexit.register(self.end)

    def end(self) -> None:
        """End it now; once more does nothing."""
        atexit.unregister(self.end)
        self._keeper.communicate()
