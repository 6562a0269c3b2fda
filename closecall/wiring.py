"""Wiring: settings become running parts, by hand, once per process. It decides nothing else.

    store ── engine, writer                      every command that touches the database
    front ── store + what can only close         chat, run
    desk ─── store + one unlocked key            inbox, show … close: the reviewer's own machine
    digests ─ store + press, publisher           digest, run

Each function is a context manager: what it opened is closed again, whatever happened. Imports wait
inside the functions: a reporter's first prompt must not load what a reviewer or a digest needs.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import MissingKey, StoreAway, StoreDamaged
from closecall import clock
from closecall.home import Home
from closecall.unwaiting import Unwaiting
from closecall.values import Release

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from bot import ports
    from bot.desk import Desk
    from bot.flow.states import Terms
    from bot.intake import Intake
    from bot.scrub import Scrubber
    from bot.words import Language
    from closecall.settings import Settings
    from digests.duty import Duty
    from digests.posting import Posting
    from digests.publish import Digests
    from storage.drafts import Drafts
    from storage.keys import SigningKey
    from storage.manifest import Manifest, ManifestFile
    from storage.outbox import Outbox
    from storage.unseal import Unsealer
    from storage.writer import Writer

_SALT_BYTES = 16
_PARTING_MS = 1000  # a reporter who leaves does not wait for somebody else's backup


@dataclass(frozen=True, slots=True)
class Store:
    """A database that is open and up to date, and its one writer."""

    engine: Engine
    writer: Writer


@contextmanager
def store(settings: Settings) -> Iterator[Store]:
    """Open the database. Raises StoreError, or SetupError when its tables are old."""
    from storage.engine import open_engine
    from storage.schema import ensure
    from storage.writer import Writer

    must_be_set_up(settings)
    must_be_there(settings)
    engine = open_engine(settings.database_url.reveal())
    try:
        ensure(engine)
        writer = Writer(engine)
        try:
            yield Store(engine, writer)
        finally:
            writer.close()
    finally:
        engine.dispose()


def must_be_set_up(settings: Settings) -> None:
    """Raises MissingKey without a home: nobody wants a second database in a wrong folder."""
    if not settings.home.is_dir():
        raise MissingKey(f"CLOSECALL_HOME: {settings.home}")


def must_be_there(settings: Settings) -> None:
    """Raises StoreAway or StoreDamaged for a SQLite file that is gone, or empty.

    A new one in its place would take reports while the old ones, and the words to them, are lost.
    """
    kind, _, path = settings.database_url.reveal().partition(":///")
    if kind.partition("+")[0] != "sqlite" or not path or path.startswith(":"):
        return
    file = Path(path)
    if not file.exists():
        raise StoreAway(f"{file}; `closecall db upgrade` makes a new one")
    if not file.stat().st_size:
        raise StoreDamaged(f"{file}")


def manifest(settings: Settings) -> ManifestFile:
    """The signed list of readers, verified anew at each call. Raises MissingKey."""
    from storage.manifest import FileMark, ManifestFile

    home = Home(settings.home)
    calendar = clock.calendar(settings.timezone)
    return ManifestFile(home.manifest, pinned(settings), calendar, FileMark(home.mark))


def pinned(settings: Settings) -> str:
    """The organisation's fingerprint. Raises MissingKey."""
    if not settings.org_fingerprint:
        raise MissingKey("CLOSECALL_ORG_FINGERPRINT")
    return settings.org_fingerprint


def scrubber(settings: Settings, language: Language) -> Scrubber:
    """The scrubber of one language, with the roster. Raises MissingKey without the roster."""
    from bot.scrub import Scrubber

    return Scrubber(language, names(settings), settings.phone_regions)


def names(settings: Settings) -> tuple[str, ...]:
    """The names of the roster, one a line; `#` begins a comment. Raises MissingKey."""
    if settings.roster is None:
        return ()
    try:
        lines = settings.roster.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as away:
        raise MissingKey("CLOSECALL_ROSTER") from away
    bare = (line.partition("#")[0].strip() for line in lines)
    return tuple(name for name in bare if name)


