"""Small working doubles of the ports behind the spool, in memory; see `tests/fakes.py`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.errors import NoSuchCase, NotARecipient, StoreBusy
from bot.sealed import (
    CaseState,
    Found,
    ObjectKind,
    Reader,
    Rotated,
    SealedCase,
    SealedObject,
)
from tests.fakes import plain, this_week, unplain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

    from bot.ports import PublishedLesson, ReporterKey
    from bot.report import CaseId, Week
    from bot.sealed import SealedAddition, SealedReport, Slot
    from tests.fakes import FixedDice


class MemoryCases:
    """Released cases."""

    def __init__(self, cases: Iterable[SealedCase] = ()) -> None:
        """Begin with nothing but what is given."""
        self.rows = {case.case_id: case for case in cases}

    def all(self) -> tuple[SealedCase, ...]:
        """Every case, by id."""
        return tuple(self.rows[case_id] for case_id in sorted(self.rows))

    def some(self, case_ids: Sequence[CaseId]) -> tuple[SealedCase, ...]:
        """These, as far as they are there."""
        return tuple(case for case in self.all() if case.case_id in set(case_ids))

    def pulse(self, key_id: bytes) -> Hashable:
        """All the marks at once."""
        return tuple(sorted(self.glance(key_id).items()))

    def glance(self, key_id: bytes) -> dict[bytes, Hashable]:
        """State, number of objects, whether there is a slot."""
        return {
            case.case_id.raw: (
                case.state,
                len(case.objects),
                any(slot.key_id == key_id for slot in case.slots),
            )
            for case in self.rows.values()
        }

    def load(self, case_id: CaseId) -> SealedCase:
        """One case. Raises NoSuchCase."""
        if case_id not in self.rows:
            raise NoSuchCase
        return self.rows[case_id]

    def match(self, prefix: str) -> CaseId:
        """The only case that begins so. Raises NoSuchCase."""
        found = [case_id for case_id in self.rows if str(case_id).startswith(prefix.lower())]
        if len(found) != 1:
            raise NoSuchCase
        return found[0]

    def put(self, case_id: CaseId, week: Week, objects: Sequence[SealedObject]) -> None:
        """Add objects, each once: a question's two copies differ in their reader."""
        case = self.load(case_id)
        known = {(held.object_id, held.reader) for _, held in case.objects}
        new = [(week, one) for one in objects if (one.object_id, one.reader) not in known]
        self.rows[case_id] = replace(case, objects=(*case.objects, *new))

    def move(self, case_id: CaseId, state: CaseState) -> None:
        """Set the state."""
        self.rows[case_id] = replace(self.load(case_id), state=state)

    def reslot(self, case_id: CaseId, slots: Sequence[Slot]) -> None:
        """Replace the slots."""
        self.rows[case_id] = replace(self.load(case_id), slots=tuple(slots))

    def rotate(
        self,
        case_id: CaseId,
        case_public: bytes,
        slots: Sequence[Slot],
        week: Week,
        objects: Sequence[SealedObject],
    ) -> None:
        """A new key, new slots, the old seed beside them."""
        case = replace(self.load(case_id), case_public=case_public, slots=tuple(slots))
        self.rows[case_id] = case
        self.put(case_id, week, objects)

    def expire(self, week: Week) -> int:
        """Drop what has expired."""
        gone = [case.case_id for case in self.all() if case.expires < week]
        for case_id in gone:
            del self.rows[case_id]
        return len(gone)


