"""What the doctor sees in Telegram, and that looking changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adapters.telegram.checkup import Wanted, look
from adapters.telegram.courier import Account
from adapters.telegram.spot import Spot
from bot.sight import Level, Sight
from bot.words import Language, Words
from closecall.cli import main
from tests.adapters.patience import patience
from tests.adapters.telegram.channel_api import TOKEN, ChannelApi, Chat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP, CHANNEL, FORUM, PRIVATE = -1001234567890, -1002, -1003, -1004
LOOKS = {"getMe", "getMyCommands", "getWebhookInfo", "getChat", "getChatMember"}


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(
        Chat(GROUP),
        Chat(CHANNEL, "channel", "calls", (), "administrator", {"can_post_messages": True}),
        Chat(FORUM, topics=(12,)),
        Chat(PRIVATE, "private"),
    ) as listening:
        yield listening


async def see(
    api: ChannelApi, *where: str, quiz: bool = True, url: str = "", token: str = TOKEN
) -> dict[str, Sight]:
    """What is seen, by what it is."""
    wanted = [Wanted(f"telegram:{each}", Spot.parse(each), quiz) for each in where]
    seen = await look(Account(token, api.url, answer=patience(api.moods)), wanted, url)
    for language in Language:
        for sight in seen:
            assert Words(language)(f"tgchannel.doctor.{sight.what}", **sight.values)
    return {sight.what: sight for sight in seen}


async def test_all_is_well(api: ChannelApi) -> None:
    seen = await see(api, str(GROUP), "@calls", f"{FORUM}/12")
    assert set(seen) == {"bot", "commands", "polling", "ready", "topic"}
    assert {sight.level for sight in seen.values()} == {Level.GOOD}
    assert seen["bot"].values == {"name": "close_bot"}
    assert set(api.calls) == LOOKS


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("-1999", "no_chat"),
        ("@nobody_here", "no_chat"),
        (str(PRIVATE), "person"),
        (f"{GROUP}/12", "no_topics"),
    ],
)
async def test_a_place_that_cannot_work_is_named(api: ChannelApi, where: str, what: str) -> None:
    seen = await see(api, where)
    assert seen[what] == Sight(what, Level.BAD, {"place": f"telegram:{where}"})
    assert "ready" not in seen


@pytest.mark.parametrize("status", ["left", "kicked"])
async def test_a_bot_that_is_not_in_the_group_is_told_to_be_added(
    api: ChannelApi, status: str
) -> None:
    api.chats[0].status = status
    assert (await see(api, str(GROUP)))["outside"].level is Level.BAD


async def test_a_channel_wants_an_administrator_who_may_post(api: ChannelApi) -> None:
    api.chats[1].rights["can_post_messages"] = False
    assert "no_post" in await see(api, "@calls")
    api.chats[1].status = "member"
    assert "no_post" in await see(api, "@calls")


async def test_a_group_where_only_administrators_write_wants_an_administrator(
    api: ChannelApi,
) -> None:
    api.chats[0].permissions["can_send_messages"] = False
    assert "no_post" in await see(api, str(GROUP))
    api.chats[0].status = "administrator"
    assert "ready" in await see(api, str(GROUP))


async def test_polls_are_needed_where_the_digest_goes_and_not_for_the_reviewers(
    api: ChannelApi,
) -> None:
    api.chats[0].permissions["can_send_polls"] = False
    assert (await see(api, str(GROUP)))["no_polls"].level is Level.BAD
    assert "ready" in await see(api, str(GROUP), quiz=False)


async def test_a_group_without_pictures_is_a_warning_for_issues_and_nothing_for_notices(
    api: ChannelApi,
) -> None:
    api.chats[0].permissions["can_send_photos"] = False
    assert (await see(api, str(GROUP)))["no_photos"].level is Level.WARN
    assert "no_photos" not in await see(api, str(GROUP), quiz=False)


async def test_a_restricted_bot_is_told_what_it_may_not(api: ChannelApi) -> None:
    api.chats[0].status, api.chats[0].rights = "restricted", {"can_send_polls": False}
    assert "no_polls" in await see(api, str(GROUP))
    api.chats[0].rights = {"can_send_messages": False}
    assert "no_post" in await see(api, str(GROUP))


async def test_an_empty_menu_is_noticed(api: ChannelApi) -> None:
    api.commands.clear()
    assert (await see(api))["no_commands"].level is Level.WARN


@pytest.mark.parametrize(
    ("set_to", "ours", "what", "level"),
    [
        ("", "", "polling", Level.GOOD),
        ("", "https://calls.example", "no_webhook", Level.WARN),
        ("https://old.example/secret-path", "", "webhook_left", Level.WARN),
        ("https://old.example/t", "https://calls.example", "webhook_other", Level.WARN),
        ("https://calls.example/t", "https://calls.example", "webhook_other", Level.WARN),
        ("https://calls.example/telegram", "https://calls.example", "webhook", Level.GOOD),
        ("https://calls.example/a/telegram", "https://calls.example/a", "webhook", Level.GOOD),
    ],
)
async def test_the_webhook_is_compared_with_the_setting(
    api: ChannelApi, set_to: str, ours: str, what: str, level: Level
) -> None:
    api.webhook["url"] = set_to
    seen = await see(api, url=ours)
    assert seen[what].level is level
    assert "secret-path" not in str(seen)


async def test_a_webhook_that_telegram_cannot_reach_is_named(api: ChannelApi) -> None:
    api.webhook = {
        "url": "https://calls.example/telegram",
        "pending_update_count": 3,
        "last_error_date": 1_790_000_000,
        "last_error_message": "Connection refused",
    }
    seen = await see(api, url="https://calls.example")
    assert seen["webhook_failing"] == Sight(
        "webhook_failing", Level.BAD, {"host": "calls.example"}
    )


async def test_a_token_that_is_refused_ends_the_look(api: ChannelApi) -> None:
    seen = await see(api, str(GROUP), token="7654321:AAF-another-token_of-a-bot")
    assert seen == {"token": Sight("token", Level.BAD)}


@pytest.mark.parametrize("mood", ["hang", "drop", 500, 429])
async def test_a_telegram_that_does_not_answer_ends_the_look(
    api: ChannelApi, mood: int | str
) -> None:
    api.moods["getChat"] = [mood]
    seen = await see(api, str(GROUP))
    assert seen["away"].level is Level.BAD
    assert "getChatMember" not in api.calls


async def test_another_server_than_telegram_is_noticed(api: ChannelApi) -> None:
    api.webhook["pending_update_count"] = None
    api.webhook["url"] = 7
    assert "odd" in await see(api)


def test_the_doctor_says_what_to_do_and_never_the_token(
    tmp_path: Path,
    api: ChannelApi,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / ".env").write_text(
        f"CLOSECALL_HOME=home\nTELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL={api.url}\n"
        f"CLOSECALL_DIGEST_CHANNELS=telegram:@calls,telegram:-1999\n"
        f"CLOSECALL_REVIEW_CHANNEL=telegram:{GROUP}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--json"]) == 1
    printed = capsys.readouterr().out
    found = [each for each in json.loads(printed) if each["part"] == "telegram"]
    seen = [each for each in found if each["what"] != "photos"]  # of the machine, not of Telegram
    assert [(each["what"], each["level"]) for each in seen] == [
        ("bot", "good"),
        ("commands", "good"),
        ("polling", "good"),
        ("ready", "good"),
        ("no_chat", "bad"),
        ("ready", "good"),
    ]
    assert "add the bot to it" in seen[4]["text"]
    assert "AAF" not in printed
    main(["doctor"])
    assert "@close_bot" in capsys.readouterr().out
