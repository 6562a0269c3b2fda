"""Against a Bot API server that nobody here wrote: the process, the SDK, sockets, two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.adapters.telegram.fake_api import TOKEN
from tests.adapters.telegram.npm_api import Bridge, servers
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, BEN, STORY, TAPS, cases, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.e2e.world import World


@pytest.fixture
def bridge() -> Iterator[Bridge]:
    """The server with its bridge."""
    with Bridge(servers(), TOKEN) as opened:
        yield opened


def test_two_people_report_at_once_and_one_comes_back(world: World, bridge: Bridge) -> None:
    with serving(world, bridge.url, TOKEN) as served:
        served.until("telegram: ready")
        for chat in (ANN, BEN):
            bridge.say(chat, "/start report")
            bridge.screen(chat, "What almost happened?")
            bridge.say(chat, STORY)
            bridge.screen(chat, "Which kind?")
        for tap, then in zip(TAPS, ("Closest", "stopped it", "Worst", "every"), strict=True):
            for chat in (ANN, BEN):
                bridge.tap(chat, tap)
                bridge.screen(chat, then)
        eight = {}
        for chat in (ANN, BEN):
            bridge.tap(chat, "Send")
            eight[chat] = words(bridge.screen(chat, "Your eight words"))
        assert eight[ANN] != eight[BEN]
        bridge.tap(ANN, "Done")
        bridge.screen(ANN, "Keep your words safe")
        bridge.say(ANN, eight[ANN])
        bridge.screen(ANN, "Withdraw")
        assert served.end() == 0
        said = "".join(served.said)
    assert TOKEN not in said
    assert "Traceback" not in said
    asked = {name for name, _ in bridge.calls}
    assert {"getMe", "setMyCommands", "getUpdates", "sendMessage", "editMessageText"} <= asked
    deleted = [held for name, held in bridge.calls if name == "deleteMessage"]
    assert len(deleted) >= 5
    assert cases(world) == 2
