"""The log of SQLite after a purge: nothing but zeros, long enough already, and nobody's loss."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.work import commit
from storage.engine import open_engine
from storage.journal import ROOM, beside, is_blank, make_room
from storage.purge import purge
from storage.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAKE = "CREATE TABLE IF NOT EXISTS told (place INTEGER PRIMARY KEY, held BLOB)"


class Kept:
    """A file with one table, through the one writer."""

    def __init__(self, path: Path) -> None:
        """Make it, with its room."""
        self.path = path
        self.log = beside(str(path))
        self.engine = open_engine(f"sqlite:///{path}")
        self.writer = Writer(self.engine)
        self.run(MAKE)

    def run(self, sql: str) -> sa.CursorResult[tuple[object, ...]]:
        """One statement, durable."""
        return self.writer.run(commit(lambda: self.writer.connection.execute(sa.text(sql))))

    def keep(self) -> None:
        """One more row of 8 kB: three frames."""
        self.run("INSERT INTO told (held) VALUES (randomblob(8000))")

    def rows(self) -> int:
        """How many rows there are."""
        counted = commit(
            lambda: self.writer.connection.scalar(sa.text("SELECT count(*) FROM told"))
        )
        return int(self.writer.run(counted) or 0)

    def close(self) -> None:
        """Let go of the file."""
        self.writer.close()
        self.engine.dispose()


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "closecall.db")
    yield made
    made.close()


def test_after_a_purge_the_log_is_zeros_and_as_long_as_it_gets(kept: Kept) -> None:
    kept.keep()
    assert not is_blank(kept.log)
    assert purge(kept.engine)
    assert is_blank(kept.log)
    assert kept.log.stat().st_size == ROOM


def test_a_commit_after_a_purge_does_not_lengthen_the_log(kept: Kept) -> None:
    assert purge(kept.engine)
    for _ in range(400):  # over the thousand frames at which SQLite begins anew
        kept.keep()
    assert kept.log.stat().st_size == ROOM
    assert kept.rows() == 400


def test_who_could_not_wait_leaves_a_connection_that_waits_as_long_as_before(kept: Kept) -> None:
    """The pool gives it to the next one, whom an impatient one would tell that all is busy."""
    kept.keep()
    with kept.engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
    assert purge(kept.engine, patience_ms=7)
    with kept.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == before > 7


def test_a_purge_with_nothing_to_clean_touches_no_file(kept: Kept) -> None:
    assert purge(kept.engine)
    before = kept.log.stat()
    assert purge(kept.engine)
    assert kept.log.stat() == before


def test_what_was_written_is_there_when_the_process_is_killed_over_a_log_with_room(
    tmp_path: Path,
) -> None:
    path = tmp_path / "killed.db"
    code = (
        "import os, sys; from pathlib import Path; from tests.unit.test_journal import *;"
        "kept = Kept(Path(sys.argv[1])); kept.keep(); purge(kept.engine); kept.keep();"
        "os.kill(os.getpid(), 9)"
    )
    process = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert process.returncode == -9
    assert beside(str(path)).stat().st_size == ROOM
    after = Kept(path)
    assert after.rows() == 2
    after.close()


def test_a_log_of_zeros_and_a_torn_frame_is_an_empty_one(tmp_path: Path) -> None:
    """After a power failure pages of the log may be there in any order, without its header."""
    path = tmp_path / "torn.db"
    first = Kept(path)
    first.keep()
    first.close()
    beside(str(path)).write_bytes(bytes(4096) + os.urandom(4120) + bytes(4096))
    after = Kept(path)
    assert after.rows() == 1
    assert purge(after.engine)
    assert is_blank(after.log)
    after.close()


def test_who_writes_while_another_one_cleans_loses_nothing(kept: Kept) -> None:
    done = threading.Event()
    purges: list[bool] = []

    def clean() -> None:
        while not done.is_set():
            purges.append(purge(kept.engine))

    cleaner = threading.Thread(target=clean)
    cleaner.start()
    rows = 0
    while rows < 300 or not any(purges):  # the cleaner may come late on a busy machine
        kept.keep()
        rows += 1
    done.set()
    cleaner.join()
    assert kept.rows() == rows
    fresh = sqlite3.connect(kept.path)
    assert fresh.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    fresh.close()


def test_room_that_cannot_be_made_is_no_failure(kept: Kept) -> None:
    kept.keep()
    before = kept.log.stat().st_size
    busy, waits = (sqlite3.connect(kept.path, isolation_level=None) for _ in range(2))
    busy.execute("BEGIN IMMEDIATE")
    waits.execute("PRAGMA busy_timeout=0")
    make_room(waits, kept.log)
    assert kept.log.stat().st_size == before
    busy.execute("ROLLBACK")
    make_room(waits, kept.log)
    assert kept.log.stat().st_size == ROOM
    assert busy.execute("SELECT count(*) FROM told").fetchone() == (1,)  # read from the log
    busy.close()
    waits.close()
