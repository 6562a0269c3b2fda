"""The app's life: it becomes ready, answers Slack, opens forms, and stops without loss.

    sockets  a WebSocket that we open ── dispatch ── the answer in the same connection
    pages    POST /slack, signed ──────── dispatch ── the answer in the same request

Before anything else sees a payload its person is turned into a bucket's key and everything that
is not a form or an entry is taken out. An answer leaves only once what it answers is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import views
from adapters.slack.translate import (
    CALLBACK,
    ENTRIES,
    SHORTCUTS,
    Opened,
    emptied,
    opened,
    person,
    seen,
    tapped,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping

    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.socket_mode.aiohttp import SocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

    from adapters.slack.door import Door
    from adapters.slack.pace import Pace
    from adapters.slack.views import View

PATH: Final = "/slack"
LARGEST: Final = 256 * 1024  # bytes of one payload; a form with a long story needs 20 KiB
COMMAND: Final = "/closecall"
MUTE: Final = logging.CRITICAL + 10

_TIMEOUT: Final = 5  # seconds for a call to Slack; the SDK's own is 30
_PATIENCE: Final = 10.0  # seconds that what is under way may take when told to stop
_AGAIN: Final = (1.0, 2.0, 5.0, 15.0, 30.0)
_REFUSALS: Final = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}
)
_FAILURES: Final = (SlackClientError, ClientError, OSError, TimeoutError)
_log = logging.getLogger(__name__)
# The SDKs print whole payloads at WARNING and below, and exceptions that quote them at ERROR.
_silence = logging.getLogger("slack_bolt.closecall")
_silence.setLevel(MUTE)


def client(token: str, api_url: str = "") -> AsyncWebClient:
    """Slack's Web API: short waits, a retry when it asks for one."""
    return AsyncWebClient(
        token=token,
        base_url=f"{api_url.rstrip('/')}/" if api_url else AsyncWebClient.BASE_URL,
        timeout=_TIMEOUT,
        logger=_silence,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
        ],
    )


async def _authorized() -> AuthorizeResult:
    """One workspace, known since the start: no question to Slack before an answer to it."""
    return AuthorizeResult(enterprise_id=None, team_id=None)


class _Sockets(AsyncSocketModeHandler):
    """Socket Mode that knows what is under way."""

    def __init__(self, app: AsyncApp, app_token: str, busy: set[asyncio.Future[Any]]) -> None:
        super().__init__(app, app_token, logger=_silence)
        self.busy = busy

    async def handle(
        self,
        client: SocketModeClient,  # type: ignore[override]
        req: SocketModeRequest,
    ) -> None:
        """One envelope: dispatched, then answered on the connection."""
        under_way = asyncio.current_task()
        if under_way is not None:
            self.busy.add(under_way)
            under_way.add_done_callback(self.busy.discard)
        await super().handle(client, req)


