"""The Telegram door as an operator runs it: a process, a Bot API on loopback, a person's taps."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from adapters.telegram.runner import COMMANDS
from tests.adapters.telegram.fake_api import TOKEN, Mute, buttons
from tests.adapters.telegram.served import serving
from tests.adapters.telegram.talk import ANN, BEN, STORY, TAPS, cases, finish, tell, words

if TYPE_CHECKING:
    from tests.adapters.telegram.fake_api import FakeApi
    from tests.e2e.world import World


def test_a_report_from_the_first_word_to_the_eight_words(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        api.say(ANN, "/start")
        assert "Telegram knows that we talk" in api.screen(ANN, "What almost happened?")
        tell(api, ANN)
        (shown,) = api.ours(ANN)
        assert f"What almost happened: {STORY}" in shown["text"]
        assert api.theirs(ANN) == []
        api.tap(ANN, "Send")
        eight = words(api.screen(ANN, "Your eight words"))
        api.tap(ANN, "Done")
        assert eight not in api.screen(ANN, "Keep your words safe")
        api.say(ANN, eight)
        api.screen(ANN, "Withdraw")
        assert served.end() == 0
        said = "".join(served.said)
    assert "Telegram: open" in said
    assert "Traceback" not in said
    assert TOKEN not in said
    assert cases(world) == 1
    assert {held.get("protect_content") for held in api.named("sendMessage")} == {True}
    assert api.settled()


def test_the_menu_is_set_in_every_language_for_private_chats_alone(
    world: World, api: FakeApi
) -> None:
    with serving(world, api.url, TOKEN) as served:
        api.until(lambda: len(api.named("setMyCommands")) >= 3)
        assert served.end() == 0
    set_ = {str(held.get("language_code")): held for held in api.named("setMyCommands")}
    assert set(set_) == {"None", "en", "it"}
    for held in set_.values():
        assert held["scope"] == {"type": "all_private_chats"}
        assert [one["command"] for one in held["commands"]] == list(COMMANDS)
    assert set_["it"]["commands"] != set_["en"]["commands"]


def test_killed_at_every_step_a_report_goes_on(world: World, api: FakeApi) -> None:
    """After each answer the process dies; the old screen's buttons work in the next one."""
    steps = [
        (None, "Which kind?"),
        *zip(TAPS, ("Closest", "stopped", "Worst", "every"), strict=True),
    ]
    for tap, then in steps:
        with serving(world, api.url, TOKEN) as served:
            if tap is None:
                api.say(ANN, STORY)
                api.screen(ANN, then)
                api.until(api.settled)  # else the next process begins with it, in a new message
            else:
                api.tap(ANN, tap)
            api.screen(ANN, then)
            served.end(signal.SIGKILL)
    with serving(world, api.url, TOKEN) as served:
        api.tap(ANN, "Send")
        eight = words(api.screen(ANN, "Your eight words"))
        served.end(signal.SIGKILL)
    with serving(world, api.url, TOKEN) as served:
        served.until("run: ready")
        api.tap(ANN, "Show the words")
        api.until(api.settled)
        assert words(api.screen(ANN, "Your eight words")) == eight
        assert served.end() == 0
    assert cases(world) == 1
    assert len(api.ours(ANN)) == 1


def test_killed_between_keeping_and_showing_the_words_come_with_the_next_tap(
    world: World, api: FakeApi
) -> None:
    with serving(world, api.url, TOKEN) as served:
        tell(api, ANN)
        shown = len(api.named("editMessageText"))
        api.orders["editMessageText"] = [Mute] * 20
        api.tap(ANN, "Send")
        api.until(lambda: len(api.named("editMessageText")) > shown)
        served.end(signal.SIGKILL)
    api.orders["editMessageText"] = []
    with serving(world, api.url, TOKEN):
        api.tap(ANN, "Send")
        first = words(api.screen(ANN, "Your eight words"))
        api.again()
        api.until(api.settled)
        assert words(api.screen(ANN, "Your eight words")) == first
    assert cases(world) == 1


def test_what_a_killed_process_had_not_kept_is_delivered_to_the_next(
    world: World, api: FakeApi
) -> None:
    api.say(ANN, STORY)  # before there is anybody to hear it
    with serving(world, api.url, TOKEN):
        api.screen(ANN, "Which kind?")
        finish(api, ANN)
    assert api.theirs(ANN) == []
    assert cases(world) == 1


def test_everything_delivered_twice_is_one_report(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN):
        tell(api, ANN)
        api.again()
        api.until(api.settled)
        for _ in range(3):  # an impatient thumb
            api.tap(ANN, "Send")
        words(api.screen(ANN, "Your eight words"))
        api.again()
        api.until(api.settled)
        api.screen(ANN, "Done")
    assert cases(world) == 1
    assert len(api.ours(ANN)) == 1


