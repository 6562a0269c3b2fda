"""What is done once an answer is on its way: calls to Slack, counted, so that none is cut off."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError
from slack_sdk.errors import SlackClientError

if TYPE_CHECKING:
    from collections.abc import Coroutine

FAILURES: Final = (SlackClientError, ClientError, OSError, TimeoutError)
"""What a call to Slack may raise."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Afterwards:
    """All that is under way: answers being made, and calls after them."""

    under_way: set[asyncio.Future[Any]] = field(repr=False, default_factory=set)

    def soon(self, call: Coroutine[Any, Any, object]) -> None:
        """Call Slack once the answer is on its way; a page that cannot be shown is logged."""
        self.keep(asyncio.ensure_future(self._called(call)))

    def keep(self, task: asyncio.Future[Any]) -> None:
        """Count it as long as it lasts."""
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def finished(self, patience: float) -> None:
        """Wait for all of it, so many seconds at most."""
        end = time.monotonic() + patience
        while self.under_way and time.monotonic() < end:
            await asyncio.wait(self.under_way, timeout=end - time.monotonic())

    @staticmethod
    async def _called(call: Coroutine[Any, Any, object]) -> None:
        try:
            await call
        except FAILURES as failed:
            _log.warning("slack: a page was not shown", extra={"kind": type(failed).__name__})
