"""Opening, for one reviewer who has unlocked a key. Only the roof hands this out, never to a door.

A reviewer's key opens the case's seed (a slot), the seed opens the case's objects. When a case was
rotated, its older seeds are found in `key` objects, each closed to the next newer key. What
reviewers wrote is verified before it is shown; what reporters sent has no signature, and cannot
have one.
"""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from bot.errors import NoRecipients, NotARecipient, Tampered, WrongKey
from bot.frozen import frozen
from bot.report import ID_BYTES, Record
from bot.sealed import ObjectKind, Reader, Rotated, SealedObject
from storage.envelope import (
    KEY_ID_BYTES,
    Label,
    close,
    framed,
    key_id,
    ladder_of,
    object_context,
    slot_context,
)
from storage.frames import (
    BY_REPORTER,
    BY_REVIEWER,
    TO_REPORTER,
    Address,
    ForDesk,
    ForReporter,
    Policy,
)
from storage.keys import SEED_BYTES, KeyPair, signed_by
from storage.seal import slot_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.ports import Dice
    from bot.report import CaseId
    from bot.sealed import SealedCase, Slot
    from storage.keys import Identity
    from storage.manifest import Manifest


@frozen
class _Held:
    """The keys of the case opened last, newest first, and who was barred from it since."""

    case_id: CaseId
    slot: bytes = field(repr=False)
    keys: tuple[KeyPair, ...] = field(repr=False)
    barred: frozenset[bytes]


