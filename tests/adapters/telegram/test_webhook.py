"""Delivered instead of asked: the webhook; and what stays behind of people: nothing."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

from tests.adapters.telegram.fake_api import TOKEN, Mute
from tests.adapters.telegram.served import deliver, serving
from tests.adapters.telegram.talk import ANN, BEN, STORY, cases, tell
from tests.e2e.world import PATIENCE
from tests.ports import kept_port
from tests.privacy.hunt import hunt, hunt_tree

if TYPE_CHECKING:
    from tests.adapters.telegram.fake_api import FakeApi
    from tests.e2e.world import World


def test_delivered_to_it_answers_once_the_turn_is_kept(world: World, api: FakeApi) -> None:
    port = kept_port()
    outside = {"CLOSECALL_PUBLIC_URL": "https://near.example", "CLOSECALL_HEALTH_PORT": str(port)}
    with serving(world, api.url, TOKEN, **outside) as served:
        served.until("telegram: ready, it delivers")
        assert api.webhook is not None
        assert api.webhook["url"] == "https://near.example/telegram"
        given = str(api.webhook["secret_token"])
        api.say(ANN, STORY)
        update = api.updates[0]
        assert deliver(port, update, "wrong") == 403
        assert api.ours(ANN) == []
        assert deliver(port, update, given) == 200
        assert deliver(port, update, given) == 200  # delivered again: known
        api.screen(ANN, "Which kind?")
        assert len(api.ours(ANN)) == 1
        assert deliver(port, "x" * 300_000, given) == 413
        assert deliver(port, ["nothing", "of", "ours"], given) == 200
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as ready:
            assert json.load(ready)["telegram"] is True
        assert served.end() == 0
    assert "Telegram delivers to https://near.example" in "".join(served.said)


def test_nobody_s_name_and_no_word_reach_the_log_or_the_disk(world: World, api: FakeApi) -> None:
    """The canaries of a person, a story and a token, through updates that are broken too."""
    story = "Canarystoryword: the ladder slipped away under a painter."
    with serving(world, api.url, TOKEN) as served:
        api.raw({"message": {"text": "Canarystoryword", "chat": ANN, "entities": [{"oops": 1}]}})
        api.raw({"message": {"message_id": 1, "chat": {"id": ANN, "type": "private"}, "text": 7}})
        api.raw({"callback_query": {"id": 5, "data": "Canarystoryword", "from": {"id": ANN}}})
        api.raw({"poll_answer": {"user": {"id": ANN, "first_name": f"Firstcanary{ANN}"}}})
        tell(api, ANN, story)
        api.keeps.add(BEN)
        api.bring(BEN, {"voice": {"file_id": "canary-voice-file", "duration": 3}})
        api.screen(BEN, "voice is a name")
        api.orders["editMessageText"] = [Mute] * 9
        api.tap(ANN, "Send")
        served.until("telegram did not take a message")
        assert served.end() == 0
        said = "".join(served.said)
    canaries = [
        *(f"{chat}" for chat in (ANN, BEN)),
        *(f"Firstcanary{chat}" for chat in (ANN, BEN)),
        *(f"canary_handle_{chat}" for chat in (ANN, BEN)),
        *("Canarystoryword", "canary-voice-file", TOKEN, TOKEN.split(":")[1]),
    ]
    assert hunt("standard error", said.encode(), canaries) == []
    assert hunt_tree(world.folder, canaries) == []
    assert cases(world) == 1
