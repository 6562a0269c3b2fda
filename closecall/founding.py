"""Founding: from an empty folder to keys, a signed list of readers, a database and a `.env`.

Everything is made in a folder beside the real one and moved into place at the end, so that an
interrupted founding leaves nothing. It asks nothing and prints nothing; it never overwrites.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.errors import AlreadySetUp
from bot.frozen import frozen
from closecall.home import PRIVATE_FOLDER, Home, key_files, write_private
from closecall.settings.dotenv import quoted
from storage.engine import open_engine
from storage.keyfile import (
    SHELL,
    lock_identity,
    lock_organisation,
    new_passphrase,
    new_recovery_code,
)
from storage.keys import Identity, SigningKey
from storage.manifest import BREAK_GLASS, Manifest, Recipient
from storage.schema import upgrade

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bot.ports import Dice
    from bot.report import Week
    from closecall.settings import Settings
    from storage.keyfile import Cost

MANIFEST_WEEKS: Final = 52
SALT_BYTES: Final = 16
UNFINISHED: Final = "unfinished"
"""A file in the new home until `.env` is there as well."""
PEPPER_BYTES: Final = 32


@frozen
class NewReviewer:
    """A reviewer's key pair as it was just made: its file and what unlocks it, shown once."""

    key_id: str
    role: str
    key_file: Path
    passphrase: str = field(repr=False)
    recovery_file: Path
    recovery_code: str = field(repr=False)


@frozen
class Founded:
    """Where everything is, and the secrets that nobody can show again."""

    folder: Path
    home: Path
    env_file: Path
    database: str
    fingerprint: str
    organisation_file: Path
    organisation_passphrase: str = field(repr=False)
    reviewer: NewReviewer
    break_glass_file: Path
    break_glass_code: str = field(repr=False)


def found(  # noqa: PLR0913 - everything that a founding takes, named
    settings: Settings,
    folder: Path,
    *,
    told: Mapping[str, str],
    role: str,
    week: Week,
    dice: Dice,
    cost: Cost = SHELL,
) -> Founded:
    """Found an organisation's Close Call.

    Args:
        settings: what holds so far; `home` and `database_url` are used.
        folder: where `.env` goes.
        told: settings to write into `.env`, by name.
        role: the first reviewer's role.
        week: the present week; the list of readers is signed for a year.
        dice: where keys come from.
        cost: of unlocking a key file; tests take a cheap one.

    Raises:
        AlreadySetUp: there is a `.env` or a home already; both stay as they are.
        StoreError: the database refused.
    """
    env_file = folder / ".env"
    _sweep_up(settings.home, env_file)
    if env_file.exists() or _holds_something(settings.home):
        raise AlreadySetUp(str(env_file if env_file.exists() else settings.home))
    settings.home.parent.mkdir(parents=True, exist_ok=True)
    making = settings.home.with_name(f".{settings.home.name}.{os.getpid()}.new")
    written = b""
    try:
        making.mkdir(mode=PRIVATE_FOLDER)
        write_private(making / UNFINISHED, b"")
        founded = _make(settings, folder, Home(making), role, week, dice, cost)
        written = _env(_keep_secrets(settings, told, making), founded).encode()
        _lay_tables(settings, making)
        if settings.home.exists():
            settings.home.rmdir()  # empty, as was seen above
        making.rename(settings.home)
        write_private(env_file, written)
        (settings.home / UNFINISHED).unlink()
    except BaseException:
        _take_back(making, settings.home, env_file, written)
        raise
    return founded


def _take_back(making: Path, home: Path, env_file: Path, written: bytes) -> None:
    """Leave nothing, whatever stopped the founding and between whichever two steps."""
    if written and not making.exists():  # it was moved into place
        if env_file.exists() and env_file.read_bytes() == written:
            env_file.unlink()
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(making, ignore_errors=True)


def _sweep_up(home: Path, env_file: Path) -> None:
    """Remove what a founding left that was killed: nobody has seen what unlocks its keys."""
    for place in (home, env_file):
        for left in place.parent.glob(f".{place.name}.*.new"):
            if not _lives(left.name.split(".")[-2]):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
    if not env_file.exists() and (home / UNFINISHED).exists():
        shutil.rmtree(home)
    (home / UNFINISHED).unlink(missing_ok=True)


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (PermissionError, ValueError):
        pass
    return True


