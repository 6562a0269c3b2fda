"""Small working doubles of the core's ports, in memory. They keep what they get and lock nothing.

What the real ones promise, these keep too: accepting is idempotent by lookup id, an object that
poses as another is Tampered, an excluded role has no slot, a failed commit leaves no trace. Spool,
cases and the doubles of the digest are in `tests/fakes_desk.py`.
"""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import NoRecipients, Tampered, TooLong
from bot.flow.errands import Question, Status
from bot.ports import Queued, ReporterKey
from bot.report import CaseId, Week
from bot.sealed import (
    Found,
    ObjectKind,
    Reader,
    SealedAddition,
    SealedObject,
    SealedReport,
    Slot,
)
from bot.work import Commit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.alert import Alert
    from bot.photo import Photo
    from bot.report import Record, Token
    from bot.work import Work

T = TypeVar("T")
RECEIPTS = 1296**8
THIS_WEEK = Week(2026, 47)


def this_week() -> Week:
    """A calendar that stands still."""
    return THIS_WEEK


class FixedDice:
    """SHA-256 of a seed and a counter: the same in every run, never twice the same in one."""

    def __init__(self, seed: str = "dice") -> None:
        """Begin with nothing but what is given."""
        self.seed = seed
        self.drawn = 0

    def __call__(self, size: int, /) -> bytes:
        """`size` bytes that nobody else gets."""
        self.drawn += 1
        return hashlib.shake_256(f"{self.seed}/{self.drawn}".encode()).digest(size)


class MemoryOutbox:
    """Ports `Alarms` and `Outbox`."""

    def __init__(self, dice: FixedDice, calendar: Callable[[], Week] = this_week) -> None:
        """Nothing waits."""
        self.dice = dice
        self.calendar = calendar
        self.queued: dict[str, Queued] = {}

    def sound(self, alert: Alert) -> None:
        """Queue an alert."""
        queued = Queued(self.dice(16).hex(), self.calendar(), alert)
        self.queued[queued.queued_id] = queued

    def waiting(self) -> tuple[Queued, ...]:
        """Every alert that was not forgotten, by its random id."""
        return tuple(self.queued[each] for each in sorted(self.queued))

    def forget(self, queued_id: str) -> None:
        """It is over."""
        self.queued.pop(queued_id, None)


# --- driving work --------------------------------------------------------------------------------


class Killed(BaseException):
    """The process died here. Not an Exception: nothing may catch it and carry on."""


