"""`/healthz`, `/readyz` and `/metrics`, on this machine only. They count chores, never people.

No counter here steps when a report comes: a scrape every 15 seconds would stamp every report with
its time. What can be read is whether the service works.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import uvicorn
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from bot.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    Check = Callable[[], Awaitable[bool]]


class QuietServer(uvicorn.Server):
    """A server that leaves signals alone: its own way re-raises SIGTERM before our clean-up."""

    def __init__(self, config: uvicorn.Config) -> None:
        """`up` is set once the pages can be asked for."""
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


@dataclass(slots=True)
class Health:
    """What the pages show. `checks` say whether each part works, by name.

    `doubtful`: how many posts wait for a person to say whether they arrived.
    """

    checks: Mapping[str, Check]
    doors: Sequence[Route] = ()
    doubtful: Callable[[], Awaitable[float]] | None = None
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    failures: Counter = field(init=False)
    ready: Gauge = field(init=False)
    doubts: Gauge = field(init=False)

    def __post_init__(self) -> None:
        """Register the metrics: chores and readiness, nothing that a report moves."""
        self.failures = Counter(
            "closecall_chore_failures", "Chores that failed.", ["chore"], registry=self.registry
        )
        self.ready = Gauge(
            "closecall_ready", "1 when a part works.", ["part"], registry=self.registry
        )
        self.doubts = Gauge(
            "closecall_posts_in_doubt",
            "Posts in doubt.",
            registry=self.registry,
        )

    def app(self) -> Starlette:
        """The three pages, and the ways in of doors that are delivered to."""
        return Starlette(
            routes=[
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
                Route("/metrics", self.metrics),
                *self.doors,
            ]
        )

    async def healthz(self, _request: Request) -> Response:
        """The process answers."""
        return PlainTextResponse("ok\n")

    async def readyz(self, _request: Request) -> Response:
        """Every part works: 200, else 503; which one does not is in the answer."""
        found = {name: await check() for name, check in self.checks.items()}
        return JSONResponse(found, 200 if all(found.values()) else 503)

    async def metrics(self, _request: Request) -> Response:
        """The text format of Prometheus."""
        for name, check in self.checks.items():
            self.ready.labels(part=name).set(await check())
        if self.doubtful:
            self.doubts.set(await self.doubtful())
        text = generate_latest(self.registry)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


def loopback(port: int) -> socket.socket:
    """The port on this machine, taken. Raises BadSetting when somebody has it."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(("127.0.0.1", port))
    except OSError as refused:
        taken.close()
        raise BadSetting(f"CLOSECALL_HEALTH_PORT: {port}: {refused.strerror}") from refused
    return taken


def server(health: Health) -> QuietServer:
    """A server for the pages: no access log, no header that names it."""
    return QuietServer(
        uvicorn.Config(
            health.app(),
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            ws="none",
        )
    )
