"""Taking one message to Slack, at most once, and what became of it.

A post opens a connection of its own, sends one message and closes. It never sends twice: the
SDK's client repeats a call after a dropped connection by default, so this one is made without any
repetition. Whatever Slack says becomes one of the two failures that the ledger knows; none of them
quotes a text, a token or an address.
"""

from __future__ import annotations

import logging
import re
from contextlib import asynccontextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from aiohttp import ClientConnectorError, ClientSession, ClientTimeout, ConnectionTimeoutError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.afterwards import FAILURES, ODD
from bot.errors import DeliveryError, Undecided
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from adapters.slack.issue import Piece
    from adapters.slack.spot import Spot
    from bot.words import Words

T = TypeVar("T")
ANSWER: Final = 25.0
"""Seconds that Slack has to answer; well within `posting.PATIENCE`."""

EVENT: Final = "closecall_issue"
"""Of the metadata that an issue carries, so that Slack can be asked whether it is there."""

_CONNECT: Final = 10.0
_PAUSE: Final = 60.0  # seconds, when Slack asks to wait and does not say how long
_LONGEST: Final = 86_400.0  # seconds: no server asks for more than a day
_BUSY, _FAULT = 429, 500
_CODE: Final = re.compile(r"[a-z_]{1,60}")
# Slack's error codes for chat.postMessage, and the sentence for each; all others are refusals.
_KNOWN: Final = {
    "channel_not_found": "no_channel",
    "not_in_channel": "outside",
    "is_archived": "archived",
    "restricted_action": "banned",
    "restricted_action_read_only_channel": "banned",
    "restricted_action_thread_only_channel": "banned",
    "no_permission": "banned",
    "missing_scope": "no_scope",
    "invalid_auth": "token",
    "not_authed": "token",
    "account_inactive": "token",
    "token_revoked": "token",
    "token_expired": "token",
    "not_allowed_token_type": "token",
}
# Slack says of these that some part of it may have been done.
_HALF_DONE: Final = frozenset({"fatal_error", "internal_error", "service_unavailable"})
_WAITS: Final = frozenset({"ratelimited", "rate_limited", "team_added_to_org"})
# The SDK prints whole requests at DEBUG when its logger is that low.
SILENCE: Final = logging.getLogger("slack_sdk.closecall")
SILENCE.setLevel(logging.CRITICAL + 10)
_log = logging.getLogger(__name__)


@frozen
class Account:
    """The app, as whom we post. `api_url`: another Web API; empty: Slack's own.

    `answer`: seconds that a server has to answer.
    """

    token: str = field(repr=False)
    api_url: str = ""
    answer: float = ANSWER

    @asynccontextmanager
    async def web(self) -> AsyncIterator[AsyncWebClient]:
        """A client for one conversation with Slack, that repeats nothing by itself."""
        base = f"{self.api_url.rstrip('/')}/" if self.api_url else AsyncWebClient.BASE_URL
        limits = ClientTimeout(total=self.answer, sock_connect=min(_CONNECT, self.answer))
        async with ClientSession(timeout=limits) as session:
            yield AsyncWebClient(
                token=self.token,
                base_url=base,
                session=session,
                logger=SILENCE,
                retry_handlers=[],
            )


@frozen
class Courier:
    """Takes one message at a time to one channel."""

    account: Account
    spot: Spot
    words: Words

    async def deliver(self, text: str, pieces: list[Piece], period: str = "") -> str:
        """Send it; the channel and the message's own name there. Raises DeliveryError, Undecided.

        `period`: carried as metadata.
        """
        told: dict[str, Any] = {}
        if period:
            told["metadata"] = {"event_type": EVENT, "event_payload": {"period": period}}

        async def send(web: AsyncWebClient) -> str:
            sent = await web.chat_postMessage(
                channel=self.spot.channel,
                text=text,
                blocks=pieces,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
                **told,
            )
            return f"{sent['channel']} {sent['ts']}"

        return await self.converse(send)

    async def converse(self, call: Callable[[AsyncWebClient], Awaitable[T]]) -> T:
        """One conversation with Slack. Raises DeliveryError, Undecided."""
        refused: DeliveryError
        try:
            async with self.account.web() as web:
                return await call(web)
        except DeliveryError as known:
            refused = known
        except FAILURES as failed:
            refused = failure(failed, self.words)
        except ODD as odd:
            _log.warning("slack: an answer was not understood", exc_info=True)
            refused = failure(odd, self.words)
        # Outside the `except`: what the SDK raised holds the answer and the address.
        raise refused


def failure(failed: Exception, words: Words) -> DeliveryError:
    """What became of a post that failed, with a sentence for whoever runs the app.

    A refusal is certain: nothing was posted. No answer, half an answer and a fault of the server
    are not: nobody can tell, so nobody repeats it.
    """
    if isinstance(failed, (ClientConnectorError, ConnectionTimeoutError)):
        return DeliveryError(words("slackchannel.away"))
    if not isinstance(failed, SlackApiError):
        return Undecided(words("slackchannel.undecided"))
    status, code = said(failed)
    if status == _BUSY or code in _WAITS:
        return DeliveryError(words("slackchannel.busy"), wait=_wait(failed))
    if not code or status >= _FAULT or code in _HALF_DONE:
        return Undecided(words("slackchannel.undecided"))
    key = _KNOWN.get(code, "refused")
    return DeliveryError(words(f"slackchannel.{key}", code=code), permanent=True)


def said(failed: SlackApiError) -> tuple[int, str]:
    """The status and Slack's own code for what is wrong; no code: not an answer of Slack's."""
    answer = failed.response
    if not isinstance(answer, AsyncSlackResponse):  # the SDK could not read it at all
        return 0, ""
    held = answer.data if isinstance(answer.data, dict) else {}
    code = held.get("error")
    refused = held.get("ok") is False and isinstance(code, str) and _CODE.fullmatch(code)
    return answer.status_code, str(code) if refused else ""


def _wait(failed: SlackApiError) -> float:
    answer = failed.response
    asked = "" if not isinstance(answer, AsyncSlackResponse) else _header(answer, "retry-after")
    return min(float(asked), _LONGEST) if asked.isascii() and asked.isdigit() else _PAUSE


def _header(answer: AsyncSlackResponse, name: str) -> str:
    """A header of an answer, whatever its letters are."""
    found = (str(value) for key, value in answer.headers.items() if str(key).lower() == name)
    return next(found, "")


def scopes(answer: AsyncSlackResponse) -> frozenset[str] | None:
    """What the token may do, as Slack says beside every answer; None: it does not say."""
    told = _header(answer, "x-oauth-scopes")
    return frozenset(part.strip() for part in told.split(",") if part.strip()) if told else None
