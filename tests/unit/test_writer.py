"""The one writer: groups, guilty parts, slow parts, lost connections, and an end without leaks."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.errors import NoSuchCase, StoreAway
from bot.report import Week
from bot.work import Work, aside, commit
from storage.awaited import awaited
from storage.engine import open_engine
from storage.schema import upgrade
from storage.tallies import Tallies
from storage.writer import Writer
from tests.postgres import ThrowawayPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WEEK = Week(2026, 47)


class Gate:
    """A first part that holds the writer until everything that should share a group is queued."""

    def __init__(self, writer: Writer) -> None:
        """Occupy the writer thread."""
        self.open = threading.Event()
        entered = threading.Event()

        def hold() -> None:
            entered.set()
            assert self.open.wait(200)

        self.future = writer.submit(commit(hold))
        assert entered.wait(200)


class Commits:
    """How many transactions an engine committed."""

    def __init__(self, engine: sa.Engine) -> None:
        """Begin to count."""
        self.n = 0

        @event.listens_for(engine, "commit")
        def count(_connection: sa.Connection) -> None:
            self.n += 1


def one(tallies: Tallies, code: str = "a") -> Work[None]:
    """A work that counts once."""
    return commit(lambda: tallies.count(WEEK, "kind", code))


def fail(error: Exception) -> Callable[[], None]:
    """A part that raises."""

    def part() -> None:
        raise error

    return part


def counted(writer: Writer, tallies: Tallies) -> dict[tuple[str, str], int]:
    """What is in the database."""
    return writer.run(commit(lambda: tallies.weeks(WEEK, WEEK))).get(WEEK, {})


def test_parts_that_wait_together_share_one_transaction(engine: sa.Engine, writer: Writer) -> None:
    tallies, commits = Tallies(writer), Commits(engine)
    gate = Gate(writer)
    futures = [writer.submit(one(tallies)) for _ in range(50)]
    assert not any(future.done() for future in futures)
    gate.open.set()
    for future in futures:
        future.result(200)
    assert commits.n == 2
    assert counted(writer, tallies) == {("kind", "a"): 50}


def test_a_group_is_bounded(engine: sa.Engine) -> None:
    writer = Writer(engine, group=10)
    tallies, commits = Tallies(writer), Commits(engine)
    gate = Gate(writer)
    futures = [writer.submit(one(tallies)) for _ in range(25)]
    gate.open.set()
    for future in futures:
        future.result(200)
    writer.close()
    assert commits.n == 1 + 3


def test_a_part_that_waits_alone_is_committed_at_once(engine: sa.Engine, writer: Writer) -> None:
    tallies, commits = Tallies(writer), Commits(engine)
    writer.run(one(tallies))
    assert commits.n == 1


def test_only_the_guilty_part_of_a_group_fails(writer: Writer) -> None:
    tallies = Tallies(writer)

    def guilty() -> None:
        tallies.count(WEEK, "kind", "must not stay")
        raise NoSuchCase("x")

    gate = Gate(writer)
    good = [writer.submit(one(tallies)) for _ in range(5)]
    bad = writer.submit(commit(guilty))
    good += [writer.submit(one(tallies)) for _ in range(5)]
    gate.open.set()
    with pytest.raises(NoSuchCase):
        bad.result(200)
    for future in good:
        future.result(200)
    assert counted(writer, tallies) == {("kind", "a"): 10}


def test_a_wrong_statement_takes_nobody_along_on_either_database(writer: Writer) -> None:
    tallies = Tallies(writer)

    def wrong() -> None:
        tallies.count(WEEK, "kind", "must not stay")
        writer.connection.execute(sa.text("SELECT nothing FROM nowhere"))

    gate = Gate(writer)
    good, bad = writer.submit(one(tallies)), writer.submit(commit(wrong))
    gate.open.set()
    with pytest.raises(sa.exc.DBAPIError):
        bad.result(200)
    good.result(200)
    assert counted(writer, tallies) == {("kind", "a"): 1}


def test_an_answer_comes_after_its_commit(engine: sa.Engine, writer: Writer) -> None:
    tallies = Tallies(writer)
    writer.run(one(tallies))
    with engine.connect() as other:
        assert other.scalar(sa.text("SELECT n FROM tally")) == 1


def test_a_work_goes_from_part_to_part_with_their_values(writer: Writer) -> None:
    here: list[str] = []

    def where(value: int) -> int:
        here.append(threading.current_thread().name.partition("_")[0])
        return value

    def work() -> Work[int]:
        first = yield from commit(lambda: where(1))
        second = yield from aside(lambda: where(first + 1))
        return (yield from commit(lambda: where(second + 1)))

    assert writer.run(work()) == 3
    assert here == ["closecall-writer", "closecall-aside", "closecall-writer"]


def test_a_slow_part_does_not_hold_the_writer(writer: Writer) -> None:
    release = threading.Event()
    slow = writer.submit(aside(lambda: release.wait(200)))
    tallies = Tallies(writer)
    writer.run(one(tallies))
    assert not slow.done()
    release.set()
    assert slow.result(200)


def test_slow_parts_are_bounded(engine: sa.Engine) -> None:
    writer = Writer(engine, aside=2)
    release, running, most = threading.Event(), [0], [0]
    lock = threading.Lock()
    full = threading.Semaphore(0)

    def slow() -> None:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        full.release()
        assert release.wait(200)
        with lock:
            running[0] -= 1

    futures = [writer.submit(aside(slow)) for _ in range(6)]
    assert full.acquire(timeout=200)
    assert full.acquire(timeout=200)
    assert not full.acquire(blocking=False)
    release.set()
    for future in futures:
        future.result(200)
    writer.close()
    assert most[0] == 2


@pytest.mark.parametrize("where", [commit, aside])
def test_a_work_may_carry_on_after_a_part_failed(
    writer: Writer, where: Callable[[Callable[[], None]], Work[None]]
) -> None:
    def work() -> Work[str]:
        try:
            yield from where(fail(NoSuchCase("x")))
        except NoSuchCase:
            return (yield from commit(lambda: "carried on"))
        return "not reached"

    assert writer.run(work()) == "carried on"


def test_a_work_without_parts_is_done_at_once(writer: Writer) -> None:
    def work() -> Work[int]:
        yield from ()
        return 7

    assert writer.run(work()) == 7


def test_the_connection_is_there_inside_a_commit_part_only(writer: Writer) -> None:
    with pytest.raises(RuntimeError):
        _ = writer.connection
    with pytest.raises(RuntimeError):
        writer.run(aside(lambda: writer.connection))
    assert not writer.run(commit(lambda: writer.connection)).in_transaction()
    gate = Gate(writer)
    with pytest.raises(RuntimeError):
        _ = writer.connection  # another thread is inside, not this one
    gate.open.set()
    gate.future.result(200)


def test_the_driver_is_there_as_long_as_its_connection_and_is_the_same(writer: Writer) -> None:
    with pytest.raises(RuntimeError):
        _ = writer.driver
    with pytest.raises(RuntimeError):
        writer.run(aside(lambda: writer.driver))

    def same() -> bool:
        return writer.driver is writer.connection.connection.driver_connection

    assert writer.run(commit(same))


def test_waiting_inside_a_part_is_refused_instead_of_hanging(writer: Writer) -> None:
    with pytest.raises(RuntimeError, match="cannot wait"):
        writer.run(commit(lambda: writer.run(commit(lambda: None))))


def test_nobody_can_cancel_half_a_turn(writer: Writer) -> None:
    gate = Gate(writer)
    tallies = Tallies(writer)
    future = writer.submit(one(tallies))
    assert not future.cancel()
    gate.open.set()
    future.result(200)
    assert counted(writer, tallies) == {("kind", "a"): 1}


async def test_an_event_loop_can_await_it_and_give_up_waiting(writer: Writer) -> None:
    tallies = Tallies(writer)
    await asyncio.gather(*(asyncio.wrap_future(writer.submit(one(tallies))) for _ in range(40)))
    gate = Gate(writer)
    waiting = asyncio.wrap_future(writer.submit(one(tallies)))
    waiting.cancel()
    gate.open.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    done = await asyncio.wrap_future(writer.submit(commit(lambda: tallies.weeks(WEEK, WEEK))))
    assert done == {WEEK: {("kind", "a"): 41}}


async def test_a_loop_is_woken_once_for_all_that_ended_in_one_group(writer: Writer) -> None:
    tallies, posts = Tallies(writer), list[int]()
    loop, ended = asyncio.get_running_loop(), asyncio.Event()

    def post(ends: list[Callable[[], None]]) -> None:
        posts.append(len(ends))
        loop.call_soon_threadsafe(ended.set)

    gate = Gate(writer)
    for _ in range(30):
        writer.start(one(tallies), lambda _value, _error: None, post)
    gate.open.set()
    await ended.wait()
    assert posts == [30]


async def test_an_awaited_work_ends_in_the_loop_with_its_value_or_its_error(
    writer: Writer,
) -> None:
    tallies = Tallies(writer)
    await asyncio.gather(*(awaited(writer, one(tallies)) for _ in range(40)))
    with pytest.raises(NoSuchCase):
        await awaited(writer, commit(fail(NoSuchCase("x"))))
    with pytest.raises(NoSuchCase):
        await awaited(writer, aside(fail(NoSuchCase("x"))))
    assert await awaited(writer, aside(lambda: 7)) == 7
    gate = Gate(writer)
    waiting, patient = awaited(writer, one(tallies)), awaited(writer, one(tallies))
    waiting.cancel()
    gate.open.set()
    await patient
    with pytest.raises(asyncio.CancelledError):
        await waiting
    done = await awaited(writer, commit(lambda: tallies.weeks(WEEK, WEEK)))
    assert done == {WEEK: {("kind", "a"): 42}}


def test_a_loop_that_closed_meanwhile_stops_neither_the_work_nor_the_writer(
    writer: Writer,
) -> None:
    tallies, gate = Tallies(writer), Gate(writer)

    async def leave() -> None:
        awaited(writer, one(tallies))

    asyncio.run(leave())
    gate.open.set()
    gate.future.result(200)
    assert counted(writer, tallies) == {("kind", "a"): 1}


def test_who_is_told_may_start_a_work_that_ends_at_once(writer: Writer) -> None:
    last = Future[int]()

    def nothing() -> Work[int]:
        yield from ()
        return 5

    def told(_value: None, _error: BaseException | None) -> None:
        writer.submit(nothing()).add_done_callback(lambda done: last.set_result(done.result()))

    def post(ends: list[Callable[[], None]]) -> None:
        for end in ends:
            end()

    writer.start(one(Tallies(writer)), told, post)
    assert last.result(200) == 5


def test_closing_finishes_what_is_under_way_and_leaves_no_thread(engine: sa.Engine) -> None:
    before = set(threading.enumerate())
    writer = Writer(engine)
    tallies = Tallies(writer)

    def work() -> Work[None]:
        yield from aside(lambda: None)
        yield from commit(lambda: tallies.count(WEEK, "kind", "a"))

    futures = [writer.submit(work()) for _ in range(20)]
    writer.close()
    writer.close()
    assert all(future.done() and future.exception() is None for future in futures)
    assert set(threading.enumerate()) == before
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(one(tallies))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT n FROM tally")) == 20


def test_many_threads_lose_and_double_nothing(writer: Writer) -> None:
    tallies = Tallies(writer)

    def person() -> None:
        for _ in range(25):
            writer.run(one(tallies))

    people = [threading.Thread(target=person) for _ in range(16)]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    assert counted(writer, tallies) == {("kind", "a"): 400}


def test_two_processes_on_one_database_lose_no_update(
    writer: Writer, make_writer: Callable[[], Writer]
) -> None:
    """Read, then write: what a plain BEGIN gets wrong on SQLite (facts: 67 of 180 counted)."""
    other = make_writer()
    ours, theirs = Tallies(writer), Tallies(other)
    futures = [
        chosen.submit(one(tallies))
        for _ in range(60)
        for chosen, tallies in ((writer, ours), (other, theirs))
    ]
    for future in futures:
        future.result(60)
    assert counted(writer, ours) == {("kind", "a"): 120}


# --- PostgreSQL goes away ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def own_server() -> Iterator[ThrowawayPostgres]:
    """A server that the tests below may kill."""
    server = ThrowawayPostgres()
    server.start()
    engine = open_engine(server.url)
    upgrade(engine)
    engine.dispose()
    yield server
    server.stop()


@pytest.fixture
def fragile(own_server: ThrowawayPostgres) -> Iterator[Writer]:
    """A writer on that server, with one commit behind it."""
    engine = open_engine(own_server.url)
    writer = Writer(engine)
    writer.run(commit(lambda: writer.connection.execute(sa.text("DELETE FROM tally"))))
    yield writer
    writer.close()
    engine.dispose()


def cut(server: ThrowawayPostgres) -> None:
    """Every other session of the server ends, as when a proxy drops idle connections."""
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
    engine.dispose()


def test_a_dropped_connection_is_replaced_without_anybody_noticing(
    fragile: Writer, own_server: ThrowawayPostgres
) -> None:
    tallies = Tallies(fragile)
    fragile.run(one(tallies))
    cut(own_server)
    fragile.run(one(tallies))
    gate = Gate(fragile)
    futures = [fragile.submit(one(tallies)) for _ in range(5)]
    cut(own_server)
    gate.open.set()
    for future in futures:
        future.result(200)
    assert counted(fragile, tallies) == {("kind", "a"): 7}


def test_a_server_that_is_away_is_said_and_its_return_is_noticed(
    fragile: Writer, own_server: ThrowawayPostgres
) -> None:
    tallies = Tallies(fragile)
    own_server.down("fast")
    try:
        with pytest.raises(StoreAway) as away:
            fragile.run(one(tallies))
        assert str(own_server.port) not in away.value.sentence
    finally:
        own_server.up()
    fragile.run(one(tallies))
    assert counted(fragile, tallies) == {("kind", "a"): 1}


def test_sqlite_files_are_released_when_the_writer_closes(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    writer = Writer(engine)
    writer.run(one(Tallies(writer)))
    assert (tmp_path / "closecall.db-wal").exists()
    writer.close()
    engine.dispose()
    assert [path.name for path in tmp_path.glob("closecall.db*")] == ["closecall.db"]
