"""Files that keep keys locked, and the passphrases and codes that open them.

A key file is JSON: `{"ct", "kdf", "key_id", "v", "what"}`; `ct` is the secret under
ChaCha20-Poly1305 with an Argon2id key (RFC 9106), and everything else in the file is its
associated data. Passphrases and recovery codes are drawn here, never chosen by people.
"""

from __future__ import annotations

import json
import re
import unicodedata
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from bot.errors import BadKeyFile, WrongPassphrase
from bot.frozen import frozen
from bot.report import canonical
from storage.envelope import KEY_ID_BYTES, Label, framed
from storage.keys import SEED_BYTES, Identity, SigningKey

if TYPE_CHECKING:
    from bot.ports import Dice

SALT_BYTES: Final = 16
PASSPHRASE_WORDS: Final = 6  # of the EFF large list: 77.5 bits
REVIEWER: Final = "reviewer"
ORGANISATION: Final = "organisation"
_LARGEST_FILE: Final = 4096
_NONCE: Final = bytes(12)  # the key is used once: every file has its own salt
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_DIGITS: Final = 28  # 140 bits
_MISREAD: Final = str.maketrans("OIL", "011")


@frozen
class Cost:
    """What Argon2id may cost: memory in KiB, passes, lanes."""

    memory: int
    passes: int
    lanes: int = 1

    @property
    def bearable(self) -> bool:
        """Within what a reader accepts: a hostile file must not ask for 64 GB or for an hour."""
        return (
            1 <= self.lanes <= 4
            and 8 * self.lanes <= self.memory <= 1024 * 1024
            and 1 <= self.passes <= 8
        )


SHELL: Final = Cost(memory=256 * 1024, passes=3)  # 0.65 s once per unlock


def lock_identity(identity: Identity, passphrase: str, dice: Dice, *, cost: Cost = SHELL) -> bytes:
    """A reviewer's key file. Locked with a recovery code it is the recovery file."""
    secret = identity.pair.seed + identity.signing.seed
    return _lock(REVIEWER, identity.key_id, secret, passphrase, dice, cost)


def unlock_identity(content: bytes, passphrase: str) -> Identity:
    """Raises BadKeyFile or WrongPassphrase."""
    name, secret = _unlock(REVIEWER, content, passphrase)
    try:
        identity = Identity(secret)
    except ValueError as broken:
        raise BadKeyFile from broken
    if identity.key_id != name:
        raise BadKeyFile
    return identity


def key_id_in(content: bytes) -> bytes | None:
    """The key id that a reviewer's key file says it holds; None for another kind of file."""
    try:
        held = _read(content)
    except BadKeyFile:
        return None
    return bytes.fromhex(held["key_id"]) if held["what"] == REVIEWER else None


def lock_organisation(
    key: SigningKey, passphrase: str, dice: Dice, *, cost: Cost = SHELL
) -> bytes:
    """The organisation's key file: keep it offline, it decides who may read."""
    return _lock(ORGANISATION, bytes.fromhex(key.fingerprint), key.seed, passphrase, dice, cost)


def unlock_organisation(content: bytes, passphrase: str) -> SigningKey:
    """Raises BadKeyFile or WrongPassphrase."""
    name, secret = _unlock(ORGANISATION, content, passphrase)
    try:
        key = SigningKey(secret)
    except ValueError as broken:
        raise BadKeyFile from broken
    if bytes.fromhex(key.fingerprint) != name:
        raise BadKeyFile
    return key


def new_passphrase(dice: Dice, count: int = PASSPHRASE_WORDS) -> str:
    """Words of the EFF large list (CC BY 3.0 US), drawn evenly: 12.9 bits each, five at least."""
    if count < 5:
        raise ValueError("fewer than five words are too few")
    text = files("storage").joinpath("eff_large.txt").read_text(encoding="ascii")
    words = [line for line in text.splitlines() if not line.startswith("#")]
    return " ".join(words[_below(len(words), dice)] for _ in range(count))


