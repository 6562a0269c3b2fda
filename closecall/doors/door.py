"""A door as the service knows it: a runner's life, and the endpoint that its platform delivers to.

It knows no platform. What serves it is loaded when one is laid out: without a port, never.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias

from bot.frozen import frozen

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

Deliver: TypeAlias = Callable[[Mapping[str, str], bytes], Awaitable[tuple[int, str, str]]]
"""Headers (names in small letters) and body; the status, the kind and the body of the answer."""


class Runner(Protocol):
    """What stands behind a door and talks with its platform."""

    def start(self) -> None:
        """Open, inside the running loop."""

    async def stop(self) -> None:
        """Close: finish what is under way."""

    async def checked(self) -> bool:
        """Whether it and its platform understand each other."""


@frozen
class Endpoint:
    """Where a platform delivers. Of a body more than `largest` bytes are not read."""

    path: str
    largest: int
    deliver: Deliver

    def route(self) -> Route:
        """Its place among the pages of the service."""
        from starlette.routing import Route

        return Route(self.path, self._answer, methods=["POST"])

    async def _answer(self, request: Request) -> Response:
        from starlette.responses import Response

        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > self.largest:
                return Response(status_code=413)
        status, kind, content = await self.deliver(request.headers, bytes(body))
        return Response(content, status, {"content-type": kind})


@frozen
class Door:
    """A way in. Without an endpoint its platform is asked, or holds a connection."""

    runner: Runner
    endpoint: Endpoint | None = None
