"""The turn of the release: which slot of the timetable had its batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "turn",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("prior", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_turn")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop it; the next release only notes the slot."""
    op.drop_table("turn")
