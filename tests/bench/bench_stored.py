"""What must not grow with what is stored: accepting, releasing and cleaning up, a week's digest.

    python -m tests.bench.bench_stored [--full]

Two houses that differ in their archive alone: the same week at work, a thousand old cases in one
and a hundred times (with `--full` a thousand times) as many in the other. Cases have their size
in life: two public keys, two slots, an object of 3 KB.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.taxonomy import ActionLevel, Barrier, Cause, Family, Kind
from bot.words import Language
from bot.work import commit
from closecall import clock, wiring
from digests.press import Press
from digests.text import plain
from storage.editions import Editions
from storage.lessons import Lessons
from storage.purge import purge
from storage.tables import place_in
from storage.tallies import Tallies
from storage.votes import Votes
from tests.bench.harness import Ratio, measure, report
from tests.bench.house import another, found, sealed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.ports import Spool
    from bot.report import Week
    from bot.sealed import SealedReport
    from closecall.wiring import Store

SMALL, LARGE, FULL = 1_000, 100_000, 1_000_000
WEEKS: Final = 100  # the archive's; a retention of two years
BATCH: Final = 100
_ACCEPTS: Final = 150
_CHUNK: Final = 5_000
_KEYS: Final = (os.urandom(16), os.urandom(16))


@dataclass(frozen=True, slots=True)
class Archive:
    """A house with that many old cases."""

    opened: Store
    spool: Spool
    press: Press
    week: Week
    template: SealedReport

    @classmethod
    def of(cls, folder: Path, cases: int, stack: ExitStack) -> Self:
        """Found it in `folder`, and put the cases there."""
        folder.mkdir()
        settings = found(folder)
        week = clock.calendar(settings.timezone)()
        template = sealed(settings)
        fill(
            Path(settings.database_url.reveal().removeprefix("sqlite:///")), cases, template, week
        )
        opened = stack.enter_context(wiring.store(settings))
        writer = opened.writer
        lessons, tallies = Lessons(writer), Tallies(writer)
        writer.run(commit(lambda: _told(lessons, tallies, week)))
        press = Press(lessons, tallies, Editions(writer), Votes(writer))
        writer.run(commit(lambda: [press.edition(week.plus(-back)) for back in range(4, 0, -1)]))
        purge(opened.engine)
        return cls(opened, wiring.spool(settings, opened), press, week, template)

    def accept(self) -> float:
        """Accept one report; seconds."""
        one = another(self.template)
        began = time.perf_counter()
        self.opened.writer.run(commit(lambda: self.spool.accept(one)))
        return time.perf_counter() - began

    def release(self) -> float:
        """Release a hundred reports and clean up after it; seconds."""
        batch = [another(self.template) for _ in range(BATCH)]
        self.opened.writer.run(commit(lambda: [self.spool.accept(one) for one in batch]))
        began = time.perf_counter()
        expires = self.week.plus(WEEKS)
        self.opened.writer.run(commit(lambda: self.spool.release(self.week, expires)))
        purge(self.opened.engine)
        return time.perf_counter() - began

    def compose(self) -> float:
        """Compose the week's issue, edition and text, from the database; seconds."""

        def work() -> str:
            return plain(self.press.issue(self.press.preview(self.week), Language.EN))

        began = time.perf_counter()
        self.opened.writer.run(commit(work))
        return time.perf_counter() - began


def ratios(folder: Path, stack: ExitStack, *, full: bool = False) -> list[Ratio]:
    """Large against small, three times."""
    size = FULL if full else LARGE
    large, small = (Archive.of(folder / f"{n}", n, stack) for n in (size, SMALL))
    at, against = f"at {size:,} stored cases", f"at {SMALL:,}"

    def ratio(
        what: str, work: Callable[[Archive], float], times: int, gate: float, aim: float
    ) -> Ratio:
        ours, theirs = _median(work, large, times), _median(work, small, times)
        return Ratio(f"{what} {at}", against, ours, theirs, gate, aim, unit="ms")

    return [
        ratio("a week's digest", Archive.compose, 40, 1.5, 1.1),
        ratio("accepting a report", Archive.accept, _ACCEPTS, 1.15, 1.0),
        ratio(f"releasing {BATCH} reports", Archive.release, 1, 1.5, 1.1),
    ]


def _median(work: Callable[[Archive], float], house: Archive, times: int) -> Callable[[], float]:
    return lambda: statistics.median(work(house) for _ in range(times)) * 1e3


