"""Reading what was left for the reporter, with the reporter's own key. It cannot open a report.

Whatever does not open, is not signed by somebody on the list of readers, or was signed for another
case, object or reporter is not shown: it is as if it were not there.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.errors import OpenError
from bot.flow.errands import Question, Status
from bot.sealed import CaseState, ObjectKind, Reader, SealedObject
from storage.envelope import close, key_id, object_context
from storage.frames import TO_REPORTER, Address, ForReporter
from storage.keys import KeyPair, signed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.ports import ReporterKey
    from bot.sealed import Found
    from storage.manifest import Manifest


class ReporterReader:
    """The port. Of each kind the newest counts, by the `n` inside; ties go to the object id.

    A reviewer's sentence to the reporter stays until the next one, whatever state follows: who
    comes back after a week must find it.
    """

    __slots__ = ("_manifest",)

    def __init__(self, manifest: Callable[[], Manifest]) -> None:
        """`manifest`: the list of readers as it is now: only who is on it may speak."""
        self._manifest = manifest

    def status(self, reporter: ReporterKey, found: Found) -> Status:
        """[aside] See the port."""
        newest_first = self._numbered(reporter, found, ObjectKind.STATUS)
        if not newest_first or newest_first[0][1].get("state") not in set(CaseState):
            return Status(CaseState.RECEIVED)
        now = newest_first[0][1]
        told = [fields for _, fields in newest_first if _still_holds(fields, now)]
        note = next((text for fields in told if (text := _text(fields, "note"))), "")
        return Status(now["state"], _text(now, "reason"), note)

    def question(self, reporter: ReporterKey, found: Found) -> Question | None:
        """[aside] See the port. A newer question replaces an older; an empty one ends it."""
        newest = self._newest(reporter, found, ObjectKind.QUESTION)
        if newest is None or not _text(newest[1], "text"):
            return None
        object_id, fields = newest
        offered = fields.get("choices")
        choices = tuple(str(choice) for choice in offered) if isinstance(offered, list) else ()
        return Question(object_id.hex(), _text(fields, "text"), choices)

    def preview(self, reporter: ReporterKey, found: Found) -> str | None:
        """[aside] See the port. An empty one takes the draft back."""
        newest = self._newest(reporter, found, ObjectKind.PREVIEW)
        return (_text(newest[1], "text") or None) if newest else None

    def rekey(self, old: ReporterKey, new: ReporterKey, found: Found) -> tuple[SealedObject, ...]:
        """[aside] See the port. What cannot be verified now is left behind."""
        anew = []
        for sealed, told in self._told(old, found):
            address = Address(found.case_id, sealed.object_id, sealed.kind)
            content = told.vouched(address, key_id(new.public), new.seed).encode()
            context = object_context(sealed.kind, found.case_id, sealed.object_id, new.public)
            closed = close(new.public, context, content)
            anew.append(SealedObject(sealed.object_id, sealed.kind, Reader.REPORTER, closed))
        return tuple(anew)

    def _newest(
        self, reporter: ReporterKey, found: Found, kind: ObjectKind
    ) -> tuple[bytes, dict[str, Any]] | None:
        newest_first = self._numbered(reporter, found, kind)
        return newest_first[0] if newest_first else None

    def _numbered(
        self, reporter: ReporterKey, found: Found, kind: ObjectKind
    ) -> list[tuple[bytes, dict[str, Any]]]:
        """The fields of every object of a kind, the newest first."""
        numbered = []
        for sealed, told in self._told(reporter, found, kind):
            fields = _fields(told.payload)
            if fields is not None:
                numbered.append((fields["n"], sealed.object_id, fields))
        numbered.sort(key=lambda one: one[:2], reverse=True)
        return [(object_id, fields) for _, object_id, fields in numbered]

    def _told(
        self, reporter: ReporterKey, found: Found, *kinds: ObjectKind
    ) -> Iterator[tuple[SealedObject, ForReporter]]:
        """What opens and is rightly signed, of these kinds or of all."""
        manifest, pair = self._manifest(), KeyPair(reporter.seed)
        try:
            for sealed in found.for_reporter:
                if sealed.kind not in (kinds or TO_REPORTER):
                    continue
                told = _verified(manifest, pair, found, sealed)
                if told is not None:
                    yield sealed, told
        finally:
            pair.close()


def _verified(
    manifest: Manifest, pair: KeyPair, found: Found, sealed: SealedObject
) -> ForReporter | None:
    context = object_context(sealed.kind, found.case_id, sealed.object_id, pair.public)
    try:
        told = ForReporter.decode(pair.open(context, sealed.sealed))
    except (OpenError, ValueError):
        return None
    signer = manifest.recipient(told.signer)
    address = Address(found.case_id, sealed.object_id, sealed.kind)
    message = ForReporter.message(address, told.reader, told.payload)
    if signer is None or not signed_by(signer.sign_public, message, told.signature):
        return None
    return told if told.meant_for(address, key_id(pair.public), pair.seed) else None


def _fields(payload: bytes) -> dict[str, Any] | None:
    """The payload's fields when they are an object with a whole number `n`."""
    try:
        held = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict) or type(held.get("n")) is not int:
        return None
    return held


def _still_holds(fields: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a sentence told with that status is still true: one of a closing ends with it."""
    return fields.get("state") != CaseState.CLOSED or now["state"] == CaseState.CLOSED


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    return value if isinstance(value, str) else ""
