"""Readers tap in three processes that are killed at random: every count is that of its marks."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.ports import Ballot
from bot.work import commit
from digests.press import Press
from storage.editions import Editions
from storage.lessons import Lessons
from storage.tables import vote
from storage.tallies import Tallies
from storage.votes import Votes
from tests.crash.voter_process import READERS, WEEK

if TYPE_CHECKING:
    from storage.writer import Writer

PROCESS = Path(__file__).with_name("voter_process.py")
PROCESSES, DEATHS, TAPS = 3, 4, 40
DEADLY = 0.03
PATIENCE = 400
BALLOT = Ballot(WEEK, "slack:C1", str(WEEK), "drill")


def start(url: str, folder: Path, seed: int, deadly: float) -> subprocess.Popen[bytes]:
    """One more process full of readers."""
    arguments = (url, str(folder), str(seed), str(TAPS), str(deadly))
    return subprocess.Popen([sys.executable, str(PROCESS), *arguments])


def tap_among_crashes(url: str, folder: Path) -> int:
    """Keep three of them alive until they end by themselves; how many were killed."""
    deaths, seed = 0, PROCESSES
    alive = [start(url, folder, number, DEADLY) for number in range(PROCESSES)]
    deadline = time.monotonic() + PATIENCE
    try:
        while alive:
            assert time.monotonic() < deadline, "the readers do not come to an end"
            for process in [process for process in alive if process.poll() is not None]:
                alive.remove(process)
                if process.returncode != 0:
                    assert process.returncode == -9
                    deaths, seed = deaths + 1, seed + 1
                    alive.append(start(url, folder, seed, DEADLY if deaths < DEATHS else 0.0))
            if alive:
                with suppress(subprocess.TimeoutExpired):
                    alive[0].wait(timeout=0.05)
    finally:
        for process in alive:
            process.kill()
            process.wait()
    return deaths


def test_after_random_kills_every_count_is_that_of_its_marks(
    writer: Writer, database_url: str, tmp_path: Path
) -> None:
    votes = Votes(writer)
    press = Press(Lessons(writer), Tallies(writer), Editions(writer), votes)
    assert writer.run(commit(lambda: press.edition(WEEK)))
    assert tap_among_crashes(database_url, tmp_path / "keys") > 0

    counted = sa.select(vote.c.choice, sa.func.count()).group_by(vote.c.choice)
    marks = dict(
        writer.run(commit(lambda: [tuple(row) for row in writer.connection.execute(counted)]))
    )
    counts = dict(writer.run(commit(lambda: votes.counts(BALLOT))))
    assert counts == marks
    assert 0 < sum(counts.values()) <= READERS

    assert writer.run(commit(lambda: press.edition(WEEK.plus(1))))
    assert dict(writer.run(commit(lambda: votes.counts(BALLOT)))) == counts
    assert not writer.run(commit(lambda: writer.connection.execute(sa.select(vote)).all()))
