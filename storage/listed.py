"""The signed list of readers as it lies on disk, and the highest version of it ever accepted.

It believes nothing by itself: each call holds the file against signature, mark and week.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from bot.errors import ManifestRolledBack, MissingKey
from storage.alone import alone
from storage.manifest import Manifest

if TYPE_CHECKING:
    from pathlib import Path

    from bot.ports import Calendar


class HighWaterMark(Protocol):
    """The highest version ever accepted, kept where a restored database cannot lower it."""

    def __call__(self, ver: int, /) -> int:
        """Raise the mark to `ver` if it is lower; the mark afterwards."""


class FileMark:
    """A mark in a small file of its own. A damaged one stops everything."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        """`path`: in CLOSECALL_HOME, beside no database and in no backup of it."""
        self._path = path

    def __call__(self, ver: int) -> int:
        """See `Mark`. Raises ManifestRolledBack when the file holds no number."""
        seen = self._read()
        if ver <= seen:
            return seen
        # Several reports may be the first under a new list: none may lower the mark, or fail.
        with alone(self._path.parent):
            seen = self._read()
            if ver > seen:
                self._write(ver)
        return max(ver, seen)

    def _write(self, ver: int) -> None:
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
        with draft.open("w", encoding="ascii") as file:
            file.write(f"{ver}\n")
            file.flush()
            os.fsync(file.fileno())  # an empty mark after a power cut would read as a rollback
        draft.replace(self._path)

    def _read(self) -> int:
        if not self._path.exists():
            return 0
        held = self._path.read_bytes().strip()
        if not held.isdigit():
            raise ManifestRolledBack(f"{self._path.name} is damaged")
        return int(held)


class ManifestFile:
    """The list as it is now: read, held against week and mark at each call.

    The signature is checked once for the same bytes: an inbox asks thousands of times.
    """

    __slots__ = ("_calendar", "_known", "_mark", "_path", "_pinned")

    def __init__(self, path: Path, pinned: str, calendar: Calendar, mark: HighWaterMark) -> None:
        """`pinned`: CLOSECALL_ORG_FINGERPRINT."""
        self._path = path
        self._pinned = pinned
        self._calendar = calendar
        self._mark = mark
        self._known: tuple[bytes, Manifest] | None = None

    def __call__(self) -> Manifest:
        """Raises MissingKey, ManifestForged, ManifestRolledBack or ManifestExpired."""
        try:
            content = self._path.read_bytes()
        except OSError as away:
            raise MissingKey(self._path.name) from away
        known = self._known
        if known is None or known[0] != content:
            known = (content, Manifest.verified(content, self._pinned))
            self._known = known
        manifest = known[1]
        manifest.must_hold(self._calendar(), self._mark(0))
        self._mark(manifest.ver)
        return manifest
