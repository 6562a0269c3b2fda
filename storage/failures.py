"""From a driver's error to the sentence a person reads. What it does not know, it leaves."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import (
    StoreAway,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# Primary result codes: https://sqlite.org/rescode.html
_SQLITE: Final[dict[int, type[StoreError]]] = {
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_IOERR: StoreAway,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_CANTOPEN: StoreReadOnly,  # also what a folder without write access answers
    sqlite3.SQLITE_PROTOCOL: StoreBusy,
    sqlite3.SQLITE_AUTH: StoreReadOnly,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
}
# SQLSTATE, whole or by class: PostgreSQL documentation, appendix A.
_POSTGRES: Final[dict[str, type[StoreError]]] = {
    "25006": StoreReadOnly,
    "42501": StoreReadOnly,
    "53100": StoreFull,
    "53300": StoreBusy,
    "40001": StoreBusy,
    "40P01": StoreBusy,
    "55P03": StoreBusy,
    "57014": StoreBusy,
    "08": StoreAway,
    "28": StoreAway,
    "3D": StoreAway,
    "57P": StoreAway,
    "58": StoreAway,
    "XX": StoreDamaged,
}


def refusal(error: BaseException) -> StoreError | None:
    """The StoreError behind a driver's or SQLAlchemy's error; None when it is something else.

    Its detail is the driver's own short code, never the driver's text: that may quote a row.
    """
    if isinstance(error, StoreError):
        return error
    if isinstance(error, PoolTimeout):
        return StoreBusy()
    if isinstance(error, DBAPIError):
        found = refusal(error.orig) if error.orig is not None else None
        return found or (StoreAway() if error.connection_invalidated else None)
    if isinstance(error, sqlite3.Error):
        if getattr(error, "sqlite_errorcode", -1) == sqlite3.SQLITE_IOERR_SHMSIZE:
            return StoreFull(error.sqlite_errorname)  # no room for the log's index
        kind = _SQLITE.get(getattr(error, "sqlite_errorcode", -1) & 0xFF)
        return kind(getattr(error, "sqlite_errorname", "")) if kind else None
    return _postgres(error)


def _postgres(error: BaseException) -> StoreError | None:
    """Psycopg is an optional driver: its errors are known by their shape, not by their class."""
    if not type(error).__module__.startswith("psycopg"):
        return None
    state = getattr(error, "sqlstate", None)
    if state is None:
        # Without a SQLSTATE the server never spoke: refused, gone, or timed out.
        return (
            StoreAway() if type(error).__name__ in {"OperationalError", "InterfaceError"} else None
        )
    for width in (5, 3, 2):
        kind = _POSTGRES.get(state[:width])
        if kind:
            return kind(state)
    return None


@contextmanager
def translated() -> Iterator[None]:
    """Let StoreErrors out of the block instead of the driver's own errors."""
    try:
        yield
    except Exception as error:
        found = refusal(error)
        if found is None or found is error:
            raise
        raise found from error
