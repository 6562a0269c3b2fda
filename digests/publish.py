"""Publishing: which issue is due where, and posting it once per channel and week.

`posting` has the steps of one post: claim, freeze, send, settle. This file knows what is due, for
whom and in which language. It knows no platform, no SQL, no clock but the one it is given.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.ports import RunStatus
from bot.report import Week
from bot.words import Words
from bot.work import commit
from digests.due import latest_due
from digests.posting import LEASE, Board, Post, Posting
from digests.text import alt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from bot.ports import Ledger, PublishedLesson, Run
    from bot.words import Language
    from digests.due import Timetable
    from digests.duty import Duty
    from digests.issue import Issue, Trend
    from digests.posting import Durable
    from digests.press import Press

    Draw = Callable[[Trend, Language], bytes]

_SETTLED: Final = frozenset(
    {RunStatus.SENT, RunStatus.FAILED, RunStatus.UNCERTAIN, RunStatus.SKIPPED}
)
_log = logging.getLogger(__name__)


class Channel(Board, Protocol):
    """A place where issues appear. `render` is pure, `post` is not."""

    def render(self, issue: Issue) -> str:
        """What will be posted, as text (a payload, a page): frozen with the claim.

        A picture goes in with `digests.frozen.freeze`, and comes out with `thaw` in `post`.
        """


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel with its name (`file:/srv/page`), its language and its timetable.

    `after`: this is a second part of the weekly issue (a quiz under its text), with a run of its
    own in the ledger; it goes out only when the outlet of that name has sent its part. `before`:
    this is a first part (a picture over its text); the outlet of that name waits until it is
    settled, in whatever way: a picture that is refused holds up no issue.
    """

    name: str
    language: Language
    timetable: Timetable
    channel: Channel
    after: str = ""
    before: str = ""

    @property
    def whole(self) -> str:
        """The name of the outlet that this is a part of; its own when it is not."""
        return self.after or self.before or self.name


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

        `shred`: called off the loop with the week of an issue that is out: what tells the readers
        of earlier ones apart is to be destroyed. `draw`: likewise; None: no pictures.
        """
        self._press = press
        self._shred = shred
        self._draw = draw
        self._ledger = ledger
        self._outlets = tuple(outlets)
        self._clock = clock
        self._posting = Posting(
            ledger=ledger, writer=writer, owner=owner, clock=clock, lease=lease
        )

    async def tick(self) -> tuple[Run, ...]:
        """Post everything that is due and free; the runs that this tick settled or doubted.

        After a downtime only the newest week is posted. A new channel starts with its next week.
        """
        now = self._clock()
        due = {o.name: latest_due(now, *_when(o.timetable))[0] for o in self._outlets}
        found, urgent = await self._posting.do(commit(lambda: self._look(now, due)))
        settled: list[Run] = []
        if any(run.status is RunStatus.SENDING for run in found):
            settled += await self._posting.doubt()
        known = {(run.channel, run.period): run for run in found}
        for outlet in self._outlets:
            period = due[outlet.name]
            run = known.get((outlet.name, period))
            if run is None and await self._begins(outlet, period):
                continue
            runs = (*found, *settled)
            if self._posting.free(run) and self._led(outlet, period, runs):
                settled += await self._publish(outlet, period)
            for key in urgent if outlet.whole == outlet.name else ():
                if self._posting.free(known.get((outlet.name, key))):
                    settled += await self._publish(outlet, key, urgent[key])
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
        settled = await self._publish(outlet, str(week), again=True)
        return str(week), settled[0] if settled else None

    def _led(self, outlet: Outlet, period: str, runs: Sequence[Run]) -> bool:
        """Whether what belongs before this is settled. Of two runs of a name the last counts."""
        now = {run.channel: run.status for run in runs if run.period == period}
        if any(now.get(name) not in _SETTLED for name in self._first_parts(outlet)):
            return False
        return not outlet.after or now.get(outlet.after) is RunStatus.SENT

    def _first_parts(self, outlet: Outlet) -> list[str]:
        return [each.name for each in self._outlets if each.before == outlet.name]

    async def _runs(self, name: str) -> tuple[Run, ...]:
        return await self._posting.do(commit(lambda: self._ledger.runs(name)))

    async def resend(self, outlet: Outlet, period: str) -> Run | None:
        """Post the same bytes again because a person says that they did not arrive.

        None: this run does not wait for a person, or another process has taken it by now.
        """
        return await self._posting.resend(self._post(outlet, period, None))

    def _look(
        self, now: datetime, due: dict[str, str]
    ) -> tuple[tuple[Run, ...], dict[str, PublishedLesson]]:
        """[commit] What is known of everything that is due."""
        urgent = self._press.urgent(Week.of(now.date()))
        pairs = [(name, key) for name, period in due.items() for key in (period, *urgent)]
        return self._ledger.look(pairs, int(now.timestamp())), urgent

    async def _begins(self, outlet: Outlet, period: str) -> bool:
        """Whether this channel is new: its first issue is the next one."""

        def begin() -> bool:
            if self._ledger.known(outlet.name):
                self._ledger.lapse(outlet.name, period, self._posting.now())
                return False
            return self._ledger.skip(outlet.name, period)

        return await self._posting.do(commit(begin))

    async def _publish(
        self,
        outlet: Outlet,
        period: str,
        lesson: PublishedLesson | None = None,
        *,
        again: bool = False,
    ) -> list[Run]:
        """Empty when somebody else has it."""
        drawn = None if lesson or outlet.after else await self._picture(outlet, period)
        run = await self._posting.publish(self._post(outlet, period, lesson, drawn), again=again)
        if run and not lesson:
            await asyncio.to_thread(self._shred, Week.parse(period))
        return [run] if run else []

    async def _picture(self, outlet: Outlet, period: str) -> bytes | None:
        """Drawn before the claim: the writer has other things to do. A digest needs no picture."""
        draw, week = self._draw, Week.parse(period)
        trend = await self._posting.do(commit(lambda: self._press.trend(week))) if draw else None
        if draw is None or trend is None:
            return None
        try:
            return await asyncio.to_thread(draw, trend, outlet.language)
        except OSError as unread:
            _log.error("no picture", extra={"error": type(unread).__name__})
            return None

    def _post(
        self,
        outlet: Outlet,
        period: str,
        lesson: PublishedLesson | None,
        drawn: bytes | None = None,
    ) -> Post:
        def text() -> str | None:
            """[commit] The issue as this channel shows it; None while its numbers cannot be."""
            if lesson:
                week = Week.of(self._clock().astimezone(outlet.timetable.zone).date())
                return outlet.channel.render(
                    self._press.urgent_issue(week, lesson, outlet.language)
                )
            edition = self._press.edition(Week.parse(period))
            if edition is None:
                return None
            issue = self._press.issue(edition, outlet.language, outlet.whole)
            return outlet.channel.render(pictured(issue, drawn))

        return Post(outlet.name, period, outlet.channel, text)


@dataclass(frozen=True, slots=True)
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


def pictured(issue: Issue, png: bytes | None) -> Issue:
    """The issue with its picture, and what the picture shows in words."""
    if png is None or issue.trend is None:
        return issue
    return replace(issue, picture=png, alt=alt(issue.trend, Words(issue.language)))


def _when(timetable: Timetable) -> tuple[int, time, ZoneInfo]:
    return timetable.weekday, timetable.at, timetable.zone
