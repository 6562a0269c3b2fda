"""Composing a week costs the same with a thousand stored cases or a hundred thousand.

    python -m tests.bench.bench_digest [--full]

Both houses report as much in the present week; the large one has kept more cases, and told lessons
for longer. Measured is what a tick does once a week: the edition and the issue, read from SQLite.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language
from bot.work import commit
from digests.press import Press
from digests.text import plain
from storage.engine import open_engine
from storage.ledger import Editions
from storage.lessons import Lessons
from storage.schema import upgrade
from storage.tables import case
from storage.tallies import Tallies
from storage.writer import Writer
from tests.bench.harness import Ratio, measure, per_call, report

if TYPE_CHECKING:
    from collections.abc import Callable

WEEK = Week(2026, 47)
SMALL, LARGE, FULL = 1_000, 100_000, 1_000_000
_CHUNK = 10_000


def house(folder: Path, cases: int) -> Writer:
    """A database with that many cases: 200 of them a week, three lessons a week."""
    engine = open_engine(f"sqlite:///{folder / f'{cases}.db'}")
    upgrade(engine)
    weeks = max(cases // 200, 20)  # both have more weeks than an edition looks back
    with engine.begin() as connection:
        for first in range(0, cases, _CHUNK):
            rows = [_case(number) for number in range(first, min(first + _CHUNK, cases))]
            connection.execute(sa.insert(case), rows)
    writer = Writer(engine)
    lessons, tallies = Lessons(writer), Tallies(writer)

    def fill() -> None:
        for back in range(weeks):
            week = WEEK.plus(-(back % 500))
            for number in range(3):
                lessons.publish(PublishedLesson(f"{back}-{number}", week, _lesson(number)))
            for kind in Kind:
                tallies.count(week, "kind", kind.value, 5)
            tallies.count(week, "received", "all", 200)

    writer.run(commit(fill))
    return writer


def composing(writer: Writer) -> Callable[[], object]:
    """One week's edition and issue, as text, without keeping it."""
    press = Press(Lessons(writer), Tallies(writer), Editions(writer))

    def compose() -> str:
        return writer.run(commit(lambda: plain(press.issue(press.preview(WEEK), Language.EN))))

    return compose


def ratios(folder: Path, *, full: bool = False) -> list[Ratio]:
    """The one ratio of this file."""
    large = FULL if full else LARGE
    return [
        Ratio(
            f"composing a week at {large:,} stored cases",
            f"at {SMALL:,}",
            per_call(composing(house(folder, large)), 100),
            per_call(composing(house(folder, SMALL)), 100),
            gate=1.5,
            aim=1.1,
        )
    ]


def _case(number: int) -> dict[str, object]:
    return {
        "id": number.to_bytes(16),
        "lookup": number.to_bytes(16, "little"),
        "week": str(WEEK.plus(-(number // 200 % 500))),
        "state": "closed",
        "expires": "2030-W01",
        "case_public": bytes(1216),
        "reporter_public": bytes(1216),
    }


def _lesson(number: int) -> Lesson:
    drill = Drill("What first?", ("one", "two", "three", "four"), 1, "Because.")
    return Lesson(
        title=f"Lesson {number}",
        story="The ladder was too short, and it slid. " * 8,
        saved_by="rubber mats",
        vulnerability="the only long ladder was locked away",
        change="a long ladder hangs where signs are changed",
        why_it_helps="the right one is nearer than the wrong one",
        check_up=WEEK.plus(6),
        family=Family.SAFETY,
        kind=Kind.FALL_FROM_HEIGHT,
        barrier=Barrier.PHYSICAL_BARRIER,
        level=ActionLevel.REPLACE,
        drill=drill,
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        found = measure(ratios(Path(place), full="--full" in sys.argv))
        sys.exit(report(found, {}, None))