def test_a_second_poller_is_named_and_the_bot_recovers_when_it_is_gone(
    world: World, api: FakeApi
) -> None:
    api.orders["getUpdates"] = [
        {"ok": False, "error_code": 409, "description": "Conflict: terminated by other getUpdates"}
    ] * 2
    with serving(world, api.url, TOKEN) as served:
        served.until("another process asks for this bot's updates")
        served.until("telegram: well again")
        api.say(ANN, STORY)
        finish(api, ANN)
    assert cases(world) == 1


def test_a_token_that_is_revoked_is_named_and_back_it_works(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        served.until("telegram: ready")
        api.revoked = True
        served.until("telegram refuses the token")
        api.revoked = False
        served.until("telegram: well again")
        api.say(ANN, STORY)
        finish(api, ANN)
        assert served.end() == 0
        assert TOKEN not in "".join(served.said)
    assert cases(world) == 1


def test_an_api_that_is_down_at_the_start_does_not_keep_the_service_down(
    world: World, api: FakeApi
) -> None:
    api.orders["getMe"] = [Mute, {"ok": False, "error_code": 502, "description": "Bad Gateway"}]
    with serving(world, api.url, TOKEN) as served:
        served.until("run: ready")
        served.until("telegram cannot be reached")
        api.say(ANN, STORY)
        finish(api, ANN)
    assert cases(world) == 1


def test_flood_control_failures_and_silence_lose_nothing(world: World, api: FakeApi) -> None:
    wait = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    down = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    api.orders["sendMessage"] = [wait, down]
    api.orders["editMessageText"] = [Mute, wait, down]
    api.orders["deleteMessage"] = [down]
    api.orders["answerCallbackQuery"] = [down]
    api.orders["getUpdates"] = [down, wait]
    with serving(world, api.url, TOKEN):
        tell(api, ANN)
        api.tap(ANN, "Send")
        words(api.screen(ANN, "Your eight words"))
        assert api.theirs(ANN) == []
    assert cases(world) == 1


def test_a_message_that_cannot_be_deleted_is_said_once_and_clearly(
    world: World, api: FakeApi
) -> None:
    api.keeps.add(ANN)
    with serving(world, api.url, TOKEN):
        api.say(ANN, STORY)
        assert "Please delete it yourself" in api.screen(ANN, "Which kind?")
        api.tap(ANN, "Safety")
        assert "delete it yourself" not in api.screen(ANN, "Closest match?")


def test_of_two_processes_on_one_database_one_asks_and_the_other_takes_over(
    world: World, api: FakeApi
) -> None:
    with serving(world, api.url, TOKEN) as first:
        first.until("telegram: ready")
        with serving(world, api.url, TOKEN) as second:
            second.until("run: ready")
            tell(api, ANN)
            assert not any("another process asks" in line for line in first.said + second.said)
            assert first.end() == 0
            second.until("telegram: ready")
            api.tap(ANN, "Send")  # the record stands on the screen that the first one drew
            words(api.screen(ANN, "Your eight words"))
            api.say(BEN, STORY)
            finish(api, BEN)
            assert second.end() == 0
    assert cases(world) == 2


def test_a_term_signal_finishes_what_is_under_way(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN) as served:
        tell(api, ANN)
        shown = len(api.named("editMessageText"))
        api.orders["editMessageText"] = [Mute]
        api.tap(ANN, "Send")
        api.until(lambda: len(api.named("editMessageText")) > shown)
        assert served.end(signal.SIGTERM) == 0
    assert words(api.screen(ANN, "Your eight words"))
    assert api.settled()
    assert cases(world) == 1


def test_a_flood_from_one_chat_does_not_slow_another(world: World, api: FakeApi) -> None:
    with serving(world, api.url, TOKEN):
        for number in range(200):
            api.say(BEN, f"Number {number} of many words that mean nothing.")
        tell(api, ANN)
        api.tap(ANN, "Send")
        words(api.screen(ANN, "Your eight words"))
        spared = [text for text in api.theirs(BEN) if text.startswith("Number")]
        told = [one for one in api.named("sendMessage") if "at once" in str(one.get("text"))]
    assert len(spared) > 100
    assert len(told) < len(spared) / 4  # each second lets one more through, and is told of again
    assert buttons(api.ours(BEN)[0])


def test_once_does_the_chores_and_asks_telegram_nothing(world: World, api: FakeApi) -> None:
    api.say(ANN, STORY)
    told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
    assert world.run("run", "--once", **told).returncode == 0
    assert api.calls == []


def test_delivery_without_a_port_to_deliver_to_does_not_start(world: World, api: FakeApi) -> None:
    told = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": api.url}
    outside = {"CLOSECALL_PUBLIC_URL": "https://near.example", "CLOSECALL_HEALTH_PORT": "0"}
    done = world.run("run", **told, **outside)
    assert done.returncode == 1
    assert "CLOSECALL_HEALTH_PORT is 0" in done.stderr
    assert TOKEN not in done.stderr
