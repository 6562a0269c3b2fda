"""PostgreSQL stops and starts again while somebody tells a close call in Telegram."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.telegram.fake_api import TOKEN
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, BEN, STORY, TAPS, cases, finish, words
from tests.e2e.world import World
from tests.postgres import ThrowawayPostgres

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.adapters.telegram.fake_api import FakeApi

TRAILER = "A trailer rolled; its wheels were not chocked."
AWAY = "The database cannot be reached. Nothing was lost; nothing new was kept."


@pytest.fixture
def server() -> Iterator[ThrowawayPostgres]:
    """A server that may be stopped."""
    server = ThrowawayPostgres()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def hosted(server: ThrowawayPostgres, tmp_path_factory: pytest.TempPathFactory) -> World:
    """An organisation on that server."""
    folder = tmp_path_factory.mktemp("hosted")
    made = World.copied(folder, DATABASE_URL=server.url, CLOSECALL_RELEASE="now")
    assert made.run("db", "upgrade").returncode == 0
    return made


def toasts(api: FakeApi) -> list[str]:
    """What taps were answered with, beside the screens."""
    said = [held.get("text") for held in api.named("answerCallbackQuery")]
    return [str(text) for text in said if text]


def test_what_was_acknowledged_is_there_and_the_conversation_goes_on(
    hosted: World, server: ThrowawayPostgres, api: FakeApi
) -> None:
    with serving(hosted, api.url, TOKEN) as served:
        api.say(BEN, TRAILER)
        finish(api, BEN)
        api.say(ANN, STORY)
        api.screen(ANN, "Which kind?")
        api.tap(ANN, TAPS[0])
        api.screen(ANN, "Closest")
        api.until(api.settled)
        server.down("fast")
        api.tap(ANN, TAPS[1])
        # As a rule the tap is answered. Whose lease ends in this very moment takes it up later.
        api.until(lambda: toasts(api) or any("database is away" in line for line in served.said))
        refused = toasts(api)
        assert [toast.startswith(AWAY) for toast in refused] in ([True], [])
        assert "DATABASE_URL" not in "".join(refused)
        server.up()
        for tap, then in zip(TAPS[1:], ("stopped it", "Worst", "everything"), strict=True):
            if tap != TAPS[1] or refused:
                api.tap(ANN, tap)
            api.screen(ANN, then)
        api.tap(ANN, "Send")
        words(api.screen(ANN, "Your eight words"))
        assert served.end() == 0
        assert "Traceback" not in "".join(served.said)
    assert cases(hosted) == 2
