"""Bringing a database up to the present tables, once, however many processes start at once.

A database that a newer Close Call wrote is left alone.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.errors import SetupError, StoreNewer
from storage.engine import is_sqlite, only_reading
from storage.failures import translated
from storage.tables import POSTGRES_ONLY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from alembic.config import Config

HEAD: Final = "0005"
"""The newest step in `migrations/versions`; known here so that a start needs no Alembic."""

KNOWN: Final = frozenset({"0001", "0002", "0003", "0004", HEAD})
_LOCK: Final = 0x636C6F7365  # "close": the advisory lock of migrators


def upgrade(engine: sa.Engine) -> None:
    """Make or update the tables. Raises StoreNewer, or what `storage.failures` translates."""
    if _stands_at_head(engine):
        return
    with translated(), engine.connect() as connection, connection.begin():
        _climb(connection, "head")


def ensure(engine: sa.Engine) -> None:
    """What a start does: SQLite is brought up to date, PostgreSQL must already be.

    Raises:
        SetupError: a PostgreSQL database waits for `closecall db upgrade`.
        StoreNewer: a newer Close Call wrote this database.
    """
    if is_sqlite(engine):
        upgrade(engine)
        return
    if not _stands_at_head(engine):
        raise SetupError("the tables are missing or old: run `closecall db upgrade`")


def version(connection: sa.Connection) -> str | None:
    """The step that this database stands at; None when it is empty. Raises StoreNewer."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if found is not None and found not in KNOWN:
        raise StoreNewer(f"its tables are at step {found[:32]}, this program ends at {HEAD}")
    return found


def downgrade(engine: sa.Engine, step: str) -> None:
    """Go back to `step`; `base` removes every table. For tests and for emergencies."""
    from alembic import command  # noqa: PLC0415 - slow to import, rarely needed

    with translated(), engine.begin() as connection, _config(connection) as config:
        command.downgrade(config, step)


def belongs(*, sqlite: bool) -> Callable[[object, str | None, str, bool, object], bool]:
    """Alembic's `include_object`: which tables this kind of database has."""

    def include(_thing: object, name: str | None, kind: str, *_: object) -> bool:
        return not (sqlite and kind == "table" and name in POSTGRES_ONLY)

    return include


def _stands_at_head(engine: sa.Engine) -> bool:
    """Whether nothing is to be done. Only looks, so that who reads can start beside a writer."""
    with translated(), only_reading(engine).connect() as connection:
        return version(connection) == HEAD


def _climb(connection: sa.Connection, step: str) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    if not is_sqlite(connection):
        # Four migrators at once failed without it. It ends with the transaction.
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    with _config(connection) as config:
        command.upgrade(config, step)


@contextmanager
def _config(connection: sa.Connection) -> Iterator[Config]:
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    logger = logging.getLogger("alembic")
    before = logger.level
    logger.setLevel(logging.WARNING)  # its INFO lines are no news for a person who starts a bot
    try:
        yield config
    finally:
        logger.setLevel(before)
