"""From a chat to its conversation: in one process's memory, and in a table that several share.

Beside SQLite one process takes what Telegram delivers, so there is no table there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from adapters.telegram.routes import IDLE, InMemory, Route
from adapters.telegram.shared import Shared, decoded, encoded
from bot.errors import TooLong
from bot.pace import DAY
from bot.report import Token
from bot.words import Language
from bot.work import commit
from storage.epochs import Epochs, TableEpochs
from storage.routes import CAPACITY, ROW, Routes
from storage.tables import route as table
from storage.writer import Writer
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from adapters.telegram.routes import Routes as Ways
    from tests.conftest import Today

ANN, BEN, GROUP = 777000111, 777000222, -1001234567890
SECRET = "4242424242:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
THERE = Route(Token(b"t" * 32), Language.IT, (11, 12))


@dataclass
class Now:
    """Seconds that stand still until a test moves them."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        """That second."""
        return self.seconds


@dataclass
class Ports:
    """The table's port on one engine, for the part that knows no chat."""

    writer: Writer
    today: Today
    dice: FixedDice = field(default_factory=FixedDice)

    def __post_init__(self) -> None:
        """Wire it."""
        epochs = Epochs(TableEpochs(self.writer._engine), self.today, self.dice)
        self.routes = Routes(self.writer, epochs, self.dice)

    def rows(self) -> list[tuple[bytes, bytes]]:
        with self.writer._engine.connect() as connection:
            found = connection.execute(sa.select(table.c.id, table.c.sealed))
            return [(bytes(row.id), bytes(row.sealed)) for row in found]


