"""Socket Mode: the SDK's client, mended where it reconnects, and every envelope counted.

When Slack ends a connection it says so in a frame and then hangs up. The SDK (3.47) takes both
for a reason to connect: the second connection replaced the first one, and what Slack delivered
over that one meanwhile was never answered. Here who waited until somebody else had connected is
done. The task that works on a frame is held: an event loop alone would let it be collected.
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

from adapters.slack.listeners import SILENCE

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.request import SocketModeRequest
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.afterwards import Afterwards

PING: Final = 5
"""Seconds between two pings; after four without an answer the connection is made anew."""


class Sockets(SocketModeClient):
    """One connection at a time, into one bolt app."""

    def __init__(
        self, app: AsyncApp, app_token: str, web: AsyncWebClient, after: Afterwards
    ) -> None:
        """Nothing is connected yet."""
        super().__init__(app_token, logger=SILENCE, web_client=web, ping_interval=PING)
        self._app = app
        self._after = after
        self.socket_mode_request_listeners.append(self._delivered)  # type: ignore[arg-type]

    async def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - the SDK's
        """Connect again, once for all who want it at the same time."""
        before = self.current_session
        async with self.connect_operation_lock:
            if self.closed:
                return
            connected = await self.is_connected()
            if connected and (self.current_session is not before or not force):
                return
            self.wss_uri = await self.issue_new_wss_url()
            await self.connect()  # type: ignore[no-untyped-call]

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
