"""A day's key, two valid at a time, destroyed after 48 hours: a deletion that reaches every copy.

Whatever a conversation leaves in the database is derived from a token *and* an epoch key. Once the
key is gone, so is the draft, in backups and logs too. The keys are never in the main SQLite
database and never in a logged PostgreSQL table. A clock that runs back destroys nothing and
revives nothing.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

import sqlalchemy as sa

from bot.errors import StoreDamaged, StoreReadOnly
from bot.frozen import frozen
from storage.alone import alone
from storage.failures import translated
from storage.tables import epoch_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from bot.ports import Dice

KEY_BYTES: Final = 32
Keys = dict[int, bytes]


@frozen
class Epoch:
    """One day's key, and the name that draft rows carry: eight bytes that say no day."""

    name: bytes
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes) -> Epoch:
        """Name a key by its BLAKE2b digest (RFC 7693)."""
        return cls(hashlib.blake2b(key, digest_size=8, person=b"cc-epoch-v1").digest(), key)


class EpochStore(Protocol):
    """Where the keys of the days are; one process changes them at a time."""

    def change(self, rule: Callable[[Keys], Keys]) -> Keys:
        """Apply `rule` to the keys, keep its answer, destroy what it left out, give it back."""


class Epochs:
    """The keys that are valid now.

    Args:
        store: `FileEpochs` beside SQLite, `TableEpochs` on PostgreSQL.
        today: the present day in UTC.
        dice: where new keys come from.
    """

    def __init__(self, store: EpochStore, today: Callable[[], date], dice: Dice) -> None:
        """Read nothing yet: a key is made when the first conversation needs one."""
        self._store = store
        self._today = today
        self._dice = dice
        self._day = 0
        self._live: tuple[Epoch, ...] = ()

    def live(self) -> tuple[Epoch, ...]:
        """The present epoch and, if it had one, the one before; makes the present one."""
        if not self._live or self._today().toordinal() != self._day:
            self.renew()
        return self._live

    def holds(self, epoch: Epoch) -> bool:
        """Whether this epoch is not over, as far as was read: it asks for no day."""
        return epoch in self._live

    def renew(self) -> bool:
        """Read the keys again, destroy those that are over; whether anything was new here."""
        today = self._today().toordinal()
        keys = self._store.change(lambda found: renewed(found, today, self._dice))
        before = self._live
        self._live = tuple(Epoch.of(keys[day]) for day in sorted(keys, reverse=True))
        self._day = today
        return self._live != before


def renewed(keys: Keys, today: int, dice: Dice) -> Keys:
    """The keys as they must be on day `today`: the newest one is today's, the other yesterday's.

    A clock that fell back by a day (around midnight) waits until time catches up. After a greater
    fall the keys are counted from the new day on, so that none lives longer than two days of it.
    """
    newest = max(keys, default=today)
    if newest > today + 1:
        keys = {day - newest + today: key for day, key in keys.items()}
        newest = today
    newest = max(newest, today)
    kept = {day: key for day, key in keys.items() if day >= newest - 1}
    return kept if newest in kept else {**kept, newest: dice(KEY_BYTES)}


class FileEpochs:
    """One file per key, 0600, in a folder, 0700; a memory file system forgets best."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made when it is first needed."""
        self._folder = folder

    def change(self, rule: Callable[[Keys], Keys]) -> Keys:
        """See EpochStore. Raises StoreReadOnly, or StoreDamaged for a key that is not one."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with alone(self._folder):
                before = self._read()
                after = rule(dict(before))
                for day in after.keys() - before.keys():
                    self._write(day, after[day])
                for day in before.keys() - after.keys():
                    destroy(self._path(day))
                return after
        except OSError as refused:
            raise StoreReadOnly(str(self._folder)) from refused

    def must_take(self) -> None:
        """Raises StoreReadOnly or StoreDamaged where no conversation could begin or go on."""
        self.change(lambda keys: keys)

    def _read(self) -> Keys:
        keys: Keys = {}
        for path in self._folder.glob("*.key"):
            key = path.read_bytes()
            if len(key) != KEY_BYTES or not path.stem.isdecimal():
                raise StoreDamaged(f"epoch key {path.name}")
            keys[int(path.stem)] = key
        return keys

    def _write(self, day: int, key: bytes) -> None:
        """Whole or not at all: a key that is half written would not be one."""
        path = self._path(day)
        draft = path.with_suffix(".new")
        handle = os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(handle)
        draft.rename(path)

    def _path(self, day: int) -> Path:
        return self._folder / f"{day}.key"


def destroy(path: Path) -> None:
    """Overwrite a key file in place, then unlink it."""
    with path.open("r+b") as file:
        file.write(os.urandom(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


class TableEpochs:
    """An unlogged table, in its own transactions: a draft rolled back takes no key along."""

    def __init__(self, engine: sa.Engine, table: sa.Table = epoch_key) -> None:
        """`engine` is the one of the writer; a second connection of it is used, once a day.

        `table`: another one of the same shape, for keys with another end.
        """
        self._engine = engine
        self._table = table

    def change(self, rule: Callable[[Keys], Keys]) -> Keys:
        """See EpochStore. Raises StoreError."""
        table = self._table
        with translated(), self._engine.begin() as connection:
            connection.execute(sa.text(f"LOCK TABLE {table.name} IN EXCLUSIVE MODE"))
            rows = connection.execute(sa.select(table.c.day, table.c.key))
            before = {row.day: bytes(row.key) for row in rows}
            after = rule(dict(before))
            if after != before:
                connection.execute(table.delete())
                if after:
                    connection.execute(
                        table.insert(), [{"day": day, "key": key} for day, key in after.items()]
                    )
            return after
