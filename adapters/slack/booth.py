"""Where readers vote: a tap under an issue is counted, and who tapped is forgotten here.

    tap ── voting.cast (mark, count) ── what became of it, for whoever tapped ── the counts, edited

A message is edited seldom and with all its counts at once: Slack takes about one change a second
and channel, and a number that moved with each tap would show it to whoever watches.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.slack.votes import place, questions, recounted
from bot.errors import CloseCallError
from bot.ports import Fate
from bot.words import Words
from digests.numbers import K, about
from digests.voting import DRILL
from storage.awaited import awaited

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from adapters.slack.spot import Spot
    from adapters.slack.votes import Piece, Voted
    from digests.voting import Voting
    from storage.awaited import Starts

    Edit = Callable[[str, str, str, list[Piece]], Awaitable[object]]

PAUSE: Final = 5.0
"""Seconds that the taps of one message are gathered before it is edited."""


@dataclass(slots=True)
class Booth:
    """Hears votes. `places`: where issues appear, by their name in the ledger."""

    voting: Voting
    writer: Starts
    places: Mapping[str, Spot]
    k: int = K
    pause: float = PAUSE
    _waiting: set[tuple[str, str]] = field(init=False, repr=False, default_factory=set)

    async def cast(self, tap: Voted) -> str:
        """Count it, durably; the sentence for whoever tapped."""
        asked, words = tap.asked, Words(tap.asked.language)
        name = place(tap, self.places)
        if name is None:
            return words(f"slackchannel.vote.{Fate.CLOSED}")
        work = self.voting.cast(name, asked.period, asked.question, asked.choice, tap.voter)
        try:
            fate = (await awaited(self.writer, work)).fate
        except CloseCallError as trouble:
            return f"{words.regret(trouble)} {words('door.trouble.again')}"
        said = words(f"slackchannel.vote.{fate}")
        if asked.question == DRILL and fate in {Fate.COUNTED, Fate.CHANGED}:
            chosen = words("slackchannel.vote.chosen", n=asked.choice + 1)
            return f"{chosen} {said} {words('slackchannel.vote.next')}"
        return said

    async def recount(self, tap: Voted, edit: Edit) -> None:
        """Bring the counts of the message up to date, with all that come meanwhile."""
        name = place(tap, self.places)
        message = (tap.channel, tap.ts)
        if name is None or message in self._waiting:
            return
        self._waiting.add(message)
        try:
            await asyncio.sleep(self.pause)
        finally:
            self._waiting.discard(message)
        counts = {}
        try:
            for question, asked in questions(tap.pieces).items():
                counting = self.voting.counts(name, asked.period, question)
                counted = await awaited(self.writer, counting)
                counts[question] = about(sum(counted), self.k)
        except CloseCallError:
            return  # the next tap tries again
        pieces = recounted(tap.pieces, counts)
        if pieces != list(tap.pieces):
            await edit(tap.channel, tap.ts, tap.text, pieces)
