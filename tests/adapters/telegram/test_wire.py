"""The connection to the Bot API over real sockets: what travels, and what a failure means."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from typing import TYPE_CHECKING

import pytest
from telegram.error import NetworkError, TimedOut

from adapters.telegram.wire import Wire, never_asked
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TOKEN = "4242:AAF-canary_of-a-token"
SHORT = 0.2
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy but the one that a test names."""
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@contextlib.asynccontextmanager
async def server(
    answer: bytes | None, greeting: bytes = b""
) -> AsyncIterator[tuple[str, list[str]]]:
    """Where it listens, and the requests that came. None: it never answers; empty: it hangs up."""
    heard: list[str] = []
    closing = asyncio.Event()
    served: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.add(asyncio.current_task())
        writer.write(greeting)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            heard.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        if answer is None:
            await closing.wait()
        with contextlib.suppress(ConnectionError):
            writer.write(answer or b"")
            writer.close()
            await writer.wait_closed()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"127.0.0.1:{port}", heard
    finally:
        closing.set()
        listening.close()
        await asyncio.gather(*filter(None, served))


def answered(body: bytes, *headers: str, status: str = "200 OK", longer: int = 0) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) + longer}", "Connection: close"]
    return "\r\n".join((*lines, *headers, "", "")).encode() + body


@contextlib.asynccontextmanager
async def wire(answer: float = PATIENCE, connections: int = 2) -> AsyncIterator[Wire]:
    made = Wire(answer=answer, connections=connections)
    try:
        yield made
    finally:
        await made.shutdown()


async def get(over: Wire, place: str, scheme: str = "http") -> tuple[int, bytes]:
    return await over.do_request(f"{scheme}://{place}/bot{TOKEN}/getMe", "POST")


async def refusal(over: Wire, place: str, scheme: str = "http") -> NetworkError:
    with pytest.raises(NetworkError) as refused:
        await get(over, place, scheme)
    assert TOKEN not in str(refused.value)
    return refused.value


async def test_an_answer_comes_back_as_it_is_whatever_its_status() -> None:
    refused = answered(b'{"ok":false}', status="403 Forbidden")
    async with server(refused) as (place, heard), wire() as over:
        assert await get(over, place) == (403, b'{"ok":false}')
    assert heard[0].startswith(f"POST /bot{TOKEN}/getMe HTTP/1.1")


async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    elsewhere = answered(b"", "Location: http://127.0.0.1:9/", status="302 Found")
    async with server(elsewhere) as (place, heard), wire() as over:
        assert await get(over, place) == (302, b"")
    assert len(heard) == 1


async def test_no_cookie_is_kept() -> None:
    async with server(answered(b"{}", "Set-Cookie: who=4711")) as (place, heard), wire() as over:
        await get(over, place)
        await get(over, place)
    assert len(heard) == 2
    assert not any("4711" in each for each in heard)


async def test_a_server_that_is_not_there_was_never_asked() -> None:
    async with server(b"") as (place, _):
        pass
    async with wire() as over:
        assert never_asked(await refusal(over, place))


async def test_a_server_without_tls_was_never_asked() -> None:
    mail = b"220 mail.example.org ready\r\n"
    async with server(b"", greeting=mail) as (place, heard), wire() as over:
        assert never_asked(await refusal(over, place, "https"))
    assert not any(TOKEN in each for each in heard)


async def test_a_pool_without_a_free_connection_never_asked() -> None:
    async with server(None) as (place, heard), wire(connections=1) as over:
        first = asyncio.create_task(get(over, place))
        await asyncio.sleep(0)  # it is first: it takes the one connection, or waits for it
        with pytest.raises(TimedOut) as late:
            await over.do_request(f"http://{place}/{TOKEN}", "POST", pool_timeout=SHORT)
        assert never_asked(late.value)
        assert len(heard) < 2
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first


@pytest.mark.parametrize("answer", [b"", answered(b'{"ok":', longer=40)])
async def test_an_answer_that_breaks_off_leaves_it_open_what_was_done(answer: bytes) -> None:
    async with server(answer) as (place, heard), wire() as over:
        assert not never_asked(await refusal(over, place))
    assert len(heard) == 1


async def test_an_answer_that_does_not_come_leaves_it_open_what_was_done() -> None:
    async with server(None) as (place, heard), wire(answer=SHORT) as over:
        late = await refusal(over, place)
    assert isinstance(late, TimedOut)
    assert not never_asked(late)
    assert len(heard) == 1


async def test_one_request_may_wait_longer_than_the_others() -> None:
    async with server(answered(b"{}")) as (place, _), wire(answer=0.000001) as over:
        assert await over.do_request(f"http://{place}/", "POST", None, PATIENCE) == (200, b"{}")


async def test_a_proxy_of_the_environment_is_used_with_its_login(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with server(answered(b"{}")) as (place, heard), wire() as over:
        monkeypatch.setenv("http_proxy", f"http://door:opener@{place}")
        assert await get(over, "api.example.org") == (200, b"{}")
    assert heard[0].startswith(f"POST http://api.example.org/bot{TOKEN}/getMe HTTP/1.1")
    login = base64.b64encode(b"door:opener").decode()
    assert f"Proxy-Authorization: Basic {login}" in heard[0]


async def test_a_place_that_needs_no_proxy_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    async with server(answered(b"{}")) as (place, heard), wire() as over:
        monkeypatch.setenv("all_proxy", "http://127.0.0.1:9")
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert await get(over, place) == (200, b"{}")
    assert heard[0].startswith("POST /bot")


async def test_a_proxy_that_refuses_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = answered(b"", status="407 Proxy Authentication Required")
    async with server(refused) as (place, heard), wire() as over:
        monkeypatch.setenv("https_proxy", f"http://{place}")
        assert never_asked(await refusal(over, "api.example.org", "https"))
    assert heard[0].startswith("CONNECT api.example.org:443")
    assert TOKEN not in heard[0]


async def test_closed_it_asks_nothing_until_it_is_opened_again() -> None:
    async with server(answered(b"{}")) as (place, heard), wire() as over:
        assert await get(over, place) == (200, b"{}")
        await over.shutdown()
        await over.shutdown()
        await refusal(over, place)
        assert len(heard) == 1
        await over.initialize()
        assert await get(over, place) == (200, b"{}")
