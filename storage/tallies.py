"""Counts of coded answers per week, in the transaction of what they count: no scan to read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.report import Week
from storage.dialect import add_to
from storage.tables import tally as table

if TYPE_CHECKING:
    from storage.writer import Writer


class Tallies:
    """Port `Tallies`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the one statement that differs between the engines."""
        self._writer = writer
        self._add = add_to(table, ["week", "facet", "code"], "n", on_sqlite=writer.on_sqlite)

    def count(self, week: Week, facet: str, code: str, by: int = 1) -> None:
        """[commit] Add to one counter."""
        self._writer.connection.execute(
            self._add, {"week": str(week), "facet": facet, "code": code, "n": by}
        )

    def weeks(self, first: Week, last: Week) -> dict[Week, dict[tuple[str, str], int]]:
        """[commit] All counters of the weeks `first` to `last`; missing weeks are left out."""
        found: dict[Week, dict[tuple[str, str], int]] = defaultdict(dict)
        wanted = sa.select(table).where(table.c.week.between(str(first), str(last)))
        for row in self._writer.connection.execute(wanted):
            found[Week.parse(row.week)][row.facet, row.code] = row.n
        return dict(found)
