"""Alembic's way in: it runs on the connection and in the transaction of `storage.schema`."""

from __future__ import annotations

from alembic import context

from storage.schema import belongs
from storage.tables import metadata

connection = context.config.attributes["connection"]
sqlite = connection.dialect.name == "sqlite"

context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=sqlite,
    include_object=belongs(sqlite=sqlite),
    # One transaction for all steps: the migration lock of PostgreSQL ends with its transaction.
    transaction_per_migration=False,
    compare_type=True,
)

with context.begin_transaction():
    context.run_migrations()
