"""Posting to Telegram, through the real SDK to a Bot API on loopback that refuses and fails."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.telegram.channel import Issues, Notices, Pictures, Quizzes
from adapters.telegram.courier import Account, Courier
from adapters.telegram.spot import Spot
from bot.errors import DeliveryError, Undecided
from bot.words import Language, Words
from tests.adapters.issues import quiet_issue
from tests.adapters.patience import patience
from tests.adapters.posting import behind, overheard
from tests.adapters.telegram.channel_api import TOKEN, ChannelApi, Chat
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digests.issue import Issue


GROUP, CHANNEL, FORUM, SILENT, GONE = -1001, -1002, -1003, -1004, -1005
WORDS = Words(Language.EN)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(
        Chat(GROUP),
        Chat(CHANNEL, "channel", "calls", (), "administrator", {"can_post_messages": True}),
        Chat(FORUM, topics=(12,)),
        Chat(SILENT, permissions={"can_send_messages": False, "can_send_polls": False}),
        Chat(GONE, status="kicked"),
    ) as listening:
        yield listening


def courier(api: ChannelApi, where: str, token: str = TOKEN) -> Courier:
    account = Account(token, api.url, answer=patience(api.moods))
    return Courier(account, Spot.parse(where), WORDS)


async def post(posting: Issues | Quizzes) -> str:
    return await posting.post("2026-W47", posting.render(quiet_issue()))


async def refusal(api: ChannelApi, where: str = str(GROUP), token: str = TOKEN) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        await post(Issues(courier(api, where, token)))
    return refused.value


async def test_an_issue_is_one_html_message_with_links_into_the_bot(api: ChannelApi) -> None:
    reference = await post(Issues(courier(api, "@calls")))

    (posted,) = api.posted
    assert posted["text"].startswith("Close Calls #2: ")
    assert posted["parse_mode"] == "HTML"
    assert json.loads(posted["link_preview_options"]) == {"is_disabled": True}
    rows = json.loads(posted["reply_markup"])["inline_keyboard"]
    assert [
        [(key["text"], key.get("url") or key["callback_data"]) for key in row] for row in rows
    ] == [
        [("Could happen here", "v:en:2026-W47:here.0")],
        [("Report a close call", "https://t.me/close_bot?start=report")],
        [("Lessons", "https://t.me/close_bot?start=lessons")],
    ]
    assert reference == "https://t.me/calls/1"


def drawn() -> Issue:
    return replace(quiet_issue(), picture=PNG, alt="From 5 reports to 12.")


async def test_a_picture_is_posted_as_it_was_frozen_with_its_words_under_it(
    api: ChannelApi,
) -> None:
    pictures = Pictures(courier(api, "@calls"))
    reference = await pictures.post("2026-W47", pictures.render(drawn()))

    assert reference == "https://t.me/calls/1"
    assert api.uploads == [("picture", PNG)]
    (posted,) = api.posted
    assert posted["caption"].startswith("<b>Close Calls #2: ")
    assert posted["caption"].endswith("The same in words stands below.")


async def test_an_issue_without_a_picture_posts_none(api: ChannelApi) -> None:
    pictures = Pictures(courier(api, "@calls"))
    assert pictures.render(quiet_issue()) == ""
    assert await pictures.post("2026-W47", "") == "This issue has no picture."
    assert api.calls == []


async def test_a_caption_that_is_too_long_ends_at_a_word(api: ChannelApi) -> None:
    long = replace(drawn(), title="\U0001f600 & a title " * 99)
    pictures = Pictures(courier(api, "@calls"))
    await pictures.post("2026-W47", pictures.render(long))
    assert "…</b>" in api.posted[0]["caption"]


async def test_where_no_picture_may_be_the_post_says_so(api: ChannelApi) -> None:
    api.chats[0].permissions["can_send_photos"] = False
    pictures = Pictures(courier(api, str(GROUP)))
    with pytest.raises(DeliveryError, match="may not send pictures") as refused:
        await pictures.post("2026-W47", pictures.render(drawn()))
    assert refused.value.permanent


async def test_a_drill_is_an_anonymous_quiz_with_its_answer(api: ChannelApi) -> None:
    drill = quiet_issue().quiz
    assert drill
    await post(Quizzes(courier(api, str(GROUP))))

    (posted,) = api.posted
    assert posted["type"] == "quiz"
    assert posted["is_anonymous"] == "true"
    assert json.loads(posted["correct_option_ids"]) == [drill.answer]
    assert posted["explanation"] == drill.why
    assert [option["text"] for option in json.loads(posted["options"])] == list(drill.choices)


async def test_a_quiz_is_known_by_its_poll_and_closed_with_its_counts(api: ChannelApi) -> None:
    quizzes = Quizzes(courier(api, "@calls"))
    reference = await post(quizzes)
    assert reference == "https://t.me/calls/1#1"
    for option, count in zip(api.posted[0]["poll"]["options"], (3, 0, 9, 1), strict=True):
        option["voter_count"] = count
    assert await quizzes.close(reference) == (3, 0, 9, 1)
    assert await quizzes.close(reference) == ()  # closed already
    assert await quizzes.close("somewhere") == ()


@pytest.mark.parametrize("mood", [429, 500, "hang", "drop", "garbage"])
async def test_a_quiz_that_cannot_be_closed_now_is_told_so(
    api: ChannelApi, mood: int | str
) -> None:
    quizzes = Quizzes(courier(api, str(GROUP)))
    reference = await post(quizzes)
    api.moods["stopPoll"] = [mood]
    with pytest.raises(DeliveryError):
        await Quizzes(courier(api, str(GROUP))).close(reference)


async def test_an_issue_without_a_drill_asks_nothing(api: ChannelApi) -> None:
    quizzes = Quizzes(courier(api, str(GROUP)))
    assert await quizzes.post("urgent-l1", "") == "This issue has no drill to ask."
    assert api.calls == []


async def test_a_topic_gets_text_and_quiz(api: ChannelApi) -> None:
    await post(Issues(courier(api, f"{FORUM}/12")))
    await post(Quizzes(courier(api, f"{FORUM}/12")))
    assert [posted["message_thread_id"] for posted in api.posted] == ["12", "12"]


async def test_a_notice_is_posted_as_it_is(api: ChannelApi) -> None:
    text = "Look <now> & tell: *nobody*"
    reference = await Notices(courier(api, str(GROUP))).post("alert-1", text)

    (posted,) = api.posted
    assert (posted["text"], posted.get("parse_mode")) == (text, None)
    assert reference == "https://t.me/c/1/1"


async def test_a_group_that_may_not_be_written_to_is_refused_for_good(api: ChannelApi) -> None:
    refused = await refusal(api, str(SILENT))
    assert refused.permanent
    assert "The bot may not write there" in refused.detail


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (str(GONE), "The bot may not write there"),
        ("-1777", "There is no such chat"),
        ("@nobody_here", "There is no such chat"),
        (f"{FORUM}/13", "There is no such topic"),
    ],
)
async def test_what_cannot_work_says_what_to_do(api: ChannelApi, where: str, said: str) -> None:
    refused = await refusal(api, where)
    assert refused.permanent
    assert refused.detail.startswith(said)
    assert not isinstance(refused, Undecided)
    assert api.posted == []


async def test_a_channel_without_the_right_to_post_is_refused_for_good(api: ChannelApi) -> None:
    api.chats[1].rights.clear()
    refused = await refusal(api, "@calls")
    assert (refused.permanent, "administrator" in refused.detail) == (True, True)


async def test_a_group_without_polls_refuses_the_quiz_alone(api: ChannelApi) -> None:
    api.chats[0].permissions["can_send_polls"] = False
    await post(Issues(courier(api, str(GROUP))))
    with pytest.raises(DeliveryError, match="polls") as refused:
        await post(Quizzes(courier(api, str(GROUP))))
    assert refused.value.permanent


async def test_flood_control_is_a_refusal_for_now_with_its_wait_and_no_repeat(
    api: ChannelApi,
) -> None:
    api.moods["sendMessage"] = [429]
    refused = await refusal(api)
    assert (refused.permanent, refused.wait, api.posted) == (False, 7.0, [])
    assert api.calls == ["getMe", "sendMessage"]


async def test_a_group_that_has_moved_says_where_to(api: ChannelApi) -> None:
    api.moods["sendMessage"] = ["moved"]
    refused = await refusal(api)
    assert (refused.permanent, "telegram:-1009" in refused.detail) == (True, True)


async def test_a_refusal_that_nobody_knows_quotes_nothing(api: ChannelApi) -> None:
    api.moods["sendMessage"] = [400]
    refused = await refusal(api)
    assert refused.permanent
    assert "SOMETHING" not in refused.sentence


@pytest.mark.parametrize("mood", [500, 502, "hang", "drop", "garbage"])
@pytest.mark.parametrize("method", ["sendMessage", "sendPoll"])
async def test_half_an_answer_is_undecided_and_never_repeated(
    api: ChannelApi, mood: int | str, method: str
) -> None:
    api.moods[method] = [mood]
    posting = Issues if method == "sendMessage" else Quizzes
    with pytest.raises(Undecided) as refused:
        await post(posting(courier(api, str(GROUP))))
    assert "Telegram did not answer" in refused.value.detail
    assert api.took.acquire(timeout=PATIENCE)  # it may take longer than we wait for its answer
    assert api.calls == ["getMe", method]
    assert len(api.posted) == 1


@pytest.mark.parametrize("mood", [429, 500, "hang", "drop", "garbage"])
async def test_before_anything_was_sent_every_failure_is_a_refusal_for_now(
    api: ChannelApi, mood: int | str
) -> None:
    api.moods["getMe"] = [mood]
    refused = await refusal(api)
    assert (refused.permanent, isinstance(refused, Undecided)) == (False, False)
    assert api.posted == []


async def test_a_server_that_is_not_there_is_a_refusal_for_now() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        sender = Courier(Account(TOKEN, url, answer=PATIENCE), Spot(GROUP), WORDS)
        with pytest.raises(DeliveryError, match="cannot be reached") as refused:
            await post(Issues(sender))
    assert not isinstance(refused.value, Undecided)


async def test_a_revoked_token_is_tried_again_and_stands_in_no_failure(api: ChannelApi) -> None:
    refused = await refusal(api, token="7654321:AAF-another-token_of-a-bot")
    assert (refused.permanent, "@BotFather" in refused.detail) == (False, True)
    assert not any("AAF-another" in str(each) for each in behind(refused))


async def test_no_token_and_no_word_is_logged_at_debug(api: ChannelApi) -> None:
    with overheard("telegram", "aiohttp.client", "asyncio") as log:
        await post(Issues(courier(api, "@calls")))
        api.moods["sendPoll"] = ["garbage"]
        with pytest.raises(Undecided):
            await post(Quizzes(courier(api, "@calls")))
        await refusal(api, token="7654321:AAF-another-token_of-a-bot")

    said = log.getvalue()
    assert "Calling Bot API endpoint" in said
    for secret in ("AAF-canary", "AAF-another", "7654321", quiet_issue().story[:20], "calls"):
        assert secret not in said


def test_an_account_prints_without_its_token() -> None:
    assert "AAF" not in repr(Courier(Account(TOKEN), Spot(GROUP), WORDS))
