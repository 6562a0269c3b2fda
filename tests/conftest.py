"""Fixtures that rooms share: an engine on both databases, a writer, a day that stands still."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from storage.engine import open_engine
from storage.epochs import Epochs, FileEpochs, TableEpochs
from storage.schema import upgrade
from storage.tables import POSTGRES_ONLY, metadata
from storage.writer import Writer
from tests.fakes import FixedDice
from tests.fleeting import no_offspring_stays
from tests.postgres import ThrowawayPostgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# A busy machine is slow, not wrong: no property test is about time.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# A shell starts background jobs deaf to Ctrl-C; so would be every process that the tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

no_offspring_stays()

BACKENDS = ("sqlite", "postgresql")
IN_USE = "55006"
TRIES = 40
"""Each waits five seconds for the sessions that PostgreSQL told to go: too short a time for them
on a busy machine."""


class Today:
    """A day that stands still until a test moves it."""

    def __init__(self, day: date) -> None:
        """Begin at `day`."""
        self.day = day

    def __call__(self) -> date:
        """The day."""
        return self.day


@pytest.fixture(autouse=True)
def loudness() -> Iterator[None]:
    """A command that a test ran decides for itself alone what the log takes."""
    root = logging.getLogger()
    level = root.level
    yield
    root.setLevel(level)


@pytest.fixture
def today() -> Today:
    """A Wednesday in the week that `fakes.this_week` gives."""
    return Today(date(2026, 11, 18))


@pytest.fixture
def dice() -> FixedDice:
    """Random bytes that are the same in every run."""
    return FixedDice()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server with rights to make databases."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    server = ThrowawayPostgres()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture
def empty_postgres(postgres_server: str) -> Iterator[str]:
    """The URL of a database without tables, dropped afterwards."""
    with _Database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of one database with tables, for the whole run; `engine` empties it each time."""
    with _Database(postgres_server) as url:
        engine = open_engine(url)
        upgrade(engine)
        engine.dispose()
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty file to copy: migrating one per test takes most of the time."""
    path = tmp_path_factory.mktemp("template") / "closecall.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a new SQLite file with tables."""
    path = tmp_path / "closecall.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Runs a test once per kind of database."""
    return str(request.param)


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest) -> str:
    """A database with tables and without rows."""
    if backend == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    url = str(request.getfixturevalue("postgres_url"))
    engine = open_engine(url)
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in metadata.tables)
        connection.execute(sa.text(f"TRUNCATE {names}"))
    engine.dispose()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on both kinds of database, migrated and empty."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def writer(engine: sa.Engine) -> Iterator[Writer]:
    """The one writer on `engine`."""
    opened = Writer(engine)
    yield opened
    opened.close()


@pytest.fixture
def epochs(engine: sa.Engine, tmp_path: Path, today: Today, dice: FixedDice) -> Epochs:
    """Epoch keys where they belong: files beside SQLite, an unlogged table on PostgreSQL."""
    return Epochs(epoch_store(engine, tmp_path), today, dice)


def epoch_store(engine: sa.Engine, folder: Path) -> FileEpochs | TableEpochs:
    """The store that belongs to this kind of database."""
    if engine.dialect.name == "sqlite":
        return FileEpochs(folder / "epochs")
    return TableEpochs(engine)


@pytest.fixture
def tables_here(backend: str) -> set[str]:
    """The names of the tables that this kind of database must have."""
    return set(metadata.tables) - (POSTGRES_ONLY if backend == "sqlite" else frozenset())


class _Database:
    """A new database on a server; dropped at the end, with whoever is still connected."""

    def __init__(self, server: str) -> None:
        self._server = sa.create_engine(server, isolation_level="AUTOCOMMIT", hide_parameters=True)
        self._name = f"test_{uuid.uuid4().hex}"

    def __enter__(self) -> str:
        with self._server.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {self._name}"))
        named = self._server.url.set(database=self._name)
        return named.render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        for last in (*[False] * (TRIES - 1), True):
            try:
                with self._server.connect() as connection:
                    connection.execute(sa.text(f"DROP DATABASE {self._name} WITH (FORCE)"))
            except sa.exc.OperationalError as busy:
                if last or getattr(busy.orig, "sqlstate", "") != IN_USE:
                    raise
            else:
                break
        self._server.dispose()


@pytest.fixture
def make_writer(engine: sa.Engine) -> Iterator[Callable[[], Writer]]:
    """More writers on the same database, each with an engine of its own: other processes."""
    opened: list[tuple[Writer, sa.Engine]] = []

    def make() -> Writer:
        other = open_engine(engine.url.render_as_string(hide_password=False))
        opened.append((Writer(other), other))
        return opened[-1][0]

    yield make
    for extra, other in opened:
        extra.close()
        other.dispose()
