"""What the doctor looks at. Each check gives observations; a failure of ours becomes one.

It mends nothing.
"""

from __future__ import annotations

import os
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.ports import RunStatus
from bot.sight import Level
from bot.words import Language, Words
from bot.work import read
from closecall import clock, wiring
from closecall.commands.doctor.clock import against_database, against_list
from closecall.commands.doctor.examination import Examination, Observation
from closecall.commands.doctor.photos import photos
from closecall.commands.doctor.postgres import postgres
from closecall.commands.doctor.slack import slack
from closecall.commands.doctor.telegram import telegram
from closecall.home import too_open
from closecall.settings.values import Release
from closecall.told import told
from closecall.wiring.keyfiles import read_key_file
from closecall.wiring.second_reader import SecondReader

if TYPE_CHECKING:
    from closecall.settings import Settings

SOON_WEEKS: Final = 8
PACKAGES: Final = ("closecall", "adapters", "storage", "digests", "bot")


def examine(settings: Settings) -> tuple[Observation, ...]:
    """Everything, in the order in which it would be mended."""
    found = Examination(settings)
    if not settings.home.is_dir() and not Path(".env").exists():
        found.attempt("code", _packages)
        found.note("files", "nothing", Level.BAD, folder=Path.cwd())
        return tuple(found.observations)
    for part, check in (
        ("code", _packages),
        ("files", _files),
        ("keys", _secrets),
        ("readers", _readers),
        ("database", _database),
        ("scrub", _scrub),
        ("telegram", telegram),
        ("telegram", photos),
        ("slack", slack),
        ("habits", _habits),
    ):
        found.attempt(part, check)
    return tuple(found.observations)


def _packages(found: Examination) -> None:
    """The five packages have generic names: another one of that name must not stand in front."""
    places = {}
    for name in PACKAGES:
        spec = find_spec(name)
        places[name] = str(Path(spec.origin).parents[1]) if spec and spec.origin else ""
    usual, count = Counter(places.values()).most_common(1)[0]
    if count == len(PACKAGES):
        found.note("code", "together", Level.GOOD, folder=usual)
    strangers = [name for name, place in places.items() if place != usual]
    if strangers:
        found.note("code", "apart", Level.BAD, names=", ".join(strangers), folder=usual)


def _files(found: Examination) -> None:
    home = found.home
    wiring.must_be_set_up(found.settings)
    private = [Path(".env"), home.folder, home.pepper, home.organisation, home.break_glass]
    private += [found.settings.epoch_dir, home.reviewers, *sorted(home.reviewers.glob("*"))]
    wide = [str(path) for path in private if too_open(path)]
    if wide:
        found.note("files", "wide", Level.BAD, paths=" ".join(wide))
    else:
        found.note("files", "private", Level.GOOD, home=home.folder)
    for what, path in (("organisation", home.organisation), ("break_glass", home.break_glass)):
        if path.exists():
            found.note("files", what, Level.WARN, path=path)


def _secrets(found: Examination) -> None:
    wiring.receipt_secrets(found.settings)
    found.note("keys", "receipts", Level.GOOD)
    if not _may_write(found.settings.epoch_dir):
        found.note("keys", "day_keys", Level.BAD, path=found.settings.epoch_dir)
    locked = (file for kind in ("*.key", "*.recovery") for file in found.home.reviewers.glob(kind))
    damaged = [str(file) for file in sorted(locked) if not read_key_file(file)]
    if damaged:
        found.note("keys", "damaged", Level.BAD, paths=" ".join(damaged))


def _may_write(folder: Path) -> bool:
    """Whether files may be made in this folder; or the folder, where it is not there yet."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _readers(found: Examination) -> None:
    held = wiring.manifest(found.settings)()
    team = wiring.team(held)
    weeks = clock.calendar(found.settings.timezone)().until(held.not_after)
    found.note("readers", "signed", Level.GOOD, n=len(team), week=held.not_after)
    if weeks < SOON_WEEKS:
        found.note("readers", "expires", Level.WARN, week=held.not_after)
    if len(team) < 2:
        found.note("readers", "alone", Level.WARN)
    if not any(one.breaks_glass for one in held.recipients):
        found.note("readers", "no_break_glass", Level.WARN)
    against_list(found, held.not_after)


def _database(found: Examination) -> None:
    from storage.audit import Audit
    from storage.engine import LEAST_ROOM, is_sqlite, room_left
    from storage.ledger import Ledger

    with wiring.store(found.settings, to_look=True) as opened:
        if opened.refused is None:
            found.note("database", "ready", Level.GOOD, kind=opened.engine.dialect.name)
        else:
            found.note("database", "shut", Level.BAD, why=told(found.words, opened.refused).text)
        left = None if opened.refused else room_left(opened.engine)
        if left is not None and left < LEAST_ROOM:
            found.note("database", "full", Level.BAD, n=left >> 20)
        broken = opened.writer.run(read(Audit(opened.writer).broken))
        if broken is not None:
            found.note("database", "audit", Level.BAD, number=broken)
        runs = opened.writer.run(read(Ledger(opened.writer).runs))
        for run in runs:
            if run.status in {RunStatus.UNCERTAIN, RunStatus.FAILED}:
                what = str(run.status.value)
                found.note("database", what, Level.WARN, channel=run.channel, period=run.period)
        against_database(found, opened)
        if not is_sqlite(opened.engine):
            with opened.engine.connect() as connection:
                postgres(found, connection)


def _scrub(found: Examination) -> None:
    names = wiring.names(found.settings)
    if names:
        found.note("scrub", "roster", Level.GOOD, n=len(names))
    else:
        found.note("scrub", "no_roster", Level.WARN)
    if models := found.settings.ner_models:
        SecondReader(models)  # raises where it could not read a lesson
        found.note("scrub", "models", Level.GOOD, n=len(models))
    for language in Language:
        if "rules" in wiring.scrubber(found.settings, language).missing():
            found.note("scrub", "no_rules", Level.BAD, language=language)
        Words(language)("roof.about")  # a catalogue that is gone raises here


def _habits(found: Examination) -> None:
    settings = found.settings
    if settings.release is Release.NOW:
        found.note("habits", "release_now", Level.WARN)
    if settings.key_file and settings.key_file.exists():
        found.note("habits", "key_here", Level.WARN, path=settings.key_file)
    if not settings.digest_channels:
        found.note("habits", "no_digest", Level.WARN)
    if settings.digest_font and not _is_font(settings.digest_font):
        found.note("habits", "no_font", Level.BAD, path=settings.digest_font)
    if settings.review_channel is None:
        found.note("habits", "no_review", Level.WARN)
    if not settings.incident_door:
        found.note("habits", "no_incident_door", Level.WARN)
    if _swaps():
        found.note("habits", "swap", Level.WARN)


def _is_font(path: Path) -> bool:
    from digests.chart import readable

    return readable(path)


def _swaps() -> bool:
    """Whether memory may be written to a disk. Linux says; elsewhere nothing is said."""
    try:
        return len(Path("/proc/swaps").read_text("ascii").splitlines()) > 1
    except OSError:
        return False
