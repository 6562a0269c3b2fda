"""`closecall digest` with places in Telegram: every message once, and what went wrong is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
from tests.adapters.posting import Digest, furnished, tell
from tests.adapters.telegram.channel_api import TOKEN, ChannelApi, Chat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP = -1001234567890
PLACE = f"telegram:{GROUP}"


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(Chat(GROUP)) as listening:
        yield listening


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: ChannelApi) -> Path:
    """A folder with a home, a token and one place in Telegram."""
    return furnished(
        tmp_path,
        monkeypatch,
        CLOSECALL_DIGEST_CHANNELS=PLACE,
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=api.url,
    )


@pytest.mark.usefixtures("house")
def test_a_preview_shows_the_html_the_buttons_and_the_quiz_and_posts_nothing(
    digest: Digest, api: ChannelApi
) -> None:
    code, said = digest("preview", "--channel", PLACE)
    assert code == 0
    assert said.strip().startswith("<b>Close Calls #1: how this works</b>\n")
    assert "<!-- report --> Report a close call" in said
    assert '"question": ' in said
    assert api.calls == []


@pytest.mark.usefixtures("house")
def test_post_posts_the_text_then_the_quiz_and_each_once(digest: Digest, api: ChannelApi) -> None:
    code, said = digest("post", "--channel", PLACE)
    assert (code, said.count("posted (https://t.me/c/1234567890/")) == (0, 2)
    assert ["text" in api.posted[0], "poll" in api.posted[1]] == [True, True]

    code, said = digest("post", "--channel", PLACE)
    assert (code, said.count("nothing to do")) == (0, 2)
    assert len(api.posted) == 2
    assert "Next: telegram:" in digest("status")[1]
    assert "#quiz at" not in digest("status")[1]
    assert "#picture at" not in digest("status")[1]


@pytest.mark.usefixtures("house")
def test_a_text_without_an_answer_waits_for_a_person_and_its_quiz_with_it(
    digest: Digest, api: ChannelApi
) -> None:
    api.moods["sendMessage"] = ["drop"]
    code, said = digest("post")
    assert (code, "uncertain. Telegram did not answer" in said) == (1, True)
    assert digest.status() == {PLACE: "uncertain"}
    digest("post")
    assert len(api.posted) == 1

    period = digest.run(PLACE)["period"]
    assert digest("settle", PLACE, period, "--sent")[0] == 0
    digest("post")
    assert digest.status() == {PLACE: "sent", f"{PLACE}#quiz": "sent"}
    assert [sent["poll"]["type"] for sent in api.posted[1:]] == ["quiz"]


@pytest.mark.usefixtures("house")
def test_a_quiz_that_is_refused_says_what_to_do_and_is_posted_alone_afterwards(
    digest: Digest, api: ChannelApi
) -> None:
    api.chats[0].permissions["can_send_polls"] = False
    code, said = digest("post")
    assert (code, "Allow polls, or make it an administrator" in said) == (1, True)
    assert digest.status() == {PLACE: "sent", f"{PLACE}#quiz": "failed"}

    api.chats[0].permissions.clear()
    assert digest("post")[0] == 0
    assert ["poll" in sent for sent in api.posted] == [False, True]


@pytest.mark.usefixtures("house")
def test_a_quiz_that_is_uncertain_is_posted_again_with_the_same_words_when_a_person_says_so(
    digest: Digest, api: ChannelApi
) -> None:
    api.moods["sendPoll"] = [500]
    digest("post")
    assert digest.status() == {PLACE: "sent", f"{PLACE}#quiz": "uncertain"}
    period = digest.run(PLACE)["period"]
    assert digest("settle", f"{PLACE}#quiz", period, "--resend")[0] == 0
    assert [sent.get("question") for sent in api.posted[1:]] == [api.posted[1]["question"]] * 2


def test_the_duty_reviewers_hear_in_telegram(house: Path, api: ChannelApi) -> None:
    tell(house, CLOSECALL_REVIEW_CHANNEL=PLACE)
    with wiring.digests(settings.read(folder=house)) as opened:
        assert opened.duty
        bell = opened.duty.bell
    assert bell.name == f"review:{PLACE}"
    assert type(bell.board).__name__ == "Notices"
    assert api.calls == []


def test_a_place_in_telegram_without_a_token_stops_the_start_with_a_sentence(
    house: Path, digest: Digest
) -> None:
    kept = [line for line in (house / ".env").read_text().splitlines() if "TOKEN" not in line]
    (house / ".env").write_text("\n".join(kept))
    code, said = digest("status")
    assert code != 0
    assert "CLOSECALL_DIGEST_CHANNELS names a place in Telegram: set TELEGRAM_BOT_TOKEN" in said


@pytest.mark.parametrize("where", ["telegram:1234567", "telegram:@me", "telegram:t.me/x"])
def test_a_person_is_no_place_to_post_to(house: Path, digest: Digest, where: str) -> None:
    tell(house, CLOSECALL_REVIEW_CHANNEL=where)
    code, said = digest("status")
    assert code != 0
    assert "Never a person." in said
    assert where not in said


@pytest.mark.usefixtures("house")
def test_the_ledger_keeps_what_was_posted_and_no_token(house: Path) -> None:
    main(["digest", "post"])
    with wiring.digests(settings.read(folder=house)) as opened:
        found = opened.writer.submit(commit(opened.ledger.runs)).result()
    assert {each.channel: bool(each.frozen) for each in found} == {
        PLACE: True,
        f"{PLACE}#quiz": True,
    }
    for kept in (house / "home").rglob("*"):
        assert kept.is_dir() or TOKEN.encode() not in kept.read_bytes()
