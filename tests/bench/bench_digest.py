"""The digest over the years: a quiet tick, an issue, a tap; what they must not grow with.

    python -m tests.bench.bench_digest

Two houses. One has had four issues in three channels, and twenty readers tap; the other has had
ten years of them, each with its picture, and twenty thousand readers tap. Drawing the picture is
told beside composing the issue it belongs to: it runs off the writer, once a week and channel.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson, RunStatus
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language, Words
from bot.work import commit
from closecall import clock, wiring
from digests.due import Timetable
from digests.freezing import freeze
from digests.press import Press
from digests.publish import Outlet, Publisher
from digests.text import plain
from digests.voting import DRILL
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes
from tests.bench.harness import Ratio, measure, report
from tests.bench.house import found

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.report import Week
    from closecall.settings import Settings
    from digests.issue import Issue, Trend
    from digests.voting import Voting
    from storage.writer import Writer

YOUNG, OLD = (4, 20), (520, 20_000)  # issues, readers
CHANNELS: Final = ("slack:C1", "slack:C2", "telegram:@c")
_TIMES: Final = 40
_CHUNK: Final = 500


class Wall:
    """A channel that takes everything."""

    def render(self, issue: Issue) -> str:
        """The text and its picture."""
        return freeze(plain(issue), issue)

    async def post(self, period: str, frozen: str) -> str:
        """Nowhere."""
        await asyncio.sleep(0)
        return f"{period} {len(frozen)}"


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A house with so many issues behind it."""

    writer: Writer
    press: Press
    publisher: Publisher
    voting: Voting
    week: Week

    @classmethod
    def of(cls, folder: Path, issues: int, readers: int, stack: ExitStack) -> Self:
        """Found it, post the issues, let the readers tap."""
        folder.mkdir()
        settings = found(folder)
        opened = stack.enter_context(wiring.store(settings))
        writer, ledger = opened.writer, Ledger(opened.writer)
        press = Press(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer))
        made = cls(
            writer,
            press,
            _publisher(settings, press, ledger, writer),
            wiring.voting(settings, opened),
            clock.calendar(settings.timezone)(),
        )
        made._live(ledger, issues)
        made._tap(readers)
        return made

    def _live(self, ledger: Ledger, issues: int) -> None:
        """Years of issues: editions, and a settled run with its text for every channel."""
        lessons, tallies = Lessons(self.writer), Tallies(self.writer)
        picture = "x" * 14_000

        def week(back: int) -> None:
            at = self.week.plus(-back)
            lessons.publish(PublishedLesson(f"{back:04x}", at, _lesson(at)))
            for facet, code in (("received", "all"), ("severity", "little")):
                tallies.count(at, facet, code, 9)
            self.press.edition(at)
            for name in CHANNELS:
                ledger.claim(name, str(at), "bench", now=1, until=2)
                ledger.sending(name, str(at), "bench", until=2, text=picture)
                ledger.settle(name, str(at), "bench", RunStatus.SENT, reference="there")

        for back in range(issues, -1, -1):
            self.writer.run(commit(lambda back=back: week(back)))  # type: ignore[misc]

    def _tap(self, readers: int) -> None:
        """Each of them answers the drill of the newest issue."""
        ballot = self.writer.run(
            commit(lambda: self.voting._ballot(CHANNELS[0], str(self.week), DRILL))
        )
        assert ballot
        votes = Votes(self.writer)
        for first in range(0, readers, _CHUNK):
            some = [os.urandom(16) for _ in range(first, min(first + _CHUNK, readers))]
            self.writer.run(commit(lambda some=some: [votes.cast(ballot, 1, [m]) for m in some]))  # type: ignore[misc]

    def tick(self) -> float:
        """One tick with nothing due; seconds."""
        began = time.perf_counter()
        settled = asyncio.run(self.publisher.tick())
        took = time.perf_counter() - began
        assert settled == ()
        return took

    def compose(self) -> float:
        """The issue with last week's answers, its trend and its welcome; seconds."""

        def work() -> str:
            following = self.week.plus(1)
            issue = self.press.issue(self.press.preview(following), Language.EN, CHANNELS[0], None)
            return plain(issue)

        began = time.perf_counter()
        self.writer.run(commit(work))
        return time.perf_counter() - began

    def tap(self) -> float:
        """One reader who answers; seconds."""
        who = os.urandom(8)
        began = time.perf_counter()
        self.writer.run(self.voting.cast(CHANNELS[0], str(self.week), DRILL, 2, who))
        return time.perf_counter() - began

    def draw(self) -> float:
        """The picture of that issue; seconds."""
        from digests import chart  # noqa: PLC0415 - as the service does: not before the first one

        trend = self._trend()
        began = time.perf_counter()
        chart.draw(trend, Words(Language.EN))
        return time.perf_counter() - began

    def _trend(self) -> Trend:
        for back in range(5):
            edition = self.writer.run(
                commit(lambda back=back: self.press.preview(self.week.plus(-back)))  # type: ignore[misc]
            )
            issue = self.writer.run(commit(lambda e=edition: self.press.issue(e, Language.EN)))  # type: ignore[misc]
            if issue.trend:
                return issue.trend
        raise AssertionError("five issues, and none that draws")


