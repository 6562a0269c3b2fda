"""A SQLite file that cannot be opened where it lies, read from a copy in memory.

SQLite wants to write a file beside the database (`-shm`) before it can read: on a disk that is
full or read-only nobody could look, unless another process has the database open. The copy is
sealed as the file is, lies on a file system in memory, for its owner alone, and is gone with the
command. Who would write is refused with what the disk said: nothing is ever kept in a copy.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.engine import make_url

from storage.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from bot.errors import StoreError

PLACE: Final = Path("/dev/shm")  # noqa: S108 - in memory, and in a folder of 0700
_PARTS: Final = ("", "-wal")
_SWITCH: Final = 128


@contextmanager
def copied(url: str, refused: StoreError) -> Iterator[Engine]:
    """An engine on a copy, for who only reads. Raises `refused` where no copy can be made.

    Only where nobody has the database open. It is copied with its log, and given up on when either
    changed meanwhile.
    """
    file = Path(str(make_url(url).database))
    if not os.access(PLACE, os.W_OK) or _is_open(file):
        raise refused
    _sweep_up()
    folder = Path(tempfile.mkdtemp(prefix=f"closecall-{os.getpid()}-", dir=PLACE))
    try:
        copy = folder / file.name
        try:
            _copy(file, copy)
        except OSError:
            raise refused from None
        engine = open_engine(f"sqlite:///{copy}", refused=refused)
        try:
            yield engine
        finally:
            engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep_up() -> None:
    """Remove what commands left that were killed."""
    for left in PLACE.glob("closecall-*-*"):
        if not Path("/proc", left.name.split("-")[1]).exists():
            shutil.rmtree(left, ignore_errors=True)


def _copy(file: Path, copy: Path) -> None:
    """Both files as they are at one moment. Raises OSError."""
    before = _signs(file)
    for part in _PARTS:
        if not part or _beside(file, part).exists():
            shutil.copyfile(_beside(file, part), _beside(copy, part))
    if _signs(file) != before or _is_open(file):
        raise OSError


def _is_open(file: Path) -> bool:
    """Whether a process has it open: each holds a lock on this byte of `-shm`.

    Source: SQLite, src/os_unix.c, UNIX_SHM_DMS.
    """
    asked = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, _SWITCH, 1, 0)  # fcntl(2), flock
    try:
        with _beside(file, "-shm").open("rb") as shared:
            told = fcntl.fcntl(shared, fcntl.F_GETLK, asked)
    except FileNotFoundError:
        return False
    return bool(struct.unpack_from("h", told)[0] != fcntl.F_UNLCK)


def _signs(file: Path) -> list[tuple[int, int] | None]:
    """What changes with either file."""
    found = [_beside(file, part) for part in _PARTS]
    return [
        (one.stat().st_size, one.stat().st_mtime_ns) if one.exists() else None for one in found
    ]


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(f"{file.name}{suffix}")
