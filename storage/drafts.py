"""Unfinished conversations, sealed under a token that only the platform's own screen holds.

A row's id and key grow out of the token and the epoch key, so neither the database nor the
platform alone can tell or open anything. Every row has the same size; erasing one looks like
writing one.
"""

from __future__ import annotations

import hmac
import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from bot.errors import TooLong
from storage.dialect import Prepared, upsert
from storage.envelope import Label, framed
from storage.tables import draft as table
from storage.tables import place_of

if TYPE_CHECKING:
    from bot.ports import Dice
    from bot.report import Token
    from storage.epochs import Epoch, Epochs
    from storage.writer import Writer

ROW: Final = 8192
_NONCE: Final = 12
_TAG: Final = 16
_PADDED: Final = ROW - _NONCE - _TAG
_LENGTH: Final = struct.Struct(">I")
CAPACITY: Final = _PADDED - _LENGTH.size
"""How many bytes a draft may have: 1500 characters of four bytes, and the answers."""

_ID_LABEL: Final = framed(Label.DRAFT_ID)
_KEY_LABEL: Final = framed(Label.DRAFT_KEY)


class Drafts:
    """Port `Drafts`, and what the receipt and the sweep need of it. All on the writer thread."""

    def __init__(self, writer: Writer, epochs: Epochs, dice: Dice) -> None:
        """Prepare the statements."""
        self._writer = writer
        self._epochs = epochs
        self._dice = dice
        # A step loads and then saves the same draft: the second need not ask for its epoch again.
        self._last: tuple[Token, _Place] | None = None
        either = sa.or_(table.c.id == sa.bindparam("now"), table.c.id == sa.bindparam("before"))
        wanted: sa.Select[Any] = sa.select(table.c.id, table.c.sealed)
        here = writer.on_sqlite
        self._select = Prepared(wanted.where(either), on_sqlite=here)
        self._lock = Prepared(wanted.where(either).with_for_update(), on_sqlite=here)
        self._write = Prepared(upsert(table, ["id"], ["sealed"], on_sqlite=here), on_sqlite=here)
        self._overwrite = Prepared(
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values(sealed=sa.bindparam("noise")),
            on_sqlite=here,
        )

    def load(self, token: Token) -> bytes | None:
        """[commit] The draft, locked for this transaction; None without one, or when erased."""
        place, sealed = self._find(token, self._lock)
        self._last = (token, place)
        if sealed is None:
            return None
        try:
            padded = ChaCha20Poly1305(place.key).decrypt(
                sealed[:_NONCE], sealed[_NONCE:], place.row
            )
        except InvalidTag:
            return None  # erased, or not ours: both mean that there is nothing to go on with
        (size,) = _LENGTH.unpack_from(padded)
        return padded[_LENGTH.size : _LENGTH.size + size]

    def save(self, token: Token, draft: bytes) -> None:
        """[commit] Write it anew under a fresh nonce. Raises TooLong above CAPACITY."""
        if len(draft) > CAPACITY:
            raise TooLong
        place = self._place(token)
        nonce = self._dice(_NONCE)
        padded = (_LENGTH.pack(len(draft)) + draft).ljust(_PADDED, b"\0")
        sealed = nonce + ChaCha20Poly1305(place.key).encrypt(nonce, padded, place.row)
        row = {"id": place.row, "epoch": place.epoch.name, "sealed": sealed}
        self._write(self._writer.connection, {**row, "place": place_of(place.row)})

    def erase(self, token: Token) -> None:
        """[commit] Overwrite the row with random bytes of the same size, if there is one."""
        row, noise = self._place(token).row, self._dice(ROW)
        self._overwrite(self._writer.connection, {"row": row, "noise": noise})

    def epoch_key(self, token: Token) -> bytes:
        """[commit] The key of the epoch that this token's row lives under, else the present one.

        An erased row counts: the same token gives the same receipt until its epoch is over.
        """
        return self._find(token, self._select)[0].epoch.key

    def sweep(self) -> int:
        """[commit] Destroy the keys of epochs that are over, drop their rows; how many rows."""
        self._epochs.renew()
        self._last = None
        names = [epoch.name for epoch in self._epochs.live()]
        gone = self._writer.connection.execute(sa.delete(table).where(table.c.epoch.not_in(names)))
        return gone.rowcount

    def _place(self, token: Token) -> _Place:
        """Where to write. The last load's answer holds: no row changes its epoch."""
        if self._last and self._last[0] == token and self._last[1].epoch in self._epochs.live():
            return self._last[1]
        return self._find(token, self._lock)[0]

    def _find(self, token: Token, statement: Prepared) -> tuple[_Place, bytes | None]:
        """Where a token's row is, under whichever epoch, and what it holds; else where it goes."""
        while True:
            places = [_Place.of(token, epoch) for epoch in self._epochs.live()]
            ids = {"now": places[0].row, "before": places[-1].row}
            found = statement(self._writer.connection, ids).fetchone()
            if found is not None:
                return places[found[0] != places[0].row], found[1]
            # Another replica may have begun the next day already, with a key not yet read here.
            if self._writer.on_sqlite or not self._epochs.renew():
                return places[0], None


@dataclass(frozen=True, slots=True)
class _Place:
    """A token's row under one epoch: its id (16 bytes) and the key of what it holds (32 bytes)."""

    epoch: Epoch
    row: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, token: Token, epoch: Epoch) -> _Place:
        """HKDF-SHA256 (RFC 5869) of the token, the epoch key as salt, one label each.

        One extraction serves both, and both are one block long; the tests compare them with
        `cryptography`'s HKDF.
        """
        prk = hmac.digest(epoch.key, token.raw, "sha256")
        row = hmac.digest(prk, _ID_LABEL + b"\x01", "sha256")[:16]
        return cls(epoch, row, hmac.digest(prk, _KEY_LABEL + b"\x01", "sha256"))