def new_reviewer(  # noqa: PLR0913 - named
    folder: Path, shown: Path, role: str, identity: Identity, *, dice: Dice, cost: Cost = SHELL
) -> NewReviewer:
    """Write an identity's two locked files into `folder`; they will be found in `shown`."""
    passphrase, code = new_passphrase(dice), new_recovery_code(dice)
    name = identity.key_id
    key_file, recovery_file = key_files(folder, name)
    write_private(key_file, lock_identity(identity, passphrase, dice, cost=cost))
    write_private(recovery_file, lock_identity(identity, code, dice, cost=cost))
    return NewReviewer(
        key_id=name.hex(),
        role=role,
        key_file=shown / key_file.name,
        passphrase=passphrase,
        recovery_file=shown / recovery_file.name,
        recovery_code=code,
    )


def _make(  # noqa: PLR0913, PLR0917 - one caller
    settings: Settings, folder: Path, home: Home, role: str, week: Week, dice: Dice, cost: Cost
) -> Founded:
    shown = Home(settings.home)
    organisation = SigningKey(dice(32))
    reviewer, guard = Identity.draw(dice), Identity.draw(dice)
    organisation_passphrase, guard_code = new_passphrase(dice), new_recovery_code(dice)
    manifest = Manifest(
        ver=1,
        not_after=week.plus(MANIFEST_WEEKS),
        recipients=(Recipient.of(reviewer, role), Recipient.of(guard, BREAK_GLASS)),
    )
    try:
        write_private(home.manifest, manifest.signed(organisation))
        write_private(home.pepper, f"{dice(PEPPER_BYTES).hex()}\n".encode())
        write_private(home.salt, f"{dice(SALT_BYTES).hex()}\n".encode())
        locked = lock_organisation(organisation, organisation_passphrase, dice, cost=cost)
        write_private(home.organisation, locked)
        write_private(home.break_glass, lock_identity(guard, guard_code, dice, cost=cost))
        return Founded(
            folder=folder,
            home=settings.home,
            env_file=folder / ".env",
            database=settings.database_url.reveal().partition(":")[0].partition("+")[0],
            fingerprint=organisation.fingerprint,
            organisation_file=shown.organisation,
            organisation_passphrase=organisation_passphrase,
            reviewer=new_reviewer(
                home.reviewers, shown.reviewers, role, reviewer, dice=dice, cost=cost
            ),
            break_glass_file=shown.break_glass,
            break_glass_code=guard_code,
        )
    finally:
        for key in (organisation, reviewer, guard):
            key.close()


def _keep_secrets(settings: Settings, told: Mapping[str, str], making: Path) -> dict[str, str]:
    """What was told, a database URL in a private file: it may hold a password."""
    kept = dict(told)
    url = kept.pop("DATABASE_URL", "")
    if url:
        write_private(Home(making).database_url, f"{url}\n".encode())
        kept["DATABASE_URL_FILE"] = str(Home(settings.home).database_url)
    return kept


def _lay_tables(settings: Settings, making: Path) -> None:
    """Make the database: in the new home when it will live there, else where the settings say."""
    url = settings.database_url.reveal()
    inside = f"sqlite:///{settings.home}/"
    if url.startswith(inside):
        url = f"sqlite:///{making}/{url.removeprefix(inside)}"
    engine = open_engine(url)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def _env(told: Mapping[str, str], founded: Founded) -> str:
    """The text of `.env`: what was told, and where the new keys are."""

    def near(path: Path) -> str:
        inside = path.is_relative_to(founded.folder)
        return str(path.relative_to(founded.folder) if inside else path)

    home = Home(founded.home)
    lines = {
        **told,
        "CLOSECALL_ORG_FINGERPRINT": founded.fingerprint,
        "CLOSECALL_PEPPER_FILE": near(home.pepper),
        "CLOSECALL_KEY_FILE": near(founded.reviewer.key_file),
    }
    return "".join(f"{name}={quoted(value)}\n" for name, value in lines.items())


def _holds_something(folder: Path) -> bool:
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
