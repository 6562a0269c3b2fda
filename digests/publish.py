"""Publishing: ask what is due, claim, freeze, post, settle. Once per channel and week.

    claimed --sending--> sending --settle--> sent | failed | uncertain
       ^  ^                 |                                  |
       |  '--- refused -----'                      a person: `closecall digest settle`
       '------------------- post it again ---------------------'

What is frozen with the claim is what is posted, also by whoever takes the claim over. From
`sending` on nobody takes it over: a crash there leaves *uncertain*, which waits for a person.
Only `claimed` expires. It knows no platform, no SQL, no clock but the one it is given.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bot.errors import DeliveryError, Undecided
from bot.ports import RunStatus
from bot.report import Week
from bot.work import commit
from digests.due import latest_due

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from datetime import datetime, time
    from zoneinfo import ZoneInfo

    from bot.ports import Ledger, PublishedLesson, Run
    from bot.words import Language
    from bot.work import Work
    from digests.due import Timetable
    from digests.issue import Issue
    from digests.press import Press

T = TypeVar("T")

LEASE: Final = 180
"""Seconds that a claim holds; a post must be through well before."""

PATIENCE: Final = 90
"""Seconds that a platform has to answer; then nobody can tell."""

ATTEMPTS: Final = 8
"""Refusals after which an issue is parked as failed."""

_BACKOFF: Final = 60
_LONGEST: Final = 3600
_log = logging.getLogger(__name__)


class Channel(Protocol):
    """A place where issues appear. Built by an adapter; `render` is pure, `post` is not."""

    def render(self, issue: Issue) -> str:
        """What will be posted, as text (a payload, a page): frozen with the claim."""

    async def post(self, period: str, frozen: str) -> str:
        """Post it and give a reference to it.

        Raises DeliveryError (`permanent`, or refused for now: certainly nothing was posted) and
        Undecided (asked, and no answer). Any other exception is taken as undecided.
        """


class Durable(Protocol):
    """Whoever runs works: `storage.writer.Writer`."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a work; the future is done after its last commit."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel with its name (`file:/srv/page`), its language and its timetable."""

    name: str
    language: Language
    timetable: Timetable
    channel: Channel


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
    ) -> None:
        """Wire it. `owner`: random per process start. `clock`: aware, in UTC."""
        self._press = press
        self._ledger = ledger
        self._writer = writer
        self._outlets = tuple(outlets)
        self._owner = owner
        self._clock = clock
        self._lease = lease

    async def tick(self) -> tuple[Run, ...]:
        """Post everything that is due and free; the runs that this tick settled or doubted.

        After a downtime only the newest week is posted. A new channel starts with its next week.
        """
        now = self._clock()
        due = {o.name: latest_due(now, *_when(o.timetable))[0] for o in self._outlets}
        found, urgent = await self._do(commit(lambda: self._look(now, due)))
        settled: list[Run] = []
        if any(run.status is RunStatus.SENDING for run in found):
            settled += await self._do(commit(lambda: self._ledger.doubt(self._now())))
        known = {(run.channel, run.period): run for run in found}
        for outlet in self._outlets:
            period = due[outlet.name]
            run = known.get((outlet.name, period))
            if run is None and await self._begins(outlet, period):
                continue
            if self._free(run):
                settled += await self._publish(outlet, period)
            for key in urgent:
                if self._free(known.get((outlet.name, key))):
                    settled += await self._publish(outlet, key, urgent[key])
        for end in settled:
            _log.info("issue", extra={"status": end.status.value, "attempts": end.attempts})
        return tuple(settled)

    async def post(self, outlet: Outlet) -> tuple[str, Run | None]:
        """Post this week's issue now because a person asks; the period, and what became of it.

        None: there was nothing to do, the week has been posted or is being posted.
        """
        week = Week.of(self._clock().astimezone(outlet.timetable.zone).date())
        settled = await self._publish(outlet, str(week), again=True)
        return str(week), settled[0] if settled else None

    async def resend(self, outlet: Outlet, period: str) -> Run | None:
        """Post the same bytes again because a person says that they did not arrive.

        None: this run does not wait for a person, or another process has taken it by now.
        """
        name = outlet.name
        if not await self._do(commit(lambda: self._ledger.decide(name, period, sent=False))):
            return None
        settled = await self._publish(outlet, period)
        return settled[0] if settled else None

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
                self._ledger.lapse(outlet.name, period, self._now())
                return False
            return self._ledger.skip(outlet.name, period)

        return await self._do(commit(begin))

    def _free(self, run: Run | None) -> bool:
        """Whether a claim is worth trying."""
        if run is None:
            return True
        lease = run.lease_until or 0
        return run.status is RunStatus.CLAIMED and lease < self._now()

    async def _publish(
        self,
        outlet: Outlet,
        period: str,
        lesson: PublishedLesson | None = None,
        *,
        again: bool = False,
    ) -> list[Run]:
        """Claim, freeze, post, settle; empty when somebody else has it."""
        part = commit(lambda: self._claim(outlet, period, lesson, again=again))
        claimed = await self._do(part)
        if claimed is None:
            return []
        run, text = claimed
        until = self._now() + self._lease
        frozen = await self._do(
            commit(
                lambda: self._ledger.sending(
                    outlet.name, period, self._owner, until=until, text=text
                )
            )
        )
        if frozen is None:
            return []
        return [await self._send(outlet, run, frozen)]

    def _claim(
        self, outlet: Outlet, period: str, lesson: PublishedLesson | None, *, again: bool
    ) -> tuple[Run, str] | None:
        """[commit] The claim, and the text that it freezes unless one is frozen already."""
        now = self._now()
        run = self._ledger.claim(
            outlet.name, period, self._owner, now=now, until=now + self._lease, again=again
        )
        if run is None:
            return None
        if run.frozen is not None:
            return run, run.frozen
        if lesson:
            week = Week.of(self._clock().astimezone(outlet.timetable.zone).date())
            return run, outlet.channel.render(
                self._press.urgent_issue(week, lesson, outlet.language)
            )
        edition = self._press.edition(Week.parse(period))
        if edition is None:
            self._ledger.postpone(
                outlet.name, period, self._owner, until=now + _BACKOFF, detail=""
            )
            return None
        return run, outlet.channel.render(self._press.issue(edition, outlet.language))

    async def _send(self, outlet: Outlet, run: Run, frozen: str) -> Run:
        """Post, and say in the ledger what became of it."""
        try:
            async with asyncio.timeout(min(PATIENCE, self._lease)):
                reference = await outlet.channel.post(run.period, frozen)
        except DeliveryError as refused:
            return await self._refused(run, refused)
        except Exception as odd:  # noqa: BLE001 - of a foreign client's error nothing is known
            _log.warning("post undecided", extra={"error": type(odd).__name__})
            return await self._settle(run, RunStatus.UNCERTAIN, detail=type(odd).__name__)
        return await self._settle(run, RunStatus.SENT, reference=reference)

    async def _refused(self, run: Run, refused: DeliveryError) -> Run:
        if isinstance(refused, Undecided):
            return await self._settle(run, RunStatus.UNCERTAIN, detail=refused.sentence)
        if refused.permanent or run.attempts >= ATTEMPTS:
            return await self._settle(run, RunStatus.FAILED, detail=refused.sentence)
        wait = max(refused.wait, min(_BACKOFF * 2 ** (run.attempts - 1), _LONGEST))
        until = self._now() + int(wait) + 1
        await self._do(
            commit(
                lambda: self._ledger.postpone(
                    run.channel, run.period, self._owner, until=until, detail=refused.sentence
                )
            )
        )
        return _ended(run, RunStatus.CLAIMED, detail=refused.sentence)

    async def _settle(
        self, run: Run, status: RunStatus, *, reference: str = "", detail: str = ""
    ) -> Run:
        await self._do(
            commit(
                lambda: self._ledger.settle(
                    run.channel,
                    run.period,
                    self._owner,
                    status,
                    reference=reference,
                    detail=detail,
                )
            )
        )
        return _ended(run, status, reference=reference, detail=detail)

    async def _do(self, work: Work[T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(work))

    def _now(self) -> int:
        return int(self._clock().timestamp())


@dataclass(frozen=True, slots=True)
class Digests:
    """Everything that `closecall digest` and `closecall run` need, wired."""

    press: Press
    ledger: Ledger
    publisher: Publisher
    outlets: tuple[Outlet, ...]
    writer: Durable


def _when(timetable: Timetable) -> tuple[int, time, ZoneInfo]:
    return timetable.weekday, timetable.at, timetable.zone


def _ended(run: Run, status: RunStatus, *, reference: str = "", detail: str = "") -> Run:
    return replace(run, status=status, lease_until=None, reference=reference, detail=detail)
