"""What lies inside the seals: the policy before a report, signatures before what staff say.

HPKE in base mode has no sender: anybody who can write to the database can close something to a
case or to a reporter. So reviewers sign (Ed25519), and nothing of theirs is shown unverified.
Bytes only: this file neither seals nor opens.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import struct
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, Final, Self

from bot.frozen import frozen
from bot.report import canonical
from bot.sealed import ObjectKind
from storage.envelope import KEY_ID_BYTES, Label, framed

if TYPE_CHECKING:
    from bot.report import CaseId

BY_REPORTER: Final = frozenset(
    {
        ObjectKind.REPORT,
        ObjectKind.ADDITION,
        ObjectKind.ANSWER,
        ObjectKind.VERDICT,
        ObjectKind.RATING,
        ObjectKind.PHOTO,
    }
)
TO_REPORTER: Final = frozenset({ObjectKind.QUESTION, ObjectKind.STATUS, ObjectKind.PREVIEW})
BY_REVIEWER: Final = frozenset(ObjectKind) - BY_REPORTER
_SIGNATURE_BYTES: Final = 64
_VOUCH_BYTES: Final = 32


@frozen
class Policy:
    """Who may be given this case later. Sealed with the report: nobody can read or widen it."""

    concern: bool = field(repr=False)
    excluded: tuple[str, ...] = field(repr=False)

    def before(self, report: bytes) -> bytes:
        """Policy and report in one: length, canonical JSON, the report's bytes."""
        head = canonical({"concern": self.concern, "excluded": list(self.excluded), "v": 1})
        return struct.pack(">I", len(head)) + head + report

    @classmethod
    def split(cls, content: bytes) -> tuple[Self, bytes]:
        """The policy and the report. Raises ValueError for what `before` does not make."""
        if len(content) < 4:
            raise ValueError("no policy")
        (length,) = struct.unpack(">I", content[:4])
        held: Any = json.loads(content[4 : 4 + length])
        try:
            policy = cls(bool(held["concern"]), tuple(str(role) for role in held["excluded"]))
        except (KeyError, TypeError) as broken:
            raise ValueError("no policy") from broken
        report = content[4 + length :]
        if policy.before(report) != content:
            raise ValueError("no policy")
        return policy, report


@frozen
class Address:
    """Where an object belongs: a signature holds here and nowhere else."""

    case_id: CaseId
    object_id: bytes
    kind: ObjectKind

    @property
    def parts(self) -> tuple[bytes, bytes, bytes]:
        """Ready to be framed."""
        return self.case_id.raw, self.object_id, self.kind.encode()


@frozen
class ForDesk:
    """What a reviewer wrote for the desk: signer's key id, signature, payload."""

    signer: bytes
    signature: bytes = field(repr=False)
    payload: bytes = field(repr=False)

    @staticmethod
    def message(address: Address, payload: bytes) -> bytes:
        """What is signed."""
        return framed(Label.DESK_SIGNATURE, *address.parts, payload)

    def encode(self) -> bytes:
        """16 + 64 bytes, then the payload."""
        return self.signer + self.signature + self.payload

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Raises ValueError for anything shorter than its head."""
        signer, signature, payload = _cut(content, KEY_ID_BYTES, _SIGNATURE_BYTES)
        return cls(signer, signature, payload)


@frozen
class ForReporter:
    """What a reviewer told the reporter: signer, signature, the key id it was signed for, payload.

    `vouch` is zero until the reporter changes the words. Then the bot, which holds both keys in
    that moment, seals everything anew: the signature still names the old key, and a tag under the
    new seed says that this old key was the same reporter's. Nobody without the new words can make
    that tag.
    """

    signer: bytes
    signature: bytes = field(repr=False)
    reader: bytes
    vouch: bytes = field(repr=False)
    payload: bytes = field(repr=False)

    @staticmethod
    def message(address: Address, reader: bytes, payload: bytes) -> bytes:
        """What is signed; `reader` is the key id of the reporter."""
        return framed(Label.QUESTION_SIGNATURE, *address.parts, reader, payload)

    def encode(self) -> bytes:
        """16 + 64 + 16 + 32 bytes, then the payload."""
        return self.signer + self.signature + self.reader + self.vouch + self.payload

    @classmethod
    def decode(cls, content: bytes) -> Self:
        """Raises ValueError for anything shorter than its head."""
        sizes = (KEY_ID_BYTES, _SIGNATURE_BYTES, KEY_ID_BYTES, _VOUCH_BYTES)
        signer, signature, reader, vouch, payload = _cut(content, *sizes)
        return cls(signer, signature, reader, vouch, payload)

    @classmethod
    def fresh(cls, signer: bytes, signature: bytes, reader: bytes, payload: bytes) -> Self:
        """As a reviewer makes it."""
        return cls(signer, signature, reader, bytes(_VOUCH_BYTES), payload)

    def vouched(self, address: Address, new_reader: bytes, seed: bytes) -> ForReporter:
        """The same for a reporter's new key, with the tag under its seed."""
        return replace(self, vouch=self._tag(address, new_reader, seed))

    def meant_for(self, address: Address, reader: bytes, seed: bytes) -> bool:
        """Whether it was signed for this key, or vouched for with this key's seed."""
        if self.reader == reader:
            return self.vouch == bytes(_VOUCH_BYTES)
        return hmac.compare_digest(self.vouch, self._tag(address, reader, seed))

    def _tag(self, address: Address, reader: bytes, seed: bytes) -> bytes:
        bound = (*address.parts, self.signer, self.signature, self.reader, reader, self.payload)
        message = framed(Label.RECEIPT_VOUCH, *bound)
        keyed = hashlib.blake2b(message, key=seed, digest_size=32, person=b"cc-vouch-v1")
        return keyed.digest()


def _cut(content: bytes, *sizes: int) -> tuple[bytes, ...]:
    """The content in pieces of these sizes, and what is left."""
    if len(content) < sum(sizes):
        raise ValueError("too short")
    pieces = []
    for size in sizes:
        pieces.append(content[:size])
        content = content[size:]
    return (*pieces, content)
