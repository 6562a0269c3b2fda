"""Posting to Slack, through the real SDK to a Web API on loopback that refuses and fails."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.channel import Issues, Notices
from adapters.slack.courier import Account, Courier, failure
from adapters.slack.spot import Spot
from bot.errors import DeliveryError, Undecided
from bot.words import Language, Words
from closecall.logs import Redacting
from tests.adapters.issues import quiet_issue
from tests.adapters.patience import patience
from tests.adapters.posting import behind, overheard
from tests.adapters.slack.channel_api import TOKEN, Channel, ChannelApi
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from slack_sdk.web.async_client import AsyncWebClient

HERE, OUT, OLD = "C0000000001", "C0000000002", "C0000000003"
OTHER = "xoxb-7654321-canary-of-another"
WORDS = Words(Language.EN)


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(
        Channel(HERE, "close-calls"), Channel(OUT, member=False), Channel(OLD, archived=True)
    ) as listening:
        yield listening


def courier(api: ChannelApi, where: str = HERE, token: str = TOKEN) -> Courier:
    account = Account(token, api.url, answer=patience(api.moods))
    return Courier(account, Spot.parse(where), WORDS)


async def post(sender: Courier) -> str:
    issues = Issues(sender)
    return await issues.post("2026-W47", issues.render(quiet_issue()))


async def refusal(api: ChannelApi, where: str = HERE, token: str = TOKEN) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        await post(courier(api, where, token))
    return refused.value


@pytest.mark.parametrize("where", [HERE, "close-calls"])
async def test_an_issue_is_one_message_that_can_be_asked_for_by_its_period(
    api: ChannelApi, where: str
) -> None:
    assert await post(courier(api, where)) == f"{HERE} 1795000000.000001"

    (posted,) = api.posted
    assert api.calls == ["chat.postMessage"]
    assert posted["metadata"] == {
        "event_type": "closecall_issue",
        "event_payload": {"period": "2026-W47"},
    }
    assert posted["text"].startswith("Close Calls #2: ")
    silent = ("link_names", "unfurl_links", "unfurl_media")
    assert (posted["parse"], [posted[each] for each in silent]) == ("none", [False] * 3)


async def test_a_notice_is_posted_as_it_is_and_without_metadata(api: ChannelApi) -> None:
    await Notices(courier(api)).post("alert-1", "Look <now> & tell: *nobody*\n<!here>")
    (posted,) = api.posted
    assert posted["blocks"][0]["text"]["text"] == "Look <now> & tell: *nobody*\n<\u2060!here>"
    assert posted["text"] == "Look &lt;now&gt; &amp; tell: *nobody*"
    assert "metadata" not in posted


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (OUT, "The app is not in this channel"),
        (OLD, "This channel is archived"),
        ("C0000000009", "There is no such channel"),
        ("nobody-here", "There is no such channel"),
    ],
)
async def test_what_cannot_work_says_what_to_do(api: ChannelApi, where: str, said: str) -> None:
    refused = await refusal(api, where)
    assert (refused.permanent, isinstance(refused, Undecided)) == (True, False)
    assert refused.detail.startswith(said)
    assert api.posted == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("missing_scope", "lacks the scope chat:write"),
        ("token_revoked", "refuses SLACK_BOT_TOKEN"),
        ("account_inactive", "refuses SLACK_BOT_TOKEN"),
        ("restricted_action_read_only_channel", "may not write in this channel"),
        ("something_new", "refuses this message (something_new)"),
    ],
)
async def test_a_refusal_is_final_and_named(api: ChannelApi, code: str, said: str) -> None:
    api.moods["chat.postMessage"] = [code]
    refused = await refusal(api)
    assert (refused.permanent, said in refused.detail, api.posted) == (True, True, [])


async def test_a_limit_is_a_refusal_for_now_with_its_wait_and_no_repeat(api: ChannelApi) -> None:
    api.moods["chat.postMessage"] = [429]
    refused = await refusal(api)
    assert (refused.permanent, refused.wait, api.posted) == (False, 7.0, [])
    assert not isinstance(refused, Undecided)
    assert api.calls == ["chat.postMessage"]


async def test_a_limit_that_does_not_say_how_long_waits_a_minute(api: ChannelApi) -> None:
    api.moods["chat.postMessage"] = ["ratelimited"]
    refused = await refusal(api)
    assert (refused.permanent, refused.wait) == (False, 60.0)


@pytest.mark.parametrize(
    ("asked", "wait"),
    [("7", 7.0), ("99999999", 86_400.0), ("9" * 400, 86_400.0), ("-1", 60.0), ("soon", 60.0)],
)
def test_no_answer_puts_a_post_off_for_more_than_a_day(asked: str, wait: float) -> None:
    busy = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="",
        req_args={},
        data={"ok": False, "error": "ratelimited"},
        headers={"Retry-After": asked},
        status_code=429,
    )
    refused = SlackApiError("busy", busy)  # type: ignore[no-untyped-call]
    assert failure(refused, WORDS).wait == wait


@pytest.mark.parametrize("mood", [500, 503, "hang", "drop", "garbage", "cut"])
async def test_half_an_answer_is_undecided_and_never_repeated(
    api: ChannelApi, mood: int | str
) -> None:
    api.moods["chat.postMessage"] = [mood]
    refused = await refusal(api)
    assert isinstance(refused, Undecided)
    assert "Slack did not answer" in refused.detail
    assert api.took.acquire(timeout=PATIENCE)  # it may take longer than we wait for its answer
    assert api.calls == ["chat.postMessage"]
    assert len(api.posted) == 1


@pytest.mark.parametrize("code", ["fatal_error", "internal_error", "NOT A CODE <x>"])
async def test_what_slack_itself_is_not_sure_of_is_undecided(api: ChannelApi, code: str) -> None:
    api.moods["chat.postMessage"] = [code]
    assert isinstance(await refusal(api), Undecided)


async def test_a_server_that_is_not_there_is_a_refusal_for_now() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/api"
        sender = Courier(Account(TOKEN, url, answer=PATIENCE), Spot(HERE), WORDS)
        with pytest.raises(DeliveryError, match="cannot be reached") as refused:
            await post(sender)
    assert not isinstance(refused.value, Undecided)


def test_an_error_that_nobody_knows_is_undecided() -> None:
    assert isinstance(failure(TimeoutError(), WORDS), Undecided)
    assert isinstance(failure(KeyError("ts"), WORDS), Undecided)


async def test_an_answer_that_is_not_understood_is_undecided_and_logged_by_its_place(
    api: ChannelApi, caplog: pytest.LogCaptureFixture
) -> None:
    async def surprised(_web: AsyncWebClient) -> str:
        raise KeyError("a word of theirs")

    with pytest.raises(Undecided, match="Slack did not answer") as refused:
        await courier(api).converse(surprised)
    assert behind(refused.value) == [refused.value]
    (said,) = (Redacting().format(record) for record in caplog.records)
    assert "an answer was not understood [KeyError at test_channel.py:" in said
    assert "theirs" not in said


async def test_a_refused_token_stands_in_no_failure(api: ChannelApi) -> None:
    refused = await refusal(api, token=OTHER)
    assert (refused.permanent, "refuses SLACK_BOT_TOKEN" in refused.detail) == (True, True)
    assert behind(refused) == [refused]
    assert "canary" not in str(refused)


async def test_no_token_and_no_word_is_logged_at_debug(api: ChannelApi) -> None:
    with overheard("slack_sdk", "aiohttp", "asyncio") as log:
        logging.getLogger("tests").debug("everybody speaks")
        await post(courier(api))
        for mood in ("garbage", "drop", 500):
            api.moods["chat.postMessage"] = [mood]
            await refusal(api)
        await refusal(api, token=OTHER)

    said = log.getvalue()
    assert "everybody speaks" in said
    for secret in ("xoxb", "canary", quiet_issue().story[:20], "close-calls", HERE):
        assert secret not in said


def test_an_account_prints_without_its_token() -> None:
    assert "xoxb" not in repr(Courier(Account(TOKEN), Spot(HERE), WORDS))
