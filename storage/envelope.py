"""The sealed envelope, version 1: how bytes are framed, padded, named and closed. It cannot open.

HPKE (RFC 9180) in base mode with X-Wing (ML-KEM-768 + X25519, KEM 0x647a), HKDF-SHA256 and
ChaCha20-Poly1305. The context of every seal goes into `info`, since single-shot HPKE has no other
place for it. `docs/formats.md` describes every format byte by byte.
"""

from __future__ import annotations

import hashlib
import struct
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite

from bot.errors import TooLong
from bot.sealed import ObjectKind

if TYPE_CHECKING:
    from bot.report import CaseId

SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
HEADER: Final = b"CC\x01\x02"  # magic, version 1, suite 2
LADDER: Final = tuple(1024 << step for step in range(7))  # 1, 2, 4 … 64 KiB
PHOTO_LADDER: Final = (256 * 1024,)  # one rung: no photo can be told from another by its size
KEY_ID_BYTES: Final = 16
PUBLIC_BYTES: Final = 1216
LONGEST: Final = LADDER[-1] - 4
_MLKEM_BYTES: Final = 1184


@unique
class Label(StrEnum):
    """What a derivation, a signature or a seal is for. Each is used once in the whole product."""

    OBJECT = "obj"
    ADDITION_ID = "obj/id"
    CASE_KEY = "casekey"
    RECEIPT = "receipt"
    RECEIPT_LOOKUP = "receipt/lookup"
    RECEIPT_SEED = "receipt/xwing-seed"
    RECEIPT_VOUCH = "receipt/vouch"
    DRAFT = "draft"
    DRAFT_RECEIPT = "draft/receipt"
    ROUTE = "route"
    SEEN = "seen"
    KEY_FILE = "revkey"
    MANIFEST = "manifest"
    QUESTION_SIGNATURE = "question-sig"
    DESK_SIGNATURE = "desk-sig"
    AUDIT = "audit"
    OWN = "own"
    TURN = "turn"
    VOTE = "vote"


def framed(label: str, *parts: bytes) -> bytes:
    """Label and parts, each behind its length: no two lists of parts give the same bytes.

    Raises ValueError for a label that is not a `Label`.
    """
    head = b"closecall/v1/" + Label(label).encode()
    return b"".join(struct.pack(">I", len(part)) + part for part in (head, *parts))


def ladder_of(kind: ObjectKind) -> tuple[int, ...]:
    """The sizes that the content of an object may be padded to."""
    return PHOTO_LADDER if kind is ObjectKind.PHOTO else LADDER


def pad(content: bytes, ladder: tuple[int, ...] = LADDER) -> bytes:
    """Length, content and zeros up to the next rung of the ladder. Raises TooLong."""
    size = next((rung for rung in ladder if rung >= len(content) + 4), None)
    if size is None:
        raise TooLong
    return struct.pack(">I", len(content)) + content + bytes(size - 4 - len(content))


def unpad(block: bytes, ladder: tuple[int, ...] = LADDER) -> bytes:
    """What `pad` was given. Raises ValueError for anything that `pad` does not make."""
    if len(block) not in ladder:
        raise ValueError("padding")
    (length,) = struct.unpack(">I", block[:4])
    if length > len(block) - 4 or any(block[4 + length :]):
        raise ValueError("padding")
    if len(pad(block[4 : 4 + length], ladder)) != len(block):
        raise ValueError("padding")
    return block[4 : 4 + length]


def key_id(public: bytes) -> bytes:
    """The 16-byte name of a public key."""
    return hashlib.blake2b(public, digest_size=KEY_ID_BYTES, person=b"cc-keyid-v1").digest()


def object_context(kind: ObjectKind, case_id: CaseId, object_id: bytes, reader: bytes) -> bytes:
    """What the seal of an object is bound to; `reader` is the public key that it is closed to."""
    return framed(Label.OBJECT, kind.encode(), case_id.raw, object_id, key_id(reader))


def slot_context(case_id: CaseId, case_public: bytes, reviewer: bytes) -> bytes:
    """What the seal of a case seed is bound to; `reviewer` is the reviewer's public key."""
    return framed(Label.CASE_KEY, case_id.raw, key_id(case_public), key_id(reviewer))


def close(
    public: bytes, context: bytes, content: bytes, ladder: tuple[int, ...] = LADDER
) -> bytes:
    """Header, encapsulated key and ciphertext of the padded content. Raises TooLong."""
    return HEADER + close_bare(public, context, pad(content, ladder))


def close_bare(public: bytes, context: bytes, content: bytes) -> bytes:
    """The same without header and padding, for content of a fixed size: a key slot."""
    return SUITE.encrypt(content, public_key(public), info=context)


def public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    """An X-Wing public key from its 1216 bytes. Raises ValueError."""
    if len(raw) != PUBLIC_BYTES:
        raise ValueError("an X-Wing public key has 1216 bytes")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_BYTES:]),
    )
