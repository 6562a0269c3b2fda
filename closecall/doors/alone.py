"""Of several processes one asks Telegram; the others wait until it lets go, or is gone.

Both ways are a `Lease` of its runner. Neither says who asks.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import CloseCallError
from bot.frozen import frozen
from bot.work import commit
from closecall.home import PRIVATE
from storage.awaited import awaited

if TYPE_CHECKING:
    from pathlib import Path

    from storage.lease import Leases
    from storage.writer import Writer

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class FileLock:
    """On SQLite, whose processes share a machine: a file that the kernel unlocks with its owner.

    It is empty; a process that is killed leaves the next one nothing to wait for.
    """

    path: Path
    _file: int | None = None
    _told: bool = False

    async def hold(self, _seconds: int) -> bool:
        """Take or keep it. False while another process has it, or where no file can be made."""
        if self._file is not None:
            return True
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        except OSError:
            self._tell()  # else a bot that nobody asks for would look like one that waits its turn
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    def _tell(self) -> None:
        if not self._told:
            self._told = True
            _log.error("a .lock in CLOSECALL_HOME is not ours to open: give it to this user")

    async def drop(self) -> None:
        """Let go of it. The file stays: two processes must mean the same one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@frozen
class Leased:
    """On PostgreSQL, whose processes may be anywhere: a lease with an end."""

    leases: Leases
    writer: Writer
    name: str
    owner: str

    async def hold(self, seconds: int) -> bool:
        """Take or keep it. False while another has it, or while the database cannot be asked."""
        now = int(time.time())
        try:
            return await awaited(self.writer, commit(lambda: self._hold(now, seconds)))
        except CloseCallError:
            return False

    def _hold(self, now: int, seconds: int) -> bool:
        return self.leases.hold(self.name, self.owner, now=now, until=now + seconds)

    async def drop(self) -> None:
        """Let go of it; it ends by itself where that fails."""
        try:
            drop = commit(lambda: self.leases.drop(self.name, self.owner))
            await awaited(self.writer, drop)
        except CloseCallError:
            return
