"""Posting one thing at most once: claim, freeze, post, settle. What the thing is, it never asks.

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
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from bot.errors import DeliveryError, Undecided
from bot.frozen import frozen
from bot.ports import RunStatus
from bot.work import commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from datetime import datetime

    from bot.ports import Ledger, Run
    from bot.work import Work

T = TypeVar("T")

LEASE: Final = 180
"""Seconds that a claim holds; a post must be through well before."""

PATIENCE: Final = 90
"""Seconds that a platform has to answer; then nobody can tell."""

ATTEMPTS: Final = 8
"""Refusals after which a post is parked as failed."""

_BACKOFF: Final = 60
_LONGEST: Final = 3600
_log = logging.getLogger(__name__)


class Board(Protocol):
    """A place where a text appears. Built by an adapter."""

    async def post(self, period: str, frozen: str) -> str:
        """Post it and give a reference to it.

        Raises DeliveryError (`permanent`, or refused for now: certainly nothing was posted) and
        Undecided (asked, and no answer). Any other exception is taken as undecided.
        """


class Durable(Protocol):
    """Whoever runs works: `storage.writer.Writer`."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start a work; the future is done after its last commit."""


@frozen
class Post:
    """One thing for one board: what `text` gives is frozen, unless something is frozen already.

    `text` [commit] may give None: not now. `sent` [commit] runs in the transaction that settles it
    as sent: what else ends with it.
    """

    channel: str
    period: str
    board: Board
    text: Callable[[], str | None]
    sent: Callable[[], None] = lambda: None


class Poster:
    """The steps of a post. Any number of processes may run them against one ledger."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        writer: Durable,
        owner: str,
        clock: Callable[[], datetime],
        lease: int = LEASE,
    ) -> None:
        """Wire it. `owner`: random per process start. `clock`: aware, in UTC."""
        self._ledger = ledger
        self._writer = writer
        self._owner = owner
        self._clock = clock
        self._lease = lease

    async def publish(self, post: Post, *, again: bool = False) -> Run | None:
        """Claim, freeze, post, settle; None when somebody else has it, or there is no text yet."""
        claimed = await self.durably(lambda: self._claim(post, again=again))
        if claimed is None:
            return None
        run, text = claimed
        until = self.now() + self._lease
        frozen = await self.durably(
            lambda: self._ledger.sending(
                post.channel, post.period, self._owner, until=until, text=text
            )
        )
        return None if frozen is None else await self._send(post, run, frozen)

    async def resend(self, post: Post) -> Run | None:
        """Post the same bytes again because a person says that they did not arrive.

        None: this run does not wait for a person, or another process has taken it by now.
        """
        channel, period = post.channel, post.period
        if not await self.durably(lambda: self._ledger.decide(channel, period, sent=False)):
            return None
        return await self.publish(post)

    async def doubt(self) -> tuple[Run, ...]:
        """Runs whose process died while it was sending become uncertain; which ones did."""
        return await self.durably(lambda: self._ledger.doubt(self.now()))

    def free(self, run: Run | None) -> bool:
        """Whether a claim is worth trying."""
        if run is None:
            return True
        lease = run.lease_until or 0
        return run.status is RunStatus.CLAIMED and lease < self.now()

    async def durably(self, part: Callable[[], T]) -> T:
        """Run a [commit] part without blocking the loop."""
        return await asyncio.wrap_future(self._writer.submit(commit(part)))

    def now(self) -> int:
        """Whole seconds of UTC."""
        return int(self._clock().timestamp())

    def _claim(self, post: Post, *, again: bool) -> tuple[Run, str] | None:
        """[commit] The claim, and the text that it freezes unless one is frozen already."""
        now, at = self.now(), (post.channel, post.period, self._owner)
        run = self._ledger.claim(*at, now=now, until=now + self._lease, again=again)
        if run is None:
            return None
        text = post.text() if run.frozen is None else run.frozen
        if text is None:
            self._ledger.postpone(*at, until=now + _BACKOFF, detail="")
            return None
        return run, text

    async def _send(self, post: Post, run: Run, frozen: str) -> Run:
        """Post, and say in the ledger what became of it."""
        try:
            async with asyncio.timeout(min(PATIENCE, self._lease)):
                reference = await post.board.post(run.period, frozen)
        except DeliveryError as refused:
            return await self._refused(run, refused)
        except Exception as odd:  # noqa: BLE001 - of a foreign client's error nothing is known
            _log.warning("post undecided", exc_info=True)  # its type and its place are logged
            return await self._settle(run, RunStatus.UNCERTAIN, detail=type(odd).__name__)
        return await self._settle(run, RunStatus.SENT, reference=reference, sent=post.sent)

    async def _refused(self, run: Run, refused: DeliveryError) -> Run:
        why = refused.detail or refused.sentence
        if isinstance(refused, Undecided):
            return await self._settle(run, RunStatus.UNCERTAIN, detail=why)
        if refused.permanent or run.attempts >= ATTEMPTS:
            return await self._settle(run, RunStatus.FAILED, detail=why)
        wait = max(refused.wait, min(_BACKOFF * 2 ** (run.attempts - 1), _LONGEST))
        until = self.now() + int(wait) + 1
        await self.durably(
            lambda: self._ledger.postpone(
                run.channel, run.period, self._owner, until=until, detail=why
            )
        )
        return _ended(run, RunStatus.CLAIMED, detail=why)

    async def _settle(
        self,
        run: Run,
        status: RunStatus,
        *,
        reference: str = "",
        detail: str = "",
        sent: Callable[[], None] = lambda: None,
    ) -> Run:
        def end() -> None:
            at = (run.channel, run.period, self._owner)
            if self._ledger.settle(*at, status, reference=reference, detail=detail):
                sent()

        await self.durably(end)
        return _ended(run, status, reference=reference, detail=detail)


def _ended(run: Run, status: RunStatus, *, reference: str = "", detail: str = "") -> Run:
    return replace(run, status=status, lease_until=None, reference=reference, detail=detail)
