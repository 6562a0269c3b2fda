"""`closecall digest` with places in Slack: every message once, and what went wrong is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
from tests.adapters.slack.channel_api import TOKEN, Channel, ChannelApi
from tests.architecture.source import ROOT
from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE = "C0123456789"
PLACE = f"slack:{HERE}"


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(Channel(HERE)) as listening:
        yield listening


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, api: ChannelApi) -> Path:
    """A folder with a home, an app and one place in Slack."""
    (tmp_path / "home").mkdir()
    (tmp_path / ".env").write_text(
        f"CLOSECALL_HOME=home\nCLOSECALL_DIGEST_CHANNELS={PLACE}\nCLOSECALL_LANGUAGE=en\n"
        f"SLACK_BOT_TOKEN={TOKEN}\nSLACK_APP_TOKEN=xapp-1-canary\nSLACK_API_URL={api.url}\n"
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


def runs(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What became of everything that was posted; pictures have runs of their own."""
    found: list[dict[str, Any]] = json.loads(run(capsys, "status", "--json")[1])
    return [one for one in found if not one["channel"].endswith("#picture")]


@pytest.mark.usefixtures("house")
def test_a_preview_shows_the_blocks_and_posts_nothing(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    code, said = run(capsys, "preview", "--channel", PLACE)
    assert code == 0
    assert '"text": "Close Calls #1: how this works"' in said
    assert '"action_id": "closecall_report"' in said
    assert api.calls == []


@pytest.mark.usefixtures("house")
def test_post_posts_one_message_once(capsys: pytest.CaptureFixture[str], api: ChannelApi) -> None:
    code, said = run(capsys, "post", "--channel", PLACE)
    assert (code, f"posted ({HERE} 1795000000.000001)" in said) == (0, True)
    code, said = run(capsys, "post", "--channel", PLACE)
    assert (code, "nothing to do" in said) == (0, True)
    assert len(api.posted) == 1


@pytest.mark.usefixtures("house")
def test_a_message_without_an_answer_waits_for_a_person_and_is_repeated_word_for_word(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.moods["chat.postMessage"] = ["drop"]
    code, said = run(capsys, "post")
    assert (code, "Slack did not answer" in said) == (1, True)
    run(capsys, "post")
    assert len(api.posted) == 1
    (found,) = runs(capsys)
    assert found["status"] == "uncertain"

    assert run(capsys, "settle", PLACE, found["period"], "--resend")[0] == 0
    assert api.posted[0] == api.posted[1]
    assert api.posted[0]["metadata"]["event_payload"] == {"period": found["period"]}
    assert [each["status"] for each in runs(capsys)] == ["sent"]


@pytest.mark.usefixtures("house")
def test_a_channel_that_the_app_is_not_in_says_what_to_do_and_is_posted_to_afterwards(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.channels[0].member = False
    code, said = run(capsys, "post")
    assert (code, "Write /invite" in " ".join(said.split())) == (1, True)
    assert [each["status"] for each in runs(capsys)] == ["failed"]

    api.channels[0].member = True
    assert run(capsys, "post")[0] == 0
    assert len(api.posted) == 1


@pytest.mark.usefixtures("house")
def test_killed_while_slack_has_the_message_nothing_is_posted_again(
    capsys: pytest.CaptureFixture[str], api: ChannelApi
) -> None:
    api.moods["chat.postMessage"] = ["hang"]
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", "digest", "post"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert api.took.acquire(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert run(capsys, "post")[0] == 1
    assert [each["status"] for each in runs(capsys)] == ["sending"]
    assert len(api.posted) == 1


def test_the_duty_reviewers_hear_in_slack(house: Path, api: ChannelApi) -> None:
    with (house / ".env").open("a") as env:
        env.write(f"CLOSECALL_REVIEW_CHANNEL={PLACE}\n")
    with wiring.digests(settings.read(folder=house)) as opened:
        assert opened.duty
        bell = opened.duty.bell
    assert bell.name == f"review:{PLACE}"
    assert type(bell.board).__name__ == "Notices"
    assert api.calls == []


@pytest.mark.parametrize("name", ["CLOSECALL_DIGEST_CHANNELS", "CLOSECALL_REVIEW_CHANNEL"])
def test_a_place_in_slack_without_a_token_stops_the_start_with_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
) -> None:
    (tmp_path / ".env").write_text(f"CLOSECALL_HOME=home\nCLOSECALL_LANGUAGE=en\n{name}={PLACE}\n")
    monkeypatch.chdir(tmp_path)
    code, said = run(capsys, "status")
    assert code != 0
    assert f"{name} names a place in Slack: set SLACK_BOT_TOKEN too." in said


@pytest.mark.parametrize("where", ["slack:U0123456789", "slack:D0123456789", "slack:@ann"])
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
    assert PLACE in {run.channel for run in found}
    assert all(run.frozen for run in found)
    for kept in (house / "home").rglob("*"):
        assert kept.is_dir() or TOKEN.encode() not in kept.read_bytes()
