"""Slack's edge on loopback: its Web API, Socket Mode, and the people in front of the forms.

Alone it answers the few calls that a form needs, and keeps what it was asked. With an `upstream`
every call goes on to a Slack that nobody here wrote (`emulate` from npm), with its arguments put
into the JSON body that it reads; Socket Mode, which that one has not got, stays here.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from aiohttp import ClientSession, WSMsgType, web

from tests.adapters.slack.forms import lawful
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

BOT, APP = "xoxb-canary-bot-token", "xapp-canary-app-token"


class Edge:
    """One workspace, in a thread of its own."""

    def __init__(self, upstream: str = "") -> None:
        """`upstream`: the base of a Slack that keeps the state."""
        self.upstream = upstream
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.failing: dict[str, list[tuple[int, Any]]] = {}
        self.waits = "1"
        """What stands in `Retry-After`."""
        self.refused: list[dict[str, Any]] = []
        self.acks: dict[str, Any] = {}
        self.links: list[web.WebSocketResponse] = []
        self.changed = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._session: ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self.url = ""
        self.view_id = "V0001"
        self.home_id = "V0HOME"
        self.slams = 0
        """How many connections are refused although there was a ticket for them."""
        self._tickets: set[str] = set()
        self._posted = 0
        self._over = 0

    def __enter__(self) -> Self:
        """Open on a free port."""
        self._thread.start()
        self.wait(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever it gives
        """Do something in the edge's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    # --- what a test looks at --------------------------------------------------------------------

    def until(self, wanted: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is wanted
        """Wait until there is something; it."""
        end = time.monotonic() + PATIENCE
        with self.changed:
            while not (found := wanted()):
                came = self.changed.wait(end - time.monotonic())
                assert came, [name for name, _ in self.calls[-9:]]
        return found

    def named(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of one method."""
        return [arguments for name, arguments in self.calls if name == method]

    def linked(self, connections: int = 1) -> None:
        """Wait until the bot is connected."""
        self.until(lambda: len(self.links) >= connections)

    def deliver(self, kind: str, payload: dict[str, Any], **extra: object) -> Any:  # noqa: ANN401 - JSON
        """One envelope over one connection; what the bot acknowledged with. Fails without."""
        envelope = self.post(kind, payload, **extra)
        return self.until(lambda: self.acks.get(envelope))["payload"]

    def post(self, kind: str, payload: dict[str, Any], **extra: object) -> str:
        """One envelope, not waited for."""
        envelope = str(uuid.uuid4())
        frame = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **extra,
        }
        self._over += 1  # any of the connections, as Slack does; with one it is that one
        self.wait(self.links[-self._over % len(self.links)].send_str(json.dumps(frame)))
        return envelope

    def disconnect(self) -> None:
        """Ask the bot to come back on another connection, as Slack does every few hours."""
        frame = {"type": "disconnect", "reason": "refresh_requested", "debug_info": {}}
        with self.changed:
            link = self.links.pop()  # from here on nothing is delivered over it
        self.wait(link.send_json(frame))
        self.wait(link.close())  # Slack hangs up too: a client that missed the frame notices that

    # --- the server ------------------------------------------------------------------------------

    async def _open(self) -> None:
        app = web.Application(client_max_size=8 << 20)
        app.add_routes(
            [web.get("/link/{id}", self._link), web.route("*", "/api/{method}", self._api)]
        )
        self._session = ClientSession()
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/api"

    async def _close(self) -> None:
        for link in list(self.links):
            await link.close()
        assert self._session is not None
        assert self._runner is not None
        await self._session.close()
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        arguments: dict[str, Any] = dict(request.query)
        if "json" in request.headers.get("Content-Type", ""):
            arguments |= await request.json() or {}
        elif request.can_read_body:
            arguments |= dict(await request.post())
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        status, answer = await self._answered(method, arguments, bearer)
        with self.changed:
            self.calls.append((method, arguments))
            self.changed.notify_all()
        wait = {"Retry-After": self.waits} if status == 429 else {}
        return web.json_response(answer, status=status, headers=wait)

    async def _answered(
        self, method: str, arguments: dict[str, Any], bearer: str
    ) -> tuple[int, Any]:
        if queue := self.failing.get(method):
            return queue.pop(0)
        if method == "apps.connections.open":
            if not bearer.startswith("xapp-"):
                return 200, {"ok": False, "error": "not_allowed_token_type"}
            ticket = uuid.uuid4().hex
            self._tickets.add(ticket)
            base = self.url.replace("http", "ws", 1).removesuffix("/api")
            return 200, {"ok": True, "url": f"{base}/link/{ticket}"}
        view = arguments.get("view")
        if view:
            held = json.loads(view) if isinstance(view, str) else view
            arguments["view"] = lawful(held)
        if not self.upstream:
            self._posted += method == "chat.postMessage"
            ts = f"1790000000.{self._posted:06}"
            posted = {"channel": arguments.get("channel"), "ts": ts}
            return 200, {"ok": True, "view": {"id": "V0001"}, **posted}
        assert self._session is not None
        async with self._session.post(
            f"{self.upstream}/api/{method}",
            json=arguments,
            headers={"Authorization": f"Bearer {bearer}"},
        ) as response:
            answer = await response.json()
            if not answer.get("ok"):
                self.refused.append({"method": method, **answer})
            if method in {"views.open", "views.push"} and answer.get("ok"):
                self.view_id = answer["view"]["id"]
            if method == "views.publish" and answer.get("ok"):
                self.home_id = answer["view"]["id"]
            return response.status, answer

    def trigger(self, user: str, view: str = "") -> str:
        """A key that opens one form, made by the upstream. `view`: where the button stood."""
        return str(self.wait(self._trigger(user, view)))

    async def _trigger(self, user: str, view: str) -> str:
        assert self._session is not None
        async with self._session.post(
            f"{self.upstream}/api/views.generateTriggerId",
            json={"user_id": user, "view_id": view},
            headers={"Authorization": f"Bearer {BOT}"},
        ) as response:
            return str((await response.json())["trigger_id"])

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["id"]
        if ticket not in self._tickets:  # a ticket opens one connection
            return web.Response(status=404)
        self._tickets.remove(ticket)
        if self.slams:
            self.slams -= 1
            return web.Response(status=503)
        link = web.WebSocketResponse()
        await link.prepare(request)
        await link.send_json({"type": "hello", "connection_info": {"app_id": "A1"}})
        with self.changed:
            self.links.append(link)
            self.changed.notify_all()
        try:
            async for message in link:
                if message.type is not WSMsgType.TEXT:
                    continue
                with suppress(ValueError):
                    self._acked(json.loads(message.data))
        finally:
            with self.changed:
                if link in self.links:
                    self.links.remove(link)
                self.changed.notify_all()
        return link

    def _acked(self, frame: dict[str, Any]) -> None:
        with self.changed:
            self.acks[frame["envelope_id"]] = frame | {"payload": frame.get("payload") or {}}
            self.changed.notify_all()