@contextmanager
def desk(settings: Settings, passphrase: str) -> Iterator[tuple[Desk, Writer]]:
    """The desk of the reviewer whose key this is. Raises MissingKey, OpenError or StoreError."""
    from bot.desk import Desk
    from bot.lesson.linter import Linter
    from storage.audit import Audit
    from storage.cases import Cases
    from storage.lessons import Lessons
    from storage.tallies import Tallies

    with ExitStack() as stack:
        readers = manifest(settings)
        unsealer = stack.enter_context(unlocked(settings, readers, passphrase))
        opened = stack.enter_context(store(settings))
        writer = opened.writer
        roster = names(settings)
        yield (
            Desk(
                cases=Cases(writer),
                unsealer=unsealer,
                lessons=Lessons(writer),
                tallies=Tallies(writer),
                audit=Audit(writer),
                calendar=clock.calendar(settings.timezone),
                dice=os.urandom,
                linter=Linter(scan=scrubber(settings, settings.language).scrub, roster=roster),
                team=lambda: team(readers()),
                check_weeks=settings.check_weeks,
                target_weeks=8,
            ),
            writer,
        )


def team(readers: Manifest) -> dict[bytes, str]:
    """The roles of the reviewers at work, by key id: without the break-glass key."""
    return {one.key_id: one.role for one in readers.recipients if not one.breaks_glass}


@contextmanager
def unlocked(
    settings: Settings, readers: Callable[[], Manifest], passphrase: str
) -> Iterator[Unsealer]:
    """One reviewer's key, open for as long as the block lasts. Raises MissingKey or OpenError."""
    from storage.keys import unlock_identity
    from storage.unseal import Unsealer

    identity = unlock_identity(key_content(settings.key_file, "CLOSECALL_KEY_FILE"), passphrase)
    try:
        unsealer = Unsealer(identity, readers, os.urandom)
    except BaseException:
        identity.close()
        raise
    try:
        yield unsealer
    finally:
        unsealer.close()


@contextmanager
def organisation(settings: Settings, passphrase: str) -> Iterator[SigningKey]:
    """The key that signs the list of readers. Raises MissingKey or OpenError."""
    from storage.keys import unlock_organisation

    file = Home(settings.home).organisation
    key = unlock_organisation(key_content(file, str(file)), passphrase)
    try:
        yield key
    finally:
        key.close()


def key_content(file: Path | None, name: str) -> bytes:
    """The bytes of a key file. Raises MissingKey, naming the setting or the path."""
    if file is None:
        raise MissingKey(name)
    try:
        return file.read_bytes()
    except OSError as away:
        raise MissingKey(f"{name}: {file}") from away


def drafts(settings: Settings, opened: Store) -> Drafts:
    """Unfinished conversations, under the keys of two days."""
    from storage.drafts import Drafts
    from storage.engine import is_sqlite
    from storage.epochs import Epochs, FileEpochs, TableEpochs

    kept = (
        FileEpochs(settings.epoch_dir) if is_sqlite(opened.engine) else TableEpochs(opened.engine)
    )
    return Drafts(opened.writer, Epochs(kept, clock.today, os.urandom), os.urandom)


@contextmanager
def front(
    settings: Settings, door: str, opened: Store | None = None
) -> Iterator[tuple[Intake, Writer]]:
    """What takes reports: it can seal, and open nothing but what was left for a reporter.

    `door` names the honest label under `roof.door`; `opened` is a database that is open already.
    Fails closed: raises MissingKey, a Manifest error or StoreError before the first question.
    """
    from bot.flow.machine import Machine
    from bot.followup import FollowUp
    from bot.intake import Intake
    from bot.words import Language, Words
    from storage.lessons import Lessons
    from storage.purge import purge
    from storage.receipts import Receipts
    from storage.reporter import ReporterReader
    from storage.seal import Sealer

    secrets = receipt_secrets(settings)
    readers = manifest(settings)
    listed = readers()
    machines = {}
    for language in Language:
        found = scrubber(settings, language)
        told = terms(settings, language, listed, door, found.missing())
        machines[language] = Machine(Words(language), found, told)
    with ExitStack() as stack:
        held = opened or stack.enter_context(store(settings))
        writer = held.writer
        kept = drafts(settings, held)
        receipts = Receipts(kept, secrets.peppers, secrets.salt)
        sealer = Sealer(readers, os.urandom)
        waiting = spool(settings, held)
        errands = FollowUp(
            receipts=receipts,
            sealer=sealer,
            reader=ReporterReader(readers),
            spool=waiting,
            lessons=Lessons(writer),
            dice=os.urandom,
        )
        yield (
            Intake(
                machines=machines,
                drafts=kept,
                receipts=receipts,
                sealer=sealer,
                spool=waiting,
                followup=errands,
                dice=os.urandom,
                alarms=outbox(settings, held) if settings.review_channel else None,
            ),
            writer,
        )
        if opened is None:
            purge(held.engine, patience_ms=_PARTING_MS)


