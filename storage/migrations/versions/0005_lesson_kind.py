"""The library by kind: an index, so that narrowing it does not read every lesson."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(op.f("ix_lesson_kind_week"), "lesson", ["kind", "week"])


def downgrade() -> None:
    """Drop it; the library is only slower."""
    op.drop_index(op.f("ix_lesson_kind_week"), "lesson")
