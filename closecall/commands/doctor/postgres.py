"""What PostgreSQL writes down beside the tables: its server's log, an archive, the wire.

It asks the server for settings and for nothing else. What a role may not ask is taken as told:
`pg_stat_replication` shows a plain role that somebody listens, not who.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.sight import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from closecall.commands.doctor.examination import Examination

SETTINGS: Final = (
    ("log_error_verbosity", "terse"),
    ("log_min_error_statement", "panic"),
    ("log_statement", "none"),
    ("log_duration", "off"),
    ("log_min_duration_statement", "-1"),
    ("log_min_duration_sample", "-1"),
    ("log_transaction_sample_rate", "0"),
    ("track_commit_timestamp", "off"),
)
"""What it must not write into its log, or keep (PostgreSQL 15 documentation, chapter 20.8)."""

LIBRARIES: Final = (
    *("pg_stat_statements", "auto_explain", "pgaudit"),
    *("pg_stat_monitor", "pg_qualstats", "pg_store_plans"),
)
"""Modules that keep statements, some of them with their values, wherever they are loaded from."""

_LOADED: Final = (
    *("shared_preload_libraries", "session_preload_libraries", "local_preload_libraries"),
)


def postgres(found: Examination, connection: sa.Connection) -> None:
    """The log, then what hands the log of transactions on, then who could listen."""
    wrong = list(_talkative(connection))
    for name, value in wrong:
        found.note("database", "setting", Level.BAD, name=name, value=value)
    if not wrong:
        found.note("database", "discreet", Level.GOOD)
    if kept := list(_kept(connection)):
        found.note("database", "archive", Level.WARN, names=", ".join(kept))
    if _in_clear(connection):
        found.note("database", "in_clear", Level.WARN)


def _talkative(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """Settings that would write reporters' data into the server's log: name, what it should be."""
    for name, wanted in SETTINGS:
        if _shown(connection, name) not in {wanted, None}:
            yield name, wanted
    for name in _LOADED:
        loaded = str(_shown(connection, name))
        for library in LIBRARIES:
            if library in loaded:
                yield name, f"without {library}"


def _kept(connection: sa.Connection) -> Iterator[str]:
    """By what the write-ahead log, which has the second of each report, outlives its files."""
    if _shown(connection, "archive_mode") != "off":
        yield "archive_mode"
    if _shown(connection, "wal_level") == "logical":
        yield "wal_level"
    for view in ("pg_replication_slots", "pg_stat_replication"):
        counted = sa.select(sa.func.count()).select_from(sa.table(view))
        if connection.scalar(counted):
            yield view


def _in_clear(connection: sa.Connection) -> bool:
    """Whether this very connection crosses a network as it is."""
    session = sa.table("pg_stat_ssl", sa.column("pid"), sa.column("ssl"))
    mine = sa.select(session.c.ssl).where(session.c.pid == sa.func.pg_backend_pid())
    server: str | None = connection.scalar(sa.select(sa.func.host(sa.func.inet_server_addr())))
    return crosses(server) and connection.scalar(mine) is False


def crosses(server: str | None) -> bool:
    """Whether the way to this address of the server leaves the machine; None is a local socket."""
    return server is not None and not ip_address(server).is_loopback


def _shown(connection: sa.Connection, name: str) -> str | None:
    """A setting; None where this version has none of that name."""
    shown: str | None = connection.scalar(sa.select(sa.func.current_setting(name, True)))  # noqa: FBT003 - SQL
    return shown