class Unsealer:
    """The port, and what keeps the slots right when reviewers come and go."""

    __slots__ = ("_dice", "_held", "_identity", "_manifest")

    def __init__(self, identity: Identity, manifest: Callable[[], Manifest], dice: Dice) -> None:
        """Raises WrongKey when this identity is not on the list of readers."""
        self._identity = identity
        self._manifest = manifest
        self._dice = dice
        self._held: _Held | None = None
        listed = manifest().recipient(identity.key_id)
        if listed is None or listed.sign_public != identity.signing.public:
            raise WrongKey("it is not on the list of reviewers")

    @property
    def key_id(self) -> bytes:
        """The reviewer's key id."""
        return self._identity.key_id

    @property
    def role(self) -> str:
        """The reviewer's role now. Raises WrongKey after this reviewer was removed."""
        listed = self._manifest().recipient(self.key_id)
        if listed is None:
            raise WrongKey("it is no longer on the list of reviewers")
        return listed.role

    def can_open(self, case: SealedCase) -> bool:
        """Whether the case has a slot for this reviewer."""
        return any(slot.key_id == self.key_id for slot in case.slots)

    def open(self, case: SealedCase, sealed: SealedObject) -> bytes:
        """The payload: of a report exactly `record.encode()`. Raises NotARecipient or Tampered."""
        if sealed.reader is not Reader.CASE or sealed.kind is ObjectKind.KEY:
            raise NotARecipient
        content = _opened(self._keys(case), case.case_id, sealed)
        if sealed.kind in BY_REVIEWER:
            return self._verified(case.case_id, sealed, content)
        if sealed.kind is ObjectKind.REPORT:
            return _split(content)[1]
        return content

    def write(self, case: SealedCase, kind: ObjectKind, payload: bytes) -> SealedObject:
        """See the port: signed inside. Raises NotARecipient, Tampered or TooLong."""
        if kind in BY_REPORTER or kind is ObjectKind.KEY:
            raise ValueError("reviewers do not speak for reporters")
        if not self.can_open(case):
            raise NotARecipient
        return self._written(case.case_id, case.case_public, kind, self._dice(ID_BYTES), payload)

    def tell(
        self, case: SealedCase, kind: ObjectKind, payload: bytes
    ) -> tuple[SealedObject, SealedObject]:
        """See the port. Raises NotARecipient, Tampered or TooLong."""
        if kind not in TO_REPORTER:
            raise ValueError("only questions, statuses and previews are told")
        ours = self.write(case, kind, payload)
        address, reader = Address(case.case_id, ours.object_id, kind), key_id(case.reporter_public)
        signature = self._identity.signing.sign(ForReporter.message(address, reader, payload))
        content = ForReporter.fresh(self.key_id, signature, reader, payload).encode()
        context = object_context(kind, case.case_id, ours.object_id, case.reporter_public)
        closed = close(case.reporter_public, context, content)
        return ours, SealedObject(ours.object_id, kind, Reader.REPORTER, closed)

    def keep(self, what: bytes, content: bytes) -> bytes:
        """Something of this reviewer's own, closed to their own key; `what` names it."""
        context = framed(Label.OWN, self.key_id, what)
        return close(self._identity.pair.public, context, content)

    def kept(self, what: bytes, sealed: bytes) -> bytes:
        """What `keep` closed. Raises Tampered, also for another's or for another thing."""
        return self._identity.pair.open(framed(Label.OWN, self.key_id, what), sealed)

    def policy(self, case: SealedCase) -> Policy:
        """Who may ever be given this case. Raises NotARecipient or Tampered."""
        keys = self._keys(case)
        for _, sealed in case.objects:
            if sealed.kind is ObjectKind.REPORT:
                policy = _split(_opened(keys, case.case_id, sealed))[0]
                later = _excluded_later(keys, case)
                return replace(policy, excluded=tuple(sorted({*policy.excluded, *later})))
        raise Tampered("a case without its report")

    def admit(self, case: SealedCase, newcomer: bytes) -> tuple[Slot, ...]:
        """The case's slots with one for a reviewer who was added to the list.

        Unchanged when that reviewer has one already, was left out by a rotation, or when the
        report excluded the role or the group. Raises NotARecipient when nobody on the list has
        that key id, or for who cannot open.
        """
        manifest, policy = self._manifest(), self.policy(case)
        reader = manifest.recipient(newcomer)
        if reader is None:
            raise NotARecipient
        try:
            allowed = manifest.readers(concern=policy.concern, excluded=policy.excluded)
        except NoRecipients:
            return case.slots
        held = self._hold(case)
        present = {slot.key_id for slot in case.slots}
        if reader not in allowed or newcomer in present | held.barred:
            return case.slots
        return (*case.slots, slot_for(reader, case.case_id, held.keys[0]))

    def rotate(self, case: SealedCase, without: Collection[bytes] = ()) -> Rotated:
        """A new key pair for the case: who is left out or off the list reads nothing that follows.

        The old seed is kept for the others, closed to the new key, with the key ids of who was
        left out, so that no later `admit` lets them in again. Raises NotARecipient, Tampered, or
        NoRecipients when only the break-glass key would be left.
        """
        manifest, old = self._manifest(), self._keys(case)[0]
        present = {slot.key_id for slot in case.slots} - set(without)
        readers = [one for one in manifest.recipients if one.key_id in present]
        if all(one.breaks_glass for one in readers):
            raise NoRecipients
        new = KeyPair(self._dice(SEED_BYTES))
        try:
            slots = tuple(slot_for(reader, case.case_id, new) for reader in readers)
            object_id = self._dice(ID_BYTES)
            payload = old.seed + b"".join(sorted(without))
            kept = self._written(case.case_id, new.public, ObjectKind.KEY, object_id, payload)
        finally:
            new.close()
        return Rotated(new.public, slots, (kept,))

    def close(self) -> None:
        """Forget every key. Nothing opens afterwards."""
        for pair in self._held.keys if self._held else ():
            pair.close()
        self._held = None
        self._identity.close()

    def _written(
        self, case_id: CaseId, public: bytes, kind: ObjectKind, object_id: bytes, payload: bytes
    ) -> SealedObject:
        address = Address(case_id, object_id, kind)
        signature = self._identity.signing.sign(ForDesk.message(address, payload))
        content = ForDesk(self.key_id, signature, payload).encode()
        closed = close(public, object_context(kind, case_id, object_id, public), content)
        return SealedObject(object_id, kind, Reader.CASE, closed)

    def _verified(self, case_id: CaseId, sealed: SealedObject, content: bytes) -> bytes:
        try:
            written = ForDesk.decode(content)
        except ValueError as broken:
            raise Tampered from broken
        signer = self._manifest().known(written.signer)
        address = Address(case_id, sealed.object_id, sealed.kind)
        message = ForDesk.message(address, written.payload)
        if signer is None or not signed_by(signer.sign_public, message, written.signature):
            raise Tampered("nobody on the list of reviewers signed it")
        return written.payload

    def _keys(self, case: SealedCase) -> tuple[KeyPair, ...]:
        return self._hold(case).keys

    def _hold(self, case: SealedCase) -> _Held:
        """The case's keys; kept for the last case, because a desk reads one whole."""
        slot = next((slot for slot in case.slots if slot.key_id == self.key_id), None)
        if slot is None:
            raise NotARecipient
        held = self._held
        if held and (held.case_id, held.slot) == (case.case_id, slot.sealed):
            return held
        context = slot_context(case.case_id, case.case_public, self._identity.pair.public)
        newest = _grown(self._identity.pair.open_bare(context, slot.sealed))
        if newest.public != case.case_public:
            raise Tampered
        held = self._with_older(case, slot.sealed, newest)
        self._held = held
        return held

    def _with_older(self, case: SealedCase, slot: bytes, newest: KeyPair) -> _Held:
        waiting = [sealed for _, sealed in case.objects if sealed.kind is ObjectKind.KEY]
        keys, barred = [newest], set[bytes]()
        while waiting:
            for sealed in waiting:
                payload = self._key_payload(case.case_id, sealed, keys[-1])
                if payload is not None:
                    keys.append(_grown(payload[:SEED_BYTES]))
                    barred.update(_ids(payload[SEED_BYTES:]))
                    waiting.remove(sealed)
                    break
            else:
                break  # what is left was made for no key of this case
        return _Held(case.case_id, slot, tuple(keys), frozenset(barred))

    def _key_payload(self, case_id: CaseId, sealed: SealedObject, pair: KeyPair) -> bytes | None:
        """The previous seed and who was left out; None when it is not closed to this key."""
        try:
            content = _opened((pair,), case_id, sealed)
            return self._verified(case_id, sealed, content)
        except Tampered:
            return None


