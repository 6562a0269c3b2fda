"""Socket Mode: the SDK's client, mended where it reconnects, and every envelope counted.

When Slack ends a connection it says so in a frame and then hangs up. The SDK (3.47) takes both
for a reason to connect: the second connection replaced the first one, and what Slack delivered
over that one meanwhile was never answered. Here who waited until somebody else had connected is
done. The task that works on a frame is held: an event loop alone would let it be collected.

A ticket opens one connection, and soon: "temporary" is all that docs.slack.dev says of it
(apps.connections.open). The SDK knocks with the same one for ever, and says so to a logger that is
mute here because it prints whole payloads. Here each try has a ticket of its own and an end, tries
come slower and slower, and what is wrong is told.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.adapter.socket_mode.async_internals import (
    run_async_bolt_app,
    send_async_response,
)
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.afterwards import FAILURES, ODD
from adapters.slack.listeners import SILENCE

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.request import SocketModeRequest

    from adapters.slack.afterwards import Afterwards

PING: Final = 5.0
"""Seconds between two pings; after four without an answer the connection is made anew."""

AGAIN: Final = (1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds until the next try, the last for all that follow."""

_TRY: Final = 2  # pings that a connection may take to stand


class Sockets(SocketModeClient):
    """One connection at a time, into one bolt app. `told`: what is wrong; None: nothing now."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        after: Afterwards,
        told: Callable[[Exception | None], None],
        *,
        ping: float = PING,
    ) -> None:
        """Nothing is connected yet."""
        super().__init__(app_token, logger=SILENCE, web_client=app.client, ping_interval=ping)
        self._app = app
        self._after = after
        self._told = told
        self._tried = 0
        self._not_before = 0.0
        self.socket_mode_request_listeners.append(self._delivered)  # type: ignore[arg-type]

    async def open(self) -> None:
        """Connect with a new ticket. Raises what a call to Slack raises."""
        self.wss_uri = await self.issue_new_wss_url()
        try:
            await asyncio.wait_for(self.connect(), _TRY * self.ping_interval)  # type: ignore[no-untyped-call]
        except TimeoutError:
            self.auto_reconnect_enabled = self.default_auto_reconnect_enabled
            raise

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the SDK's
        """Connect again, once for all who want it at the same time; not before it is time to."""
        before = self.current_session
        async with self.connect_operation_lock:
            if self.closed or (not force and time.monotonic() < self._not_before):
                return
            connected = await self.is_connected()
            if connected and (self.current_session is not before or not force):
                return
            try:
                await self.open()
            except (*FAILURES, *ODD) as failed:
                self._not_before = time.monotonic() + AGAIN[min(self._tried, len(AGAIN) - 1)]
                self._tried += 1
                self._told(failed)
            else:
                self._tried = 0
                self._told(None)

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """One frame, held until it is done."""
        under_way = asyncio.current_task()
        if under_way is not None:
            self._after.keep(under_way)
        await super().run_message_listeners(message, raw_message)

    async def _delivered(self, _client: SocketModeClient, request: SocketModeRequest) -> None:
        """One envelope: dispatched, then answered on the connection."""
        began = time.time()
        answer = await run_async_bolt_app(self._app, request)
        await send_async_response(self, request, answer, began)
