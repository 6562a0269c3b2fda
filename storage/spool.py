"""Accepted reports and additions, until they leave in a shuffled batch: the order ends here.

Accepting is idempotent by lookup id, also against cases that have left already; the gate of
`storage.dialect` keeps a release and everybody else apart. It keeps sealed bytes and opens none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.errors import StoreBusy
from bot.report import CaseId
from bot.sealed import Found, ObjectKind, Reader, SealedObject
from storage import parts
from storage.dialect import insert_once, pass_alone, pass_last, pass_together
from storage.release import MOST, Batch
from storage.tables import case, case_object, case_slot, spool, spool_addition

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from bot.ports import Calendar, Dice, ReporterKey
    from bot.report import Week
    from bot.sealed import SealedAddition, SealedReport
    from storage.writer import Writer


class Spool:
    """Port `Spool`. All on the writer thread.

    Args:
        writer: its transaction.
        dice: shuffles the batches.
        calendar: the week of a case that is too urgent to wait.
        keep_weeks: how many weeks such a case is kept.
        readers: the key ids on the list of readers, break-glass included; asked at each release.
            None: every slot is released as it was made.
        most: how much leaves in one transaction (`storage.release.MOST`).
    """

    def __init__(  # noqa: PLR0913 - wired by hand, once
        self,
        writer: Writer,
        dice: Dice,
        calendar: Calendar,
        keep_weeks: int,
        readers: Callable[[], Collection[bytes]] | None = None,
        *,
        most: int = MOST,
    ) -> None:
        """Prepare the statements."""
        self._most = most
        self._writer = writer
        self._dice = dice
        self._calendar = calendar
        self._keep_weeks = keep_weeks
        self._readers = readers
        self._accept = insert_once(spool, on_sqlite=writer.on_sqlite).returning(spool.c.case_id)
        self._add = insert_once(spool_addition, on_sqlite=writer.on_sqlite)

    def accept(self, report: SealedReport) -> bool:
        """[commit] Keep it, once: False when its lookup id is known, here or among the cases."""
        connection = self._writer.connection
        if report.urgent:
            return self._accept_now(report)
        pass_together(connection)
        if _case_of(connection, report.lookup) is not None:
            return False
        kept = connection.execute(
            self._accept,
            {
                "lookup": report.lookup,
                "case_id": report.case_id.raw,
                "case_public": report.case_public,
                "reporter_public": report.reporter_public,
                "parts": parts.encode(report.slots, report.objects),
            },
        )
        return kept.first() is not None

    def _accept_now(self, report: SealedReport) -> bool:
        """Past the spool, alone: the same report may be arriving as one that can wait."""
        connection = self._writer.connection
        pass_alone(connection)
        if _spooled(connection, report.lookup) or _case_of(connection, report.lookup):
            return False
        week = self._calendar()
        batch = Batch(self._dice, self._most)
        batch.take(report, week, week.plus(self._keep_weeks))
        batch.take_last_week(connection, week)
        batch.put(connection)
        return True

    def add(self, addition: SealedAddition) -> bool:
        """[commit] Keep something more for a case, once. False when there is no such case."""
        connection = self._writer.connection
        pass_together(connection)
        raw, added = addition.case_id.raw, addition.added
        waits = sa.select(spool.c.case_id).where(spool.c.case_id == raw)
        released = sa.select(case.c.id).where(case.c.id == raw)
        if not (connection.execute(waits).first() or connection.execute(released).first()):
            return False
        if not _has(connection, raw, added.object_id):
            connection.execute(
                self._add,
                {
                    "object_id": added.object_id,
                    "case_id": raw,
                    "kind": added.kind.value,
                    "sealed": added.sealed,
                },
            )
        return True

    def bar(self, addition: SealedAddition) -> bool | None:
        """[commit] Keep an addition that excludes readers, and drop their slots, at once.

        True: the report waits still. False: it was released, and the addition does not wait for
        the next batch either, so that nobody hands over what was just taken away.
        """
        connection = self._writer.connection
        pass_together(connection)
        raw = addition.case_id.raw
        waits = sa.select(spool.c.parts).where(spool.c.case_id == raw).with_for_update()
        held = connection.scalar(waits)
        if held is not None:
            slots, objects = parts.decode(held)
            kept = [slot for slot in slots if slot.key_id not in addition.barred]
            written = {"parts": parts.encode(kept, objects)}
            connection.execute(sa.update(spool).where(spool.c.case_id == raw).values(written))
            self.add(addition)
            return True
        if connection.scalar(sa.select(case.c.id).where(case.c.id == raw)) is None:
            return None
        theirs = sa.and_(case_slot.c.case_id == raw, case_slot.c.key_id.in_(addition.barred))
        connection.execute(sa.delete(case_slot).where(theirs))
        if not _has(connection, raw, addition.added.object_id):
            batch = Batch(self._dice, self._most)
            batch.take_object(raw, str(self._calendar()), addition.added)
            batch.put(connection)
        return False

    def find(self, lookup: bytes) -> Found | None:
        """[commit] The case behind a lookup id, released or not."""
        connection = self._writer.connection
        # The spool first: a report goes from there to the cases, so this order meets it once.
        if waiting := _spooled(connection, lookup):
            slots, _ = parts.decode(waiting.parts)
            return Found(
                CaseId(waiting.case_id),
                waiting.case_public,
                waiting.reporter_public,
                readers=tuple(slot.key_id for slot in slots),
            )
        found = _case_of(connection, lookup)
        if found is None:
            return None
        objects = connection.execute(
            sa.select(case_object)
            .where(
                case_object.c.case_id == found.id, case_object.c.reader == Reader.REPORTER.value
            )
            .order_by(case_object.c.object_id)
        )
        left = tuple(
            SealedObject(row.object_id, ObjectKind(row.kind), Reader(row.reader), row.sealed)
            for row in objects
        )
        mine = sa.select(case_slot.c.key_id).where(case_slot.c.case_id == found.id)
        readers = tuple(sorted(connection.scalars(mine)))
        return Found(CaseId(found.id), found.case_public, found.reporter_public, left, readers)

    def rekey(
        self,
        old: bytes,
        new: ReporterKey,
        found: Found,
        for_reporter: Sequence[SealedObject],
    ) -> bool:
        """[commit] Give a case its new lookup id and reporter key. False when `old` is unknown.

        What was left for the reporter is replaced by `for_reporter`, week by week as it was.
        Raises StoreBusy when a reviewer wrote since it was `found`: that is closed to the old key.
        """
        connection = self._writer.connection
        pass_together(connection)
        changed = {"lookup": new.lookup, "reporter_public": new.public}
        if connection.execute(
            sa.update(spool).where(spool.c.lookup == old).values(changed)
        ).rowcount:
            return True
        row = _case_of(connection, old)
        if row is None:
            return False
        connection.execute(sa.update(case).where(case.c.id == row.id).values(changed))
        mine = sa.and_(
            case_object.c.case_id == row.id, case_object.c.reader == Reader.REPORTER.value
        )
        left = connection.execute(
            sa.delete(case_object)
            .where(mine)
            .returning(case_object.c.object_id, case_object.c.week)
        )
        weeks: dict[bytes, str] = {one.object_id: one.week for one in left}
        if not weeks.keys() <= {held.object_id for held in found.for_reporter}:
            raise StoreBusy
        batch = Batch(self._dice, self._most)
        for held in for_reporter:
            batch.take_object(row.id, weeks.get(held.object_id, row.week), held)
        batch.put(connection)
        return True

    def withdraw(self, lookup: bytes) -> bool:
        """[commit] Drop the key slots first, then everything of the case. False when unknown."""
        connection = self._writer.connection
        pass_together(connection)
        gone = connection.execute(
            sa.delete(spool).where(spool.c.lookup == lookup).returning(spool.c.case_id)
        ).scalar_one_or_none()
        found = None if gone else _case_of(connection, lookup)
        case_id = gone or (found.id if found else None)
        if case_id is None:
            return False
        for column in (
            *(case_slot.c.case_id, case_object.c.case_id),
            *(spool_addition.c.case_id, case.c.id),
        ):
            connection.execute(sa.delete(column.table).where(column == case_id))
        return True

    def waiting(self) -> int:
        """[commit] How many reports and additions wait for the next release."""
        count = sa.func.count()
        reports = sa.select(count).select_from(spool).scalar_subquery()
        additions = sa.select(count).select_from(spool_addition).scalar_subquery()
        return int(self._writer.connection.scalar(sa.select(reports + additions)) or 0)

    def release(self, week: Week, expires: Week) -> int:
        """[commit] Move what waits to the cases, shuffled with the week's; how many moved.

        Where that is `most` or more, something may be waiting still.

        The week's rows are written anew with them, so that two batches of one week cannot be told
        apart; with the first case of a week, those of the week before as well, for urgent reports
        that came after its last batch. Nothing older is touched: the cost follows the week, not
        the archive. Raises SealError when the list of readers does not hold, and StoreBusy while
        another program reads the spool of PostgreSQL for long; then everything waits.
        """
        connection = self._writer.connection
        pass_last(connection)
        batch = Batch(self._dice, self._most)
        readers = self._readers() if self._readers else None
        moved = batch.take_spool(connection, week, expires, readers)
        if moved:
            batch.take_last_week(connection, week)
            batch.take_week(connection, week)
            batch.put(connection)
        return moved


def _spooled(connection: sa.Connection, lookup: bytes) -> sa.Row[Any] | None:
    columns = [spool.c.case_id, spool.c.case_public, spool.c.reporter_public, spool.c.parts]
    wanted: sa.Select[Any] = sa.select(*columns).where(spool.c.lookup == lookup)
    return connection.execute(wanted).first()


def _has(connection: sa.Connection, case_id: bytes, object_id: bytes) -> bool:
    """Whether a released case has this object."""
    held = case_object.c
    same = sa.select(held.case_id).where(held.case_id == case_id, held.object_id == object_id)
    return connection.execute(same).first() is not None


def _case_of(connection: sa.Connection, lookup: bytes) -> sa.Row[Any] | None:
    return connection.execute(sa.select(case).where(case.c.lookup == lookup)).first()