class MemorySpool:
    """Accepted, not yet released. Shares its cases with a `MemoryCases`."""

    def __init__(
        self, cases: MemoryCases, calendar: Callable[[], Week] = this_week, keep_weeks: int = 52
    ) -> None:
        """Begin with nothing but what is given."""
        self.cases = cases
        self.calendar = calendar
        self.keep_weeks = keep_weeks
        self.reports: dict[CaseId, SealedReport] = {}
        self.additions: list[SealedAddition] = []
        self.lookups: dict[bytes, CaseId] = {}

    def accept(self, report: SealedReport) -> bool:
        """Keep it, once."""
        if report.lookup in self.lookups:
            return False
        self.lookups[report.lookup] = report.case_id
        self.reports[report.case_id] = report
        if report.urgent:
            week = self.calendar()
            self._move(report, week, week.plus(self.keep_weeks))
        return True

    def add(self, addition: SealedAddition) -> bool:
        """Keep it, once per object id."""
        if addition.case_id not in self.lookups.values():
            return False
        if addition not in self.additions:
            self.additions.append(addition)
        return True

    def bar(self, addition: SealedAddition) -> bool | None:
        """Keep it, and drop the slots of those whom it bars."""
        case_id = addition.case_id
        if case_id not in self.lookups.values():
            return None
        if waiting := self.reports.get(case_id):
            kept = tuple(slot for slot in waiting.slots if slot.key_id not in addition.barred)
            self.reports[case_id] = replace(waiting, slots=kept)
            return self.add(addition)
        slots = self.cases.load(case_id).slots
        self.cases.reslot(case_id, [one for one in slots if one.key_id not in addition.barred])
        self.cases.put(case_id, self.calendar(), (addition.added,))
        return False

    def find(self, lookup: bytes) -> Found | None:
        """The case behind the words."""
        case_id = self.lookups.get(lookup)
        if case_id is None:
            return None
        if case_id in self.reports:
            report = self.reports[case_id]
            readers = tuple(slot.key_id for slot in report.slots)
            return Found(case_id, report.case_public, report.reporter_public, (), readers)
        case = self.cases.rows.get(case_id)
        if case is None:  # it has expired
            return None
        left = tuple(one for _, one in case.objects if one.reader is Reader.REPORTER)
        readers = tuple(sorted(slot.key_id for slot in case.slots))
        return Found(case_id, case.case_public, case.reporter_public, left, readers)

    def rekey(
        self,
        old: bytes,
        new: ReporterKey,
        found: Found,
        for_reporter: Sequence[SealedObject],
    ) -> bool:
        """New words for the same case."""
        now = self.find(old)
        if now is None:
            return False
        if not set(now.for_reporter) <= set(found.for_reporter):
            raise StoreBusy
        case_id = self.lookups.pop(old)
        self.lookups[new.lookup] = case_id
        if case_id in self.reports:
            waiting = self.reports[case_id]
            self.reports[case_id] = replace(waiting, lookup=new.lookup, reporter_public=new.public)
            return True
        case = self.cases.rows[case_id]
        others = tuple(pair for pair in case.objects if pair[1].reader is not Reader.REPORTER)
        anew = tuple((self.calendar(), one) for one in for_reporter)
        self.cases.rows[case_id] = replace(
            case, reporter_public=new.public, objects=(*others, *anew)
        )
        return True

    def withdraw(self, lookup: bytes) -> bool:
        """Everything of the case goes."""
        case_id = self.lookups.pop(lookup, None)
        if case_id is None:
            return False
        self.reports.pop(case_id, None)
        self.cases.rows.pop(case_id, None)
        self.additions = [one for one in self.additions if one.case_id != case_id]
        return True

    def waiting(self) -> int:
        """Reports and additions together."""
        return len(self.reports) + len(self.additions)

    def release(self, week: Week, expires: Week) -> int:
        """Move all of it."""
        moved = self.waiting()
        for report in list(self.reports.values()):
            self._move(report, week, expires)
        for one in self.additions:
            self.cases.put(one.case_id, week, (one.added,))
        self.additions = []
        return moved

    def _move(self, report: SealedReport, week: Week, expires: Week) -> None:
        del self.reports[report.case_id]
        self.cases.rows[report.case_id] = SealedCase(
            case_id=report.case_id,
            week=week,
            state=CaseState.RECEIVED,
            expires=expires,
            case_public=report.case_public,
            reporter_public=report.reporter_public,
            slots=report.slots,
            objects=tuple((week, one) for one in report.objects),
        )


