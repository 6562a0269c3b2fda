"""From a token to a receipt, and from a receipt to the reporter's own key. Nothing here is kept.

    number --Argon2id(salt, pepper)--> 32 bytes --HKDF-Expand--> lookup id (stored)
                                                             seed (never stored)

Deriving always does the same work, whether the number belongs to a case or not, and is never
cached: a receipt in memory could open a way back.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from bot.ports import ReporterKey
from bot.receipt import LIMIT
from storage.envelope import Label, framed
from storage.keys import KeyPair

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.report import Record, Token

MEMORY_KIB: Final = 19_456
PASSES: Final = 2
SECRET_BYTES: Final = 32
_NUMBER_BYTES: Final = 11
_LOOKUP_BYTES: Final = 16


class EpochKeys(Protocol):
    """The part of drafts that a receipt needs."""

    def epoch_key(self, token: Token) -> bytes:
        """[commit] The key of the epoch of this token's draft, else the present one."""


class Receipts:
    """The port. Peppers come newest first: old receipts are found under older ones."""

    __slots__ = ("_epochs", "_peppers", "_salt")

    def __init__(self, drafts: EpochKeys, peppers: Sequence[bytes], instance_salt: bytes) -> None:
        """Raises ValueError without a pepper, or for a secret that is too short."""
        if not peppers or any(len(secret) < SECRET_BYTES for secret in peppers):
            raise ValueError("at least one pepper of 32 bytes")
        if len(instance_salt) < 16:
            raise ValueError("a salt of at least 16 bytes")
        self._epochs = drafts
        self._peppers = tuple(peppers)
        self._salt = instance_salt

    def draw(self, token: Token, record: Record) -> int:
        """[commit] See the port. 256 bits modulo 1296**8: the bias is below 2**-173."""
        digest = hashlib.sha256(record.encode()).digest()
        info = framed(Label.DRAFT_RECEIPT, digest)
        derived = HKDF(hashes.SHA256(), 32, self._epochs.epoch_key(token), info).derive(token.raw)
        return int.from_bytes(derived, "big") % LIMIT

    def derive(self, receipt: int) -> tuple[ReporterKey, ...]:
        """[aside] See the port: 19 MiB, two passes, one lane for each pepper (RFC 9106)."""
        canonical = receipt.to_bytes(_NUMBER_BYTES, "big")
        return tuple(self._under(pepper, canonical) for pepper in self._peppers)

    def _under(self, pepper: bytes, canonical: bytes) -> ReporterKey:
        stretched = Argon2id(
            salt=self._salt,
            length=32,
            iterations=PASSES,
            lanes=1,
            memory_cost=MEMORY_KIB,
            secret=pepper,
            ad=framed(Label.RECEIPT),
        ).derive(canonical)
        seed = _expanded(stretched, Label.RECEIPT_SEED, SECRET_BYTES)
        lookup = _expanded(stretched, Label.RECEIPT_LOOKUP, _LOOKUP_BYTES)
        return ReporterKey(lookup, seed, KeyPair(seed).public)


def _expanded(key: bytes, label: Label, size: int) -> bytes:
    return HKDFExpand(hashes.SHA256(), size, framed(label)).derive(key)
