"""The same search on PostgreSQL: data directory, write-ahead log, and the worst of all logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.postgres import ThrowawayPostgres
from tests.privacy import lived as scenes
from tests.privacy.hunt import hunt
from tests.privacy.life import Life
from tests.privacy.lived import Lived

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.timeout(600)  # a whole life, on a machine that may be busy

TALKATIVE = (
    *("log_statement=all", "log_min_duration_statement=0", "log_min_error_statement=debug5"),
    *("log_error_verbosity=verbose", "log_connections=on", "log_disconnections=on"),
    *("log_parameter_max_length=-1", "log_parameter_max_length_on_error=-1", "log_duration=on"),
)
"""A PostgreSQL whose operator wants to know everything: the worst of all logs."""

EPOCH_KEY_BYTES = 32


@pytest.fixture(scope="module")
def loud_server() -> Iterator[ThrowawayPostgres]:
    """A server of its own, that logs whatever it can."""
    server = ThrowawayPostgres()
    try:
        engine = sa.create_engine(server.start(), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for setting in TALKATIVE:
                name, value = setting.split("=")
                connection.execute(sa.text(f"ALTER SYSTEM SET {name} = '{value}'"))
            connection.execute(sa.text("SELECT pg_reload_conf()"))
        engine.dispose()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, loud_server: ThrowawayPostgres) -> Lived:
    """The shorter life: what touches the database, on a PostgreSQL."""
    life = Life.begun(tmp_path_factory.mktemp("life"), DATABASE_URL=loud_server.url)
    life.places.append(loud_server.folder)
    lived = Lived(life)
    words = scenes.told(lived)
    scenes.killed_and_continued(lived)
    scenes.release(lived)
    words = scenes.at_the_desk(lived, words)
    checkpoint(loud_server)
    scenes.withdrawn(lived, words)
    return lived


def checkpoint(server: ThrowawayPostgres) -> None:
    """Everything that the server holds in memory is in its files now."""
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))
    engine.dispose()


def test_no_canary_is_in_postgresql_either(on_postgres: Lived) -> None:
    """Its data directory with the write-ahead log, and a server log that holds every statement."""
    assert {moment: hits for moment, hits in on_postgres.found.items() if hits} == {}
    assert len(on_postgres.found) > 10


def test_day_keys_reach_neither_the_write_ahead_log_nor_the_server_s_log(
    on_postgres: Lived, loud_server: ThrowawayPostgres
) -> None:
    """Their table is UNLOGGED: a base backup, or an archive of the log, has no draft to open."""
    assert on_postgres.found
    engine = sa.create_engine(loud_server.url)
    with engine.connect() as connection:
        keys = [bytes(key) for key in connection.scalars(sa.text("SELECT key FROM epoch_key"))]
    engine.dispose()
    assert [len(key) for key in keys] == [EPOCH_KEY_BYTES]
    checkpoint(loud_server)
    held = {
        file.name: hunt(file.name, file.read_bytes(), keys)
        for file in (loud_server.folder / "data" / "pg_wal").iterdir()
        if file.is_file()
    }
    assert {name: hits for name, hits in held.items() if hits} == {}
    log = (loud_server.folder / "log").read_bytes()
    assert hunt("log", log, keys) == []


def test_the_server_s_log_held_every_statement(
    on_postgres: Lived, loud_server: ThrowawayPostgres
) -> None:
    """A search of nothing finds nothing: what must be there is there."""
    assert on_postgres.found
    log = (loud_server.folder / "log").read_text("utf-8", "replace")
    assert "INSERT INTO spool" in log
    assert "INSERT INTO audit" in log
    assert list((loud_server.folder / "data" / "pg_wal").iterdir())
