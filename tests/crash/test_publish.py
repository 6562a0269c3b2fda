"""Four publishers at once, killed at random: nothing twice, nothing lost, each doubt listed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bot.ports import Run, RunStatus
from bot.work import commit
from digests.posting import LEASE
from storage.ledger import Ledger
from tests.crash.hours import Hours
from tests.crash.mortal import Mortal

if TYPE_CHECKING:
    from storage.writer import Writer

PROCESS = Path(__file__).with_name("publisher_process.py")
CHANNELS, PROCESSES, DEATHS = 60, 4, 9
DEADLY = 0.12


def seed_old_weeks(writer: Writer) -> None:
    """Every channel is known: a new one would start with its next week."""
    ledger = Ledger(writer)

    def skip() -> None:
        for number in range(CHANNELS):
            ledger.skip(f"channel-{number:02d}", "2020-W01")

    writer.run(commit(skip))


def publish_among_crashes(url: str, folder: Path) -> int:
    """Four publishers, until every channel is served; how many were killed."""
    hours = Hours(folder)
    publishers = Mortal(PROCESS, (url, str(folder), str(CHANNELS)), DEADLY)
    # What a dead one had is free after its lease.
    return publishers.among_deaths(PROCESSES, DEATHS, lambda: hours.move(LEASE + 1))


def test_sixty_channels_four_processes_and_random_kills_post_nothing_twice_and_lose_nothing(
    writer: Writer, database_url: str, tmp_path: Path
) -> None:
    seed_old_weeks(writer)
    folder = tmp_path / "pages"
    folder.mkdir()
    deaths = publish_among_crashes(database_url, folder)
    runs: tuple[Run, ...] = writer.run(commit(Ledger(writer).runs))
    ends = {run.channel: run.status for run in runs if run.period != "2020-W01"}
    posts = Counter(line.split()[0] for line in (folder / "posts").read_text().splitlines())
    doubled = {channel for channel, times in posts.items() if times > 1}
    lost = {
        channel
        for channel, status in ends.items()
        if status is RunStatus.SENT and not posts[channel]
    }
    doubted = {channel for channel, status in ends.items() if status is RunStatus.UNCERTAIN}
    assert deaths > PROCESSES
    assert len(ends) == CHANNELS
    assert doubled == set()
    assert lost == set()
    assert set(ends.values()) <= {RunStatus.SENT, RunStatus.UNCERTAIN}
    assert 0 < len(doubted) <= deaths
    pages = {page.parent.name for page in folder.glob("*/*.md")}
    assert pages >= {channel for channel, status in ends.items() if status is RunStatus.SENT}
