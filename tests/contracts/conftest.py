"""One set of stores per kind, in memory, on SQLite, on PostgreSQL: they promise the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.work import commit
from storage.audit import Audit
from storage.cases import Cases
from storage.drafts import Drafts
from storage.epochs import Epochs
from storage.lessons import Lessons
from storage.outbox import Outbox
from storage.spool import Spool
from storage.tallies import Tallies
from storage.writer import Writer
from tests.conftest import epoch_store
from tests.fakes import FixedDice, MemoryDrafts, MemoryOutbox, MemoryWriter, this_week
from tests.fakes_desk import MemoryAudit, MemoryCases, MemoryLessons, MemorySpool, MemoryTallies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

    from bot import ports
    from tests.conftest import Today

T = TypeVar("T")


@dataclass
class Stores:
    """Every store of one kind, and what drives them."""

    writer: Writer | MemoryWriter
    drafts: ports.Drafts
    spool: ports.Spool
    cases: ports.Cases
    lessons: ports.Lessons
    tallies: ports.Tallies
    audit: ports.Audit
    outbox: Outbox | MemoryOutbox
    dice: FixedDice

    def do(self, part: Callable[[], T]) -> T:
        """Run one commit part."""
        return self.writer.run(commit(part))


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Runs a test once per kind of store."""
    return str(request.param)


@pytest.fixture
def stores(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path, today: Today, dice: FixedDice
) -> Iterator[Stores]:
    """Empty stores of one kind."""
    if backend == "memory":
        yield _memory(dice)
        return
    engine: sa.Engine = request.getfixturevalue("engine")
    writer = Writer(engine)
    yield Stores(
        writer,
        Drafts(writer, Epochs(epoch_store(engine, tmp_path), today, dice), dice),
        Spool(writer, dice, this_week, keep_weeks=52),
        Cases(writer),
        Lessons(writer),
        Tallies(writer),
        Audit(writer),
        Outbox(writer, dice, this_week),
        dice,
    )
    writer.close()


def _memory(dice: FixedDice) -> Stores:
    drafts, cases, audit = MemoryDrafts(), MemoryCases(), MemoryAudit()
    lessons, tallies = MemoryLessons(), MemoryTallies()
    spool, outbox = MemorySpool(cases), MemoryOutbox(dice)
    writer = MemoryWriter(drafts, cases, spool, lessons, tallies, audit, outbox)
    return Stores(writer, drafts, spool, cases, lessons, tallies, audit, outbox, dice)