class MemoryWriter:
    """Drives Work here and now. A commit that raises leaves its stores as they were.

    `before` is called with "commit", "read" or "aside" before each part and `after` when it is
    done, so that a test can let the power fail, or the database, at any point.
    """

    def __init__(
        self,
        *stores: object,
        before: Callable[[str], None] | None = None,
        after: Callable[[str], None] | None = None,
    ) -> None:
        """Begin with nothing but what is given."""
        self.stores = stores
        self.before = before
        self.after = after

    def run(self, work: Work[T]) -> T:
        """Drive `work` to its end and give its value."""
        value: Any = None
        while True:
            try:
                wanted = work.send(value)
            except StopIteration as done:
                return done.value  # type: ignore[no-any-return]
            step = type(wanted).__name__.lower()
            if self.before:
                self.before(step)
            value = self._commit(wanted.part) if isinstance(wanted, Commit) else wanted.part()
            if self.after:
                self.after(step)

    def submit(self, work: Work[T]) -> Future[T]:
        """The same, as a future that is already done."""
        future: Future[T] = Future()
        try:
            future.set_result(self.run(work))
        except Exception as broken:  # noqa: BLE001 - a future carries whatever happened
            future.set_exception(broken)
        return future

    def start(
        self,
        work: Work[T],
        end: Callable[[T | None, BaseException | None], None],
        post: Callable[[list[Callable[[], None]]], None],
    ) -> None:
        """The same, with whoever waits told of the end."""
        future = self.submit(work)
        error = future.exception()
        post([lambda: end(None if error else future.result(), error)])

    def _commit(self, part: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever the part gives
        itself = {id(store): store for store in self.stores}  # a store that holds another keeps it
        kept = [deepcopy(vars(store), dict(itself)) for store in self.stores]
        try:
            return part()
        except BaseException:
            for store, was in zip(self.stores, kept, strict=True):
                vars(store).clear()
                vars(store).update(was)
            raise


def run(work: Work[T]) -> T:
    """Drive `work` with no store to roll back."""
    return MemoryWriter().run(work)


# --- taking a report -----------------------------------------------------------------------------


class MemoryDrafts:
    """Drafts by token. An erased row stays, as None."""

    def __init__(self, size: int = 8000) -> None:
        """Begin with nothing but what is given."""
        self.size = size
        self.rows: dict[Token, bytes | None] = {}

    def load(self, token: Token) -> bytes | None:
        """The draft."""
        return self.rows.get(token)

    def save(self, token: Token, draft: bytes) -> None:
        """Keep it. Raises TooLong."""
        if len(draft) > self.size:
            raise TooLong
        self.rows[token] = draft

    def erase(self, token: Token) -> None:
        """Forget what it said."""
        self.rows[token] = None


class MemoryReceipts:
    """Receipts by SHA-256; counts derivations: the same work for every answer is a promise."""

    def __init__(self, peppers: Sequence[str] = ("new",)) -> None:
        """Begin with nothing but what is given."""
        self.peppers = peppers
        self.derived: list[int] = []

    def draw(self, token: Token, record: Record) -> int:
        """The same pair, the same number."""
        digest = hashlib.sha256(token.raw + hashlib.sha256(record.encode()).digest()).digest()
        return int.from_bytes(digest, "big") % RECEIPTS

    def derive(self, receipt: int) -> tuple[ReporterKey, ...]:
        """One key per pepper."""
        self.derived.append(receipt)
        return tuple(_key(pepper, receipt) for pepper in self.peppers)


def _key(pepper: str, receipt: int) -> ReporterKey:
    stretched = hashlib.sha256(f"{pepper}/{receipt}".encode()).digest()
    public = hashlib.sha256(b"public" + stretched).digest()
    return ReporterKey(lookup=stretched[:16], seed=stretched, public=public)


def plain(case_id: CaseId, kind: ObjectKind, reader: Reader, payload: bytes) -> bytes:
    """What the doubles call sealed: readable, but bound to its case, kind and reader."""
    return b"|".join((str(case_id).encode(), kind.encode(), reader.encode(), payload))


def unplain(case_id: CaseId, held: SealedObject) -> bytes:
    """The payload. Raises Tampered for an object that poses as another."""
    bound = plain(case_id, held.kind, held.reader, b"")
    if not held.sealed.startswith(bound):
        raise Tampered
    return held.sealed[len(bound) :]


ROLES: Mapping[str, bytes] = {"safety": b"S" * 16, "security": b"K" * 16}


class PlainSealer:
    """Seals nothing, in the right shapes."""

    def __init__(self, dice: FixedDice, roles: Mapping[str, bytes] = ROLES) -> None:
        """Begin with nothing but what is given."""
        self.dice = dice
        self.roles = roles

    def seal(
        self,
        record: Record,
        reporter: ReporterKey,
        *,
        concern: bool,  # noqa: ARG002 - one group of readers is enough here
        excluded: Sequence[str],
        urgent: bool,
    ) -> SealedReport:
        """A case with a slot per allowed role. Raises NoRecipients."""
        readers = [key for role, key in self.roles.items() if role not in excluded]
        if not readers:
            raise NoRecipients
        case_id = CaseId(self.dice(16))
        return SealedReport(
            lookup=reporter.lookup,
            case_id=case_id,
            case_public=self.dice(32),
            reporter_public=reporter.public,
            slots=tuple(Slot(key_id, b"slot " + case_id.raw) for key_id in readers),
            objects=(self._object(case_id, ObjectKind.REPORT, record),),
            urgent=urgent,
        )

    def add(
        self,
        found: Found,
        kind: ObjectKind,
        record: Record,
        reporter: ReporterKey | None = None,  # noqa: ARG002 - ids come from the dice here
        *,
        excluded: Sequence[str] = (),
    ) -> SealedAddition:
        """One object more. Raises NoRecipients when nobody is left."""
        barred = tuple(key for role, key in self.roles.items() if role in excluded)
        if excluded and not set(found.readers) - set(barred):
            raise NoRecipients
        return SealedAddition(found.case_id, self._object(found.case_id, kind, record), barred)

    def attach(self, found: Found, photo: Photo, reporter: ReporterKey) -> SealedAddition:
        """A photo; the same one of the same reporter has the same id."""
        kind = ObjectKind.PHOTO
        named = hashlib.sha256(reporter.seed + photo.jpeg).digest()[:16]
        sealed = plain(found.case_id, kind, Reader.CASE, photo.jpeg)
        return SealedAddition(found.case_id, SealedObject(named, kind, Reader.CASE, sealed))

    def _object(self, case_id: CaseId, kind: ObjectKind, record: Record) -> SealedObject:
        sealed = plain(case_id, kind, Reader.CASE, record.encode())
        return SealedObject(self.dice(16), kind, Reader.CASE, sealed)


class PlainReader:
    """Reads what `PlainUnsealer.tell` left for the reporter; the last of a kind counts."""

    def status(self, reporter: ReporterKey, found: Found) -> Status:
        """The newest status, or `received`."""
        _, held = self._last(reporter, found, ObjectKind.STATUS)
        return Status(held["state"], held["reason"], held["note"]) if held else Status("received")

    def question(self, reporter: ReporterKey, found: Found) -> Question | None:
        """The newest question."""
        name, held = self._last(reporter, found, ObjectKind.QUESTION)
        return Question(name, held["text"], tuple(held["choices"])) if held else None

    def preview(self, reporter: ReporterKey, found: Found) -> str | None:
        """The draft lesson."""
        _, held = self._last(reporter, found, ObjectKind.PREVIEW)
        return str(held["text"]) if held else None

    def rekey(self, old: ReporterKey, new: ReporterKey, found: Found) -> tuple[SealedObject, ...]:
        """The same objects: nothing was locked."""
        if old.public != found.reporter_public or old == new:
            raise Tampered
        return found.for_reporter

    def _last(
        self, reporter: ReporterKey, found: Found, kind: ObjectKind
    ) -> tuple[str, dict[str, Any]]:
        if reporter.public != found.reporter_public:
            raise Tampered
        held = [
            (json.loads(unplain(found.case_id, one)), one.object_id.hex())
            for one in found.for_reporter
            if one.kind is kind
        ]
        nothing: tuple[dict[str, Any], str] = ({}, "")
        newest = max(held, key=lambda one: int(one[0]["n"]), default=nothing)
        return newest[1], newest[0]
