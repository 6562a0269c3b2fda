"""From a chat to its conversation, for several processes: a keyed name leads to a few bytes.

PostgreSQL only; beside SQLite one process takes what Telegram delivers, and keeps this in memory.
The table is UNLOGGED. A row's id and key grow out of the day's key and a name that the platform's
runner made with a secret that is not in the database, so the database alone can neither tell whose
row it is nor open it; with the day's key every copy of it is over. Every row has the same size,
and what is dropped is overwritten. No column says when.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import TooLong
from bot.frozen import frozen
from storage.dialect import Prepared, insert_once, upsert
from storage.envelope import Label, framed
from storage.tables import route as table

if TYPE_CHECKING:
    from bot.ports import Dice
    from storage.epochs import Epoch, Epochs
    from storage.writer import Writer

_NONCE: Final = 12
_PADDED: Final = 128
ROW: Final = _NONCE + _PADDED + 16
CAPACITY: Final = _PADDED - 1
"""How many bytes a route may have; its length takes one."""

_ID: Final = 16
_KEY: Final = 32
_ROUTE: Final = framed(Label.ROUTE)
_SEEN: Final = framed(Label.SEEN)
_SHA256: Final = hashes.SHA256()


class Routes:
    """Port `Routes`. All on the writer thread."""

    def __init__(self, writer: Writer, epochs: Epochs, dice: Dice) -> None:
        """Prepare the statements."""
        self._writer = writer
        self._epochs = epochs
        self._dice = dice
        either = sa.or_(table.c.id == sa.bindparam("now"), table.c.id == sa.bindparam("before"))
        wanted: sa.Select[Any] = sa.select(table.c.id, table.c.sealed).where(either)
        columns = ["epoch", "sealed"]
        here = writer.on_sqlite
        self._select = Prepared(wanted, on_sqlite=here)
        self._write = Prepared(upsert(table, ["id"], columns, on_sqlite=here), on_sqlite=here)
        self._once = Prepared(insert_once(table, on_sqlite=here), on_sqlite=here)
        self._overwrite = Prepared(
            sa.update(table).where(either).values(sealed=sa.bindparam("noise")), on_sqlite=here
        )

    def find(self, name: bytes) -> bytes | None:
        """[commit] What was laid under this name, today or yesterday."""
        while True:
            places = self._places(name)
            rows = {bytes(row): bytes(held) for row, held in self._rows(places)}
            for place in places:
                if place.row in rows:
                    return place.open(rows[place.row])
            # Another replica may have begun the next day already, with a key not yet read here.
            if not self._epochs.renew():
                return None

    def lay(self, name: bytes, held: bytes) -> None:
        """[commit] Keep it under this name, for today. Raises TooLong above CAPACITY."""
        if len(held) > CAPACITY:
            raise TooLong
        place = self._places(name)[0]
        nonce = self._dice(_NONCE)
        padded = (bytes([len(held)]) + held).ljust(_PADDED, b"\0")
        sealed = nonce + ChaCha20Poly1305(place.key).encrypt(nonce, padded, place.row)
        self._write(self._writer.driver, self._row(place, sealed))

    def drop(self, name: bytes) -> None:
        """[commit] Overwrite it with random bytes, if it is there."""
        ids = _ids(self._places(name))
        self._overwrite(self._writer.driver, {**ids, "noise": self._dice(ROW)})

    def first(self, name: bytes) -> bool:
        """[commit] Whether nobody asked this about this name today; from now on somebody did."""
        place = _Place.of(name, self._epochs.live()[0], _SEEN)
        row = self._row(place, self._dice(ROW))
        done: int = self._once(self._writer.driver, row).rowcount
        return done == 1

    def sweep(self) -> int:
        """[commit] Destroy the keys of epochs that are over, drop their rows; how many rows."""
        self._epochs.renew()
        names = [epoch.name for epoch in self._epochs.live()]
        gone = self._writer.connection.execute(sa.delete(table).where(table.c.epoch.not_in(names)))
        return gone.rowcount

    def _places(self, name: bytes) -> list[_Place]:
        return [_Place.of(name, epoch) for epoch in self._epochs.live()]

    def _rows(self, places: list[_Place]) -> list[tuple[bytes, bytes]]:
        found: list[tuple[bytes, bytes]] = self._select(
            self._writer.driver, _ids(places)
        ).fetchall()
        return found

    @staticmethod
    def _row(place: _Place, sealed: bytes) -> dict[str, bytes]:
        return {"id": place.row, "epoch": place.epoch.name, "sealed": sealed}


def _ids(places: list[_Place]) -> dict[str, bytes]:
    return {"now": places[0].row, "before": places[-1].row}


@frozen
class _Place:
    """A name's row under one epoch: its id (16 bytes) and the key of what it holds (32 bytes)."""

    epoch: Epoch
    row: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, name: bytes, epoch: Epoch, label: bytes = _ROUTE) -> _Place:
        """HKDF-SHA256 (RFC 5869) of the name, the epoch key as salt: the id, then the key."""
        grown = HKDF(_SHA256, _ID + _KEY, epoch.key, label).derive(name)
        return cls(epoch, grown[:_ID], grown[_ID:])

    def open(self, sealed: bytes) -> bytes | None:
        """What was laid here; None when it was dropped since."""
        try:
            padded = ChaCha20Poly1305(self.key).decrypt(sealed[:_NONCE], sealed[_NONCE:], self.row)
        except InvalidTag:
            return None
        return padded[1 : 1 + padded[0]]
