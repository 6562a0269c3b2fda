"""What the doctor sees in Slack, and that looking posts nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from adapters.slack.checkup import Needs, Wanted, look
from adapters.slack.courier import Account
from adapters.slack.spot import Spot
from bot.sight import Level, Sight
from bot.words import Language, Words
from closecall.cli import main
from tests.adapters.patience import patience
from tests.adapters.slack.channel_api import READING, SCOPES, TOKEN, Channel, ChannelApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE, OUT, OLD, DIRECT, CLOSED, CONNECT = (f"C000000000{n}" for n in range(6))


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(
        Channel(HERE, "close-calls"),
        Channel(OUT, member=False),
        Channel(OLD, archived=True),
        Channel(DIRECT, direct=True),
        Channel(CLOSED, member=False, private=True),
        Channel(CONNECT, shared=True),
    ) as listening:
        yield listening


async def see(api: ChannelApi, *where: str, token: str = TOKEN) -> dict[str, Sight]:
    """What is seen, by what it is."""
    wanted = [Wanted(f"slack:{each}", Spot.parse(each)) for each in where]
    seen = await look(Account(token, api.url, answer=patience(api.moods)), wanted)
    for language in Language:
        for sight in seen:
            assert Words(language)(f"slackchannel.doctor.{sight.what}", **sight.values)
    return {sight.what: sight for sight in seen}


async def test_with_the_least_scopes_slack_is_not_asked_what_it_would_not_tell(
    api: ChannelApi,
) -> None:
    seen = await see(api, HERE)
    assert set(seen) == {"app", "scopes", "unasked"}
    assert {sight.level for sight in seen.values()} == {Level.GOOD}
    assert seen["scopes"].values == {"list": "chat:write, commands"}
    assert api.calls == ["auth.test"]


@pytest.mark.parametrize(
    ("where", "what", "level"),
    [
        (HERE, "ready", Level.GOOD),
        (OUT, "outside", Level.BAD),
        (OLD, "archived", Level.BAD),
        (DIRECT, "person", Level.BAD),
        (CONNECT, "shared", Level.WARN),
        ("C0000000009", "no_channel", Level.BAD),
        ("close-calls", "named", Level.WARN),
    ],
)
async def test_with_the_scope_every_channel_is_looked_at(
    api: ChannelApi, where: str, what: str, level: Level
) -> None:
    api.scopes = READING
    seen = await see(api, where)
    assert seen[what] == Sight(what, level, {"place": f"slack:{where}"})


async def test_an_app_that_may_post_everywhere_needs_no_invitation_but_to_private_channels(
    api: ChannelApi,
) -> None:
    api.scopes = f"{READING},chat:write.public"
    assert "ready" in await see(api, OUT)
    assert "outside" in await see(api, CLOSED)


async def test_an_app_that_may_not_post_is_told_which_scope_it_lacks(api: ChannelApi) -> None:
    api.scopes = "commands"
    assert (await see(api))["no_scope"].level is Level.BAD


async def test_a_server_that_does_not_name_the_scopes_is_said_to_be_silent(
    api: ChannelApi,
) -> None:
    api.scopes = None
    seen = await see(api, HERE)
    assert seen["scopes_unsaid"].level is Level.WARN
    assert "unasked" in seen


@pytest.mark.parametrize(
    ("mood", "what"),
    [
        (429, "away"),
        (500, "away"),
        ("hang", "away"),
        ("drop", "away"),
        ("garbage", "odd"),
        ("unknown_thing", "odd"),
        ("token_revoked", "token"),
    ],
)
async def test_a_bad_way_to_slack_is_one_finding(
    api: ChannelApi, mood: int | str, what: str
) -> None:
    api.moods["auth.test"] = [mood]
    seen = await see(api, HERE)
    assert [(one.what, one.level) for one in seen.values()] == [(what, Level.BAD)]


async def test_a_refused_token_is_said(api: ChannelApi) -> None:
    assert set(await see(api, HERE, token="xoxb-other-canary")) == {"token"}


def test_the_doctor_says_it_in_json(
    api: ChannelApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    api.scopes = f"{SCOPES},channels:read"
    (tmp_path / ".env").write_text(
        f"CLOSECALL_HOME=home\nCLOSECALL_DIGEST_CHANNELS=slack:{HERE},file:lessons\n"
        f"CLOSECALL_LANGUAGE=en\nSLACK_BOT_TOKEN={TOKEN}\nSLACK_APP_TOKEN=xapp-1-canary\n"
        f"SLACK_API_URL={api.url}\nCLOSECALL_REVIEW_CHANNEL=slack:{OUT}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["doctor", "--json"]) == 1
    printed = capsys.readouterr().out
    seen = [each for each in json.loads(printed) if each["part"] == "slack"]
    assert [(each["what"], each["level"]) for each in seen] == [
        ("app", "good"),
        ("scopes", "good"),
        ("no_picture", "warn"),
        ("sockets", "good"),
        ("ready", "good"),
        ("outside", "bad"),
    ]
    assert f"slack:{OUT}: the app is not in this channel" in seen[-1]["text"]
    assert "canary" not in printed
    assert api.posted == []


@pytest.mark.parametrize(("language", "said"), [("en", "not in this"), ("it", "non è in questo")])
def test_the_doctor_says_it_in_a_table(  # noqa: PLR0917 - fixtures
    api: ChannelApi,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    said: str,
) -> None:
    api.scopes = READING
    (tmp_path / ".env").write_text(
        f"CLOSECALL_HOME=home\nCLOSECALL_LANGUAGE={language}\nSLACK_BOT_TOKEN={TOKEN}\n"
        f"SLACK_APP_TOKEN=xapp-1-canary\nSLACK_API_URL={api.url}\n"
        f"CLOSECALL_REVIEW_CHANNEL=slack:{OUT}\n"
    )
    monkeypatch.chdir(tmp_path)
    main(["doctor"])
    printed = capsys.readouterr().out
    assert "Slack" in printed
    assert said in " ".join(printed.split())


async def test_what_is_switched_on_and_not_allowed_is_named(api: ChannelApi) -> None:
    needs = Needs(
        "xapp-1-canary",
        {"im:history": "CLOSECALL_SLACK_DM", "users:read": "CLOSECALL_SLACK_ROSTER"},
        picture=True,
    )
    api.scopes = f"{SCOPES},im:history"
    seen = await look(Account(TOKEN, api.url, answer=patience(api.moods)), [], needs)
    assert [sight.what for sight in seen] == ["app", "scopes", "lacks", "no_picture", "sockets"]
    assert seen[2].values == {"scope": "users:read", "setting": "CLOSECALL_SLACK_ROSTER"}
    assert seen[2].level is Level.BAD
    for language in Language:
        for sight in seen:
            assert Words(language)(f"slackchannel.doctor.{sight.what}", **sight.values)


async def test_a_token_for_a_whole_organisation_is_said_to_be_one(api: ChannelApi) -> None:
    assert "organisation" not in await see(api)
    api.everywhere = True
    assert (await see(api))["organisation"].level is Level.WARN


async def test_an_app_level_token_that_slack_refuses_is_named(api: ChannelApi) -> None:
    refused = await look(
        Account(TOKEN, api.url, answer=patience(api.moods)), [], Needs("xapp-of-long-ago")
    )
    assert refused[-1] == Sight("app_token", Level.BAD)
    assert "xapp-of-long-ago" not in repr(Needs("xapp-of-long-ago"))
