"""Keys and secrets, from the files that the settings name. Fails closed: none is ever made up."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.errors import MissingKey, NotAllowed
from bot.frozen import frozen
from closecall import clock
from closecall.home import Home, write_private

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from closecall.settings import Settings
    from storage.keys import SigningKey
    from storage.listed import ManifestFile
    from storage.manifest import Manifest
    from storage.unseal import Unsealer

_SALT_BYTES: Final = 16


def manifest(settings: Settings) -> ManifestFile:
    """The signed list of readers, verified anew at each call. Raises MissingKey."""
    from storage.listed import FileMark, ManifestFile

    home = Home(settings.home)
    calendar = clock.calendar(settings.timezone)
    return ManifestFile(home.manifest, pinned(settings), calendar, FileMark(home.mark))


def pinned(settings: Settings) -> str:
    """The organisation's fingerprint. Raises MissingKey."""
    if not settings.org_fingerprint:
        raise MissingKey("CLOSECALL_ORG_FINGERPRINT")
    return settings.org_fingerprint


def team(readers: Manifest) -> dict[bytes, str]:
    """The roles of the reviewers at work, by key id: without the break-glass key."""
    return {one.key_id: one.role for one in readers.recipients if not one.breaks_glass}


def unlock(content: bytes, readers: Callable[[], Manifest], passphrase: str) -> Unsealer:
    """A reviewer's key, open until its `close`. Raises OpenError or a Manifest error."""
    from storage.keyfile import unlock_identity
    from storage.unseal import Unsealer

    identity = unlock_identity(content, passphrase)
    try:
        return Unsealer(identity, readers, os.urandom)
    except BaseException:
        identity.close()
        raise


@contextmanager
def unlocked(
    settings: Settings, readers: Callable[[], Manifest], passphrase: str
) -> Iterator[Unsealer]:
    """One reviewer's key, open for as long as the block lasts. Raises MissingKey or OpenError."""
    content = key_content(settings.key_file, "CLOSECALL_KEY_FILE")
    unsealer = unlock(content, readers, passphrase)
    try:
        yield unsealer
    finally:
        unsealer.close()


@contextmanager
def organisation(settings: Settings, passphrase: str) -> Iterator[SigningKey]:
    """The key that signs the list of readers. Raises MissingKey or OpenError."""
    from storage.keyfile import unlock_organisation

    file = Home(settings.home).organisation
    key = unlock_organisation(key_content(file, str(file)), passphrase)
    try:
        yield key
    finally:
        key.close()


def put_list(settings: Settings, following: Manifest, signed: bytes) -> None:
    """Put a signed list in the place of the one before it.

    Raises NotAllowed (`changed`) when another one is there by now: what it changed would be lost.
    """
    from storage.alone import alone
    from storage.manifest import Manifest

    file = Home(settings.home).manifest
    with alone(file.parent):
        there = Manifest.verified(key_content(file, file.name), pinned(settings))
        if there.ver + 1 != following.ver:
            raise NotAllowed("changed")
        write_private(file, signed)


def key_content(file: Path | None, name: str) -> bytes:
    """The bytes of a key file. Raises MissingKey, naming the setting or the path."""
    if file is None:
        raise MissingKey(name)
    try:
        return file.read_bytes()
    except OSError as away:
        raise MissingKey(f"{name}: {file}") from away


@frozen
class ReceiptSecrets:
    """What eight words are stretched with: peppers, the newest first, and the salt."""

    peppers: tuple[bytes, ...] = field(repr=False)
    salt: bytes = field(repr=False)


def receipt_secrets(settings: Settings) -> ReceiptSecrets:
    """Pepper and salt. Raises MissingKey for either: fail closed."""
    if not settings.peppers:
        raise MissingKey("CLOSECALL_PEPPER_FILE")
    content = key_content(Home(settings.home).salt, "salt")
    try:
        salt = bytes.fromhex(content.decode("ascii").strip())
    except ValueError as broken:
        raise MissingKey("salt") from broken
    if len(salt) < _SALT_BYTES:
        raise MissingKey("salt")
    return ReceiptSecrets(tuple(bytes.fromhex(one.reveal()) for one in settings.peppers), salt)
