"""Whether this machine's clock can be right, as far as what was written under it can tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import MissingKey
from bot.sight import Level, Sight
from bot.work import read
from closecall import clock, founding, wiring
from digests.resting import resting

if TYPE_CHECKING:
    from bot.report import Week
    from closecall.commands.doctor.examination import Examination
    from closecall.wiring import Store


def against_list(found: Examination, until: Week) -> None:
    """A list is signed for a year: one that holds for longer was signed in a week to come."""
    now = clock.calendar(found.settings.timezone)()
    if now.until(until) > founding.MANIFEST_WEEKS:
        found.note("clock", "before_list", Level.WARN, now=now, week=until)


def against_database(found: Examination, opened: Store) -> None:
    """Something of a week to come, or no service of late."""
    from storage.weeks import LEAP, newest

    now = clock.calendar(found.settings.timezone)()
    written = opened.writer.run(read(lambda: newest(opened.writer)))
    ran = _ran(found, opened, now)
    later = max((week for week in (written, *ran[-1:]) if week), default=now)
    before = [week for week in ran if week != now]
    if later > now:
        found.note("clock", "behind", Level.WARN, now=now, week=later)
    elif before and before[-1].until(now) > LEAP:
        found.note("clock", "ahead", Level.WARN, now=now, week=before[-1])
    with wiring.digests(found.settings, opened) as digests:
        rests = opened.writer.run(read(lambda: resting(digests, clock.now())))
    for channel, week in rests.items():
        sight = Sight("rests", Level.WARN, {"channel": channel, "week": week, "now": now})
        found.saw("clock", sight, "digest.cli")


def _ran(found: Examination, opened: Store, now: Week) -> tuple[Week, ...]:
    """When the service was here; nothing without pepper and salt, as on a reviewer's machine."""
    from storage.rota import Rota
    from storage.weeks import seen

    try:
        secrets = wiring.receipt_secrets(found.settings)
    except MissingKey:  # told among the keys
        return ()
    rota = Rota(opened.writer, secrets.peppers)
    return opened.writer.run(read(lambda: seen(rota, now)))