class PlainUnsealer:
    """Opens what `PlainSealer` closed, for one reviewer; what it tells, `PlainReader` reads."""

    def __init__(self, role: str, key_id: bytes, dice: FixedDice) -> None:
        """Begin with nothing but what is given."""
        self.role = role
        self.key_id = key_id
        self.dice = dice

    def can_open(self, case: SealedCase) -> bool:
        """Whether there is a slot."""
        return any(slot.key_id == self.key_id for slot in case.slots)

    def open(self, case: SealedCase, sealed: SealedObject) -> bytes:
        """The payload. Raises NotARecipient or Tampered."""
        if not self.can_open(case):
            raise NotARecipient
        return unplain(case.case_id, sealed)

    def write(self, case: SealedCase, kind: ObjectKind, payload: bytes) -> SealedObject:
        """One object for the case."""
        return self._object(case, kind, Reader.CASE, payload, self.dice(16))

    def tell(
        self, case: SealedCase, kind: ObjectKind, payload: bytes
    ) -> tuple[SealedObject, SealedObject]:
        """The same for the case and for the reporter, under one id."""
        name = self.dice(16)
        return (
            self._object(case, kind, Reader.CASE, payload, name),
            self._object(case, kind, Reader.REPORTER, payload, name),
        )

    def rotate(self, case: SealedCase, without: Collection[bytes]) -> Rotated:
        """Slots for the others, and an old seed that is nothing to read."""
        slots = tuple(slot for slot in case.slots if slot.key_id not in without)
        key = self._object(case, ObjectKind.KEY, Reader.CASE, b"\x00seed", self.dice(16))
        return Rotated(self.dice(32), slots, (key,))

    def _object(
        self, case: SealedCase, kind: ObjectKind, reader: Reader, payload: bytes, name: bytes
    ) -> SealedObject:
        return SealedObject(name, kind, reader, plain(case.case_id, kind, reader, payload))


class MemoryLessons:
    """Published lessons, once per id."""

    def __init__(self) -> None:
        """Begin with nothing but what is given."""
        self.rows: dict[str, PublishedLesson] = {}

    def publish(self, published: PublishedLesson) -> None:
        """Keep it."""
        self.rows.setdefault(published.lesson_id, published)

    def of_week(self, week: Week) -> tuple[PublishedLesson, ...]:
        """That week's, by id."""
        return tuple(self.rows[name] for name in sorted(self.rows) if self.rows[name].week == week)

    def page(self, page: int, size: int, kind: str = "") -> tuple[PublishedLesson, ...]:
        """Newest week first, then by id."""
        wanted = [one for one in self.rows.values() if not kind or one.lesson.kind == kind]
        wanted.sort(key=lambda one: one.lesson_id)
        wanted.sort(key=lambda one: one.week, reverse=True)
        return tuple(wanted[page * size : (page + 1) * size])

    def kinds(self) -> tuple[str, ...]:
        """The kinds that have lessons."""
        return tuple(sorted({one.lesson.kind.value for one in self.rows.values()}))


class MemoryTallies:
    """Counters per week, facet and code."""

    def __init__(self) -> None:
        """Begin with nothing but what is given."""
        self.rows: dict[Week, dict[tuple[str, str], int]] = {}

    def count(self, week: Week, facet: str, code: str, by: int = 1) -> None:
        """Add."""
        counters = self.rows.setdefault(week, {})
        counters[facet, code] = counters.get((facet, code), 0) + by

    def weeks(self, first: Week, last: Week) -> dict[Week, dict[tuple[str, str], int]]:
        """Copies of the counters from first to last."""
        return {week: dict(self.rows[week]) for week in sorted(self.rows) if first <= week <= last}


class MemoryAudit:
    """Acts, each with the hash of all before it."""

    def __init__(self) -> None:
        """Begin with nothing but what is given."""
        self.rows: list[tuple[Week, bytes, str, CaseId | None, str]] = []

    def append(self, week: Week, who: bytes, act: str, case_id: CaseId | None = None) -> None:
        """Add one act."""
        link = self._link(len(self.rows), week, who, act, case_id)
        self.rows.append((week, who, act, case_id, link))

    def broken(self) -> int | None:
        """The first act whose hash does not hold."""
        for number, (week, who, act, case_id, link) in enumerate(self.rows):
            if link != self._link(number, week, who, act, case_id):
                return number
        return None

    def _link(self, number: int, week: Week, who: bytes, act: str, case_id: CaseId | None) -> str:
        before = self.rows[number - 1][4] if number else ""
        return hashlib.sha256(f"{before}|{week}|{who.hex()}|{act}|{case_id}".encode()).hexdigest()
