"""Which weeks the database knows of: what a clock is held against. It only reads tables.

A host's clock cannot be asked whether it is right. But nobody can have written in a week to come,
and a service that runs has seen a week of late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.report import Week
from storage.tables import audit, case, digest_edition, digest_run, lesson, tally

if TYPE_CHECKING:
    from storage.rota import Rota
    from storage.writer import Writer

LEAP: Final = 4
"""Weeks without the service after which its clock may as well have jumped."""
SIGHT: Final = 1040
"""How many weeks the service's memory is searched, back and ahead: twenty years."""
_NAME: Final = "week"
_WRITTEN: Final = tuple(table.c.week for table in (case, lesson, tally, digest_edition, audit))


def newest(writer: Writer) -> Week | None:
    """[read] The latest week in which anything says that it was written; None: nothing does."""
    found = [writer.connection.scalar(sa.select(sa.func.max(column))) for column in _WRITTEN]
    weekly = sa.select(sa.func.max(digest_run.c.period)).where(
        digest_run.c.period.like("____-W__")
    )
    found.append(writer.connection.scalar(weekly))
    return max((Week.parse(one) for one in found if one), default=None)


def leaps(rota: Rota, now: Week) -> bool:
    """[commit] Note that the service is in this week; whether it was in none shortly before.

    Then either nobody ran it for more than `LEAP` weeks, or the clock has jumped, and no service
    can know which. The very first week is none after a leap.
    """
    rota.take(_NAME, str(now))
    seen = rota.remembered(_NAME, [str(now.plus(-back)) for back in range(LEAP + 1)])
    return not seen.alone and not any(name and name != str(now) for name in seen.names)


def seen(rota: Rota, now: Week) -> tuple[Week, ...]:
    """[read] The two weeks that the service was in last, if they can be guessed, in order."""
    around = [str(now.plus(weeks)) for weeks in range(-SIGHT, SIGHT + 1)]
    known = rota.remembered(_NAME, around)
    return tuple(Week.parse(name) for name in reversed(known.names) if name)
