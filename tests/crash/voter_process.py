"""Readers who tap, in a process of its own that kills itself at random. Run by `test_votes`.

    python tests/crash/voter_process.py DATABASE_URL FOLDER SEED TAPS DEADLY

It may die between any two statements of a tap. The keys are where they belong: files in FOLDER
beside SQLite, the table on PostgreSQL.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import sqlalchemy as sa

from bot.report import Week
from digests.voting import DRILL, Voting
from storage.editions import Editions
from storage.engine import is_sqlite, open_engine
from storage.epochs import FileEpochs, TableEpochs
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tables import vote_key
from storage.votes import Marks, Votes, WeekKeys
from storage.writer import Writer

WEEK = Week(2026, 47)
READERS = 12


def main(url: str, folder: str, taps: str, seed: str, deadly: str) -> None:
    """Tap until the taps are used up, or death comes."""
    engine = open_engine(url)
    dice = random.Random(int(seed))  # noqa: S311 - a simulation

    @sa.event.listens_for(engine, "before_cursor_execute")
    def step(*_: object) -> None:
        if dice.random() < float(deadly):
            os.kill(os.getpid(), signal.SIGKILL)

    writer = Writer(engine)
    store = FileEpochs(Path(folder)) if is_sqlite(engine) else TableEpochs(engine, vote_key)
    voting = Voting(
        votes=Votes(writer),
        marks=Marks(WeekKeys(store, os.urandom), (b"p" * 32,)),
        editions=Editions(writer),
        lessons=Lessons(writer),
        ledger=Ledger(writer),
        calendar=lambda: WEEK,
    )
    for _ in range(int(taps)):
        who, choice = str(dice.randrange(READERS)).encode(), dice.randrange(4)
        writer.run(voting.cast("slack:C1", str(WEEK), DRILL, choice, who))
    writer.close()
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
