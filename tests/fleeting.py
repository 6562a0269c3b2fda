"""A folder that does not outlive this process, nor does a PostgreSQL in it: also after SIGKILL.

Neither a fixture nor `atexit` runs then. So a shell waits at the far end of a pipe that this
process alone holds: the kernel closes it whatever happens, and then the shell ends what is there.
"""

from __future__ import annotations

import atexit
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


class Fleeting:
    """A temporary folder, open to this user alone."""

    def __init__(self, prefix: str) -> None:
        """Make it, and somebody who sees to its end."""
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEP, "sh", str(self.path)],
            stdin=subprocess.PIPE,
            start_new_session=True,  # what a terminal sends to all of us is not for the keeper
        )
        atexit.register(self.end)

    def end(self) -> None:
        """End it now; once more does nothing."""
        atexit.unregister(self.end)
        self._keeper.communicate()
