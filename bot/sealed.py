"""Shapes of what is locked.

Nothing here can lock or open anything; bytes are opaque on this floor.

A *case* has a key pair of its own. Everything of the case is sealed to its public key; the case's
32-byte seed is sealed once per reviewer (a *slot*). What the reporter may read later is sealed to
the reporter's own public key, which grows out of the eight words, and is signed by a reviewer.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.report import CaseId, Week


@unique
class ObjectKind(StrEnum):
    """What a sealed object is. Bound into its seal, so that none can pose as another."""

    REPORT = "report"
    ADDITION = "addition"
    ANSWER = "answer"
    VERDICT = "verdict"
    RATING = "rating"
    PHOTO = "photo"
    QUESTION = "question"
    STATUS = "status"
    PREVIEW = "preview"
    TRIAGE = "triage"
    NOTE = "note"
    FINDING = "finding"
    ACTION = "action"
    LESSON = "lesson"
    CLOSING = "closing"
    KEY = "key"


@unique
class Reader(StrEnum):
    """Whose key an object is sealed to."""

    CASE = "case"
    REPORTER = "reporter"


@unique
class CaseState(StrEnum):
    """Where a case stands; the only content of a case that storage may read."""

    RECEIVED = "received"
    READ = "read"
    INVESTIGATING = "investigating"
    ACTING = "acting"
    CLOSED = "closed"


@frozen
class Slot:
    """The case seed, sealed to one reviewer (1168 bytes)."""

    key_id: bytes
    sealed: bytes = field(repr=False)


@frozen
class SealedObject:
    """One sealed object of a case.

    `object_id` is 16 random bytes; the two copies of a question share it.
    """

    object_id: bytes
    kind: ObjectKind
    reader: Reader
    sealed: bytes = field(repr=False)


@frozen
class SealedReport:
    """A report ready for the spool.

    `lookup` (16 bytes) is UNIQUE: it makes accepting idempotent.
    """

    lookup: bytes = field(repr=False)
    case_id: CaseId
    case_public: bytes = field(repr=False)
    reporter_public: bytes = field(repr=False)
    slots: tuple[Slot, ...] = field(repr=False)
    objects: tuple[SealedObject, ...] = field(repr=False)
    urgent: bool = False


@frozen
class SealedAddition:
    """Something the reporter adds: an addition, an answer, a verdict, a rating, a photo.

    `barred`: key ids that lose their slot with it.
    """

    case_id: CaseId
    added: SealedObject
    barred: tuple[bytes, ...] = field(repr=False, default=())


@frozen
class Rotated:
    """A case under a new key: its public key, slots, and the old seed closed to the new key."""

    case_public: bytes = field(repr=False)
    slots: tuple[Slot, ...] = field(repr=False)
    objects: tuple[SealedObject, ...] = field(repr=False)


@frozen
class Found:
    """What storage knows for a lookup id: enough to add to a case and to read what waits there.

    `readers`: the key ids that have a slot.
    """

    case_id: CaseId
    case_public: bytes = field(repr=False)
    reporter_public: bytes = field(repr=False)
    for_reporter: tuple[SealedObject, ...] = field(repr=False, default=())
    readers: tuple[bytes, ...] = field(repr=False, default=())


@frozen
class SealedCase:
    """A released case as the desk reads it: still locked."""

    case_id: CaseId
    week: Week
    state: CaseState
    expires: Week
    case_public: bytes = field(repr=False)
    reporter_public: bytes = field(repr=False)
    slots: tuple[Slot, ...] = field(repr=False)
    objects: tuple[tuple[Week, SealedObject], ...] = field(repr=False)
