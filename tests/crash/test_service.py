"""`kill -9` at every step of what the service does by itself: release, expire, sweep, publish."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from adapters.folder import Folder
from bot.ports import RunStatus
from bot.words import Language
from bot.work import commit
from closecall import wiring
from closecall.service import service
from digests.due import Timetable
from digests.press import Press
from digests.publish import Outlet, Publisher
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tables import case
from storage.tallies import Tallies
from storage.votes import Votes
from tests.crash.crashed import SECOND, STORY, TAPS, TOLD, Crashed, each_death, founded
from tests.turned import turn_home

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports import Run
    from digests.issue import Issue

OLD = "A drum rolled off its pallet and stopped at the kerb."
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
CHANNEL = "file:wall"


def tick(left: Crashed) -> None:
    """`closecall run --once` when the timetable has turned."""
    turn_home(left.home)
    with service(left.settings) as running:
        assert asyncio.run(running.schedule.tick()) == ()


@pytest.fixture(scope="module")
def due(tmp_path_factory: pytest.TempPathFactory) -> Crashed:
    """A case whose time is over, two reports that wait, and a day key that is too old."""
    made = founded(tmp_path_factory.mktemp("service") / "template")
    made.chat((OLD, *TAPS, "send"))
    made.release_now()
    with wiring.store(made.settings) as opened, opened.engine.begin() as connection:
        connection.execute(sa.update(case).values(expires="2001-W01"))
    made.chat(TOLD)
    made.chat((SECOND, *TAPS, "send"))
    (made.home / "epochs" / "1.key").write_bytes(b"k" * 32)
    return made


def test_a_tick_killed_at_any_step_loses_and_doubles_nothing_and_destroys_what_is_over(
    due: Crashed, tmp_path: Path
) -> None:
    over = due.sealed_bytes()
    assert len(over) == 3
    for step, left, _ in each_death(lambda world, _: tick(world), due, tmp_path):
        moved = sum(kinds["report", "case"] for kinds in left.objects().values())
        assert moved + left.waiting() in {2, 3}, step
        tick(left)
        assert left.waiting() == 0, step
        assert left.reports() == Counter({STORY: 1, SECOND: 1}), step
        assert not any(left.holds(sealed) for sealed in over), step
        assert not (left.home / "epochs" / "1.key").exists(), step


class Wall:
    """The folder channel, and a line in a file for every post that was begun."""

    def __init__(self, folder: Path) -> None:
        """Post into `folder/wall`, count in `folder/posts`."""
        self._channel = Folder(folder / "wall")
        self._posts = folder / "posts"

    def render(self, issue: Issue) -> str:
        """As the folder does."""
        return self._channel.render(issue)

    async def post(self, period: str, frozen: str) -> str:
        """Post; from the first byte on somebody may have read it."""
        with self._posts.open("a", encoding="utf-8") as posts:
            posts.write(f"{period}\n")
        return await self._channel.post(period, frozen)


def publish(left: Crashed, now: datetime) -> tuple[Run, ...]:
    """One tick of the publisher; all runs afterwards."""
    with wiring.store(left.settings) as opened:
        writer = opened.writer
        ledger = Ledger(writer)
        timetable = Timetable(0, time(9), ZoneInfo("UTC"))
        publisher = Publisher(
            press=Press(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer)),
            ledger=ledger,
            writer=writer,
            outlets=[Outlet(CHANNEL, Language.EN, timetable, Wall(left.folder))],
            owner=f"owner at {now}",
            clock=lambda: now,
        )
        asyncio.run(publisher.tick())
        return writer.run(commit(ledger.runs))


def test_publishing_killed_at_any_step_posts_at_most_once_and_lists_every_doubt(
    tmp_path: Path,
) -> None:
    template = founded(tmp_path / "template")
    publish(template, NOON - timedelta(weeks=1))  # a channel begins with its next issue
    for step, left, _ in each_death(lambda world, _: publish(world, NOON), template, tmp_path):
        publish(left, NOON + timedelta(hours=1))
        runs = publish(left, NOON + timedelta(hours=2))
        (status,) = [run.status for run in runs if run.status is not RunStatus.SKIPPED]
        posts = left.folder / "posts"
        begun = len(posts.read_text("utf-8").split()) if posts.exists() else 0
        pages = len(list((left.folder / "wall").glob("*.md")))
        assert (status, begun, pages) in {
            (RunStatus.SENT, 1, 1),
            (RunStatus.UNCERTAIN, 1, 1),  # it is there, and nobody knows
            (RunStatus.UNCERTAIN, 1, 0),
            (RunStatus.UNCERTAIN, 0, 0),
        }, step
