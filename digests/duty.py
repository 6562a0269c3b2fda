"""What the duty reviewers hear from the bot: an alert at once, and a reminder once a day.

A digest of which nobody knows whether it arrived is a third thing: once a day until somebody has
looked. All go to the review channel through `posting`, so that several processes and a crash
change nothing: at most once, and what nobody can know waits for a person. A reminder says the same
whether something waits or not. An alert leaves no trace here once it was sent.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.ports import RunStatus
from bot.report import Week
from digests.posting import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from bot.ports import Ledger, Outbox, Queued, Run
    from bot.words import Words
    from digests.posting import Board, Poster

MORNING: Final = time(6)
STALE_WEEKS: Final = 4
"""An alert that could not be posted for so long alarms nobody any more: the inbox has the case."""

_ALERT: Final = "alert-"
_DAY: Final = "day-"
_DOUBT: Final = "doubt-"
_DAILY: Final = (_DAY, _DOUBT)
_log = logging.getLogger(__name__)


@frozen
class Bell:
    """The review channel: its name in the ledger, where it posts, in which words and zone."""

    name: str
    board: Board
    words: Words
    zone: ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Rings the bell. Any number of them may run against one ledger."""

    bell: Bell
    outbox: Outbox
    ledger: Ledger
    poster: Poster
    clock: Callable[[], datetime]

    async def tick(self) -> tuple[Run, ...]:
        """Post every alert that waits, and today's reminder; the runs that were settled."""
        known, queued, doubts = await self.poster.durably(self._look)
        settled: list[Run] = []
        if any(run.status is RunStatus.SENDING for run in known.values()):
            settled += await self.poster.doubt()
        for alert in queued:
            settled += await self._ring(self._alert(alert), known)
        local = self.clock().astimezone(self.bell.zone)
        if local.time() >= MORNING:
            settled += await self._ring(self._reminder(local.date()), known)
        if doubts:
            settled += await self._ring(self._doubt(local.date(), doubts), known)
        for end in settled:
            _log.info("review channel", extra={"status": end.status.value})
        return tuple(settled)

    async def resend(self, period: str) -> Run | None:
        """Post the same bytes again because a person says that they did not arrive."""
        queued = await self.poster.durably(self.outbox.waiting)
        alert = next((one for one in queued if _ALERT + one.queued_id == period), None)
        if alert:
            return await self.poster.resend(self._alert(alert))
        return await self.poster.resend(Post(self.bell.name, period, self.bell.board, _nothing))

    def _look(self) -> tuple[Mapping[str, Run], tuple[Queued, ...], int]:
        """[commit] What is known, without what is over, which is forgotten; issues in doubt."""
        known = {run.period: run for run in self.ledger.runs(self.bell.name)}
        today = self.clock().astimezone(self.bell.zone).date()
        last = Week.of(today).plus(-STALE_WEEKS)
        waiting = {}
        for alert in self.outbox.waiting():
            run = known.get(_ALERT + alert.queued_id)
            if alert.week < last or (run and run.status is RunStatus.SENT):
                self.outbox.forget(alert.queued_id)
            else:
                waiting[_ALERT + alert.queued_id] = alert
        # Yesterday's reminder stays: another process may not have reached midnight yet.
        oldest = today - timedelta(days=1)
        for period in known:
            daily = next((each for each in _DAILY if period.startswith(each)), None)
            if period < f"{daily}{oldest}" if daily else period not in waiting:
                self.ledger.forget(self.bell.name, period, self.poster.now())
        seen = self.ledger.look([], self.poster.now()).runs
        doubts = [
            run
            for run in seen
            if run.status is RunStatus.UNCERTAIN and run.channel != self.bell.name
        ]
        return known, tuple(waiting.values()), len(doubts)

    async def _ring(self, post: Post, known: Mapping[str, Run]) -> list[Run]:
        if not self.poster.free(known.get(post.period)):
            return []
        run = await self.poster.publish(post)
        return [run] if run else []

    def _alert(self, queued: Queued) -> Post:
        def text() -> str | None:
            """[commit] None when another process has sent it since this tick looked."""
            if queued not in self.outbox.waiting():
                return None
            return queued.alert.said(self.bell.words)

        def sent() -> None:
            self._forget(queued)

        return Post(self.bell.name, _ALERT + queued.queued_id, self.bell.board, text, sent)

    def _reminder(self, today: date) -> Post:
        words = self.bell.words
        period = f"{_DAY}{today}"
        return Post(self.bell.name, period, self.bell.board, lambda: words("digest.remind"))

    def _doubt(self, today: date, issues: int) -> Post:
        words, period = self.bell.words, f"{_DOUBT}{today}"
        text = words("digest.doubt", n=issues)
        return Post(self.bell.name, period, self.bell.board, lambda: text)

    def _forget(self, queued: Queued) -> None:
        """[commit] The alert and its run, together: what is left of neither cannot be repeated."""
        self.outbox.forget(queued.queued_id)
        self.ledger.forget(self.bell.name, _ALERT + queued.queued_id, self.poster.now())


def _nothing() -> None:
    """A run that waits for a person has its text already."""
