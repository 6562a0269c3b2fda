"""CLOSECALL_HOME: which file lies where, and how a private file is written.

    manifest.json      who may read, signed; manifest.mark: the highest version ever seen
    pepper, salt       what eight words are stretched with; without either, no words work
    organisation.key   signs the manifest: take it offline
    break-glass.key    opens every case when nobody else can: take it offline
    reviewers/         key files; they belong on the reviewers' machines
    epochs/            day keys of drafts: never back them up
    closecall.sqlite3  the database, unless DATABASE_URL names another

It reads no secret and opens nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE: Final = 0o600
PRIVATE_FOLDER: Final = 0o700


@frozen
class Home:
    """The paths below one CLOSECALL_HOME."""

    folder: Path

    @property
    def manifest(self) -> Path:
        """The signed list of recipients."""
        return self.folder / "manifest.json"

    @property
    def mark(self) -> Path:
        """The highest version of the manifest ever seen here."""
        return self.folder / "manifest.mark"

    @property
    def pepper(self) -> Path:
        """The pepper, in hexadecimal digits."""
        return self.folder / "pepper"

    @property
    def salt(self) -> Path:
        """The instance's salt, in hexadecimal digits."""
        return self.folder / "salt"

    @property
    def organisation(self) -> Path:
        """The organisation's signing key."""
        return self.folder / "organisation.key"

    @property
    def break_glass(self) -> Path:
        """The key that is in every case, locked with a printed code."""
        return self.folder / "break-glass.key"

    @property
    def reviewers(self) -> Path:
        """The folder of reviewers' key files."""
        return self.folder / "reviewers"

    @property
    def database_url(self) -> Path:
        """DATABASE_URL, when `init` was told one: it may hold a password."""
        return self.folder / "database-url"

    def reviewer(self, key_id: bytes) -> Path:
        """A reviewer's key file."""
        return key_files(self.reviewers, key_id)[0]

    def recovery(self, key_id: bytes) -> Path:
        """The same key, locked with the printed recovery code."""
        return key_files(self.reviewers, key_id)[1]


def key_files(folder: Path, key_id: bytes) -> tuple[Path, Path]:
    """The names of a reviewer's key file and recovery file in this folder."""
    name = key_id.hex()[:8]
    return folder / f"{name}.key", folder / f"{name}.recovery"


def write_private(path: Path, content: bytes) -> None:
    """Write a file for its owner alone, whole or not at all, durable when this returns."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    # A name of its own: another thread may write the same file, and in a container every process
    # has the number of the one that was killed before it.
    draft = path.with_name(f".{path.name}.{os.urandom(4).hex()}.{os.getpid()}.new")
    try:
        made = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE)
        with os.fdopen(made, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def too_open(path: Path) -> bool:
    """Whether others than the owner may read or enter. False for what is not there."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False
