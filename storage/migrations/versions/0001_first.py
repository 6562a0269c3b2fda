"""The first tables."""

from __future__ import annotations

from typing import Final, TypeVar

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

T = TypeVar("T")
WEEK: Final = sa.String(8)
BYTES: Final = sa.LargeBinary()
PLACE: Final = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DROPPED: Final = (
    *("audit", "lease", "digest_edition", "digest_run", "outbox", "tally", "lesson"),
    *("case_object", "case_slot", "case", "spool_addition", "spool", "draft"),
)


def upgrade() -> None:
    """Make every table."""
    postgres = op.get_bind().dialect.name == "postgresql"
    _conversations(postgres=postgres)
    _spool()
    _cases()
    _learned()
    _published()
    _answered()
    _running()


def downgrade() -> None:
    """Drop every table, those that point at others first."""
    for name in _DROPPED:
        op.drop_table(name)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("epoch_key")


def _must(name: str, kind: sa.types.TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem, key: str, unlogged: bool = False) -> None:
    primary = sa.PrimaryKeyConstraint(*key.split(), name=op.f(f"pk_{name}"))
    prefixes = ["UNLOGGED"] if unlogged else []
    op.create_table(name, *parts, primary, sqlite_with_rowid=False, prefixes=prefixes)


def _placed(name: str, *parts: sa.schema.SchemaItem, key: str, unlogged: bool = False) -> None:
    names = key.split()
    op.create_table(
        name,
        sa.Column("place", PLACE, nullable=False, autoincrement=False),
        *parts,
        sa.UniqueConstraint(*names, name=op.f("_".join(("uq", name, *names)))),
        sa.PrimaryKeyConstraint("place", name=op.f(f"pk_{name}")),
        prefixes=["UNLOGGED"] if unlogged else [],
    )


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _conversations(*, postgres: bool) -> None:
    _placed(
        "draft",
        _must("id", BYTES),
        _must("epoch", BYTES),
        _must("sealed", BYTES),
        key="id",
        unlogged=postgres,
    )
    if postgres:
        _table(
            "epoch_key",
            sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
            _must("key", BYTES),
            key="day",
            unlogged=True,
        )


def _spool() -> None:
    _placed(
        "spool",
        _must("lookup", BYTES),
        _must("case_id", BYTES),
        _must("case_public", BYTES),
        _must("reporter_public", BYTES),
        _must("parts", BYTES),
        sa.UniqueConstraint("lookup", name=op.f("uq_spool_lookup")),
        key="case_id",
    )
    _placed(
        "spool_addition",
        _must("object_id", BYTES),
        _must("case_id", BYTES),
        _must("kind", sa.String(16)),
        _must("sealed", BYTES),
        key="object_id",
    )
    _index("spool_addition", "case_id")


def _cases() -> None:
    _placed(
        "case",
        _must("id", BYTES),
        _must("lookup", BYTES),
        _must("week", WEEK),
        _must("state", sa.String(16)),
        _must("expires", WEEK),
        _must("case_public", BYTES),
        _must("reporter_public", BYTES),
        sa.UniqueConstraint("lookup", name=op.f("uq_case_lookup")),
        key="id",
    )
    _index("case", "week")
    _index("case", "expires")
    _placed(
        "case_slot",
        _must("case_id", BYTES),
        _must("key_id", BYTES),
        _must("sealed", BYTES),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_slot_case_id")),
        key="case_id key_id",
    )
    _placed(
        "case_object",
        _must("case_id", BYTES),
        _must("object_id", BYTES),
        _must("reader", sa.String(16)),
        _must("kind", sa.String(16)),
        _must("week", WEEK),
        _must("sealed", BYTES),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_object_case_id")),
        key="case_id object_id reader",
    )
    _index("case_object", "week")


def _learned() -> None:
    _table(
        "lesson",
        _must("id", sa.String(64)),
        _must("week", WEEK),
        _must("kind", sa.String(64)),
        _must("urgent", sa.Boolean()),
        _must("document", sa.Text()),
        key="id",
    )
    _index("lesson", "week")
    _table(
        "tally",
        _must("week", WEEK),
        _must("facet", sa.String(32)),
        _must("code", sa.String(64)),
        _must("n", sa.Integer()),
        key="week facet code",
    )


def _published() -> None:
    _table("outbox", _must("id", BYTES), _must("week", WEEK), _must("body", sa.Text()), key="id")
    _table(
        "digest_run",
        _must("channel", sa.String(255)),
        _must("period", sa.String(80)),
        _must("owner", sa.String(64)),
        sa.Column("lease_until", sa.BigInteger()),
        _must("status", sa.String(16)),
        _must("attempts", sa.Integer()),
        sa.Column("frozen", sa.Text()),
        _must("reference", sa.String(255)),
        _must("detail", sa.String(255)),
        key="channel period",
    )
    _index("digest_run", "status")
    _table(
        "digest_edition",
        _must("week", WEEK),
        _must("previous", WEEK),
        _must("body", sa.Text()),
        sa.UniqueConstraint("previous", name=op.f("uq_digest_edition_previous")),
        key="week",
    )


def _answered() -> None:
    _table(
        "audit",
        sa.Column("n", sa.Integer(), nullable=False, autoincrement=False),
        _must("week", WEEK),
        _must("who", BYTES),
        _must("act", sa.String(32)),
        sa.Column("case_id", BYTES),
        _must("hash", BYTES),
        key="n",
    )


def _running() -> None:
    _table(
        "lease",
        _must("name", sa.String(64)),
        _must("owner", sa.String(64)),
        _must("until", sa.BigInteger()),
        key="name",
    )