@dataclass(slots=True)
class Runner:
    """One workspace. `app_token`: Socket Mode; else Slack delivers, signed with `secret`."""

    web: AsyncWebClient
    door: Door
    pace: Pace
    app_token: str = field(repr=False, default="")
    secret: str = field(repr=False, default="")
    app: AsyncApp = field(init=False, repr=False)
    well: bool = field(init=False, default=False)
    _sockets: _Sockets | None = field(init=False, repr=False, default=None)
    _task: asyncio.Task[None] | None = field(init=False, default=None)
    _busy: set[asyncio.Future[Any]] = field(init=False, repr=False, default_factory=set)
    _said: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Put the listeners in place; both transports share them."""
        self.app = AsyncApp(
            name="slack_bolt.app",  # bolt mutes the logger of this name: never one of ours
            client=self.web,
            authorize=_authorized,
            before_authorize=self._emptied,
            signing_secret=self.secret or "only over HTTP",
            logger=_silence,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        self.app.command(COMMAND)(self._entered)
        for name in SHORTCUTS:
            self.app.shortcut(name)(self._entered)
        for name in ENTRIES:
            self.app.action(name)(self._entered)
        self.app.view(CALLBACK)(self._sent)
        self.app.view_closed(CALLBACK)(self._closed)
        self.app.action(re.compile(r"^(go\.\d{1,2}|back)$"))(self._tapped)
        self.app.event("app_home_opened")(self._seen)
        self.app.error(self._failed)

    # --- life ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin; whatever Slack says meanwhile, the rest of the service goes on."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Finish what is under way, then let go of the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        end = time.monotonic() + _PATIENCE
        while self._busy and time.monotonic() < end:
            await asyncio.wait(self._busy, timeout=end - time.monotonic())
        if self._sockets is not None:
            await self._sockets.client.close()  # type: ignore[no-untyped-call]
        self.well = False

    async def checked(self) -> bool:
        """Whether Slack and we understand each other."""
        if self._sockets is None:
            return self.well
        return self.well and await self._sockets.client.is_connected()

    async def _live(self) -> None:
        await self._until(self._introduced)
        if self.app_token:
            await self._until(self._connected)
        self.well = True
        _log.info("slack: ready")

    async def _introduced(self) -> None:
        await self.web.auth_test()

    async def _connected(self) -> None:
        answer = await self.web.apps_connections_open(app_token=self.app_token)
        self._sockets = _Sockets(self.app, self.app_token, self._busy)
        self._sockets.client.wss_uri = str(answer["url"])
        await self._sockets.client.connect()  # type: ignore[no-untyped-call]

    async def _until(self, step: Callable[[], Awaitable[None]]) -> None:
        """Try a step until it is done; say once what is wrong."""
        turn = 0
        while True:
            try:
                await step()
            except _FAILURES as failed:
                self._trouble(failed)
                await asyncio.sleep(_AGAIN[min(turn, len(_AGAIN) - 1)])
                turn += 1
            else:
                return

    def _trouble(self, failed: Exception) -> None:
        kind = type(failed).__name__
        refused = isinstance(failed, SlackApiError) and failed.response.get("error") in _REFUSALS
        said = "refused" if refused else kind
        if said == self._said:
            return
        self._said = said
        if refused:
            _log.error("slack refuses a token: take the present ones from the app's page")
        else:
            _log.warning("slack cannot be reached", extra={"kind": kind})

    # --- HTTP ------------------------------------------------------------------------------------

    async def deliver(self, headers: Mapping[str, str], body: bytes) -> tuple[int, str, str]:
        """What Slack delivered: the status, the kind and the body of the answer."""
        if not self.secret or len(body) > LARGEST:
            return 413, "text/plain", ""
        try:
            request = AsyncBoltRequest(body=body.decode("utf-8"), headers=dict(headers))
        except (ValueError, RecursionError, TypeError, AttributeError):
            return 400, "text/plain", ""
        under_way = asyncio.ensure_future(self.app.async_dispatch(request))
        self._keep(under_way)
        answer = await asyncio.shield(under_way)
        kind = answer.headers.get("content-type", ["text/plain"])[0]
        return answer.status, kind, str(answer.body or "")

    # --- before every listener -------------------------------------------------------------------

    async def _emptied(
        self,
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - bolt passes arguments by name
    ) -> None:
        """The person becomes a bucket's key, and then nobody: in here, and never further."""
        body = req.body
        who = person(body)
        req.context["slow"] = not self.pace.pour(who, time.monotonic())
        req.context["text"] = bool(str(body.get("text") or "").strip())
        if who and seen(body) and not req.context["slow"]:
            self._soon(self.web.views_publish(user_id=who, view=views.home(self.door.words)))
        emptied(body, req.context)
        req.raw_body = ""
        req.query.clear()
        await next()

    # --- listeners -------------------------------------------------------------------------------

    async def _entered(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        entry = opened(body)
        if entry is not None and not context["slow"]:
            self._soon(self._open(entry, text=context["text"]))
        await ack()

    async def _open(self, entry: Opened, *, text: bool) -> None:
        view: View = await self.door.opened(entry, text=text)
        if entry.within:
            await self.web.views_push(trigger_id=entry.trigger, view=view)
        else:
            await self.web.views_open(trigger_id=entry.trigger, view=view)

    async def _sent(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        answer = await self.door.sent(body.get("view"), slow=context["slow"])
        await ack(**answer)

    async def _tapped(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        tap = tapped(body)
        if tap is not None:
            view = await self.door.tapped(tap, slow=context["slow"])
            self._soon(self.web.views_update(view_id=tap.view, view=view))
        await ack()

    async def _closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.door.closed(body.get("view"))
        await ack()

    async def _seen(self, ack: AsyncAck) -> None:
        await ack()

    async def _failed(self, error: Exception) -> BoltResponse:
        """What no listener wants is nothing; what a listener choked on keeps the form open."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        _log.error("slack: a payload was dropped", exc_info=error)
        return BoltResponse(status=500, body="")

    # --- calls to Slack, after the answer --------------------------------------------------------

    def _soon(self, call: Coroutine[Any, Any, object]) -> None:
        """Call Slack once the answer is on its way; a form that cannot be shown is logged."""
        self._keep(asyncio.ensure_future(self._called(call)))

    async def _called(self, call: Coroutine[Any, Any, object]) -> None:
        try:
            await call
        except _FAILURES as failed:
            _log.warning("slack: a page was not shown", extra={"kind": type(failed).__name__})

    def _keep(self, task: asyncio.Future[Any]) -> None:
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
