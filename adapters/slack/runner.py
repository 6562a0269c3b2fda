"""The app's life: it becomes ready, answers Slack, and stops without loss.

sockets  a WebSocket that we open ── dispatch ── the answer in the same connection
pages    POST /slack, signed ──────── dispatch ── the answer in the same request
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.afterwards import FAILURES, ODD, Afterwards, kind, refused, tell_refusal
from adapters.slack.delivery import LARGEST, payload
from adapters.slack.listeners import SILENCE, Listeners
from adapters.slack.sockets import AGAIN, PING, Sockets

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncApp

    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat
    from adapters.slack.colleagues import Colleagues
    from adapters.slack.door import Door
    from adapters.slack.drill import Drills
    from bot.pace import Pace

PATH: Final = "/slack"
_TIMEOUT: Final = 5  # seconds for a call to Slack; the SDK's own is 30
_PATIENCE: Final = 25.0  # seconds that what is under way may take when told to stop
_log = logging.getLogger(__name__)


def client(token: str, api_url: str = "") -> AsyncWebClient:
    """Slack's Web API: short waits, a retry when it asks for one."""
    return AsyncWebClient(
        token=token,
        base_url=f"{api_url.rstrip('/')}/" if api_url else AsyncWebClient.BASE_URL,
        timeout=_TIMEOUT,
        logger=SILENCE,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
        ],
    )


@dataclass(slots=True)
class Runner:
    """One workspace. `app_token`: Socket Mode; else Slack delivers, signed with `secret`.

    `ping`: seconds between two looks whether the connection stands.
    """

    web: AsyncWebClient
    door: Door
    pace: Pace
    app_token: str = field(repr=False, default="")
    secret: str = field(repr=False, default="")
    booth: Booth | None = None
    chat: Chat | None = None
    drills: Drills | None = None
    colleagues: Colleagues | None = None
    ping: float = PING
    app: AsyncApp = field(init=False, repr=False)
    well: bool = field(init=False, default=False)
    _after: Afterwards = field(init=False, repr=False, default_factory=Afterwards)
    _sockets: Sockets | None = field(init=False, repr=False, default=None)
    _task: asyncio.Task[None] | None = field(init=False, default=None)
    _said: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Put the listeners in place."""
        self.app = Listeners(
            self.web, self.door, self.pace, self._after, self.booth, self.chat, self.drills
        ).app

    def start(self) -> None:
        """Begin; whatever Slack says meanwhile, the rest of the service goes on."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Finish what is under way, then let go of the connection."""
        if self._task is not None:
            self._task.cancel()
            (died,) = await asyncio.gather(self._task, return_exceptions=True)
            if isinstance(died, Exception):  # long ago: told, and it holds up nothing that follows
                _log.error("slack: a part of the door had died", exc_info=died)
        await self._after.finished(_PATIENCE)
        if self._sockets is not None:
            await self._sockets.close()  # type: ignore[no-untyped-call]
        self.well = False

    async def checked(self) -> bool:
        """Whether Slack and we understand each other."""
        if self._sockets is None:
            return self.well
        return self.well and await self._sockets.is_connected()

    async def deliver(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str, str]:
        """What Slack delivered: the status, the kind and the body of the answer.

        Nothing is read before the signature is right and not older than five minutes. From there
        on both transports are one.
        """
        if not self.secret or len(body) > LARGEST:
            return 413, "text/plain", ""
        if not self._signed(headers, body):
            return 401, "text/plain", ""
        held = payload(body)
        if held is None:
            return 400, "text/plain", ""
        request = AsyncBoltRequest(body=held, mode="socket_mode")
        under_way = asyncio.ensure_future(self.app.async_dispatch(request))
        self._after.keep(under_way)
        answer = await asyncio.shield(under_way)
        kind = answer.headers.get("content-type", ["text/plain"])[0]
        return answer.status, kind, str(answer.body or "")

    def _signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        time = headers.get("x-slack-request-timestamp")
        signature = headers.get("x-slack-signature")
        try:
            return SignatureVerifier(self.secret).is_valid(body, time, signature)
        except (ValueError, TypeError):  # a time that is no number, a text that is no UTF-8
            return False

    # --- life ------------------------------------------------------------------------------------

    async def _live(self) -> None:
        await self._until(self._introduced)
        if self.app_token:
            await self._until(self._connected)
        self.well, self._said = True, ""
        _log.info("slack: ready")
        if self.colleagues is not None:
            await self.colleagues.follow()

    async def _introduced(self) -> None:
        await self.web.auth_test()

    async def _connected(self) -> None:
        sockets = Sockets(self.app, self.app_token, self._after, self._told, ping=self.ping)
        try:
            await sockets.open()
        except BaseException:
            await sockets.close()  # type: ignore[no-untyped-call]
            raise
        self._sockets = sockets

    async def _until(self, step: Callable[[], Awaitable[None]]) -> None:
        """Try a step until it is done; say once what is wrong."""
        turn = 0
        while True:
            try:
                await step()
            except (*FAILURES, *ODD) as failed:
                self._told(failed)
                await asyncio.sleep(AGAIN[min(turn, len(AGAIN) - 1)])
                turn += 1
            else:
                return

    def _told(self, failed: Exception | None) -> None:
        """What is wrong, or that nothing is any more; each of them said once."""
        said = "" if failed is None else "refused" if refused(failed) else kind(failed)
        before, self._said = self._said, said
        if said == before:
            return
        if failed is None:
            _log.info("slack: ready")
        elif said == "refused":
            tell_refusal()
        else:
            _log.warning("slack cannot be reached", extra={"kind": said})
