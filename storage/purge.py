"""After deletion: what is gone from the tables must be gone from the files, where it can.

SQLite: deleted bytes stay in the `-wal` file until a checkpoint truncates it; then it is given
room again (`storage.journal`). PostgreSQL keeps its log, and the bytes of dead rows until
something is written over them, for longer than we can reach; there the destroyed keys are the
guarantee (`storage.epochs`). What this does is make room of dead rows early: each release writes
the week anew, and the dead copies would tell in which batch a report came. Autovacuum waits until
a fifth of a table is dead, which in a large archive is never.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from storage import journal
from storage.engine import is_sqlite
from storage.failures import translated

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.engine.interfaces import DBAPICursor

TRIES: Final = 5
"""Each waits `busy_timeout` for readers and writers to leave the log."""

_FLEETING: Final = ("draft", "route", "spool", "spool_addition")
_REWRITTEN: Final = ("case", "case_slot", "case_object")
"""What a release and a withdrawal leave dead rows in."""


def purge(engine: Engine, *, patience_ms: int | None = None) -> bool:
    """Clean up after a release, a sweep or a withdrawal; off the writer thread. False: try later.

    `patience_ms`: try once and wait so long, when somebody is waiting for the end of this; nothing
    is made ready for later then.

    Its cost follows what was written since the last time, not what is stored: no VACUUM of the
    archive.
    """
    with translated():
        if is_sqlite(engine):
            return _checkpoint(engine, patience_ms)
        return _vacuum(engine, waited_for=patience_ms is not None)


def _checkpoint(engine: Engine, patience_ms: int | None) -> bool:
    log = journal.beside(str(engine.url.database))
    # A raw connection: on any other, SQLAlchemy's "begin" event opens a transaction first, and the
    # checkpoint fails inside it.
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        done = journal.is_blank(log) or _truncated(cursor, patience_ms)
        if done and patience_ms is None and raw.driver_connection is not None:
            journal.make_room(raw.driver_connection, log)
        return done
    finally:
        raw.close()


def _truncated(cursor: DBAPICursor, patience_ms: int | None) -> bool:
    (usual,) = cursor.execute("PRAGMA busy_timeout").fetchone()
    cursor.execute(f"PRAGMA busy_timeout={usual if patience_ms is None else patience_ms}")
    try:
        for _ in range(TRIES if patience_ms is None else 1):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            answer = cursor.fetchone()  # (busy, frames in the log, frames checkpointed)
            if answer and answer[0] == 0:
                return True
        return False
    finally:
        cursor.execute(f"PRAGMA busy_timeout={usual}")


def _vacuum(engine: Engine, *, waited_for: bool) -> bool:
    """Of the large tables only pages with dead rows are read; who waits here does not even so."""
    tables = _FLEETING if waited_for else (*_FLEETING, *_REWRITTEN)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM "{table}"')
    return True
