"""What a chat shows when Telegram takes the next screen, and what stays when it does not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from adapters.telegram.client import client
from adapters.telegram.face import Face
from adapters.telegram.routes import InMemory, Route
from adapters.telegram.screen import Button, Screen
from adapters.telegram.screens import BotScreens
from bot.report import Token
from bot.words import Language
from tests.adapters.telegram.fake_api import TOKEN

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
ROWS = ((Button("Send", "data"),),)
ROUTE = Route(Token(bytes(32)), Language.EN)


@pytest.fixture
async def face(api: FakeApi) -> AsyncIterator[Face]:
    """What is shown, on loopback."""
    calls = client(TOKEN, api.url)
    async with calls.bot:
        yield Face(BotScreens(calls, pauses=()), InMemory(os.urandom, lambda: 0.0))


async def shown(face: Face) -> Route:
    """Where the chat's words belong, and which messages show it."""
    route = await face.routes.of(ANN)
    assert route is not None
    return route


async def test_a_long_screen_takes_the_place_of_the_one_before(api: FakeApi, face: Face) -> None:
    await face.show(ANN, Screen(("Send it?",), ROWS), ROUTE, over=False)
    await face.show(ANN, Screen(("One", "Two"), ROWS), await shown(face), over=False)
    assert [one["text"] for one in api.ours(ANN)] == ["One", "Two"]


@pytest.mark.parametrize("pages", [("Your eight words",), ("Your eight words", "and the rest")])
async def test_a_screen_that_telegram_does_not_take_leaves_the_one_before_with_its_buttons(
    api: FakeApi, face: Face, pages: tuple[str, ...]
) -> None:
    """Tapped again it shows what could not be shown: without it the eight words were gone."""
    await face.show(ANN, Screen(("Send it?",), ROWS), ROUTE, over=False)
    api.orders["editMessageText"] = [BUSY] * 3
    api.orders["sendMessage"] = [BUSY] * 3 * len(pages)
    await face.show(ANN, Screen(pages, ROWS), await shown(face), over=False)
    assert [one["text"] for one in api.ours(ANN)] == ["Send it?"]
    await face.show(ANN, Screen(("Here it is",), ROWS), await shown(face), over=False)
    assert [one["text"] for one in api.ours(ANN)] == ["Here it is"]


async def test_a_screen_of_which_telegram_took_a_part_is_cleared_away_with_the_next(
    api: FakeApi, face: Face
) -> None:
    await face.show(ANN, Screen(("Send it?",), ROWS), ROUTE, over=False)
    image = Screen(("One", "Two"), ROWS, image=b"an image")
    api.orders["sendPhoto"] = [BUSY] * 3
    await face.show(ANN, image, await shown(face), over=False)
    assert [one["text"] for one in api.ours(ANN)] == ["Send it?", "One"]
    await face.show(ANN, Screen(("Here it is",), ROWS), await shown(face), over=False)
    assert [one["text"] for one in api.ours(ANN)] == ["Here it is"]
