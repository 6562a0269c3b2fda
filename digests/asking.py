"""Asking a platform about an issue in doubt. Only where it can answer; where not, a person looks.

What it has is marked as sent. What it does not have is posted again, the same bytes, but not
before it has said so twice, a tick apart: a post may be under way. So nothing is sent blindly.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from bot.errors import DeliveryError
from bot.ports import RunStatus
from digests.posting import PATIENCE

if TYPE_CHECKING:
    from bot.ports import Ledger, Run
    from digests.posting import Post, Poster

_log = logging.getLogger(__name__)


@runtime_checkable
class Finder(Protocol):
    """What a channel may do besides: say whether an issue is there."""

    async def find(self, period: str) -> str | None:
        """A reference to the issue of this period, or None: it is certainly not there.

        Raises DeliveryError when that cannot be asked now, or ever (`permanent`: no right to).
        """


@dataclass(slots=True)
class Inquirer:
    """Remembers, as long as the process lives, who has no right to be asked and what was said."""

    ledger: Ledger
    poster: Poster
    _mute: set[tuple[str, str]] = field(default_factory=set)
    _absent: set[tuple[str, str]] = field(default_factory=set)

    async def ask(self, post: Post) -> Run | None:
        """What became of a run in doubt; None: nobody knows yet."""
        at = (post.channel, post.period)
        if at in self._mute or not isinstance(post.board, Finder):
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                where = await post.board.find(post.period)
        except DeliveryError as refused:
            if refused.permanent:
                self._mute.add(at)
            return None
        except Exception:  # noqa: BLE001 - of a foreign client's error nothing is known
            _log.warning("nobody answered", exc_info=True)
            return None
        if where is not None:
            return await self._found(post, where)
        if at not in self._absent:
            self._absent.add(at)
            return None
        self._absent.discard(at)
        return await self.poster.resend(post)

    async def _found(self, post: Post, where: str) -> Run | None:
        def decide() -> Run | None:
            at = (post.channel, post.period)
            runs = self.ledger.look([at], self.poster.now()).runs
            run = next((each for each in runs if (each.channel, each.period) == at), None)
            done = self.ledger.decide(*at, sent=True, reference=where)
            return replace(run, status=RunStatus.SENT, reference=where) if run and done else None

        return await self.poster.durably(decide)
