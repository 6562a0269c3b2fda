"""`closecall run` as a process beside a Bot API on loopback: started, killed, started again."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.world import World


class Served:
    """One running service, and what it wrote to standard error."""

    def __init__(self, world: World, api_url: str, token: str, **settings: str) -> None:
        """Start it."""
        self.said: list[str] = []
        self._changed = threading.Condition()
        told = {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": api_url}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "closecall", "run"],
            cwd=world.folder,
            env={**world.environment, "CLOSECALL_HEALTH_PORT": "0", **told, **settings},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.said.append(line)
                self._changed.notify_all()

    def until(self, words: str, patience: float = PATIENCE) -> None:
        """Wait until it says this."""
        with self._changed:
            found = self._changed.wait_for(
                lambda: any(words in line for line in self.said), patience
            )
        assert found, "".join(self.said)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        self._listener.join()
        return code

    def close(self) -> None:
        """Whatever happened, nothing of it is left."""
        self.end(signal.SIGKILL)
        sys.stderr.writelines(self.said)  # shown where the test failed
        assert self.process.stderr is not None
        self.process.stderr.close()


@contextmanager
def serving(world: World, api_url: str, token: str, **settings: str) -> Iterator[Served]:
    """The service, for as long as the block lasts."""
    served = Served(world, api_url, token, **settings)
    try:
        yield served
    finally:
        served.close()


def deliver(port: int, update: object, given: str) -> int:
    """What Telegram does with a webhook; the status of the answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/telegram",
        json.dumps(update).encode(),
        {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": given},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