def new_recovery_code(dice: Dice) -> str:
    """140 random bits in Crockford's base 32, seven groups of four, to be printed."""
    drawn = int.from_bytes(dice(18), "big") >> 4
    digits = [_CROCKFORD[(drawn >> (5 * at)) & 31] for at in range(_CODE_DIGITS)]
    return "-".join("".join(digits[at : at + 4]) for at in range(0, _CODE_DIGITS, 4))


def _below(limit: int, dice: Dice) -> int:
    while True:
        drawn = int.from_bytes(dice(4), "big")
        if drawn < (1 << 32) // limit * limit:  # else small numbers would come more often
            return drawn % limit


def _canonical_passphrase(typed: str) -> bytes:
    """A recovery code in its digits, or the words of a passphrase with one space between."""
    plain = unicodedata.normalize("NFKC", typed)
    code = re.sub(r"[\W_]", "", plain).upper().translate(_MISREAD)
    if len(code) == _CODE_DIGITS and set(code) <= set(_CROCKFORD):
        return code.encode()
    return " ".join(re.findall(r"[^\W_]+", plain.casefold())).encode()


def _lock(  # noqa: PLR0913, PLR0917 - one call for two kinds of key file
    what: str, name: bytes, secret: bytes, passphrase: str, dice: Dice, cost: Cost
) -> bytes:
    kdf = {
        "name": "argon2id",
        "m": cost.memory,
        "t": cost.passes,
        "p": cost.lanes,
        "salt": dice(SALT_BYTES).hex(),
    }
    header = {"v": 1, "what": what, "key_id": name.hex(), "kdf": kdf}
    cipher = ChaCha20Poly1305(_stretch(passphrase, header))
    sealed = cipher.encrypt(_NONCE, secret, _bound(header))
    return canonical({**header, "ct": sealed.hex()}) + b"\n"


def _unlock(what: str, content: bytes, passphrase: str) -> tuple[bytes, bytes]:
    held = _read(content)
    if held["what"] != what:
        raise BadKeyFile(f"a key file of the {held['what']}, not of the {what}")
    header = {key: value for key, value in held.items() if key != "ct"}
    cipher = ChaCha20Poly1305(_stretch(passphrase, header))
    try:
        secret = cipher.decrypt(_NONCE, bytes.fromhex(held["ct"]), _bound(header))
    except InvalidTag as wrong:
        raise WrongPassphrase from wrong
    return bytes.fromhex(held["key_id"]), secret


def _stretch(passphrase: str, header: dict[str, Any]) -> bytes:
    kdf = header["kdf"]
    return Argon2id(
        salt=bytes.fromhex(kdf["salt"]),
        length=32,
        iterations=kdf["t"],
        lanes=kdf["p"],
        memory_cost=kdf["m"],
    ).derive(_canonical_passphrase(passphrase))


def _bound(header: dict[str, Any]) -> bytes:
    return framed(Label.KEY_FILE, canonical(header))


def _read(content: bytes) -> dict[str, Any]:
    """A key file whose shape and whose cost are right. Raises BadKeyFile."""
    if len(content) > _LARGEST_FILE:
        raise BadKeyFile
    try:
        held = json.loads(content)
        kdf = held["kdf"]
        right = (
            held.keys() == {"v", "what", "key_id", "kdf", "ct"}
            and kdf.keys() == {"name", "m", "t", "p", "salt"}
            and (held["v"], kdf["name"]) == (1, "argon2id")
            and held["what"] in {REVIEWER, ORGANISATION}
            and all(type(kdf[cost]) is int for cost in "mtp")
            and Cost(kdf["m"], kdf["t"], kdf["p"]).bearable
            and len(bytes.fromhex(kdf["salt"])) == SALT_BYTES
            and len(bytes.fromhex(held["key_id"])) == KEY_ID_BYTES
            and len(bytes.fromhex(held["ct"])) > SEED_BYTES
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as broken:
        raise BadKeyFile from broken
    if not right:
        raise BadKeyFile
    return cast("dict[str, Any]", held)
