"""Pictures over the real SDK and a real socket: fetched within a limit, sent, replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from adapters.telegram.calls import RETRIES
from adapters.telegram.client import client
from adapters.telegram.screen import Button
from adapters.telegram.screens import NAMELESS, BotScreens
from tests.adapters.telegram.fake_api import TOKEN, buttons

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.adapters.telegram.fake_api import FakeApi

ANN = 777000111
BUSY = {
    "ok": False,
    "error_code": 429,
    "description": "Too Many Requests: retry after 0",
    "parameters": {"retry_after": 0},
}
DOWN = {"ok": False, "error_code": 502, "description": "Bad Gateway"}
IMAGE = bytes(range(256)) * 40


@pytest.fixture
async def screens(api: FakeApi) -> AsyncIterator[BotScreens]:
    """What the door shows through, on loopback."""
    calls = client(TOKEN, api.url)
    async with calls.bot:
        yield BotScreens(calls, pauses=(0.01,))


async def test_a_photo_is_fetched_whole_within_the_limit(
    api: FakeApi, screens: BotScreens
) -> None:
    api.snap(ANN, IMAGE)
    assert await screens.fetch("photo-0", len(IMAGE)) == IMAGE


async def test_a_photo_that_is_too_large_is_not_even_fetched(
    api: FakeApi, screens: BotScreens
) -> None:
    api.snap(ANN, IMAGE)
    assert await screens.fetch("photo-0", len(IMAGE) - 1) is None
    assert api.named("file") == []


async def test_a_file_that_telegram_has_not_got_is_none(api: FakeApi, screens: BotScreens) -> None:
    assert await screens.fetch("nothing", 99) is None
    api.snap(ANN, IMAGE)
    api.orders["getFile"] = [{"ok": False, "error_code": 502, "description": "Bad Gateway"}]
    assert await screens.fetch("photo-0", len(IMAGE)) == IMAGE


async def test_a_picture_is_sent_as_it_is_without_a_name_and_cannot_be_forwarded(
    api: FakeApi, screens: BotScreens
) -> None:
    rows = ((Button("Keep it", "data"),),)
    sent = await screens.picture(ANN, IMAGE, "As it will be kept.", rows)
    assert sent is not None
    ((called, raw),) = api.uploads
    assert (called, raw) == (NAMELESS, IMAGE)
    (held,) = api.named("sendPhoto")
    assert held["protect_content"] is True
    assert buttons(api.messages[ANN, sent]) == [("Keep it", "data")]
    assert not await screens.edit(ANN, sent, "A text", ())


async def test_a_label_arrives_as_it_is_whatever_signs_it_has(
    api: FakeApi, screens: BotScreens
) -> None:
    labels = ['Say "no"', "back\\slash", "two\nlines", "è vero 🙂", "}]},{", "</b>&amp;"]
    rows = tuple((Button(label, f"data{number}"),) for number, label in enumerate(labels))
    sent = await screens.send(ANN, "Which?", rows)
    assert sent is not None
    assert buttons(api.messages[ANN, sent]) == [
        (label, f"data{number}") for number, label in enumerate(labels)
    ]


async def test_a_limit_that_lasts_is_not_called_into_again(
    api: FakeApi, screens: BotScreens
) -> None:
    """`Calls` has waited as often as it may: the pauses are for a line that is down."""
    api.orders["sendMessage"] = [BUSY] * 9
    assert await screens.send(ANN, "Which?", ()) is None
    assert len(api.named("sendMessage")) == RETRIES + 1


async def test_a_line_that_is_down_is_tried_again_also_after_a_wait(
    api: FakeApi, screens: BotScreens
) -> None:
    api.orders["sendMessage"] = [BUSY, DOWN]
    assert await screens.send(ANN, "Which?", ()) is not None
    assert len(api.named("sendMessage")) == 3
