"""What readers answered: live marks, counts, and the keys of the weeks."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WEEK: Final = sa.String(8)


def upgrade() -> None:
    """Make the tables; keys are a table on PostgreSQL alone."""
    _votes()
    _totals()
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "vote_key",
            sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
            sa.Column("key", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("day", name=op.f("pk_vote_key")),
            prefixes=["UNLOGGED"],
        )


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("vote_key")
    op.drop_table("vote_total")
    op.drop_table("vote")


def _votes() -> None:
    op.create_table(
        "vote",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("week", _WEEK, nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("period", sa.String(80), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("choice", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_vote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_vote_week"), "vote", ["week"])
    columns = ["question", "period", "channel", "choice"]
    op.create_index(op.f("ix_vote_question_period_channel_choice"), "vote", columns)


def _totals() -> None:
    op.create_table(
        "vote_total",
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("period", sa.String(80), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("choice", sa.SmallInteger(), nullable=False),
        sa.Column("week", _WEEK, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "question", "period", "channel", "choice", name=op.f("pk_vote_total")
        ),
        sqlite_with_rowid=False,
    )
