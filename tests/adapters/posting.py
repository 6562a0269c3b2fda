"""What the tests of both channels set up alike: an organisation that posts, and what is said."""

from __future__ import annotations

import io
import json
import logging
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from closecall import logs
from closecall.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from tests.e2e.world import World


def furnished(folder: Path, monkeypatch: pytest.MonkeyPatch, **told: str) -> Path:
    """The folder with a home, a database and these settings; from now on the one we are in."""
    (folder / "home").mkdir()
    tell(folder, CLOSECALL_HOME="home", CLOSECALL_LANGUAGE="en", **told)
    monkeypatch.chdir(folder)
    assert main(["db", "upgrade"]) == 0
    return folder


def tell(folder: Path, **told: str) -> None:
    """More settings."""
    with (folder / ".env").open("a") as env:
        env.writelines(f"{name}={value}\n" for name, value in told.items())


@dataclass
class Digest:
    """`closecall digest`, said in this process."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> tuple[int, str]:
        """One command: its exit code, and all that it said."""
        self.capsys.readouterr()
        code = main(["digest", *words])
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def run(self, channel: str) -> dict[str, Any]:
        """What became of the one post to this channel."""
        (found,) = (run for run in self._runs() if run["channel"] == channel)
        return found

    def status(self) -> dict[str, str]:
        """The state of every post, by its channel; a picture that is none has none."""
        return {run["channel"]: run["status"] for run in self._runs()}

    def _runs(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self("status", "--json")[1])
        return listed


def urgent(world: World) -> None:
    """Somebody reports what nobody has stopped yet, and wants it read now."""
    with world.chat() as chat:
        chat.prompt()
        chat.say("A gas bottle leaks in the yard and nobody has closed it.")
        for choice in ("safety", "machinery", "not_stopped", "critical", "now"):
            chat.choose(choice)
        chat.file()


@contextmanager
def overheard(*libraries: str) -> Iterator[io.StringIO]:
    """What our one handler writes while these and the root speak at DEBUG."""
    levels = {name: logging.getLogger(name).level for name in ("", *libraries)}
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(logs.Redacting())
    logging.getLogger().addHandler(handler)
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield handler.stream
    finally:
        logging.getLogger().removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def behind(failed: BaseException) -> list[BaseException]:
    """The failure, and all that led to it, as a traceback would show them."""
    seen: list[BaseException] = []
    cause: BaseException | None = failed
    while cause and cause not in seen:
        seen.append(cause)
        cause = cause.__cause__ or cause.__context__
    return seen
