"""The Slack that nobody here wrote: emulate from npm, pinned to loopback, behind `Edge`."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.adapters.telegram.npm_api import SERVERS
from tests.e2e.world import PATIENCE
from tests.ports import kept_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def emulated(folder: Path) -> Iterator[str]:
    """The server, for as long as the block lasts; its base."""
    port = kept_port()
    node = subprocess.Popen(
        [
            *("node", "--require", str(SERVERS / "loopback.cjs")),
            str(folder / "node_modules" / "emulate" / "dist" / "index.js"),
            *("start", "--service", "slack", "--port", str(port)),
            *("--seed", str(SERVERS / "slack.yaml")),
        ],
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    try:
        _answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        node.terminate()
        node.wait(PATIENCE)


def _answers(port: int) -> None:
    """Wait until the port answers."""
    end = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as door:
            door.settimeout(0.2)
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, "emulate does not answer"
