"""The engine: one place that knows how a connection is set up, and refuses to go on if it is not.

It opens; it makes no table (`storage.schema`) and runs nobody's work (`storage.writer`).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from bot.errors import BadSetting, StoreReadOnly
from storage.failures import translated

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import URL

    from bot.errors import StoreError

BUSY_MS: Final = 15_000
READS: Final = "closecall_reads"
"""The execution option of who only reads."""
LOG_LIMIT: Final = 8 << 20
LEAST_ROOM: Final = 2 * LOG_LIMIT
"""Bytes without which SQLite soon refuses: for its log, and what goes from there to the file."""

# Order matters: the patience first; auto_vacuum before anything is written, and WAL writes.
PRAGMAS: Final[tuple[tuple[str, str, str | int], ...]] = (
    ("busy_timeout", str(BUSY_MS), BUSY_MS),
    ("auto_vacuum", "INCREMENTAL", 2),
    ("journal_mode", "WAL", "wal"),
    ("foreign_keys", "ON", 1),
    ("secure_delete", "ON", 1),
    ("synchronous", "FULL", 2),
    ("temp_store", "MEMORY", 2),
    ("trusted_schema", "OFF", 0),
    ("journal_size_limit", str(LOG_LIMIT), LOG_LIMIT),
)
"""Name, value to set, value that must be read back.

`synchronous=FULL`: an acknowledged report survives a power failure. `secure_delete`: deleted bytes
are overwritten. `journal_size_limit`: the log may keep its length between checkpoints, up to twice
what it normally reaches. With 0 it is cut at each reset and every commit must lengthen the file
again, which doubled the time of a commit; what it still holds, `storage.purge` cuts off.
"""


class _Record(Protocol):
    """SQLAlchemy's pool record, of which nothing is used."""


def open_engine(url: str, *, busy_ms: int = BUSY_MS, refused: StoreError | None = None) -> Engine:
    """An engine for `sqlite:///file` or `postgresql://`. Makes the file (0600), not its tables.

    Args:
        url: SQLAlchemy's URL; `postgresql://` means psycopg 3.
        busy_ms: how long SQLite waits for another process, in milliseconds.
        refused: what whoever would write to a SQLite file is refused with; None lets them.

    Raises:
        BadSetting: the URL is not one that Close Call can use.
        StoreReadOnly: the SQLite file cannot be made.
    """
    parsed = _parse(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, busy_ms, refused)
    return create_engine(parsed, hide_parameters=True, connect_args={"connect_timeout": 10})


def only_reading(engine: Engine) -> Engine:
    """The same database for who only reads: each transaction sees one moment of it.

    It waits for nobody who writes, and a statement that would write is refused.
    """
    if is_sqlite(engine):
        return engine.execution_options(**{READS: True})
    snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return engine.execution_options(**{READS: True}, **snapshot)


def reads_only(connection: Connection | Engine) -> bool:
    """Whether this is for who only reads: of `only_reading`."""
    return bool(connection.get_execution_options().get(READS))


def room_left(engine: Engine) -> int | None:
    """Bytes left on the disk of a SQLite file; None for a server's, which is its own to know."""
    if not is_sqlite(engine):
        return None
    return shutil.disk_usage(Path(str(engine.url.database)).parent).free


def is_sqlite(connection: Connection | Engine) -> bool:
    """Whether this is SQLite; everything else here is PostgreSQL."""
    return connection.dialect.name == "sqlite"


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as wrong:
        raise BadSetting("DATABASE_URL: not a database URL") from wrong
    if backend == "sqlite" and parsed.database not in {None, "", ":memory:"}:
        return parsed
    if backend == "postgresql" and parsed.drivername in {"postgresql", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise BadSetting("DATABASE_URL: use sqlite:///a/file or postgresql://")


def _sqlite(url: URL, busy_ms: int, refused: StoreError | None) -> Engine:
    _make_private(Path(str(url.database)))
    engine = create_engine(url, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def pragmas(connection: sqlite3.Connection, _record: _Record) -> None:
        connection.isolation_level = None  # or the driver begins its own, late, transactions
        with translated():
            for name, value, expected in PRAGMAS:
                if name == "busy_timeout":
                    _set_pragma(connection, name, str(busy_ms), busy_ms)
                else:
                    _set_pragma(connection, name, value, expected)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # On the driver itself: once a step, it saves a tenth of the step.
        driver = connection.connection.driver_connection
        if driver is None:
            return
        if reads_only(connection):
            driver.execute("PRAGMA query_only=ON")
            driver.execute("BEGIN")
        elif refused is not None:
            raise type(refused)(refused.detail)
        else:
            # A plain one lets two processes read a number and both write it back plus one.
            driver.execute("BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def anybody(connection: sqlite3.Connection | None, _record: _Record) -> None:
        if connection is not None:  # the next one may write
            connection.execute("PRAGMA query_only=OFF")

    return engine


def _set_pragma(
    connection: sqlite3.Connection, name: str, value: str, expected: str | int
) -> None:
    """Set a pragma that is not as it must be. Some of them write to the file even if it is."""
    read = f"PRAGMA {name}"
    if connection.execute(read).fetchone()[0] == expected:
        return
    connection.execute(f"{read}={value}")
    (found,) = connection.execute(read).fetchone()
    if found != expected:
        raise BadSetting(f"SQLite refused PRAGMA {name}={value}: {found}")


def _make_private(path: Path) -> None:
    """Make the file before SQLite does, for its owner alone; `-wal` and `-shm` inherit that."""
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as refused:
        raise StoreReadOnly(str(path)) from refused
