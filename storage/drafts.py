"""Unfinished conversations, sealed under a token that only the platform's own screen holds.

A row's id and key grow out of the token and the epoch key, so neither the database nor the
platform alone can tell or open anything. Every row has the same size; erasing one looks like
writing one.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import TooLong
from storage.dialect import upsert
from storage.envelope import Label, framed
from storage.tables import draft as table

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
        self._last: tuple[bytes, Epoch] | None = None
        ids: sa.BindParameter[list[bytes]] = sa.bindparam("ids", expanding=True)
        self._select = sa.select(table.c.id, table.c.sealed).where(table.c.id.in_(ids))
        self._lock = self._select.with_for_update()
        self._write = upsert(table, ["id"], ["sealed"], on_sqlite=writer.on_sqlite)
        self._overwrite = (
            sa.update(table)
            .where(table.c.id == sa.bindparam("row"))
            .values(sealed=sa.bindparam("noise"))
        )

    def load(self, token: Token) -> bytes | None:
        """[commit] The draft, locked for this transaction; None without one, or when erased."""
        found = self._find(token, self._lock)
        if found is None:
            self._last = (token.raw, self._epochs.live()[0])
            return None
        epoch, row, sealed = found
        self._last = (token.raw, epoch)
        try:
            padded = _cipher(token, epoch).decrypt(sealed[:_NONCE], sealed[_NONCE:], row)
        except InvalidTag:
            return None  # erased, or not ours: both mean that there is nothing to go on with
        (size,) = _LENGTH.unpack_from(padded)
        return padded[_LENGTH.size : _LENGTH.size + size]

    def save(self, token: Token, draft: bytes) -> None:
        """[commit] Write it anew under a fresh nonce. Raises TooLong above CAPACITY."""
        if len(draft) > CAPACITY:
            raise TooLong
        epoch = self._epoch(token)
        row = row_id(token, epoch)
        nonce = self._dice(_NONCE)
        padded = (_LENGTH.pack(len(draft)) + draft).ljust(_PADDED, b"\0")
        sealed = nonce + _cipher(token, epoch).encrypt(nonce, padded, row)
        self._writer.connection.execute(
            self._write, {"id": row, "epoch": epoch.name, "sealed": sealed}
        )

    def erase(self, token: Token) -> None:
        """[commit] Overwrite the row with random bytes of the same size, if there is one."""
        row = row_id(token, self._epoch(token))
        self._writer.connection.execute(self._overwrite, {"row": row, "noise": self._dice(ROW)})

    def epoch_key(self, token: Token) -> bytes:
        """[commit] The key of the epoch that this token's row lives under, else the present one.

        An erased row counts: the same token gives the same receipt until its epoch is over.
        """
        found = self._find(token, self._select)
        return found[0].key if found else self._epochs.live()[0].key

    def sweep(self) -> int:
        """[commit] Destroy the keys of epochs that are over, drop their rows; how many rows."""
        self._epochs.renew()
        self._last = None
        names = [epoch.name for epoch in self._epochs.live()]
        gone = self._writer.connection.execute(sa.delete(table).where(table.c.epoch.not_in(names)))
        return gone.rowcount

    def _epoch(self, token: Token) -> Epoch:
        """The epoch to write under. The last load's answer holds: no row changes its epoch."""
        if self._last and self._last[0] == token.raw and self._last[1] in self._epochs.live():
            return self._last[1]
        found = self._find(token, self._lock)
        return found[0] if found else self._epochs.live()[0]

    def _find(self, token: Token, statement: sa.Select[Any]) -> tuple[Epoch, bytes, bytes] | None:
        """The row of a token under whichever epoch: (epoch, row id, sealed)."""
        for _ in range(2):
            rows = {row_id(token, epoch): epoch for epoch in self._epochs.live()}
            found = self._writer.connection.execute(statement, {"ids": list(rows)}).first()
            if found is not None:
                return rows[bytes(found[0])], bytes(found[0]), bytes(found[1])
            # Another replica may have begun the next day already, with a key not yet read here.
            if self._writer.on_sqlite or not self._epochs.renew():
                break
        return None


def row_id(token: Token, epoch: Epoch) -> bytes:
    """16 bytes, HKDF-SHA256 (RFC 5869) of the token with the epoch key as salt."""
    return HKDF(hashes.SHA256(), 16, epoch.key, _ID_LABEL).derive(token.raw)


def _cipher(token: Token, epoch: Epoch) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, epoch.key, _KEY_LABEL).derive(token.raw))
