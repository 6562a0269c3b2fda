"""Parts that only read: they wait for nobody who writes, see one moment, and cannot write."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.errors import StoreAway, StoreBusy
from bot.report import Week
from bot.work import Work, aside, commit, read
from storage.cases import Cases
from storage.dialect import pass_alone
from storage.engine import only_reading, open_engine
from storage.schema import ensure, upgrade
from storage.tallies import Tallies
from storage.transactor import Transactor
from storage.writer import Writer
from tests.postgres import ThrowawayPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

WEEK = Week(2026, 47)
Count = dict[tuple[str, str], int]


def one(tallies: Tallies, code: str = "a") -> Work[None]:
    """A work that counts once."""
    return commit(lambda: tallies.count(WEEK, "kind", code))


def seen(tallies: Tallies) -> Count:
    """What a part finds, whatever kind of part it is."""
    return tallies.weeks(WEEK, WEEK).get(WEEK, {})


def held(file: Path) -> AbstractContextManager[sqlite3.Connection]:
    """Another process writes: a shell with an open transaction, a backup that does not end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)


@pytest.fixture
def hasty(sqlite_url: str) -> Iterator[Writer]:
    """A writer on SQLite that waits for nobody."""
    engine = open_engine(sqlite_url, busy_ms=20)
    writer = Writer(engine)
    yield writer
    writer.close()
    engine.dispose()


def test_who_reads_does_not_wait_for_another_process_that_writes(
    hasty: Writer, tmp_path: Path
) -> None:
    tallies = Tallies(hasty)
    hasty.run(one(tallies))
    with held(tmp_path / "closecall.db"):
        with pytest.raises(StoreBusy):
            hasty.run(one(tallies))
        assert hasty.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}
    hasty.run(one(tallies))
    assert hasty.run(read(lambda: seen(tallies))) == {("kind", "a"): 2}


def test_who_reads_does_not_wait_for_the_parts_that_do(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url, busy_ms=200_000)
    writer = Writer(engine)
    tallies = Tallies(writer)
    with held(tmp_path / "closecall.db") as other:
        waiting = writer.submit(one(tallies))
        assert writer.run(read(lambda: seen(tallies))) == {}
        assert not waiting.done()
        other.execute("ROLLBACK")
        waiting.result(200)
    assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}
    writer.close()
    engine.dispose()


def test_a_database_that_is_held_can_be_opened(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url, busy_ms=20)
    with held(tmp_path / "closecall.db"):
        ensure(engine)
        with only_reading(engine).connect() as connection:
            assert connection.scalar(sa.text("SELECT count(*) FROM tally")) == 0
    engine.dispose()


def test_a_part_that_says_it_reads_and_writes_fails_and_has_written_nothing(
    writer: Writer,
) -> None:
    tallies = Tallies(writer)
    with pytest.raises(RuntimeError, match="only reads has written"):
        writer.run(read(lambda: tallies.count(WEEK, "kind", "a")))
    assert writer.run(read(lambda: seen(tallies))) == {}
    writer.run(one(tallies))
    assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}


def test_whoever_has_the_connection_next_may_write(engine: sa.Engine) -> None:
    with only_reading(engine).connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM tally")) == 0
    taken = []  # the pool gives out the same one again, among others
    for _ in range(2):
        taken.append(engine.connect())
        taken[-1].execute(sa.text("DELETE FROM tally"))
        taken[-1].commit()
    for connection in taken:
        connection.close()


def test_a_part_that_reads_sees_one_moment(
    writer: Writer, make_writer: Callable[[], Writer]
) -> None:
    tallies, elsewhere = Tallies(writer), make_writer()
    others = Tallies(elsewhere)
    elsewhere.run(one(others))

    def twice() -> tuple[Count, Count]:
        before = seen(tallies)
        elsewhere.run(one(others))
        return before, seen(tallies)

    before, after = writer.run(read(twice))
    assert before == after == {("kind", "a"): 1}
    assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 2}


def test_what_was_answered_is_seen_by_who_reads_next(writer: Writer) -> None:
    tallies = Tallies(writer)

    def work() -> Work[Count]:
        yield from one(tallies)
        yield from aside(lambda: None)
        return (yield from read(lambda: seen(tallies)))

    for n in range(1, 20):
        assert writer.run(work()) == {("kind", "a"): n}


def test_a_release_holds_up_nobody_who_reads(engine: sa.Engine, writer: Writer) -> None:
    cases = Cases(writer)
    with engine.connect() as other:
        other.execute(sa.text("SELECT 1"))  # SQLite's own lock of who writes
        pass_alone(other)
        assert writer.run(read(cases.all)) == ()
        assert writer.run(read(lambda: cases.glance(b""))) == {}


def test_parts_run_on_a_thread_of_their_own_one_after_the_other(writer: Writer) -> None:
    names, inside = set[str](), threading.Semaphore(1)

    def alone() -> None:
        assert inside.acquire(blocking=False)
        names.add(threading.current_thread().name)
        assert writer.driver is writer.connection.connection.driver_connection
        inside.release()

    for done in [writer.submit(read(alone)) for _ in range(20)]:
        done.result(200)
    assert names == {"closecall-reader_0"}
    with pytest.raises(RuntimeError, match="only inside a part"):
        _ = writer.connection
    with pytest.raises(RuntimeError, match="cannot wait"):
        writer.run(read(lambda: writer.run(read(lambda: None))))


def test_closing_gives_back_both_connections_and_both_threads(
    sqlite_url: str, tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    engine = open_engine(sqlite_url)
    writer = Writer(engine)
    tallies = Tallies(writer)
    writer.run(one(tallies))
    futures = [writer.submit(read(lambda: seen(tallies))) for _ in range(20)]
    writer.close()
    assert [future.result(0) for future in futures] == [{("kind", "a"): 1}] * 20
    assert set(threading.enumerate()) == before
    engine.dispose()
    assert [path.name for path in tmp_path.glob("closecall.db*")] == ["closecall.db"]


def test_parts_that_wait_for_a_held_database_wait_together_and_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    engine = open_engine(sqlite_url, busy_ms=20)
    asked = list[str]()

    @event.listens_for(engine, "connect")
    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(asked.append)

    transactor = Transactor(engine)
    with held(tmp_path / "closecall.db"):
        results = transactor.run([lambda: 1] * 30)
    assert [(value, type(error)) for value, error in results] == [(None, StoreBusy)] * 30
    assert asked.count("BEGIN IMMEDIATE") == 1
    assert transactor.run([lambda: 1] * 30) == [(1, None)] * 30
    transactor.drop()
    engine.dispose()


def test_who_reads_notices_that_postgresql_was_away() -> None:
    server = ThrowawayPostgres()
    server.start()
    try:
        engine = open_engine(server.url)
        upgrade(engine)
        writer = Writer(engine)
        tallies = Tallies(writer)
        writer.run(one(tallies))
        assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}
        server.down("fast")
        with pytest.raises(StoreAway):
            writer.run(read(lambda: seen(tallies)))
        server.up()
        assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}
        server.down("fast")
        server.up()  # nobody asked meanwhile: the connection is stale
        assert writer.run(read(lambda: seen(tallies))) == {("kind", "a"): 1}
        writer.close()
        engine.dispose()
    finally:
        server.stop()
