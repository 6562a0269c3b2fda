"""The released cases, still locked: random ids, weeks, a state, and sealed bytes.

It can open none of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.errors import NoSuchCase
from bot.report import CaseId, Week
from bot.sealed import CaseState, ObjectKind, Reader, SealedCase, SealedObject, Slot
from storage.dialect import hold, insert_once, pass_together
from storage.tables import case, case_object, case_slot, place_in, spool_addition

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from storage.writer import Writer

_SUMMED: Final = (1 << 31) - 1  # a prime: a sum of a billion of them fits into 63 bits
_HEX: Final = frozenset("0123456789abcdef")
# An inbox of a thousand cases must not read 256 KiB for each photo that nobody asked to see.
_LIGHT: Final = [
    *(column for column in case_object.c if column.name != "sealed"),
    sa.case(
        (case_object.c.kind == ObjectKind.PHOTO.value, sa.literal(b"", sa.LargeBinary())),
        else_=case_object.c.sealed,
    ).label("sealed"),
]


class Cases:
    """Port `Cases`. All on the writer thread."""

    def __init__(self, writer: Writer) -> None:
        """Prepare the one statement that differs between the engines."""
        self._writer = writer
        self._put = insert_once(case_object, on_sqlite=writer.on_sqlite)

    def all(self) -> tuple[SealedCase, ...]:
        """[read] Every case with its slots and objects, by random id; photos without bytes."""
        return self._read(None, photos=False)

    def some(self, case_ids: Sequence[CaseId]) -> tuple[SealedCase, ...]:
        """[read] These cases, as `all` gives them; those that are gone are left out."""
        wanted = [case_id.raw for case_id in case_ids]
        return self._read(wanted, photos=False) if wanted else ()

    def pulse(self, key_id: bytes) -> Hashable:
        """[read] Sums over what `glance` looks at: the number of rows, and their random places.

        A place follows from a row's own random key, so that rows which came and rows which went
        do not make up for each other.
        """
        connection = self._writer.connection
        pass_together(connection)
        found: list[Hashable] = []
        for table, wanted in (
            (case_object, case_object.c.reader == Reader.CASE.value),
            (case_slot, case_slot.c.key_id == key_id),
        ):
            summed = sa.func.sum(table.c.place % _SUMMED)
            query = sa.select(sa.func.count(), summed).where(wanted)
            found.append(tuple(connection.execute(query).one()))
        summed = sa.func.sum(case.c.place % _SUMMED)
        states = sa.select(case.c.state, sa.func.count(), summed).group_by(case.c.state)
        found.append(tuple(sorted(tuple(row) for row in connection.execute(states))))
        return tuple(found)

    def glance(self, key_id: bytes) -> dict[bytes, Hashable]:
        """[read] A mark per case: its state, how much is in it, whether this key has a slot.

        Objects are only ever added, so their number is enough. Indexes answer; no sealed byte is
        read.
        """
        connection = self._writer.connection
        pass_together(connection)
        held = case_object.c
        counted = connection.execute(
            sa.select(held.case_id, sa.func.count())
            .where(held.reader == Reader.CASE.value)
            .group_by(held.case_id)
        )
        counts = {row[0]: row[1] for row in counted}
        mine = set(
            connection.scalars(sa.select(case_slot.c.case_id).where(case_slot.c.key_id == key_id))
        )
        states = connection.execute(sa.select(case.c.id, case.c.state))
        return {row[0]: (row[1], counts.get(row[0], 0), row[0] in mine) for row in states}

    def load(self, case_id: CaseId) -> SealedCase:
        """[read] One case; who may write has it alone until the end. Raises NoSuchCase."""
        # Two reviewers who act on one case at once must read its state one after the other. The
        # lock comes first, so that what is read afterwards is what the other one left.
        pass_together(self._writer.connection)
        hold(self._writer.connection, sa.select(case.c.id).where(case.c.id == case_id.raw))
        found = self._read([case_id.raw])
        if not found:
            raise NoSuchCase(str(case_id))
        return found[0]

    def match(self, prefix: str) -> CaseId:
        """[read] The one case whose hex id begins so. Raises NoSuchCase, also when two do."""
        start = prefix.strip().lower()
        if not 0 < len(start) <= 32 or not _HEX.issuperset(start):
            raise NoSuchCase("an id has up to 32 letters and digits, 0-9 and a-f")
        first, last = (bytes.fromhex(start.ljust(32, end)) for end in "0f")
        statement = sa.select(case.c.id).where(case.c.id.between(first, last)).limit(2)
        found = self._writer.connection.scalars(statement).all()
        if len(found) != 1:
            raise NoSuchCase(f"{start} begins the ids of several cases" if found else start)
        return CaseId(found[0])

    def put(self, case_id: CaseId, week: Week, objects: Sequence[SealedObject]) -> None:
        """[commit] Add objects, each once. Raises NoSuchCase."""
        self._must_exist(case_id)
        if objects:
            rows = [
                {
                    "case_id": case_id.raw,
                    "object_id": held.object_id,
                    "reader": held.reader.value,
                    "kind": held.kind.value,
                    "week": str(week),
                    "sealed": held.sealed,
                }
                for held in objects
            ]
            self._writer.connection.execute(self._put, rows)

    def move(self, case_id: CaseId, state: CaseState) -> None:
        """[commit] Set the state. Raises NoSuchCase."""
        self._must_exist(case_id)
        self._writer.connection.execute(
            sa.update(case).where(case.c.id == case_id.raw).values(state=state.value)
        )

    def reslot(self, case_id: CaseId, slots: Sequence[Slot]) -> None:
        """[commit] Replace the key slots: a reviewer came, went or was excluded."""
        self._must_exist(case_id)
        connection = self._writer.connection
        connection.execute(sa.delete(case_slot).where(case_slot.c.case_id == case_id.raw))
        week = connection.scalars(sa.select(case.c.week).where(case.c.id == case_id.raw)).one()
        rows = [
            {
                "place": place_in(week, case_id.raw, slot.key_id),
                "case_id": case_id.raw,
                "key_id": slot.key_id,
                "sealed": slot.sealed,
            }
            for slot in slots
        ]
        if rows:
            connection.execute(sa.insert(case_slot), rows)

    def rotate(
        self,
        case_id: CaseId,
        case_public: bytes,
        slots: Sequence[Slot],
        week: Week,
        objects: Sequence[SealedObject],
    ) -> None:
        """[commit] A new key for a case: public key and slots replaced, `objects` added."""
        self.reslot(case_id, slots)
        self._writer.connection.execute(
            sa.update(case).where(case.c.id == case_id.raw).values(case_public=case_public)
        )
        self.put(case_id, week, objects)

    def expire(self, week: Week) -> int:
        """[commit] Delete cases whose last week is before `week`, key slots first; how many."""
        connection = self._writer.connection
        pass_together(connection)
        over = sa.select(case.c.id).where(case.c.expires < str(week))
        for column in (case_slot.c.case_id, case_object.c.case_id, spool_addition.c.case_id):
            connection.execute(sa.delete(column.table).where(column.in_(over)))
        return connection.execute(sa.delete(case).where(case.c.expires < str(week))).rowcount

    def _must_exist(self, case_id: CaseId) -> None:
        """Behind the gate: a release that rewrites this case is over, or has not begun."""
        connection = self._writer.connection
        pass_together(connection)
        if (
            connection.execute(sa.select(case.c.id).where(case.c.id == case_id.raw)).first()
            is None
        ):
            raise NoSuchCase(str(case_id))

    def _read(
        self, only: Sequence[bytes] | None, *, photos: bool = True
    ) -> tuple[SealedCase, ...]:
        connection = self._writer.connection
        # Before the first SELECT: a release between two of them would split what it moves.
        pass_together(connection)

        def rows(table: sa.Table, column: str, *order: str) -> sa.CursorResult[tuple[object, ...]]:
            columns = table.c if photos or table is not case_object else _LIGHT
            wanted = sa.select(*columns).order_by(*(table.c[name] for name in order))
            return connection.execute(
                wanted if only is None else wanted.where(table.c[column].in_(only))
            )

        slots: dict[bytes, list[Slot]] = defaultdict(list)
        for row in rows(case_slot, "case_id", "case_id", "key_id"):
            slots[row.case_id].append(Slot(row.key_id, row.sealed))
        objects: dict[bytes, list[tuple[Week, SealedObject]]] = defaultdict(list)
        for row in rows(case_object, "case_id", "case_id", "object_id", "reader"):
            held = SealedObject(
                row.object_id, ObjectKind(row.kind), Reader(row.reader), row.sealed
            )
            objects[row.case_id].append((Week.parse(row.week), held))
        return tuple(
            SealedCase(
                CaseId(row.id),
                Week.parse(row.week),
                CaseState(row.state),
                Week.parse(row.expires),
                row.case_public,
                row.reporter_public,
                tuple(slots[row.id]),
                tuple(objects[row.id]),
            )
            for row in rows(case, "id", "id")
        )
