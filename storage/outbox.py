"""Alerts that wait for the next tick: coded answers under a random id, gone once they were sent.

Whether an alert is being posted is the ledger's business; this file keeps it, forgets it, and
posts none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.alert import Alert
from bot.ports import Queued
from bot.report import ID_BYTES, Week
from storage.tables import outbox

if TYPE_CHECKING:
    from bot.ports import Calendar, Dice
    from storage.writer import Writer

_c: Final = outbox.c


class Outbox:
    """Ports `Alarms` and `Outbox`. All on the writer thread."""

    def __init__(self, writer: Writer, dice: Dice, calendar: Calendar) -> None:
        """Take the dice for ids, and the calendar for the one time that is kept: the week."""
        self._writer = writer
        self._dice = dice
        self._calendar = calendar

    def sound(self, alert: Alert) -> None:
        """[commit] Queue it, in the transaction that accepts the report."""
        row = {"id": self._dice(ID_BYTES), "week": str(self._calendar()), "body": alert.encode()}
        self._writer.connection.execute(sa.insert(outbox), row)

    def waiting(self) -> tuple[Queued, ...]:
        """[commit] Every alert that was not forgotten, by its random id."""
        rows = self._writer.connection.execute(sa.select(outbox).order_by(_c.id))
        return tuple(
            Queued(row.id.hex(), Week.parse(row.week), Alert.decode(row.body)) for row in rows
        )

    def forget(self, queued_id: str) -> None:
        """[commit] It was sent, or nobody needs it any more."""
        self._writer.connection.execute(sa.delete(outbox).where(_c.id == bytes.fromhex(queued_id)))
