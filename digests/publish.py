"""Publishing: which issue is due where, and posting it once per channel and week.

`posting` has the steps of one post: claim, freeze, send, settle; `layout` makes what is posted.
This file knows what is due and for whom. It knows no platform, no SQL, no clock but the one it is
given.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.ports import RunStatus
from bot.report import Week
from digests.asking import Finder, Inquirer
from digests.due import latest_due
from digests.layout import Channel, Layout, Outlet
from digests.posting import LEASE, Poster
from digests.press import around
from digests.voting import OPEN_WEEKS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from bot.ports import Ledger, Overview, PublishedLesson, Run
    from digests.due import Timetable
    from digests.duty import Duty
    from digests.layout import Draw
    from digests.posting import Durable, Post
    from digests.press import Press

__all__ = ["Channel", "Digests", "Finder", "Outlet", "Publisher"]

_SETTLED: Final = frozenset(
    {RunStatus.SENT, RunStatus.FAILED, RunStatus.UNCERTAIN, RunStatus.SKIPPED}
)
_log = logging.getLogger(__name__)


class Publisher:
    """Posts what is due. Any number of them may run against one ledger."""

    def __init__(  # noqa: PLR0913 - wired by hand, once, by name
        self,
        *,
        press: Press,
        ledger: Ledger,
        writer: Durable,
        outlets: Sequence[Outlet],
        owner: str,
        clock: Callable[[], datetime],
        lease: int = LEASE,
        shred: Callable[[Week], None] = lambda _before: None,
        draw: Draw | None = None,
    ) -> None:
        """Wire it. `owner`: random per process start. `clock`: aware, in UTC.

        `shred`: called off the loop when an issue is out, with the oldest week whose issue readers
        may still answer somewhere: what tells the readers of earlier ones apart is to be
        destroyed. `draw`: likewise off the loop; None: no pictures.
        """
        self._press = press
        self._shred = shred
        self._swept = False
        self._wondered = False
        self._ledger = ledger
        self._outlets = {outlet.name: outlet for outlet in outlets}
        self._clock = clock
        self._poster = Poster(ledger=ledger, writer=writer, owner=owner, clock=clock, lease=lease)
        self._layout = Layout(press, ledger, self._poster, clock, draw)
        self._blank: set[tuple[str, str]] = set()  # parts that have nothing to show
        self._inquirer = Inquirer(ledger, self._poster)

    async def tick(self) -> tuple[Run, ...]:
        """Post everything that is due and free; the runs that this tick settled or doubted.

        After a downtime only the newest week is posted. A new channel starts with its next week.
        """
        if not self._swept:
            await self._sweep()
        now = self._clock()
        due = {name: latest_due(now, *_when(o.timetable))[0] for name, o in self._outlets.items()}
        seen = await self._poster.durably(lambda: self._look(now, due))
        settled = await self._doubted(seen)
        known = {(run.channel, run.period): run for run in seen.runs}
        for name, outlet in self._outlets.items():
            run, whole = known.get((name, due[name])), known.get((outlet.before, due[name]))
            if whole and whole.status in _SETTLED:
                continue  # nothing comes before what is out
            if run is None and await self._begins(outlet, due[name]):
                continue
            if self._poster.free(run) and self._led(outlet, due[name], (*seen.runs, *settled)):
                settled += await self._weekly(outlet, due[name])
        if seen.urgent:
            settled += await self._alarm(seen.urgent)
        for end in settled:
            _log.info("issue", extra={"status": end.status.value, "attempts": end.attempts})
        return tuple(settled)

    async def post(self, outlet: Outlet) -> tuple[str, Run | None]:
        """Post this week's issue now because a person asks; the period, and what became of it.

        None: there was nothing to do, the week has been posted or is being posted, or the part
        before it has not.
        """
        week = Week.of(self._clock().astimezone(outlet.timetable.zone).date())
        leaders = [outlet.after, *self._first_parts(outlet)]
        known = [run for name in leaders if name for run in await self._runs(name)]
        if not self._led(outlet, str(week), known):
            return str(week), None
        settled = await self._weekly(outlet, str(week), again=True)
        return str(week), settled[0] if settled else None

    def _led(self, outlet: Outlet, period: str, runs: Sequence[Run]) -> bool:
        """Whether what belongs before this is settled. Of two runs of a name the last counts."""
        now = {run.channel: run.status for run in runs if run.period == period}
        first = [name for name in self._first_parts(outlet) if (name, period) not in self._blank]
        if any(now.get(name) not in _SETTLED for name in first):
            return False
        return not outlet.after or now.get(outlet.after) is RunStatus.SENT

    def _first_parts(self, outlet: Outlet) -> list[str]:
        return [name for name, each in self._outlets.items() if each.before == outlet.name]

    async def _runs(self, name: str) -> tuple[Run, ...]:
        return await self._poster.durably(lambda: self._ledger.runs(name))

    async def resend(self, outlet: Outlet, period: str) -> Run | None:
        """Post the same bytes again because a person says that they did not arrive.

        None: this run does not wait for a person, or another process has taken it by now.
        """
        return await self._poster.resend(self._layout.frozen(outlet, period))

    def _look(self, now: datetime, due: dict[str, str]) -> Overview:
        """[commit] What is known of everything that is due: one query, mostly the only one."""
        week = Week.of(now.date())
        return self._ledger.look(
            tuple(due.items()), int(now.timestamp()), self._alone, around(week)
        )

    @property
    def _alone(self) -> list[str]:
        """The channels that urgent lessons go to."""
        return [name for name, outlet in self._outlets.items() if outlet.whole == name]

    async def _doubted(self, seen: Overview) -> list[Run]:
        """What nobody knows the end of: said, and asked about where somebody can be asked."""
        unsure = [run for run in seen.runs if run.status is RunStatus.UNCERTAIN]
        settled: list[Run] = []
        if any(run.status is RunStatus.SENDING for run in seen.runs):
            settled += await self._poster.doubt()
        for run in (*unsure, *settled):
            outlet = self._outlets.get(run.channel)
            post = self._layout.frozen(outlet, run.period) if outlet else None
            if post and (end := await self._inquirer.ask(post)):
                settled.append(end)
        return settled

    async def _alarm(self, lesson_ids: Sequence[str]) -> list[Run]:
        """Urgent lessons that are not out everywhere yet."""

        def find() -> tuple[dict[str, PublishedLesson], Overview]:
            now = self._clock()
            urgent = self._press.urgent(Week.of(now.date()))
            wanted = {key: each for key, each in urgent.items() if each.lesson_id in lesson_ids}
            pairs = [(name, key) for name in self._alone for key in wanted]
            return wanted, self._ledger.look(pairs, int(now.timestamp()))

        urgent, seen = await self._poster.durably(find)
        known = {(run.channel, run.period): run for run in seen.runs}
        settled: list[Run] = []
        for name in self._alone:
            for key, lesson in urgent.items():
                if self._poster.free(known.get((name, key))):
                    post = self._layout.urgent(self._outlets[name], key, lesson)
                    settled += await self._publish(post)
        return settled

    async def _begins(self, outlet: Outlet, period: str) -> bool:
        """Whether this channel waits for a later week: it is new, or the clock was set back."""

        def begin() -> bool:
            if (self._ledger.newest(outlet.name) or "") > period:
                self._wonder()
                return True  # an issue is never followed by an older one
            if self._ledger.known(outlet.name):
                self._ledger.lapse(outlet.name, period, self._poster.now())
                return False
            return self._ledger.skip(outlet.name, period)

        return await self._poster.durably(begin)

    def _wonder(self) -> None:
        """Say once that this cannot be: a clock was wrong then, or is now."""
        if not self._wondered:
            self._wondered = True
            _log.error(
                "an issue of a later week is out already: look at the clock of this machine"
            )

    async def _weekly(self, outlet: Outlet, period: str, *, again: bool = False) -> list[Run]:
        """This week's issue in one channel; empty when somebody else has it, or it has nothing."""
        post = await self._layout.weekly(outlet, period)
        if post is None:
            self._blank.add((outlet.name, period))
            return []
        self._blank.discard((outlet.name, period))
        ends = await self._publish(post, again=again)
        if ends:
            await self._forget()
        return ends

    async def _sweep(self) -> None:
        """Once per process: one that died right after its post could not shred any more."""
        await self._forget()
        self._swept = True

    async def _forget(self) -> None:
        """Shred the keys of all weeks that no channel has open any more."""
        oldest = await self._poster.durably(self._oldest)
        if oldest:
            await asyncio.to_thread(self._shred, oldest)

    def _oldest(self) -> Week | None:
        """[commit] The oldest week that readers may answer; see `voting`. None: nothing is out."""
        newest = self._press.newest()
        if newest is None:
            return None
        first = newest.plus(-OPEN_WEEKS)
        issued = [self._ledger.newest(name) for name in self._alone]
        weeks = [Week.parse(period) if period else first for period in issued]
        return max(first, min(weeks, default=newest))

    async def _publish(self, post: Post, *, again: bool = False) -> list[Run]:
        run = await self._poster.publish(post, again=again)
        return [run] if run else []


@frozen
class Digests:
    """Everything that `closecall digest` and `closecall run` need, wired.

    `duty` None: there is no review channel.
    """

    press: Press
    ledger: Ledger
    publisher: Publisher
    outlets: tuple[Outlet, ...]
    writer: Durable
    duty: Duty | None = None


def _when(timetable: Timetable) -> tuple[int, time, ZoneInfo]:
    return timetable.weekday, timetable.at, timetable.zone
