"""The connection to the Bot API, over aiohttp. It repeats nothing and follows nowhere.

The SDK leaves it open how its requests travel (`BaseRequest`). Its own way is httpx; this one is
what the Slack door has loaded anyway: half of the processor time of a call, one store of
certificates less. What went wrong is told by its kind alone, for an address holds the token.

A proxy is taken from the usual variables (`HTTPS_PROXY`, `NO_PROXY`), once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientHttpProxyError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DummyCookieJar,
    FormData,
    TCPConnector,
)
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

    from telegram.request import RequestData

    _File = tuple[str, bytes | IO[bytes], str]  # its name, itself, its media type

CONNECT: Final = 10.0
"""Seconds until there is a connection: one of the pool, or a new one."""

_UPLOAD: Final = 20.0  # seconds more for a picture to leave
_NEVER_ASKED: Final = (ClientConnectorError, ClientHttpProxyError, ConnectionTimeoutError)


class Wire(BaseRequest):
    """One pool of connections, opened with the first request."""

    def __init__(self, *, answer: float, connections: int) -> None:
        """Wait for an answer so many seconds, over so many connections at most."""
        self._answer = answer
        self._connections = connections
        self._session: ClientSession | None = None
        self._proxy: str | None = None
        self._closed = False

    @property
    def read_timeout(self) -> float:
        """Seconds that an answer may take, where a request says nothing else."""
        return self._answer

    async def initialize(self) -> None:
        """Requests may be made, again too."""
        self._closed = False

    async def shutdown(self) -> None:
        """Close every connection; again does nothing."""
        session, self._session, self._closed = self._session, None, True
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - as the SDK calls it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,
        connect_timeout: object = None,
        pool_timeout: object = None,
    ) -> tuple[int, bytes]:
        """One request: its status and its answer. Raises TimedOut and NetworkError.

        A timeout that is no number is this connection's own.
        """
        fields: dict[str, str] | FormData | None = None
        answer = _seconds(read_timeout, self._answer)
        if request_data is not None:
            fields = request_data.json_parameters
            if files := request_data.multipart_data:
                fields, answer = _form(fields, files), answer + _seconds(write_timeout, _UPLOAD)
        connect = min(_seconds(connect_timeout, CONNECT), _seconds(pool_timeout, CONNECT))
        limits = ClientTimeout(total=None, connect=connect, sock_read=answer)
        session = self._opened(url)
        try:
            async with session.request(
                method, url, data=fields, timeout=limits, proxy=self._proxy, allow_redirects=False
            ) as answered:
                return answered.status, await answered.read()
        except TimeoutError as late:
            raise TimedOut from late
        except (ClientError, OSError) as wrong:
            raise NetworkError(type(wrong).__name__) from wrong

    def _opened(self, url: str) -> ClientSession:
        if self._closed:
            raise NetworkError("closed")
        if self._session is None:
            self._proxy = _proxy(url)
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections),
                cookie_jar=DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )
        return self._session


def never_asked(failed: BaseException) -> bool:
    """Whether a request failed before any of it could reach the server: certain, not likely."""
    return isinstance(failed.__cause__, _NEVER_ASKED)


def _proxy(url: str) -> str | None:
    """The proxy that this machine's variables name for an address."""
    parts = urlsplit(url)
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    return None if proxy is None or proxy_bypass(parts.hostname or "") else proxy


def _form(fields: dict[str, str], files: Mapping[str, _File]) -> FormData:
    """Fields and files as `multipart/form-data`."""
    form = FormData(fields)
    for field, (name, content, kind) in files.items():
        form.add_field(field, content, filename=name, content_type=kind)
    return form


def _seconds(given: object, otherwise: float) -> float:
    return float(given) if isinstance(given, int | float) else otherwise
