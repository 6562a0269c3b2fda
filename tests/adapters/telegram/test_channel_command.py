"""`closecall digest` with places in Telegram: every message once, and what went wrong is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
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
    (tmp_path / "home").mkdir()
    (tmp_path / ".env").write_text(
        f"CLOSECALL_HOME=home\nCLOSECALL_DIGEST_CHANNELS={PLACE}\nCLOSECALL_LANGUAGE=en\n"
        f"TELEGRAM_BOT_TOKEN={TOKEN}\nTELEGRAM_API_URL={api.url}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["db", "upgrade"]) == 0
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """One command: its exit code, and all that it said."""
    capsys.readouterr()
    code = main(["digest", *words])
    said = capsys.readouterr()
    return code, said.out + said.err


def status(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The state of every run, by the name of its channel; a picture that is none has none."""
    return {each["channel"]: each["status"] for each in runs(capsys)}


def runs(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Every run."""
    listed: list[dict[str, Any]] = json.loads(run(capsys, "status", "--json")[1])
    return listed


@pytest.mark.usefixtures("house")
def test_a_preview_shows_the_html_the_buttons_and_the_quiz_and_posts_nothing(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    code, said = run(capsys, "preview", "--channel", PLACE)
    assert code == 0
    assert said.strip().startswith("<b>Close Calls #1: how this works</b>\n")
    assert "<!-- report --> Report a close call" in said
    assert '"question": ' in said
    assert api.calls == []


@pytest.mark.usefixtures("house")
def test_post_posts_the_text_then_the_quiz_and_each_once(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    code, said = run(capsys, "post", "--channel", PLACE)
    assert (code, said.count("posted (https://t.me/c/1234567890/")) == (0, 2)
    assert ["text" in api.posted[0], "poll" in api.posted[1]] == [True, True]

    code, said = run(capsys, "post", "--channel", PLACE)
    assert (code, said.count("nothing to do")) == (0, 2)
    assert len(api.posted) == 2
    assert "Next: telegram:" in run(capsys, "status")[1]
    assert "#quiz at" not in run(capsys, "status")[1]
    assert "#picture at" not in run(capsys, "status")[1]


@pytest.mark.usefixtures("house")
def test_a_text_without_an_answer_waits_for_a_person_and_its_quiz_with_it(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.moods["sendMessage"] = ["drop"]
    code, said = run(capsys, "post")
    assert (code, "uncertain. Telegram did not answer" in said) == (1, True)
    assert status(capsys) == {PLACE: "uncertain"}
    run(capsys, "post")
    assert len(api.posted) == 1

    period = runs(capsys)[0]["period"]
    assert run(capsys, "settle", PLACE, period, "--sent")[0] == 0
    run(capsys, "post")
    assert status(capsys) == {PLACE: "sent", f"{PLACE}#quiz": "sent"}
    assert [sent["poll"]["type"] for sent in api.posted[1:]] == ["quiz"]


@pytest.mark.usefixtures("house")
def test_a_quiz_that_is_refused_says_what_to_do_and_is_posted_alone_afterwards(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.chats[0].permissions["can_send_polls"] = False
    code, said = run(capsys, "post")
    assert (code, "Allow polls, or make it an administrator" in said) == (1, True)
    assert status(capsys) == {PLACE: "sent", f"{PLACE}#quiz": "failed"}

    api.chats[0].permissions.clear()
    assert run(capsys, "post")[0] == 0
    assert ["poll" in sent for sent in api.posted] == [False, True]


@pytest.mark.usefixtures("house")
def test_a_quiz_that_is_uncertain_is_posted_again_with_the_same_words_when_a_person_says_so(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.moods["sendPoll"] = [500]
    run(capsys, "post")
    assert status(capsys) == {PLACE: "sent", f"{PLACE}#quiz": "uncertain"}
    period = runs(capsys)[0]["period"]
    assert run(capsys, "settle", f"{PLACE}#quiz", period, "--resend")[0] == 0
    assert [sent.get("question") for sent in api.posted[1:]] == [api.posted[1]["question"]] * 2


def test_the_duty_reviewers_hear_in_telegram(house: Path, api: ChannelApi) -> None:
    with (house / ".env").open("a") as env:
        env.write(f"CLOSECALL_REVIEW_CHANNEL={PLACE}\n")
    with wiring.digests(settings.read(folder=house)) as opened:
        assert opened.duty
        bell = opened.duty.bell
    assert bell.name == f"review:{PLACE}"
    assert type(bell.board).__name__ == "Notices"
    assert api.calls == []


def test_a_place_in_telegram_without_a_token_stops_the_start_with_a_sentence(
    house: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = [line for line in (house / ".env").read_text().splitlines() if "TOKEN" not in line]
    (house / ".env").write_text("\n".join(kept))
    code, said = run(capsys, "status")
    assert code != 0
    assert "CLOSECALL_DIGEST_CHANNELS names a place in Telegram: set TELEGRAM_BOT_TOKEN" in said


@pytest.mark.parametrize("where", ["telegram:1234567", "telegram:@me", "telegram:t.me/x"])
def test_a_person_is_no_place_to_post_to(
    house: Path, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    with (house / ".env").open("a") as env:
        env.write(f"CLOSECALL_REVIEW_CHANNEL={where}\n")
    code, said = run(capsys, "status")
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
