"""Who did what at the desk, by week, each act linked to the one before. Never a reporter's act.

A link is BLAKE2b over the link before it and everything the row says, so a changed, moved or
missing row breaks the chain behind it. Cutting off the end leaves a shorter chain that holds:
`head` is what an operator writes down elsewhere to see that.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.frozen import frozen
from storage.dialect import lock_chain
from storage.envelope import Label, framed
from storage.tables import audit as table

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.report import CaseId, Week
    from storage.writer import Writer

GENESIS: Final = bytes(32)
"""What the first act is linked to."""


@frozen
class AuditEntry:
    """One act. `who` is a key id or b"operator"; `case_id` None for acts on no case."""

    n: int
    week: str
    who: bytes
    act: str
    case_id: bytes | None


class Audit:
    """Port `Audit`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Keep the chain in the writer's database."""
        self._writer = writer

    def append(self, week: Week, who: bytes, act: str, case_id: CaseId | None = None) -> None:
        """[commit] Add one act. `who` is a key id, or b"operator"; `act` one word."""
        connection = self._writer.connection
        lock_chain(connection)
        n, before = self.head()
        raw = case_id.raw if case_id else None
        row = {"n": n + 1, "week": str(week), "who": who, "act": act, "case_id": raw}
        link_ = link(before, n + 1, str(week), who, act, raw)
        connection.execute(sa.insert(table), {**row, "hash": link_})

    def head(self) -> tuple[int, bytes]:
        """[read] The number and the link of the last act; (0, GENESIS) before the first."""
        last = self._writer.connection.execute(
            sa.select(table.c.n, table.c.hash).order_by(table.c.n.desc()).limit(1)
        ).first()
        return (last.n, last.hash) if last else (0, GENESIS)

    def page(self, skip: int, most: int) -> tuple[AuditEntry, ...]:
        """[read] So many acts, the newest first, after leaving out `skip`."""
        newest = sa.select(table).order_by(table.c.n.desc()).offset(skip).limit(most)
        return tuple(
            AuditEntry(row.n, row.week, row.who, row.act, row.case_id)
            for row in self._writer.connection.execute(newest)
        )

    def last(self, who: bytes, among: Collection[str]) -> str:
        """[read] The newest act of `who` that is one of `among`; empty for none."""
        newest = (
            sa.select(table.c.act)
            .where(table.c.who == who, table.c.act.in_(sorted(among)))
            .order_by(table.c.n.desc())
            .limit(1)
        )
        return self._writer.connection.scalar(newest) or ""

    def broken(self) -> int | None:
        """[read] The number of the first link that does not hold, or None when all do."""
        before = GENESIS
        rows = self._writer.connection.execute(sa.select(table).order_by(table.c.n))
        for n, row in enumerate(rows, start=1):
            expected = link(before, n, row.week, row.who, row.act, row.case_id)
            if row.n != n or row.hash != expected:
                return n
            before = row.hash
        return None


def link(  # noqa: PLR0913, PLR0917 - a link covers everything that its row says
    before: bytes, n: int, week: str, who: bytes, act: str, case_id: bytes | None
) -> bytes:
    """32 bytes of BLAKE2b (RFC 7693) over the framed row and the link before it."""
    said = (before, n.to_bytes(8), week.encode(), who, act.encode(), case_id or b"")
    return hashlib.blake2b(
        framed(Label.AUDIT, *said), digest_size=32, person=b"cc-audit-v1"
    ).digest()
