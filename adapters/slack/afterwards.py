"""What is done once an answer is on its way: calls to Slack, counted, so that none is cut off.

And what is said of a call that failed: Slack's own word for it, never what was sent or answered.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

if TYPE_CHECKING:
    from collections.abc import Coroutine

FAILURES: Final = (SlackClientError, ClientError, OSError, TimeoutError)
"""What a call to Slack may raise."""

ODD: Final = (AttributeError, KeyError, TypeError, ValueError)
"""What the SDK raises over an answer that is none of Slack's, as a proxy may give."""

REFUSALS: Final = frozenset(
    {
        *("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"),
        "not_allowed_token_type",
    }
)
"""Slack's codes for a token that it does not take."""

_CODE: Final = re.compile(r"[a-z_]{1,60}")
_log = logging.getLogger(__name__)


def refused(failed: Exception) -> bool:
    """Whether Slack does not take one of our tokens."""
    return kind(failed) in REFUSALS


def tell_refusal() -> None:
    """Say what to do about a token that Slack does not take."""
    _log.error("slack refuses a token: take the present ones from the app's page")


def kind(failed: Exception) -> str:
    """Slack's own code for what is wrong, or the type of what was raised."""
    if isinstance(failed, SlackApiError):
        held = getattr(failed.response, "data", failed.response)
        code = held.get("error") if isinstance(held, dict) else None
        if isinstance(code, str) and _CODE.fullmatch(code):
            return code
    return type(failed).__name__


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
            if refused(failed):
                tell_refusal()
            _log.warning("slack: a page was not shown", extra={"kind": kind(failed)})
        except ODD:
            _log.warning("slack: a page was not shown", exc_info=True)
