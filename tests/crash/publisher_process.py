"""One publisher as a process of its own that kills itself at random. Run by `test_publish`.

    python tests/crash/publisher_process.py DATABASE_URL FOLDER CHANNELS SEED DEADLY

Steps at which it may die: inside the claim, before the post, after it (the page is there, the
answer is not). It ends by itself when nothing is left that it could do.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))

from adapters.folder import Folder
from bot.ports import RunStatus
from bot.words import Language
from bot.work import commit
from digests.due import Timetable
from digests.press import Press
from digests.publish import Outlet, Publisher
from storage.editions import Editions
from storage.engine import open_engine
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes
from storage.writer import Writer
from tests.crash.hours import Hours

if TYPE_CHECKING:
    from collections.abc import Callable

    from digests.issue import Issue

_ENDED = {RunStatus.SENT, RunStatus.FAILED, RunStatus.UNCERTAIN}


class Fate:
    """Kills this very process, now and then, without a warning to anybody."""

    def __init__(self, seed: int, deadly: float) -> None:
        """`deadly`: how likely one step is the last."""
        self._dice = random.Random(seed)  # noqa: S311 - a simulation
        self._deadly = deadly

    def step(self) -> None:
        """Perhaps the last step."""
        if self._dice.random() < self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)


class Witness:
    """The folder channel, and a line in a log for every page that was really posted."""

    def __init__(self, folder: Path, name: str, fate: Fate) -> None:
        """Post into `folder/name`, write the line into `folder/posts`."""
        self._channel = Folder(folder / name)
        self._posts = folder / "posts"
        self._name = name
        self._fate = fate

    def render(self, issue: Issue) -> str:
        """What the folder would get."""
        self._fate.step()
        return self._channel.render(issue)

    async def post(self, period: str, frozen: str) -> str:
        """Post, and say so: one write to a file opened for appending is never torn."""
        self._fate.step()
        line = os.open(self._posts, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(line, f"{self._name} {period}\n".encode())
        os.close(line)
        reference = await self._channel.post(period, frozen)
        self._fate.step()
        return reference


async def publish(publisher: Publisher, left: Callable[[], bool], hours: Hours) -> None:
    """Tick until nothing is left."""
    while left():
        with hours.turn():
            await publisher.tick()
        await asyncio.sleep(0.1)


def main(url: str, folder: Path, channels: int, seed: int, deadly: float) -> None:
    """Publish until every channel has its issue, or this process dies."""
    engine = open_engine(url)
    writer = Writer(engine)
    ledger, fate, hours = Ledger(writer), Fate(seed, deadly), Hours(folder)
    timetable = Timetable(0, time(0), ZoneInfo("UTC"))
    names = [f"channel-{number:02d}" for number in range(channels)]
    random.Random(seed).shuffle(names)  # noqa: S311 - a simulation
    outlets = [Outlet(name, Language.EN, timetable, Witness(folder, name, fate)) for name in names]
    publisher = Publisher(
        press=Press(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer)),
        ledger=ledger,
        writer=writer,
        outlets=outlets,
        owner=os.urandom(8).hex(),
        clock=hours.now,
    )

    def left() -> bool:
        runs = writer.run(commit(ledger.runs))
        return sum(run.status in _ENDED for run in runs) < channels

    asyncio.run(publish(publisher, left, hours))
    writer.close()
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
