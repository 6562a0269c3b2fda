"""The tables. No column is a timestamp, no id is a counter, nothing is finer than a week.

    draft · epoch_key, route (PostgreSQL)       die with their epoch; never in a backup
    spool · spool_addition                      accepted, waiting for the next shuffled release
    case · case_slot · case_object              released, locked
    lesson · tally                              public, and counts
    outbox                                      alerts on their way; gone once sent
    lease                                       which process does alone what one must do
    turn                                        that a slot of the timetable was used, not which
    digest_run · digest_edition                 what was posted, and what is carried over
    vote · vote_total                           marks that die with the issue, and counts
    vote_key (PostgreSQL)                       dies with the issue; never in a backup
    audit                                       acts of reviewers and operators

On SQLite a rowid is the order of arrival. Small tables are WITHOUT ROWID. Where rows hold sealed
bytes that would be slow: SQLite reads a whole record, on every page that it covers, for each
comparison of a search. There the rowid is `place`: 63 bits that follow from the row's own random
key and, in the cases, from the week that the row says anyway (`place_of`, `place_in`).

On PostgreSQL `draft`, `route` and the keys are UNLOGGED: no byte of them reaches the write-ahead
log. No foreign key leads from one group to another. The migrations make the tables; this file is
what the code reads and what the migrations are checked against.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, TypeVar

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine.default import DefaultExecutionContext

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

POSTGRES_ONLY: Final = frozenset({"epoch_key", "route", "vote_key"})
WEEK: Final = sa.String(8)
BYTES: Final = sa.LargeBinary()
PLACE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OF_WEEK: Final = (1 << 53) - 1


def _must(name: str, kind: sa.types.TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, nullable=False)


def _key(name: str, kind: sa.types.TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False, nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=False)


def place_of(first: bytes, *rest: str | bytes) -> int:
    """Where a row with this random key lies: 63 bits of BLAKE2b (RFC 7693)."""
    return _bits(first, *rest)


def place_in(week: str, *key: str | bytes) -> int:
    """The same for rows with a week: 10 bits follow from it, 53 from the whole key.

    The rows of a week lie together, so a release, which rewrites them, touches as many pages in a
    large archive as in a small one. A row says its week anyway, and a slot its case.
    """
    return _bits(week) & ~_OF_WEEK | _bits(*key) & _OF_WEEK


def _bits(*key: str | bytes) -> int:
    digest = hashlib.blake2b(digest_size=8, person=b"cc-place-v1")
    for part in key:
        digest.update(part.encode() if isinstance(part, str) else part)
    return int.from_bytes(digest.digest()) >> 1


def _placed(name: str, key: str, *parts: sa.schema.SchemaItem) -> sa.Table:
    """A table of large rows. `place` is filled in by every insert that SQLAlchemy makes."""
    names = key.split()
    place = sa.Column(
        "place", PLACE, primary_key=True, autoincrement=False, default=_default(names)
    )
    return sa.Table(name, metadata, place, *parts, sa.UniqueConstraint(*names))


def _default(names: list[str]) -> Callable[[DefaultExecutionContext], int]:
    def place(context: DefaultExecutionContext) -> int:
        row: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
        key = [row[name] for name in names]
        return place_in(row["week"], *key) if "week" in row else place_of(*key)

    return place


# --- conversations: gone after 48 hours ----------------------------------------------------------

draft: Final = _placed(
    "draft", "id", _must("id", BYTES), _must("epoch", BYTES), _must("sealed", BYTES)
)
"""`id` (16 bytes) and the key of `sealed` (8 KiB) grow from a token; `epoch` is its key's name."""

epoch_key: Final = _table("epoch_key", _key("day", sa.Integer()), _must("key", BYTES))
"""PostgreSQL alone; with SQLite the keys are files (`storage.epochs`). `day`: date.toordinal()."""

route: Final = _table("route", _key("id", BYTES), _must("epoch", BYTES), _must("sealed", BYTES))
"""PostgreSQL alone: from a chat's keyed name to its token (`storage.routes`); all of one size."""

# --- accepted, not released ----------------------------------------------------------------------

spool: Final = _placed(
    "spool",
    "case_id",  # not the lookup id: the reporter may change the words
    _must("lookup", BYTES),
    _must("case_id", BYTES),
    _must("case_public", BYTES),
    _must("reporter_public", BYTES),
    _must("parts", BYTES),
    sa.UniqueConstraint("lookup"),
)
"""`parts` holds the report's slots and objects (`storage.parts`): one row, one write."""

spool_addition: Final = _placed(
    "spool_addition",
    "object_id",
    _must("object_id", BYTES),
    _must("case_id", BYTES),
    _must("kind", sa.String(16)),
    _must("sealed", BYTES),
    sa.Index(None, "case_id"),
)

# --- released ------------------------------------------------------------------------------------

case: Final = _placed(
    "case",
    "id",
    _must("id", BYTES),
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

case_slot: Final = _placed(
    "case_slot",
    "case_id key_id",
    _must("case_id", BYTES),
    _must("key_id", BYTES),
    _must("sealed", BYTES),
    sa.ForeignKeyConstraint(["case_id"], ["case.id"]),
)

case_object: Final = _placed(
    "case_object",
    "case_id object_id reader",
    _must("case_id", BYTES),
    _must("object_id", BYTES),
    _must("reader", sa.String(16)),
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
    sa.Index(None, "kind", "week"),
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

# --- answered by readers -------------------------------------------------------------------------

vote: Final = _table(
    "vote",
    _key("mark", BYTES),
    _must("week", WEEK),
    _must("channel", sa.String(255)),
    _must("period", sa.String(80)),
    _must("question", sa.String(80)),
    _must("choice", sa.SmallInteger()),
    sa.Index(None, "week"),
    sa.Index(None, "question", "period", "channel", "choice"),
)
"""One answer under a keyed mark (`storage.votes`); as long as that channel has no newer issue."""

vote_total: Final = _table(
    "vote_total",
    _key("question", sa.String(80)),
    _key("period", sa.String(80)),
    _key("channel", sa.String(255)),
    _key("choice", sa.SmallInteger()),
    _must("week", WEEK),
    _must("n", sa.Integer()),
)

vote_key: Final = _table("vote_key", _key("day", sa.Integer()), _must("key", BYTES))
"""PostgreSQL alone, as `epoch_key`. `day`: of the Monday of an issue's week."""

# --- running -------------------------------------------------------------------------------------

lease: Final = _table(
    "lease",
    _key("name", sa.String(64)),
    _must("owner", sa.String(64)),
    _must("until", sa.BigInteger()),
)
"""Who does alone what only one process may do: asking Telegram for news. It is about processes."""

turn: Final = _table(
    "turn", _key("name", sa.String(64)), _must("mark", BYTES), _must("prior", BYTES)
)
"""The slot of the release that was used last, and the one before it, as keyed marks."""

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
