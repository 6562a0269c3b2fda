"""The tables. No column is a timestamp, no id is a counter, nothing is finer than a week.

    draft · epoch_key (PostgreSQL)              die with their epoch; never in a backup
    spool · spool_addition                      accepted, waiting for the next shuffled release
    case · case_slot · case_object              released, locked
    lesson · tally                              public, and counts
    outbox                                      alerts on their way; gone once sent
    lease                                       which process does alone what one must do
    digest_run · digest_edition                 what was posted, and what is carried over
    audit                                       acts of reviewers and operators

SQLite tables are WITHOUT ROWID: a rowid is the order of arrival. On PostgreSQL `draft` and
`epoch_key` are UNLOGGED: no byte of them reaches the write-ahead log. No foreign key leads from
one group to another. The migrations make the tables; this file is what the code reads and what the
migrations are checked against.
"""

from __future__ import annotations

from typing import Final, TypeVar

import sqlalchemy as sa

T = TypeVar("T")

metadata: Final = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

UNLOGGED: Final = frozenset({"draft", "epoch_key"})
POSTGRES_ONLY: Final = frozenset({"epoch_key"})
WEEK: Final = sa.String(8)
BYTES: Final = sa.LargeBinary()


def _must(name: str, kind: sa.types.TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, nullable=False)


def _key(name: str, kind: sa.types.TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=False)


# --- conversations: gone after 48 hours ----------------------------------------------------------

draft: Final = _table("draft", _key("id", BYTES), _must("epoch", BYTES), _must("sealed", BYTES))
"""`id` (16 bytes) and the key of `sealed` (8 KiB) grow from a token; `epoch` is its key's name."""

epoch_key: Final = _table("epoch_key", _key("day", sa.Integer()), _must("key", BYTES))
"""PostgreSQL alone; with SQLite the keys are files (`storage.epochs`). `day`: date.toordinal()."""

# --- accepted, not released ----------------------------------------------------------------------

spool: Final = _table(
    "spool",
    _key("lookup", BYTES),
    _must("case_id", BYTES),
    _must("case_public", BYTES),
    _must("reporter_public", BYTES),
    _must("parts", BYTES),
    sa.UniqueConstraint("case_id"),
)
"""`parts` holds the report's slots and objects (`storage.parts`): one row, one write."""

spool_addition: Final = _table(
    "spool_addition",
    _key("object_id", BYTES),
    _must("case_id", BYTES),
    _must("kind", sa.String(16)),
    _must("sealed", BYTES),
    sa.Index(None, "case_id"),
)

# --- released ------------------------------------------------------------------------------------

case: Final = _table(
    "case",
    _key("id", BYTES),
    _must("lookup", BYTES),
    _must("week", WEEK),
    _must("state", sa.String(16)),
    _must("expires", WEEK),
    _must("case_public", BYTES),
    _must("reporter_public", BYTES),
    sa.UniqueConstraint("lookup"),
    sa.Index(None, "week"),
    sa.Index(None, "expires"),
)

case_slot: Final = _table(
    "case_slot",
    _key("case_id", BYTES),
    _key("key_id", BYTES),
    _must("sealed", BYTES),
    sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
)

case_object: Final = _table(
    "case_object",
    _key("case_id", BYTES),
    _key("object_id", BYTES),
    _key("reader", sa.String(16)),
    _must("kind", sa.String(16)),
    _must("week", WEEK),
    _must("sealed", BYTES),
    sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
    sa.Index(None, "week"),
)

# --- learned -------------------------------------------------------------------------------------

lesson: Final = _table(
    "lesson",
    _key("id", sa.String(64)),
    _must("week", WEEK),
    _must("kind", sa.String(64)),
    _must("urgent", sa.Boolean()),
    _must("document", sa.Text()),
    sa.Index(None, "week"),
)

tally: Final = _table(
    "tally",
    _key("week", WEEK),
    _key("facet", sa.String(32)),
    _key("code", sa.String(64)),
    _must("n", sa.Integer()),
)

# --- on its way ----------------------------------------------------------------------------------

outbox: Final = _table("outbox", _key("id", BYTES), _must("week", WEEK), _must("body", sa.Text()))
"""An urgent alert: coded answers, a random id that leads nowhere. Its claim is in `digest_run`."""

# --- published -----------------------------------------------------------------------------------

digest_run: Final = _table(
    "digest_run",
    _key("channel", sa.String(255)),
    _key("period", sa.String(80)),
    _must("owner", sa.String(64)),
    sa.Column("lease_until", sa.BigInteger()),
    _must("status", sa.String(16)),
    _must("attempts", sa.Integer()),
    sa.Column("frozen", sa.Text()),
    _must("reference", sa.String(255)),
    _must("detail", sa.String(255)),
    sa.Index(None, "status"),
)
"""A claim on one issue: `period` is a week, or an urgent lesson. `frozen` is what is posted.

`lease_until` is a clock: NULL once the issue is settled. The other one is `lease.until`.
"""

digest_edition: Final = _table(
    "digest_edition",
    _key("week", WEEK),
    _must("previous", WEEK),
    _must("body", sa.Text()),
    sa.UniqueConstraint("previous"),
)
"""What a week's issues share: numbers, open counts, which lessons. The chain never forks."""

# --- running -------------------------------------------------------------------------------------

lease: Final = _table(
    "lease",
    _key("name", sa.String(64)),
    _must("owner", sa.String(64)),
    _must("until", sa.BigInteger()),
)
"""Who does alone what only one process may do: asking Telegram for news. It is about processes."""

# --- answered for --------------------------------------------------------------------------------

audit: Final = _table(
    "audit",
    _key("n", sa.Integer()),
    _must("week", WEEK),
    _must("who", BYTES),
    _must("act", sa.String(32)),
    sa.Column("case_id", BYTES),
    _must("hash", BYTES),
)
"""`n` is a place in the chain of reviewers' and operators' acts; no reporter's act is in it."""
