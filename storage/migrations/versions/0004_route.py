"""The routes of chats, for several processes behind a webhook."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, on PostgreSQL: beside SQLite one process keeps them in memory."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_table(
            "route",
            sa.Column("id", sa.LargeBinary(), nullable=False),
            sa.Column("epoch", sa.LargeBinary(), nullable=False),
            sa.Column("sealed", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
            prefixes=["UNLOGGED"],
        )


def downgrade() -> None:
    """Drop it: whoever is in the middle of something taps *Go on here after a break*."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_table("route")
