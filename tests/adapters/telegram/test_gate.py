"""The log gate, the SDK's loggers wide open: no token in a URL, no update in a complaint."""

from __future__ import annotations

import io
import logging
import sys
import threading
import warnings
from typing import TYPE_CHECKING

import pytest
from telegram import Update
from telegram.error import TelegramError

from adapters.telegram.client import client
from adapters.telegram.screens import BotScreens
from closecall import logs
from tests.adapters.telegram.fake_api import TOKEN
from tests.privacy.hunt import hunt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.telegram.fake_api import FakeApi

SDK = ("telegram", "telegram.Bot", "aiohttp.client", "asyncio")
CANARIES = (TOKEN, TOKEN.split(":")[1], "Canarystoryword", "Firstcanary", "777000111")
MALFORMED = {
    "message": {
        "message_id": 1,
        "text": "Canarystoryword",
        "from": {"id": 777000111, "first_name": "Firstcanary"},
        "entities": [{"oops": 1}],
    }
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the service would write, with every logger of the SDK at DEBUG."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning
    stream = io.StringIO()
    handler = logs.take_over(stream, logging.DEBUG)
    for name in SDK:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    for old in before:
        root.addHandler(old)
    root.setLevel(level)
    for name in SDK:
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.raiseExceptions = True
    sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks


async def test_the_sdk_at_debug_tells_neither_token_nor_words(
    log: io.StringIO, api: FakeApi
) -> None:
    calls = client(TOKEN, api.url)
    async with calls.bot as bot:
        screens = BotScreens(calls, pauses=())
        sent = await screens.send(777000111, "Canarystoryword", ())
        assert sent is not None
        assert await screens.edit(777000111, sent, "Canarystoryword again", ())
        assert not await screens.edit(777000111, 1, "Canarystoryword lost", ())
        api.snap(777000111, b"an image", caption="Canarystoryword")
        assert await screens.fetch("photo-0", 99) == b"an image"  # its address holds the token
        assert await screens.picture(777000111, b"an image", "Canarystoryword", ()) is not None
        api.revoked = True
        assert await screens.send(777000111, "Canarystoryword", ()) is None
        with pytest.raises(TelegramError):
            await bot.get_me()
    assert "Calling Bot API endpoint" in log.getvalue()
    assert hunt("log", log.getvalue().encode(), CANARIES) == []


async def test_what_the_sdk_cannot_parse_is_not_printed(log: io.StringIO, api: FakeApi) -> None:
    """We never let it parse an update; if we did, it would print all of it."""
    async with client(TOKEN, api.url).bot as bot:
        api.raw(MALFORMED)
        with pytest.raises(TypeError):
            await bot.get_updates(allowed_updates=[Update.MESSAGE])
    assert "CRITICAL" in log.getvalue()
    assert hunt("log", log.getvalue().encode(), CANARIES) == []
