"""Unfinished conversations, sealed under a token that only the platform's own screen holds.

A row's id and key grow out of the token and the epoch key, so neither the database nor the
platform alone can tell or open anything. Every row has the same size; erasing one looks like
writing one.

AES-256-GCM (NIST SP 800-38D), not the cipher of the seals: each step opens and closes a whole row,
and where a processor has instructions for it that takes a third of the time.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import TooLong
from storage.dialect import Prepared, upsert
from storage.envelope import PHOTO_LADDER, Label, framed
from storage.tables import draft as table
from storage.tables import place_of

if TYPE_CHECKING:
    from bot.ports import Dice
    from bot.report import Token
    from storage.epochs import Epoch, Epochs
    from storage.writer import Writer

ROW: Final = 8192
"""The size of a conversation's row: 1500 characters of four bytes, and the answers, fit it."""

PHOTO_ROW: Final = PHOTO_LADDER[0] + 28
"""The size of a row for a photo that was not sent yet: it holds as much as a sealed photo."""

_NONCE: Final = 12
_TAG: Final = 16
_LENGTH: Final = struct.Struct(">I")
_FRAME: Final = _NONCE + _LENGTH.size + _TAG
_ID: Final = 16
_KEY: Final = 32
_GROWTH: Final = framed(Label.DRAFT)
_SHA256: Final = hashes.SHA256()


class Drafts:
    """Port `Drafts`, and what the receipt and the sweep need of it. All on the writer thread.

    Args:
        writer: its transaction.
        epochs: the keys of the days.
        dice: nonces, and what an erased row holds.
        row: how many bytes every row has, whatever it holds.
    """

    def __init__(self, writer: Writer, epochs: Epochs, dice: Dice, row: int = ROW) -> None:
        """Prepare the statements."""
        self._writer = writer
        self._epochs = epochs
        self._dice = dice
        self._row = row
        self.capacity: Final = row - _FRAME
        # A step loads and then saves the same draft: the second need not look for it again.
        self._last: tuple[Token, _Place] | None = None
        mine = table.c.id == sa.bindparam("row")
        wanted: sa.Select[Any] = sa.select(table.c.sealed).where(mine)
        here = writer.on_sqlite
        self._select = Prepared(wanted, on_sqlite=here)
        self._lock = Prepared(wanted.with_for_update(), on_sqlite=here)
        self._insert = Prepared(upsert(table, ["id"], ["sealed"], on_sqlite=here), on_sqlite=here)
        self._overwrite = Prepared(
            sa.update(table).where(mine).values(sealed=sa.bindparam("bytes")), on_sqlite=here
        )

    def load(self, token: Token) -> bytes | None:
        """[commit] The draft, locked for this transaction; None without one, or when erased."""
        place, sealed = self._find(token, self._lock)
        self._last = (token, place)
        if sealed is None:
            return None
        try:
            padded = place.box.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.row)
        except InvalidTag:
            return None  # erased, or not ours: both mean that there is nothing to go on with
        (size,) = _LENGTH.unpack_from(padded)
        return padded[_LENGTH.size : _LENGTH.size + size]

    def save(self, token: Token, draft: bytes) -> None:
        """[commit] Write it anew under a fresh nonce. Raises TooLong above `capacity`."""
        if len(draft) > self.capacity:
            raise TooLong
        place = self._place(token)
        nonce = self._dice(_NONCE)
        padded = (_LENGTH.pack(len(draft)) + draft).ljust(self._row - _NONCE - _TAG, b"\0")
        sealed = nonce + place.box.encrypt(nonce, padded, place.row)
        if place.known and self._replaced(place.row, sealed):
            return
        row: dict[str, bytes | int] = {"place": place_of(place.row), "id": place.row}
        named = {"epoch": place.epoch.name, "sealed": sealed}
        self._insert(self._writer.driver, {**row, **named})

    def erase(self, token: Token) -> None:
        """[commit] Overwrite the row with random bytes of the same size, if there is one."""
        self._replaced(self._place(token).row, self._dice(self._row))

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

    def _replaced(self, row: bytes, sealed: bytes) -> bool:
        """Whether there was a row to put these bytes into."""
        done = self._overwrite(self._writer.driver, {"row": row, "bytes": sealed})
        return bool(done.rowcount)

    def _place(self, token: Token) -> _Place:
        """Where to write. The last load's answer holds: no row changes its epoch."""
        if self._last and self._last[0] == token and self._epochs.holds(self._last[1].epoch):
            return self._last[1]
        return self._find(token, self._lock)[0]

    def _find(self, token: Token, statement: Prepared) -> tuple[_Place, bytes | None]:
        """Where a token's row is, under whichever epoch, and what it holds; else where it goes."""
        while True:
            places = []
            for epoch in self._epochs.live():  # nearly always it is the first
                place = _Place.of(token, epoch)
                found = statement(self._writer.driver, {"row": place.row}).fetchone()
                if found is not None:
                    place.known = True
                    return place, found[0]
                places.append(place)
            # Another replica may have begun the next day already, with a key not yet read here.
            if self._writer.on_sqlite or not self._epochs.renew():
                return places[0], None


@dataclass(slots=True)
class _Place:
    """A token's row under one epoch: its id (16 bytes), and what opens and closes its bytes.

    `known`: the row was there when it was looked for.
    """

    epoch: Epoch
    row: bytes
    box: AESGCM = field(repr=False)
    known: bool = False

    @classmethod
    def of(cls, token: Token, epoch: Epoch) -> _Place:
        """HKDF-SHA256 (RFC 5869) of the token, the epoch key as salt: the id, then the key."""
        grown = HKDF(_SHA256, _ID + _KEY, epoch.key, _GROWTH).derive(token.raw)
        return cls(epoch, grown[:_ID], AESGCM(grown[_ID:]))