def ratios(folder: Path, stack: ExitStack) -> list[Ratio]:
    """Old against young, three times; and the picture beside the issue."""
    old = Newsroom.of(folder / "old", *OLD, stack)
    young = Newsroom.of(folder / "young", *YOUNG, stack)
    at = f"after {OLD[0]} issues, {OLD[1]:,} readers"
    against = f"after {YOUNG[0]}, {YOUNG[1]}"

    def ratio(
        what: str, work: Callable[[Newsroom], float], gate: float | None, aim: float
    ) -> Ratio:
        ours, theirs = _median(work, old), _median(work, young)
        return Ratio(f"{what} {at}", against, ours, theirs, gate, aim, unit="ms")

    beside = Ratio(
        "drawing the picture, off the writer",
        "composing its issue",
        _median(Newsroom.draw, old),
        _median(Newsroom.compose, old),
        None,
        unit="ms",
    )
    return [
        ratio("a tick with nothing due", Newsroom.tick, 1.5, 1.1),
        ratio("a week's issue with its answers", Newsroom.compose, 1.5, 1.1),
        ratio("a tap", Newsroom.tap, 1.5, 1.1),
        beside,
    ]


def _median(work: Callable[[Newsroom], float], room: Newsroom) -> Callable[[], float]:
    return lambda: statistics.median(work(room) for _ in range(_TIMES)) * 1e3


def _publisher(settings: Settings, press: Press, ledger: Ledger, writer: Writer) -> Publisher:
    """Three channels whose issue of this week is out: due at the week's first minute."""
    zone = clock.zone(settings.timezone)
    table = Timetable(0, dt.time.min, zone)
    return Publisher(
        press=press,
        ledger=ledger,
        writer=writer,
        outlets=[Outlet(name, Language.EN, table, Wall()) for name in CHANNELS],
        owner="bench",
        clock=clock.now,
    )


def _lesson(week: Week) -> Lesson:
    return Lesson(
        title="Doors and drafts",
        story="The side door was open two hours early. Nothing was missing. " * 4,
        saved_by="luck",
        vulnerability="nobody checked the timetable of the doors",
        change="every edit is compared with the opening hours",
        why_it_helps="a wrong time shows the same day",
        check_up=week.plus(6),
        family=Family.PHYSICAL,
        kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
        barrier=Barrier.LUCK,
        level=ActionLevel.PROCEDURE,
        drill=Drill("What would you do?", ("a", "b", "c", "d"), 1, "It is told."),
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, ExitStack() as held:
        sys.exit(report(measure(ratios(Path(place), held))))