def spool(settings: Settings, opened: Store) -> ports.Spool:
    """Where accepted reports wait; with CLOSECALL_RELEASE=now they wait for nothing."""
    from storage.spool import Spool

    calendar = clock.calendar(settings.timezone)
    weeks, listed = settings.retention_weeks, manifest(settings)

    def readers() -> frozenset[bytes]:
        return frozenset(one.key_id for one in listed().recipients)

    made = Spool(opened.writer, os.urandom, calendar, weeks, readers)
    if settings.release is not Release.NOW:
        return made
    return Unwaiting(made, calendar, weeks)


def outbox(settings: Settings, opened: Store) -> Outbox:
    """Where an urgent alert waits for the next tick of the service."""
    from storage.outbox import Outbox

    return Outbox(opened.writer, os.urandom, clock.calendar(settings.timezone))


def terms(
    settings: Settings, language: Language, listed: Manifest, door: str, lacking: tuple[str, ...]
) -> Terms:
    """What the organisation configured, ready to be said in one language."""
    from bot.flow import script
    from bot.flow.states import Terms
    from bot.words import Words

    words = Words(language)
    roles = settings.roles or tuple(sorted(set(team(listed).values())))
    return Terms(
        emergency=settings.emergency_number,
        pledge=settings.pledge,
        incident_door=settings.incident_door,
        external_channels=settings.external_channels,
        roles=roles if len(roles) > 1 else (),
        weekday=script.WEEKDAYS[settings.digest_at.weekday],
        door=words(f"roof.door.{door}"),
        retention=words("roof.retention", n=settings.retention_weeks),
        lacking=lacking,
    )


@contextmanager
def digests(settings: Settings, opened: Store | None = None) -> Iterator[Digests]:
    """The press and the publisher, on a database of their own or on one that is open already."""
    from closecall.channels import outlets
    from digests.posting import Posting
    from digests.press import Press
    from digests.publish import Digests, Publisher
    from storage.ledger import Editions, Ledger
    from storage.lessons import Lessons
    from storage.tallies import Tallies

    with ExitStack() as stack:
        opened = opened or stack.enter_context(store(settings))
        writer, owner = opened.writer, os.urandom(16).hex()
        press = Press(Lessons(writer), Tallies(writer), Editions(writer), settings.min_count)
        ledger = Ledger(writer)
        found = outlets(settings)
        publisher = Publisher(
            press=press,
            ledger=ledger,
            writer=writer,
            outlets=found,
            owner=owner,
            clock=clock.now,
        )
        posting = Posting(ledger=ledger, writer=writer, owner=owner, clock=clock.now)
        yield Digests(press, ledger, publisher, found, writer, duty(settings, opened, posting))


def duty(settings: Settings, opened: Store, posting: Posting) -> Duty | None:
    """What the duty reviewers hear; None without CLOSECALL_REVIEW_CHANNEL."""
    from closecall.channels import board
    from digests.duty import Bell, Duty
    from storage.ledger import Ledger

    place = settings.review_channel
    if place is None:
        return None
    # A name of its own in the ledger: lessons may be posted to the same place.
    name, where = f"review:{place}", board(settings, place)
    return Duty(
        bell=Bell(name, where, settings.words, clock.zone(settings.timezone)),
        outbox=outbox(settings, opened),
        ledger=Ledger(opened.writer),
        posting=posting,
        clock=clock.now,
    )


@dataclass(frozen=True, slots=True)
class Peppers:
    """The two secrets of a receipt."""

    peppers: tuple[bytes, ...] = field(repr=False)
    salt: bytes = field(repr=False)


def receipt_secrets(settings: Settings) -> Peppers:
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
    return Peppers(tuple(bytes.fromhex(one.reveal()) for one in settings.peppers), salt)