def fill(file: Path, cases: int, like: SealedReport, week: Week) -> None:
    """Put old cases straight into the tables: the product has no reason to do that quickly."""
    db = sqlite3.connect(file)
    # In KiB: an index is written to all over, so all of them have room in memory. Nobody else is
    # here, and a log would take as much of the disk again.
    cache = -max(2_000, cases // 2)
    for pragma in (
        *(f"cache_size={cache}", "synchronous=OFF"),
        *("journal_mode=DELETE", "journal_mode=OFF"),
    ):
        db.execute(f"PRAGMA {pragma}")
    # In the order of their places, so that the tree of the cases grows at one end.
    ids = sorted(
        (os.urandom(16) for _ in range(cases)),
        key=lambda name: place_in(str(_old(name, week)), name),
    )
    with db:
        for at in range(0, cases, _CHUNK):
            some = ids[at : at + _CHUNK]
            db.executemany('INSERT INTO "case" VALUES (?,?,?,?,?,?,?,?)', _cases(some, like, week))
            db.executemany("INSERT INTO case_slot VALUES (?,?,?,?)", _slots(some, like, week))
            db.executemany(
                "INSERT INTO case_object VALUES (?,?,?,?,?,?,?)", _objects(some, like, week)
            )
    db.execute("PRAGMA journal_mode=WAL")
    db.close()


def _old(name: bytes, week: Week) -> Week:
    return week.plus(-1 - int.from_bytes(name[:4]) % WEEKS)


def _cases(ids: list[bytes], like: SealedReport, week: Week) -> Iterator[tuple[object, ...]]:
    public = os.urandom(len(like.case_public) * 2)
    half = len(like.case_public)
    for name in ids:
        old = _old(name, week)
        keys = (public[:half], public[half:])
        weeks = (str(old), "closed", str(old.plus(2 * WEEKS)))
        yield (place_in(str(old), name), name, name[::-1], *weeks, *keys)


def _slots(ids: list[bytes], like: SealedReport, week: Week) -> Iterator[tuple[object, ...]]:
    slots = [os.urandom(len(slot.sealed)) for slot in like.slots]
    for name in ids:
        for key, slot in zip(_KEYS, slots, strict=True):
            yield (place_in(str(_old(name, week)), name, key), name, key, slot)


def _objects(ids: list[bytes], like: SealedReport, week: Week) -> Iterator[tuple[object, ...]]:
    held = os.urandom(len(like.objects[0].sealed))
    for name in ids:
        old = str(_old(name, week))
        place = place_in(old, name, name[::-1], "case")
        yield (place, name, name[::-1], "case", "report", old, held)


def _told(lessons: Lessons, tallies: Tallies, week: Week) -> None:
    """Three lessons a week, and every counter of every week: as many in both houses."""
    for back in range(WEEKS):
        old = week.plus(-back)
        for number in range(3):
            lessons.publish(PublishedLesson(f"{back}-{number}", old, _lesson(number, old)))
        for facet, codes in (("kind", Kind), ("cause", Cause), ("barrier", Barrier)):
            for code in codes:
                tallies.count(old, facet, code.value, 3)
        for facet in ("received", "closed", "actions", "waiting"):
            tallies.count(old, facet, "all", 9)


def _lesson(number: int, week: Week) -> Lesson:
    return Lesson(
        title=f"The ladder that was too short ({number})",
        story="The ladder was too short, and it slid. " * 8,
        saved_by="rubber mats",
        vulnerability="the only long ladder was locked away",
        change="a long ladder hangs where signs are changed",
        why_it_helps="the right one is nearer than the wrong one",
        check_up=week.plus(6),
        family=Family.SAFETY,
        kind=Kind.FALL_FROM_HEIGHT,
        barrier=Barrier.PHYSICAL_BARRIER,
        level=ActionLevel.REPLACE,
        drill=Drill("What first?", ("one", "two", "three", "four"), 1, "Because."),
    )


if __name__ == "__main__":
    with ExitStack() as opened, tempfile.TemporaryDirectory() as place:
        began = time.perf_counter()
        wanted = ratios(Path(place), opened, full="--full" in sys.argv)
        sys.stderr.write(f"  filled in {time.perf_counter() - began:.1f} s\n")
        sys.exit(report(measure(wanted)))
