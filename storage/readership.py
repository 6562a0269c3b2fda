"""Who has a key to what: key ids per case, released or waiting. It names and opens no case."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import parts
from storage.dialect import pass_together
from storage.tables import case_slot, spool

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from storage.writer import Writer


class Readership:
    """All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Bind the writer."""
        self._writer = writer

    def slots(self) -> tuple[frozenset[bytes], ...]:
        """[commit] Of each case who has a slot, in no order that means anything.

        Reports that wait are among them: their slots are released with them.
        """
        held = self.released()
        rows = self._writer.connection.scalars(sa.select(spool.c.parts))
        waiting = [frozenset(slot.key_id for slot in parts.decode(row)[0]) for row in rows]
        return tuple(sorted((*held, *waiting), key=sorted))

    def released(self) -> tuple[frozenset[bytes], ...]:
        """[commit] The same of released cases alone."""
        connection = self._writer.connection
        pass_together(connection)
        held: dict[bytes, set[bytes]] = defaultdict(set)
        wanted = sa.select(case_slot.c.case_id, case_slot.c.key_id)
        for case_id, key_id in connection.execute(wanted):
            held[case_id].add(key_id)
        return tuple(sorted(map(frozenset, held.values()), key=sorted))

    def open_to(self, key_id: bytes) -> int:
        """[commit] How many released cases have a slot for this key."""
        return sum(key_id in one for one in self.released())

    def drop(self, leaving: bytes, staying: Collection[bytes]) -> int:
        """[commit] Drop the slots of a key from released cases that nobody of `staying` reads.

        How many. With nobody to give these cases a new key it is all that can be done; a waiting
        report loses the slot at its release.
        """
        connection = self._writer.connection
        pass_together(connection)
        others = sa.select(case_slot.c.case_id).where(case_slot.c.key_id.in_(staying))
        theirs = sa.and_(case_slot.c.key_id == leaving, case_slot.c.case_id.not_in(others))
        return connection.execute(sa.delete(case_slot).where(theirs)).rowcount


def left_alone(
    slots: Iterable[Collection[bytes]], leaving: bytes, staying: Collection[bytes]
) -> int:
    """How many cases nobody of `staying` could open once `leaving` is gone."""
    here = set(staying)
    return sum(leaving in one and here.isdisjoint(one) for one in slots)
