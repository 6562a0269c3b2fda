"""What every request must pass and every answer carries. It knows no page and no reviewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from bot.frozen import frozen

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY: Final = 256 * 1024
CSP: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), clipboard-read=()",
    "X-Robots-Tag": "noindex, nofollow",
    "X-DNS-Prefetch-Control": "off",
}
NO_STORE: Final = "no-store"


@frozen
class Guard:
    """The outermost layer: host, method, origin, size; headers on every answer, errors too."""

    app: ASGIApp
    host: str
    origin: str
    secure: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message))
            await send(message)

        refused = self._refusal(scope)
        if refused:
            await PlainTextResponse("", refused)(scope, receive, dressed)
            return
        await self.app(scope, _bounded(receive), dressed)

    def _dress(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers[name] = value
        headers.setdefault("Cache-Control", NO_STORE)
        if self.secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"

    def _refusal(self, scope: Scope) -> int:
        """The status of a request that no page should see; 0 for none."""
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self.host]:
            return 421
        if scope["method"] not in {"GET", "HEAD", "POST"}:
            return 405
        site = headers.get("sec-fetch-site", "")
        if scope["method"] == "POST":
            return self._refused_post(headers, site)
        # What another site asks for in the background, as a picture or a script, is not shown.
        if site in {"cross-site", "same-site"} and headers.get("sec-fetch-mode") != "navigate":
            return 403
        return 0

    def _refused_post(self, headers: Headers, site: str) -> int:
        """A form must come from a page of ours: Fetch Metadata says so, or else Origin."""
        if site != "same-origin" and (site or headers.get("origin") != self.origin):
            return 403
        length = headers.get("content-length", "")
        if not length.isdecimal():
            return 411
        return 413 if int(length) > MOST_BODY else 0


def _bounded(receive: Receive) -> Receive:
    """A body that ends the connection when it is longer than it said it would be allowed to be."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > MOST_BODY:
                return {"type": "http.disconnect"}
        return message

    return bounded
