"""What a week's issues share, frozen once for the whole organisation: the port `Editions`.

It keeps their text and reads none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.dialect import insert_once
from storage.tables import digest_edition

if TYPE_CHECKING:
    from bot.report import Week
    from storage.writer import Writer


class Editions:
    """Port `Editions`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the one statement that differs between the engines."""
        self._writer = writer
        self._once = insert_once(digest_edition, on_sqlite=writer.on_sqlite).returning(
            digest_edition.c.week
        )

    def edition(self, week: Week) -> str | None:
        """[commit] That week's edition."""
        wanted = sa.select(digest_edition.c.body).where(digest_edition.c.week == str(week))
        body: str | None = self._writer.connection.scalar(wanted)
        return body

    def newest(self, before: Week | None = None) -> str | None:
        """[commit] The newest edition, or the newest one before a week."""
        wanted = sa.select(digest_edition.c.body).order_by(digest_edition.c.week.desc()).limit(1)
        if before:
            wanted = wanted.where(digest_edition.c.week < str(before))
        body: str | None = self._writer.connection.scalar(wanted)
        return body

    def enter(self, week: Week, previous: Week | None, body: str) -> bool:
        """[commit] Keep it, once per week and once per predecessor."""
        row = {"week": str(week), "previous": str(previous or ""), "body": body}
        return self._writer.connection.scalar(self._once, row) is not None
