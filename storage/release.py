"""A batch on its way into the cases: taken from wherever, put down in an order that means nothing.

On SQLite the overflow pages of big rows, on PostgreSQL `ctid` and `xmin` follow the order of
insertion. So everything of a batch is inserted in one transaction, shuffled (Fisher and Yates;
Knuth 3.4.2 P).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from bot.sealed import CaseState, Reader
from storage import parts
from storage.engine import is_sqlite
from storage.tables import case, case_object, case_slot, place_in, spool, spool_addition

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from bot.ports import Dice
    from bot.report import Week
    from bot.sealed import SealedObject, SealedReport, Slot

Fields = dict[str, Any]

MOST: Final = 1000
"""How many reports leave in one transaction, and how many additions; also how many cases a week
may have to be written anew. Whoever sends thousands makes nobody wait longer than for these, and
fills no memory. Three hundred a week are many."""


class Batch:
    """Rows for the three tables of a case, in no order yet."""

    def __init__(self, dice: Dice, most: int = MOST) -> None:
        """Begin with nothing; `most`: see MOST."""
        self._dice = dice
        self._most = most
        self._cases: list[Fields] = []
        self._slots: list[Fields] = []
        self._objects: list[Fields] = []

    def take(self, report: SealedReport, week: Week, expires: Week) -> None:
        """Take a report that does not wait."""
        self._case(
            {
                "id": report.case_id.raw,
                "lookup": report.lookup,
                "case_public": report.case_public,
                "reporter_public": report.reporter_public,
            },
            week,
            expires,
        )
        self._parts(report.case_id.raw, week, report.slots, report.objects)

    def take_object(self, case_id: bytes, week: str, held: SealedObject) -> None:
        """Take one object of a case."""
        self._objects.append(
            {
                "case_id": case_id,
                "object_id": held.object_id,
                "reader": held.reader.value,
                "kind": held.kind.value,
                "week": week,
                "sealed": held.sealed,
            }
        )

    def take_spool(
        self,
        connection: sa.Connection,
        week: Week,
        expires: Week,
        readers: Collection[bytes] | None = None,
    ) -> int:
        """Take what waits out of the spool; how many reports and additions.

        Of more than `most` those with the lowest places go, which is any of them, and additions
        only after the last report. Slots of keys that are not among `readers` any more stay
        behind.
        """
        waiting = sa.select(spool).order_by(spool.c.place).limit(self._most)
        reports = connection.execute(waiting).all()
        additions: Sequence[sa.RowMapping] = ()
        if len(reports) < self._most:
            more = sa.select(*_columns(spool_addition)).order_by(spool_addition.c.place)
            additions = connection.execute(more.limit(self._most)).mappings().all()
        if max(len(reports), len(additions)) < self._most:
            _clear(connection)
        else:
            _drop(connection, spool.c.case_id, [row.case_id for row in reports])
            _drop(connection, spool_addition.c.object_id, [one["object_id"] for one in additions])
        for row in reports:
            keys = ("lookup", "case_public", "reporter_public")
            self._case({"id": row.case_id, **{k: getattr(row, k) for k in keys}}, week, expires)
            slots, objects = parts.decode(row.parts)
            self._parts(row.case_id, week, still_reading(slots, readers), objects)
        # A case may have gone while its addition waited: such an addition goes with it.
        wanted = {addition["case_id"] for addition in additions}
        known = {row.case_id for row in reports} | _existing(connection, sorted(wanted))
        for addition in additions:
            if addition["case_id"] in known:
                self._objects.append({**addition, "reader": Reader.CASE.value, "week": str(week)})
        return len(reports) + len(additions)

    def take_week(self, connection: sa.Connection, week: Week) -> None:
        """Take the rows that are in the cases under this week already, to put them down anew.

        Not of a week with more than `most` cases: its batches are large enough to be lost in.
        """
        counted = sa.select(sa.func.count()).where(case.c.week == str(week))
        if (connection.scalar(counted) or 0) > self._most:
            return
        of_week = sa.select(case.c.id).where(case.c.week == str(week))
        slots: list[Fields] = []
        # Twice, not OR: each statement has an index of its own on both engines.
        for rows, statement in (
            (slots, sa.delete(case_slot).where(case_slot.c.case_id.in_(of_week))),
            (self._objects, sa.delete(case_object).where(case_object.c.week == str(week))),
            (self._objects, sa.delete(case_object).where(case_object.c.case_id.in_(of_week))),
            (self._cases, sa.delete(case).where(case.c.week == str(week))),
        ):
            taken = connection.execute(statement.returning(*_columns(statement.table)))
            rows.extend(dict(row) for row in taken.mappings())
        for slot in slots:
            slot["place"] = place_in(str(week), slot["case_id"], slot["key_id"])
        self._slots += slots

    def take_last_week(self, connection: sa.Connection, week: Week) -> None:
        """Take the rows of the week before, if this batch has the first case of its own week.

        What was put there at once after the last release of that week lies in the order of its
        arrival, and apart from the others. With this it does so until the next week begins.
        """
        begun = sa.select(case.c.id).where(case.c.week == str(week)).limit(1)
        if connection.execute(begun).first() is None:
            self.take_week(connection, week.plus(-1))

    def put(self, connection: sa.Connection) -> None:
        """Put everything down, shuffled, table by table."""
        for table, rows in (
            (case, self._cases),
            (case_slot, self._slots),
            (case_object, self._objects),
        ):
            if rows:
                connection.execute(sa.insert(table), shuffled(rows, self._dice))

    def _case(self, fields: Fields, week: Week, expires: Week) -> None:
        states = {"state": CaseState.RECEIVED.value, "week": str(week), "expires": str(expires)}
        self._cases.append({**fields, **states})

    def _parts(
        self, case_id: bytes, week: Week, slots: Sequence[Slot], objects: Sequence[SealedObject]
    ) -> None:
        for slot in slots:
            place = place_in(str(week), case_id, slot.key_id)  # a slot itself has no week
            key = {"place": place, "case_id": case_id, "key_id": slot.key_id}
            self._slots.append({**key, "sealed": slot.sealed})
        for held in objects:
            self.take_object(case_id, str(week), held)


def still_reading(slots: Sequence[Slot], readers: Collection[bytes] | None) -> Sequence[Slot]:
    """The slots of those who are on the list still: a report may wait while a reviewer leaves.

    Nobody left: all of them, for a case without a slot could never be opened by anyone.
    """
    if readers is None:
        return slots
    return [slot for slot in slots if slot.key_id in readers] or slots


def shuffled(rows: Sequence[Fields], dice: Dice) -> list[Fields]:
    """The same rows in an order drawn from `dice`; 64 bits a draw leave a bias below 2**-40."""
    deck = list(rows)
    drawn = dice(8 * len(deck))
    for last in range(len(deck) - 1, 0, -1):
        at = int.from_bytes(drawn[8 * last : 8 * last + 8]) % (last + 1)
        deck[last], deck[at] = deck[at], deck[last]
    return deck


def _columns(table: sa.FromClause) -> list[sa.ColumnElement[Any]]:
    """The columns of a table without `place`: a new row finds its own."""
    return [column for column in table.c if column.name != "place"]


def _clear(connection: sa.Connection) -> None:
    """Empty the spool. On PostgreSQL its files go too: a DELETE would leave the rows in them."""
    if is_sqlite(connection):
        connection.execute(sa.delete(spool))
        connection.execute(sa.delete(spool_addition))
    else:
        connection.execute(sa.text("TRUNCATE spool, spool_addition"))


def _drop(connection: sa.Connection, column: sa.Column[bytes], ids: Sequence[bytes]) -> None:
    for some in _batched(ids):
        connection.execute(sa.delete(column.table).where(column.in_(some)))


def _existing(connection: sa.Connection, ids: Sequence[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for some in _batched(ids):
        found.update(connection.scalars(sa.select(case.c.id).where(case.c.id.in_(some))))
    return found


def _batched(ids: Sequence[bytes], most: int = 500) -> Iterator[Sequence[bytes]]:
    """So many at a time: a statement may not have any number of parameters."""
    for at in range(0, len(ids), most):
        yield ids[at : at + most]
