"""The file of SQLite's write-ahead log: whether anything is in it, and room for what comes.

A commit that lengthens a file waits for the file system to note its new length: on the disk this
was measured on, twice as long as one that writes over what is there. So a log that was emptied is
filled with zeros up to the length that it reaches before SQLite begins it anew. Then neither does
its length say how much was written.

Zeros are no log: its header (SQLite's "WAL-mode File Format", section 4.1) begins with a magic
number, and a frame counts only with the header's salt. Nothing here writes over what SQLite wrote.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

ROOM: Final = 4 << 20
"""A thousand frames of 4 KiB, after which SQLite starts again at the front, and a few more."""

_PIECE: Final = 1 << 18
_PAGE: Final = 4096
"""Linux keeps what is written at once as one large folio, and every frame that is written into
that later walks over all of it: a tenth of a step's processor time. So page by page."""


def beside(database: str) -> Path:
    """The log of a database."""
    return Path(f"{database}-wal")


def is_blank(log: Path) -> bool:
    """Whether it holds nothing but zeros; also when it is not there."""
    try:
        with log.open("rb") as file:
            while piece := file.read(_PIECE):
                if piece != bytes(len(piece)):
                    return False
    except FileNotFoundError:
        pass
    return True


def make_room(connection: sqlite3.Connection, log: Path) -> None:
    """Lengthen the log with zeros, if nobody writes for longer than the connection waits.

    Only behind its present end, and under the lock of writers: nobody's frames are touched. A
    disk without room for it is left as it is: this saves time, and nothing hangs on it.
    """
    if log.exists() and log.stat().st_size >= ROOM:
        return
    with suppress(OSError, sqlite3.OperationalError):
        connection.execute("BEGIN IMMEDIATE")
        try:
            _lengthen(log)
        finally:
            connection.execute("ROLLBACK")


def _lengthen(log: Path) -> None:
    file = os.open(log, os.O_WRONLY)
    try:
        end = os.fstat(file).st_size
        while end < ROOM:
            end += os.pwrite(file, bytes(min(_PAGE, ROOM - end)), end)
        os.fsync(file)
    finally:
        os.close(file)
