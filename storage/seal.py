"""Closing records. This file can only lock; the key that opens is never here."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from bot.errors import SealError
from bot.report import ID_BYTES, CaseId
from bot.sealed import ObjectKind, Reader, SealedAddition, SealedObject, SealedReport, Slot
from storage.envelope import (
    Label,
    close,
    close_bare,
    framed,
    ladder_of,
    object_context,
    slot_context,
)
from storage.frames import BY_REPORTER, Policy
from storage.keys import SEED_BYTES, KeyPair

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.photo import Photo
    from bot.ports import Dice, ReporterKey
    from bot.report import Record
    from bot.sealed import Found
    from storage.manifest import Manifest, Recipient


class Sealer:
    """The port. A case's seed lives here for one call: drawn, wrapped for each reader, dropped."""

    __slots__ = ("_dice", "_manifest")

    def __init__(self, manifest: Callable[[], Manifest], dice: Dice) -> None:
        """`manifest`: the list of readers as it is now, verified (`ManifestFile`)."""
        self._manifest = manifest
        self._dice = dice

    def seal(
        self,
        record: Record,
        reporter: ReporterKey,
        *,
        concern: bool,
        excluded: Sequence[str],
        urgent: bool,
    ) -> SealedReport:
        """[aside] See the port. Raises NoRecipients, TooLong, or what reading the list raises."""
        readers = self._manifest().readers(concern=concern, excluded=excluded)
        policy = Policy(concern, tuple(sorted(set(excluded))))
        case_id = CaseId(self._dice(ID_BYTES))
        pair = KeyPair(self._dice(SEED_BYTES))
        try:
            content = policy.before(record.encode())
            report = self._object(case_id, pair.public, ObjectKind.REPORT, content)
            slots = tuple(slot_for(reader, case_id, pair) for reader in readers)
        finally:
            pair.close()
        return SealedReport(
            lookup=reporter.lookup,
            case_id=case_id,
            case_public=pair.public,
            reporter_public=reporter.public,
            slots=slots,
            objects=(report,),
            urgent=urgent,
        )

    def add(
        self,
        found: Found,
        kind: ObjectKind,
        record: Record,
        reporter: ReporterKey | None = None,
        *,
        excluded: Sequence[str] = (),
    ) -> SealedAddition:
        """[aside] See the port.

        Raises TooLong, NoRecipients, or SealError when the case's key is damaged.
        """
        if kind not in BY_REPORTER - {ObjectKind.REPORT, ObjectKind.PHOTO}:
            raise ValueError("reporters add additions, answers, verdicts and ratings")
        content = record.encode()
        named = addition_id(reporter, found.case_id, kind, content) if reporter else None
        added = self._object(found.case_id, found.case_public, kind, content, named)
        barred = self._manifest().barred(found.readers, excluded) if excluded else ()
        return SealedAddition(found.case_id, added, barred)

    def attach(self, found: Found, photo: Photo, reporter: ReporterKey) -> SealedAddition:
        """[aside] See the port. Raises SealError when the case's key is damaged."""
        kind = ObjectKind.PHOTO
        named = addition_id(reporter, found.case_id, kind, photo.jpeg)
        added = self._object(found.case_id, found.case_public, kind, photo.jpeg, named)
        return SealedAddition(found.case_id, added)

    def _object(
        self,
        case_id: CaseId,
        public: bytes,
        kind: ObjectKind,
        content: bytes,
        named: bytes | None = None,
    ) -> SealedObject:
        object_id = named or self._dice(ID_BYTES)
        context = object_context(kind, case_id, object_id, public)
        try:
            sealed = close(public, context, content, ladder_of(kind))
        except ValueError as broken:
            raise SealError("the case's public key is damaged") from broken
        return SealedObject(object_id, kind, Reader.CASE, sealed)


def addition_id(
    reporter: ReporterKey, case_id: CaseId, kind: ObjectKind, content: bytes
) -> bytes | None:
    """The same words or photo of the same reporter have the same id: sent twice, kept once.

    HKDF-Expand (RFC 5869) under the reporter's seed, which nobody else has. None for what may be
    said again and means something then: a rating or a verdict that was changed, and changed back.
    """
    if kind not in {ObjectKind.ADDITION, ObjectKind.ANSWER, ObjectKind.PHOTO}:
        return None
    digest = hashlib.sha256(content).digest()
    info = framed(Label.ADDITION_ID, case_id.raw, kind.encode(), digest)
    return HKDFExpand(hashes.SHA256(), ID_BYTES, info).derive(reporter.seed)


def slot_for(reader: Recipient, case_id: CaseId, pair: KeyPair) -> Slot:
    """The case seed, closed to one reader."""
    context = slot_context(case_id, pair.public, reader.public)
    return Slot(reader.key_id, close_bare(reader.public, context, pair.seed))