def _excluded_later(keys: tuple[KeyPair, ...], case: SealedCase) -> set[str]:
    """The roles that the reporter excluded once the report was sent; what is damaged says none."""
    roles = set[str]()
    for _, sealed in case.objects:
        if sealed.kind is not ObjectKind.ADDITION:
            continue
        try:
            line = Record.decode(_opened(keys, case.case_id, sealed)).line("excluded")
        except (Tampered, ValueError):
            continue
        roles.update(line.codes if line else ())
    return roles


def _opened(keys: tuple[KeyPair, ...], case_id: CaseId, sealed: SealedObject) -> bytes:
    for pair in keys:
        context = object_context(sealed.kind, case_id, sealed.object_id, pair.public)
        try:
            return pair.open(context, sealed.sealed, ladder_of(sealed.kind))
        except Tampered:
            continue
    raise Tampered


def _grown(seed: bytes) -> KeyPair:
    try:
        return KeyPair(seed)
    except ValueError as broken:
        raise Tampered from broken


def _split(content: bytes) -> tuple[Policy, bytes]:
    try:
        return Policy.split(content)
    except ValueError as broken:
        raise Tampered from broken


def _ids(joined: bytes) -> list[bytes]:
    return [joined[at : at + KEY_ID_BYTES] for at in range(0, len(joined), KEY_ID_BYTES)]
