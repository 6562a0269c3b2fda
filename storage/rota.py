"""A rota: whose turn it is. A slot of a timetable is used once, by one of any number of processes.

The slot itself is not kept. A mark of it is: an HMAC (RFC 2104) under the pepper, which lies
outside the database. Whoever has the database alone sees 16 random bytes change; with the pepper
one can guess the slot, and learns when the service ran, which says nothing of any report.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import field
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.frozen import frozen
from storage.dialect import insert_once
from storage.envelope import Label, framed
from storage.tables import turn

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.writer import Writer

_MARK_BYTES: Final = 16


@frozen
class Remembered:
    """The last slot and the one before it, each None where it is none of those asked for.

    `alone`: there is no slot before the last one.
    """

    names: tuple[str | None, str | None] = field(repr=False)
    alone: bool


class Rota:
    """Turns by name. All on the writer thread.

    Args:
        writer: its transaction.
        peppers: the newest first; a mark made under an older one is known still.
    """

    def __init__(self, writer: Writer, peppers: Sequence[bytes]) -> None:
        """Raises ValueError without a pepper."""
        if not peppers:
            raise ValueError("at least one pepper")
        self._writer = writer
        self._peppers = tuple(peppers)

    def take(self, name: str, slot: str) -> bool:
        """[commit] Use this slot; False when it was used, and at the very first, when none was.

        One transaction with what is done in the slot: both happen, or neither. Two slots are
        remembered, the last one and the one before it: a host whose clock is a little late must
        not take the timetable back. The row is locked until the transaction ends, so of two
        processes the second waits and then finds the slot used.
        """
        connection = self._writer.connection
        marks = [self._mark(pepper, name, slot) for pepper in self._peppers]
        taken = (
            sa.update(turn)
            .where(turn.c.name == name, turn.c.mark.not_in(marks), turn.c.prior.not_in(marks))
            .values(prior=turn.c.mark, mark=marks[0])
        )
        if connection.execute(taken).rowcount == 1:
            return True
        once = insert_once(turn, on_sqlite=self._writer.on_sqlite)
        connection.execute(once, {"name": name, "mark": marks[0], "prior": b""})
        return False

    def remembered(self, name: str, slots: Iterable[str]) -> Remembered:
        """[read] Which of these slots was used last, and which before it."""
        wanted = sa.select(turn.c.mark, turn.c.prior).where(turn.c.name == name)
        row = self._writer.connection.execute(wanted).first()
        if row is None:
            return Remembered((None, None), alone=True)
        marks = {
            self._mark(pepper, name, slot): slot for slot in slots for pepper in self._peppers
        }
        return Remembered((marks.get(row.mark), marks.get(row.prior)), alone=not row.prior)

    @staticmethod
    def _mark(pepper: bytes, name: str, slot: str) -> bytes:
        bound = framed(Label.TURN, name.encode(), slot.encode())
        return hmac.digest(pepper, bound, hashlib.sha256)[:_MARK_BYTES]
