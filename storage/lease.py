"""One of several processes does something alone: a name, an owner, and until when.

The second clock of the schema, beside that of the digest's claims: it says when a process was
alive, and nothing of any report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.dialect import insert_once
from storage.tables import lease

if TYPE_CHECKING:
    from storage.writer import Writer


class Leases:
    """Leases by name. All on the writer thread; times are whole seconds of UTC."""

    def __init__(self, writer: Writer) -> None:
        """Bind the writer."""
        self._writer = writer

    def hold(self, name: str, owner: str, *, now: int, until: int) -> bool:
        """[commit] Take it or keep it until then; False while another owner has it."""
        kept = (
            sa.update(lease)
            .where(lease.c.name == name, sa.or_(lease.c.owner == owner, lease.c.until < now))
            .values(owner=owner, until=until)
        )
        if self._writer.connection.execute(kept).rowcount == 1:
            return True
        once = insert_once(lease, on_sqlite=self._writer.on_sqlite).returning(lease.c.name)
        row = {"name": name, "owner": owner, "until": until}
        return self._writer.connection.scalar(once, row) is not None

    def drop(self, name: str, owner: str) -> None:
        """[commit] Let go of it, if it is this owner's."""
        mine = sa.delete(lease).where(lease.c.name == name, lease.c.owner == owner)
        self._writer.connection.execute(mine)
