"""The front takes reports: it can seal, and opens only what was left for a reporter."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Final

from closecall import clock
from closecall.home import Home
from closecall.settings.values import Release
from closecall.unwaiting import Unwaiting
from closecall.wiring.keys import manifest, receipt_secrets, team
from closecall.wiring.machines import Machines
from closecall.wiring.opened import Store, store
from closecall.wiring.scrubbing import growing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot import ports
    from bot.flow.machine import Machine
    from bot.flow.terms import Terms
    from bot.pages import Pages
    from bot.words import Language
    from closecall.settings import Settings
    from closecall.wiring.keys import ReceiptSecrets
    from storage.drafts import Drafts
    from storage.epochs import Epochs
    from storage.listed import ManifestFile
    from storage.manifest import Manifest
    from storage.outbox import Outbox
    from storage.routes import Routes
    from storage.writer import Writer

PHOTO_DOORS: Final = frozenset({"telegram"})
"""Doors that take photos and show them back. In Slack a file belongs to whoever put it there."""

_BATCH: Final = {
    Release.NOW: "hour",  # at once, which is within one
    Release.HOURLY: "hour",
    Release.FOUR_HOURLY: "four_hours",
    Release.DAILY: "day",
}
_PARTING_MS: Final = 1000  # a reporter who leaves does not wait for somebody else's backup


@contextmanager
def front(
    settings: Settings, door: str, opened: Store | None = None
) -> Iterator[tuple[Pages, Writer]]:
    """What takes reports: it can seal, and open nothing but what was left for a reporter.

    `door` names the honest label under `roof.door`; `opened` is a database that is open already.
    Fails closed: raises MissingKey, a Manifest error or StoreError before the first question.
    """
    from storage.purge import purge

    secrets = receipt_secrets(settings)
    readers = manifest(settings)
    machines = _machines(settings, readers, door, opened)
    with ExitStack() as stack:
        held = opened or stack.enter_context(store(settings))
        yield _pages(settings, held, readers, secrets, machines, door), held.writer
        if opened is None:
            purge(held.engine, patience_ms=_PARTING_MS)


def _machines(
    settings: Settings, readers: ManifestFile, door: str, opened: Store | None
) -> Machines:
    """The conversation in each language. Raises MissingKey for a roster that cannot be read."""
    from bot.flow.machine import Machine
    from bot.words import Language, Words

    scrubbers = {
        one: growing(settings, one, opened.scrubbers if opened else None) for one in Language
    }
    lacking = {one: found.missing() for one, found in scrubbers.items()}

    def made(listed: Manifest) -> dict[Language, Machine]:
        told = {one: terms(settings, one, listed, door, lacking[one]) for one in Language}
        return {one: Machine(Words(one), scrubbers[one], told[one]) for one in Language}

    return Machines(Home(settings.home).manifest, readers, made)


def _pages(  # noqa: PLR0913, PLR0917 - one caller
    settings: Settings,
    held: Store,
    readers: ManifestFile,
    secrets: ReceiptSecrets,
    machines: Machines,
    door: str,
) -> Pages:
    """The conversations, on their ports."""
    from bot.followup import FollowUp
    from bot.pages import Pages
    from storage.lessons import Lessons
    from storage.receipts import Receipts
    from storage.reporter import ReporterReader
    from storage.seal import Sealer

    kept, waiting = drafts(settings, held), spool(settings, held)
    receipts = Receipts(kept, secrets.peppers, secrets.salt)
    sealer = Sealer(readers, os.urandom)
    errands = FollowUp(
        receipts=receipts,
        sealer=sealer,
        reader=ReporterReader(readers),
        spool=waiting,
        lessons=Lessons(held.writer),
        dice=os.urandom,
    )
    return Pages(
        machines=machines,
        drafts=kept,
        receipts=receipts,
        sealer=sealer,
        spool=waiting,
        followup=errands,
        dice=os.urandom,
        alarms=outbox(settings, held) if settings.review_channel else None,
        photos=unsent_photos(settings, held) if door in PHOTO_DOORS else None,
    )


def drafts(settings: Settings, opened: Store) -> Drafts:
    """Unfinished conversations, under the keys of two days."""
    from storage.drafts import Drafts

    return Drafts(opened.writer, _epochs(settings, opened), os.urandom)


def unsent_photos(settings: Settings, opened: Store) -> Drafts:
    """Photos that wait for a yes: rows of their own, under the same keys, gone with the drafts."""
    from storage.drafts import PHOTO_ROW, Drafts

    return Drafts(opened.writer, _epochs(settings, opened), os.urandom, PHOTO_ROW)


def routes(settings: Settings, opened: Store) -> Routes | None:
    """From chats to conversations, for several processes; None beside SQLite."""
    from storage.routes import Routes

    if opened.writer.on_sqlite:
        return None
    return Routes(opened.writer, _epochs(settings, opened), os.urandom)


def _epochs(settings: Settings, opened: Store) -> Epochs:
    """One for all: a sweep must take the old keys from the memory of a door that nobody uses."""
    from storage.engine import is_sqlite
    from storage.epochs import Epochs, FileEpochs, TableEpochs

    folder = settings.epoch_dir
    if folder not in opened.epochs:
        kept = FileEpochs(folder) if is_sqlite(opened.engine) else TableEpochs(opened.engine)
        opened.epochs[folder] = Epochs(kept, clock.today, os.urandom)
    return opened.epochs[folder]


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
    from bot.flow.terms import Terms
    from bot.words import Words

    words = Words(language)
    roles = settings.roles or tuple(sorted(set(team(listed).values())))
    return Terms(
        emergency=settings.emergency_number,
        pledge=settings.pledge,
        incident_door=settings.incident_door,
        external_channels=settings.external_channels,
        roles=roles if len(roles) > 1 else (),
        weekday=script.WEEKDAYS[settings.digest_at.weekday] if settings.digest_channels else "",
        door=words(f"roof.door.{door}"),
        retention=words("roof.retention", n=settings.retention_weeks),
        rare=settings.rare,
        lacking=lacking,
        photos=door in PHOTO_DOORS,
        readers=_readers_of_concerns(listed),
        alerts=bool(settings.review_channel),
        batch=_BATCH[settings.release],
    )


def _readers_of_concerns(listed: Manifest) -> tuple[str, ...]:
    """The role of each reviewer whom a concern goes to; none when sending one is refused."""
    from bot.errors import NoRecipients

    try:
        found = listed.readers(concern=True, excluded=())
    except NoRecipients:
        return ()
    return tuple(sorted(one.role for one in found if not one.breaks_glass))
