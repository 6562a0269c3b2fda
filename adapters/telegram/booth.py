"""Where readers vote: a tap under an issue, and the counts of a quiz. Who voted is forgotten here.

    tap  ── voting.cast (mark, count) ── a toast ── the button's count, edited in place
    poll ── whose quiz is it? ── voting.totals

The reader's number goes into the mark and is dropped with the update. A button shows how many
tapped it only rounded down, and is edited seldom: a channel takes twenty messages a minute.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol

from adapters.telegram.lanes import Lanes
from adapters.telegram.votes import label, place, poll_of
from bot.errors import CloseCallError
from bot.ports import Fate, RunStatus
from bot.words import Words
from bot.work import commit
from digests.numbers import K, about
from digests.voting import DRILL
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.telegram.lanes import Step
    from adapters.telegram.spot import Spot
    from adapters.telegram.votes import Board, Counted, Key, Voted
    from bot.ports import Ledger
    from digests.voting import Voting
    from storage.awaited import Starts

PAUSE: Final = 6.0
"""Seconds between two edits of one message: half of what a group may get (20 a minute)."""

TOAST: Final = 200  # characters in an answer to a tap (Bot API, answerCallbackQuery)


class Counter(Protocol):
    """What votes need of Telegram. Neither raises for what a platform may do."""

    async def answer(self, query: str, text: str) -> None:
        """End the waiting of a tap, with a line."""

    async def relabel(self, chat: int, message: int, board: Board) -> bool:
        """The buttons of a message as they should stand now; False when that is refused."""


@dataclass(slots=True)
class Booth:
    """Hears votes. `places`: where issues appear, by their name in the ledger."""

    voting: Voting
    ledger: Ledger
    writer: Starts
    counter: Counter
    places: Mapping[str, Spot]
    k: int = K
    pause: float = PAUSE
    _labels: Lanes = field(init=False)

    def __post_init__(self) -> None:
        """One edit under way for each message, and one that waits and will see all counts."""
        self._labels = Lanes(longest=2)

    def vote(self, voted: Voted) -> Step:
        """A tap under an issue."""

        async def step(settled: Callable[[], None]) -> None:
            words = Words(voted.asked.language)
            name = place(voted, self.places)
            try:
                said = await self._cast(name, voted) if name else Fate.CLOSED
            except CloseCallError as trouble:
                settled()
                await self.counter.answer(voted.query, words.regret(trouble)[:TOAST])
                return
            settled()
            await self.counter.answer(voted.query, words(f"tgchannel.vote.{said}"))
            if name and said is not Fate.CLOSED:
                message = f"{voted.chat}/{voted.message}".encode()
                self._labels.put(hashlib.sha256(message).digest(), self._relabel(name, voted))

        return step

    def count(self, counted: Counted) -> Step:
        """The counts of a quiz; those of a poll that is none of ours are let go."""

        async def step(settled: Callable[[], None]) -> None:
            try:
                found = await awaited(self.writer, commit(lambda: self._quiz(counted.poll)))
                if found:
                    await awaited(self.writer, self.voting.totals(*found, DRILL, counted.counts))
            finally:
                settled()

        return step

    async def _cast(self, name: str, voted: Voted) -> Fate:
        who = f"telegram:{voted.voter}".encode()
        asked = voted.asked
        cast = self.voting.cast(name, asked.period, asked.question, 0, who)
        return (await awaited(self.writer, cast)).fate

    def _relabel(self, name: str, voted: Voted) -> Step:
        async def step(settled: Callable[[], None]) -> None:
            settled()
            rows = [[await self._key(name, key) for key in row] for row in voted.board]
            board = tuple(tuple(row) for row in rows)
            if board != voted.board:
                await self.counter.relabel(voted.chat, voted.message, board)
                await asyncio.sleep(self.pause)

        return step

    async def _key(self, name: str, key: Key) -> Key:
        """A button with its present count."""
        if key.asked is None:
            return key
        counting = self.voting.counts(name, key.asked.period, key.asked.question)
        counts = await awaited(self.writer, counting)
        return replace(key, label=label(key.asked, about(sum(counts), self.k)))

    def _quiz(self, poll: str) -> tuple[str, str] | None:
        """[commit] Whose quiz a poll is: the place and the period."""
        for name in self.places if poll else ():
            for run in self.ledger.runs(f"{name}#quiz"):
                if run.status is RunStatus.SENT and poll_of(run.reference) == poll:
                    return name, run.period
        return None
