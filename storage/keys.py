"""Key pairs: X-Wing to open, Ed25519 to sign. `keyfile` keeps them locked.

Honest limit: seeds are kept in a `bytearray` that `close` overwrites, but Python and OpenSSL make
copies that cannot be reached. What protects them is a short-lived process without core dumps or
swap.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final, Self

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from bot.errors import Tampered
from storage.envelope import HEADER, LADDER, SUITE, key_id, unpad

if TYPE_CHECKING:
    from bot.ports import Dice

SEED_BYTES: Final = 32


class KeyPair:
    """An X-Wing key pair (draft-connolly-cfrg-xwing-kem) grown from 32 bytes: its holder opens."""

    __slots__ = ("_private", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        """Expand the seed as X-Wing does: SHAKE-256 to 64 + 32 bytes."""
        if len(seed) != SEED_BYTES:
            raise ValueError("a seed has 32 bytes")
        expanded = hashlib.shake_256(seed).digest(96)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        curve = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._seed = bytearray(seed)
        self._private: MLKEM768X25519PrivateKey | None = MLKEM768X25519PrivateKey(lattice, curve)
        self.public = (
            lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()
        )

    @property
    def seed(self) -> bytes:
        """The seed, to wrap it for somebody."""
        return bytes(self._seed)

    def open(self, context: bytes, sealed: bytes, ladder: tuple[int, ...] = LADDER) -> bytes:
        """What `envelope.close` closed. Raises Tampered."""
        if sealed[: len(HEADER)] != HEADER:
            raise Tampered
        try:
            return unpad(self.open_bare(context, sealed[len(HEADER) :]), ladder)
        except ValueError as broken:
            raise Tampered from broken

    def open_bare(self, context: bytes, sealed: bytes) -> bytes:
        """What `envelope.close_bare` closed. Raises Tampered."""
        if self._private is None:
            raise ValueError("this key was closed")
        try:
            return SUITE.decrypt(sealed, self._private, info=context)
        except (InvalidTag, ValueError) as broken:
            raise Tampered from broken

    def close(self) -> None:
        """Overwrite the seed and let go of the private key."""
        self._seed[:] = bytes(len(self._seed))
        self._private = None


class SigningKey:
    """An Ed25519 key (RFC 8032) grown from a 32-byte seed: whoever holds it can sign."""

    __slots__ = ("_private", "_seed", "public")

    def __init__(self, seed: bytes) -> None:
        """Raises ValueError for anything but 32 bytes."""
        private = Ed25519PrivateKey.from_private_bytes(seed)
        self._seed = bytearray(seed)
        self._private: Ed25519PrivateKey | None = private
        self.public = private.public_key().public_bytes_raw()

    @property
    def seed(self) -> bytes:
        """The seed, to wrap it in a key file."""
        return bytes(self._seed)

    @property
    def fingerprint(self) -> str:
        """The name of this key that people compare and settings pin: 32 hexadecimal digits."""
        return fingerprint(self.public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes over a framed message."""
        if self._private is None:
            raise ValueError("this key was closed")
        return self._private.sign(message)

    def close(self) -> None:
        """Overwrite the seed and let go of the private key."""
        self._seed[:] = bytes(len(self._seed))
        self._private = None


class Identity:
    """A reviewer's two keys, grown from 64 bytes: X-Wing seed, then Ed25519 seed."""

    __slots__ = ("pair", "signing")

    def __init__(self, secret: bytes) -> None:
        """Raises ValueError for anything but 64 bytes."""
        if len(secret) != 2 * SEED_BYTES:
            raise ValueError("an identity has 64 bytes")
        self.pair = KeyPair(secret[:SEED_BYTES])
        self.signing = SigningKey(secret[SEED_BYTES:])

    @classmethod
    def draw(cls, dice: Dice) -> Self:
        """A new one."""
        return cls(dice(2 * SEED_BYTES))

    @property
    def key_id(self) -> bytes:
        """The name of the X-Wing key; the signing key goes with it in the manifest."""
        return key_id(self.pair.public)

    def close(self) -> None:
        """Overwrite what can be overwritten."""
        self.pair.close()
        self.signing.close()


def fingerprint(public: bytes) -> str:
    """The name of an organisation key: 32 hexadecimal digits of BLAKE2b."""
    return hashlib.blake2b(public, digest_size=16, person=b"cc-org-v1").hexdigest()


def signed_by(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the holder of an Ed25519 key signed exactly this message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
