"""The few words in which SQLite and PostgreSQL differ: an insert that may conflict, and locks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from storage.engine import is_sqlite, reads_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.dialects import postgresql

GIVES_WAY_MS: Final = 2000
"""How long a release waits on PostgreSQL for who reads the spool: writers wait behind it."""


def insert(table: sa.Table, *, on_sqlite: bool) -> sqlite.Insert | postgresql.Insert:
    """INSERT, which may say what to do ON CONFLICT."""
    if on_sqlite:
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - a twentieth of a start without

    return postgresql.insert(table)


def upsert(
    table: sa.Table, keys: Sequence[str], columns: Sequence[str], *, on_sqlite: bool
) -> sa.Insert:
    """INSERT ... ON CONFLICT (keys) DO UPDATE SET each of `columns` to the new value."""
    made = insert(table, on_sqlite=on_sqlite)
    values = {name: made.excluded[name] for name in columns}
    return made.on_conflict_do_update(index_elements=keys, set_=values)


def insert_once(table: sa.Table, *, on_sqlite: bool) -> sa.Insert:
    """INSERT ... ON CONFLICT DO NOTHING: idempotent, without a duplicate-key line in a log."""
    return insert(table, on_sqlite=on_sqlite).on_conflict_do_nothing()


def add_to(table: sa.Table, keys: Sequence[str], column: str, *, on_sqlite: bool) -> sa.Insert:
    """INSERT ... ON CONFLICT (keys) DO UPDATE SET column = column + the new value."""
    made = insert(table, on_sqlite=on_sqlite)
    total = {column: table.c[column] + made.excluded[column]}
    return made.on_conflict_do_update(index_elements=keys, set_=total)


class Prepared:
    """A statement compiled once and run on the driver itself, for what every step does.

    SQLAlchemy's own way from statement to cursor takes longer than SQLite does. Only for bytes
    and numbers: no type is converted, no default filled in, and rows are plain tuples.
    """

    __slots__ = ("_sql",)

    def __init__(
        self, statement: sa.Select[Any] | sa.Insert | sa.Update, *, on_sqlite: bool
    ) -> None:
        """Write the SQL with named parameters, as each driver spells them."""
        dialect = sqlite.dialect(paramstyle="named") if on_sqlite else _postgres()
        self._sql = str(statement.compile(dialect=dialect))

    def __call__(self, driver: Any, values: Mapping[str, bytes | int]) -> Any:  # noqa: ANN401
        """Run it on `Writer.driver`; gives the driver's cursor, raises the driver's errors."""
        return driver.execute(self._sql, values)


def _postgres() -> sa.Dialect:
    from sqlalchemy.dialects.postgresql import psycopg  # noqa: PLC0415 - as above

    made: sa.Dialect = psycopg.dialect()  # type: ignore[no-untyped-call]
    return made


# The gate of spool and cases. Whoever writes there passes it together with others; a release,
# which moves rows from one table to another, passes alone: nobody may meet a report between the
# two, nor change a row that is being rewritten. Its own statement, so that the next one sees what
# was committed while it waited. SQLite needs none: BEGIN IMMEDIATE lets one writer in at a time.
# Nor does who only reads: that transaction sees one moment, before a release or after it.


def pass_together(connection: sa.Connection) -> None:
    """Lock for this transaction against a release."""
    if not (is_sqlite(connection) or reads_only(connection)):
        connection.execute(sa.text("LOCK TABLE spool IN ROW EXCLUSIVE MODE"))


def pass_alone(connection: sa.Connection) -> None:
    """Lock for this transaction against everybody who writes to spool and cases."""
    if not is_sqlite(connection):
        connection.execute(sa.text("LOCK TABLE spool, spool_addition IN EXCLUSIVE MODE"))


def pass_last(connection: sa.Connection) -> None:
    """The same, and against who only reads the two tables that are emptied then.

    Who waits for this lock keeps all others waiting behind. `pg_dump` reads for as long as it
    takes, so a release gives way to it, and comes again with the next tick.
    """
    if not is_sqlite(connection):
        connection.execute(sa.text(f"SET LOCAL lock_timeout = {GIVES_WAY_MS}"))
        connection.execute(sa.text("LOCK TABLE spool, spool_addition IN ACCESS EXCLUSIVE MODE"))
        connection.execute(sa.text("SET LOCAL lock_timeout = DEFAULT"))


def hold(connection: sa.Connection, rows: sa.Select[Any]) -> None:
    """Lock these rows for this transaction, unless it only reads."""
    if not reads_only(connection):
        connection.execute(rows.with_for_update())


def lock_chain(connection: sa.Connection) -> None:
    """Lock the audit chain: its next link depends on its last."""
    if not is_sqlite(connection):
        connection.execute(sa.text("LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE"))