@pytest.fixture(params=["memory", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Where routes are kept."""
    return str(request.param)


@pytest.fixture
def now() -> Now:
    """The present second."""
    return Now()


@pytest.fixture
def ways(backend: str, request: pytest.FixtureRequest, today: Today, now: Now) -> Iterator[Ways]:
    """No route yet."""
    if backend == "memory":
        yield InMemory(FixedDice(), now)
        return
    writer: Writer = request.getfixturevalue("writer")
    yield Shared(Ports(writer, today).routes, writer, SECRET, now)


@pytest.fixture
def ports(postgres_url: str, today: Today) -> Iterator[Ports]:
    """The port on PostgreSQL, its table empty."""
    engine = sa.create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE route, epoch_key"))
    writer = Writer(engine)
    yield Ports(writer, today)
    writer.close()
    engine.dispose()


async def test_what_was_laid_is_found_and_the_last_one_counts(ways: Ways) -> None:
    assert await ways.of(ANN) is None
    await ways.lay(ANN, Route(Token(b"a" * 32), Language.EN))
    await ways.lay(ANN, THERE)
    assert await ways.of(ANN) == THERE
    assert await ways.of(BEN) is None


async def test_what_was_dropped_is_gone_and_can_begin_again(ways: Ways) -> None:
    await ways.drop(ANN)
    await ways.lay(ANN, THERE)
    await ways.drop(ANN)
    assert await ways.of(ANN) is None
    await ways.lay(ANN, THERE)
    assert await ways.of(ANN) == THERE


async def test_a_chat_that_was_quiet_for_long_begins_anew(ways: Ways, now: Now) -> None:
    await ways.lay(ANN, THERE)
    now.seconds += IDLE - 1
    assert await ways.of(ANN) == THERE
    await ways.lay(ANN, THERE)
    now.seconds += IDLE + 600
    assert await ways.of(ANN) is None


async def test_once_a_day_is_once_a_day_and_no_route(ways: Ways, now: Now, today: Today) -> None:
    assert [await ways.first(GROUP), await ways.first(GROUP)] == [True, False]
    assert await ways.first(GROUP - 1)
    assert await ways.of(GROUP) is None
    now.seconds += DAY
    today.day += timedelta(days=1)
    assert await ways.first(GROUP)


# --- the table -----------------------------------------------------------------------------------

NAME, OTHER = b"n" * 32, b"o" * 32


def test_two_processes_find_the_same_row_and_hold_one(ports: Ports, today: Today) -> None:
    replica = Ports(ports.writer, today, FixedDice("replica"))
    do = ports.writer.run
    do(commit(lambda: ports.routes.lay(NAME, b"here")))
    assert do(commit(lambda: replica.routes.find(NAME))) == b"here"
    do(commit(lambda: replica.routes.lay(NAME, b"there")))
    assert do(commit(lambda: ports.routes.find(NAME))) == b"there"
    assert len(ports.rows()) == 1


def test_every_row_has_one_size_whatever_it_holds_or_held(ports: Ports) -> None:
    do = ports.writer.run
    for number, held in enumerate((b"", b"a", bytes(CAPACITY))):
        do(commit(lambda n=number, h=held: ports.routes.lay(bytes([n]) * 32, h)))  # type: ignore[misc]
    do(commit(lambda: ports.routes.drop(bytes(32))))
    do(commit(lambda: ports.routes.first(OTHER)))
    assert [len(sealed) for _, sealed in ports.rows()] == [ROW] * 4
    with pytest.raises(TooLong):
        do(commit(lambda: ports.routes.lay(NAME, bytes(CAPACITY + 1))))


def test_what_was_dropped_is_noise(ports: Ports) -> None:
    do = ports.writer.run
    do(commit(lambda: ports.routes.lay(NAME, b"here")))
    ((_, before),) = ports.rows()
    do(commit(lambda: ports.routes.drop(NAME)))
    ((_, after),) = ports.rows()
    assert before != after
    assert do(commit(lambda: ports.routes.find(NAME))) is None


def test_a_route_of_yesterday_is_found_and_one_of_the_day_before_is_destroyed(
    ports: Ports, today: Today
) -> None:
    do = ports.writer.run
    do(commit(lambda: ports.routes.lay(NAME, b"evening")))
    today.day += timedelta(days=1)
    assert do(commit(lambda: ports.routes.find(NAME))) == b"evening"
    do(commit(lambda: ports.routes.lay(NAME, b"morning")))
    assert do(commit(lambda: ports.routes.find(NAME))) == b"morning"
    do(commit(lambda: ports.routes.drop(NAME)))
    assert do(commit(lambda: ports.routes.find(NAME))) is None
    today.day += timedelta(days=1)
    assert do(commit(ports.routes.sweep)) == 1
    assert len(ports.rows()) == 1


def test_of_many_that_ask_at_once_one_is_the_first(ports: Ports, today: Today) -> None:
    others = [Ports(Writer(ports.writer._engine), today) for _ in range(3)]
    do = ports.writer.run
    do(commit(lambda: ports.routes.find(NAME)))  # the day's key is there

    def ask(other: Ports) -> Future[bool]:
        return other.writer.submit(commit(lambda: other.routes.first(NAME)))

    found = [future.result() for future in [ask(other) for other in others]]
    for other in others:
        other.writer.close()
    assert sorted(found) == [False, False, True]


async def test_neither_chat_nor_token_nor_message_is_in_a_row_or_follows_from_the_keys(
    ports: Ports, now: Now
) -> None:
    """Whoever has the database and the day's key still lacks the token of the bot."""
    shared = Shared(ports.routes, ports.writer, SECRET, now)
    await shared.lay(ANN, Route(Token(b"t" * 32), Language.EN, (4711,)))
    ((row, sealed),) = ports.rows()
    assert b"t" * 8 not in sealed
    assert str(ANN).encode() not in row + sealed
    stolen = Shared(ports.routes, ports.writer, "4242424242:another", now)
    assert await stolen.of(ANN) is None


@pytest.mark.parametrize("many", [0, 1, 8, 12])
def test_a_route_fits_into_a_row_and_comes_back(many: int) -> None:
    shown = tuple(range(2**52, 2**52 + many))
    held = encoded(Route(Token(b"t" * 32), Language.EN, shown), 1007)
    assert len(held) <= CAPACITY
    assert decoded(held, 5) == Route(Token(b"t" * 32), Language.EN, shown[-8:])
    assert decoded(held, 6) is None


@pytest.mark.parametrize("held", [b"", b"\x00" * 38, b"\x02" + b"\x00" * 37, b"\x01" * 39])
def test_what_is_no_route_of_ours_is_none(held: bytes) -> None:
    assert decoded(held, 0) is None


def test_beside_sqlite_there_is_no_table(sqlite_url: str, tmp_path: Path) -> None:
    assert tmp_path.exists()
    engine = sa.create_engine(sqlite_url)
    assert not sa.inspect(engine).has_table("route")
    engine.dispose()
