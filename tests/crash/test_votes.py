"""Readers tap in three processes that are killed at random: every count is that of its marks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.ports import Ballot
from bot.work import commit
from digests.press import Press
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tables import vote
from storage.tallies import Tallies
from storage.votes import Votes
from tests.crash.mortal import Mortal
from tests.crash.voter_process import READERS, WEEK

if TYPE_CHECKING:
    from storage.writer import Writer

PROCESS = Path(__file__).with_name("voter_process.py")
PROCESSES, DEATHS, TAPS = 3, 4, 40
DEADLY = 0.03
BALLOT = Ballot(WEEK, "slack:C1", str(WEEK), "drill")


def test_after_random_kills_every_count_is_that_of_its_marks(
    writer: Writer, database_url: str, tmp_path: Path
) -> None:
    votes = Votes(writer)
    press = Press(Lessons(writer), Tallies(writer), Editions(writer), votes)
    ledger = Ledger(writer)
    assert writer.run(commit(lambda: press.edition(WEEK)))
    assert writer.run(commit(lambda: ledger.claim("slack:C1", str(WEEK), "me", now=1, until=2)))
    readers = Mortal(PROCESS, (database_url, str(tmp_path / "keys"), str(TAPS)), DEADLY)
    assert readers.among_deaths(PROCESSES, DEATHS) > 0

    counted = sa.select(vote.c.choice, sa.func.count()).group_by(vote.c.choice)
    marks = dict(
        writer.run(commit(lambda: [tuple(row) for row in writer.connection.execute(counted)]))
    )
    counts = dict(writer.run(commit(lambda: votes.counts(BALLOT))))
    assert counts == marks
    assert 0 < sum(counts.values()) <= READERS

    assert writer.run(commit(lambda: press.edition(WEEK.plus(1))))
    writer.run(commit(lambda: press.close("slack:C1", WEEK.plus(1))))
    assert dict(writer.run(commit(lambda: votes.counts(BALLOT)))) == counts
    assert not writer.run(commit(lambda: writer.connection.execute(sa.select(vote)).all()))
