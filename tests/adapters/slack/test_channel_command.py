"""`closecall digest` with places in Slack: every message once, and what went wrong is said."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.work import commit
from closecall import settings, wiring
from closecall.cli import main
from tests.adapters.posting import Digest, furnished, tell
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
    return furnished(
        tmp_path,
        monkeypatch,
        CLOSECALL_DIGEST_CHANNELS=PLACE,
        SLACK_BOT_TOKEN=TOKEN,
        SLACK_APP_TOKEN="xapp-1-canary",
        SLACK_API_URL=api.url,
    )


@pytest.mark.usefixtures("house")
def test_a_preview_shows_the_blocks_and_posts_nothing(digest: Digest, api: ChannelApi) -> None:
    code, said = digest("preview", "--channel", PLACE)
    assert code == 0
    assert '"text": "Close Calls #1: how this works"' in said
    assert '"action_id": "closecall_report"' in said
    assert api.calls == []


@pytest.mark.usefixtures("house")
def test_post_posts_one_message_once(digest: Digest, api: ChannelApi) -> None:
    code, said = digest("post", "--channel", PLACE)
    assert (code, f"posted ({HERE} 1795000000.000001)" in said) == (0, True)
    code, said = digest("post", "--channel", PLACE)
    assert (code, "nothing to do" in said) == (0, True)
    assert len(api.posted) == 1


@pytest.mark.usefixtures("house")
def test_a_message_without_an_answer_waits_for_a_person_and_is_repeated_word_for_word(
    digest: Digest, api: ChannelApi
) -> None:
    api.moods["chat.postMessage"] = ["drop"]
    code, said = digest("post")
    assert (code, "Slack did not answer" in said) == (1, True)
    digest("post")
    assert len(api.posted) == 1
    found = digest.run(PLACE)
    assert found["status"] == "uncertain"

    assert digest("settle", PLACE, found["period"], "--resend")[0] == 0
    assert api.posted[0] == api.posted[1]
    assert api.posted[0]["metadata"]["event_payload"] == {"period": found["period"]}
    assert digest.run(PLACE)["status"] == "sent"


@pytest.mark.usefixtures("house")
def test_a_channel_that_the_app_is_not_in_says_what_to_do_and_is_posted_to_afterwards(
    digest: Digest, api: ChannelApi
) -> None:
    api.channels[0].member = False
    code, said = digest("post")
    assert (code, "Write /invite" in " ".join(said.split())) == (1, True)
    assert digest.run(PLACE)["status"] == "failed"

    api.channels[0].member = True
    assert digest("post")[0] == 0
    assert len(api.posted) == 1


@pytest.mark.usefixtures("house")
def test_killed_while_slack_has_the_message_nothing_is_posted_again(
    digest: Digest, api: ChannelApi
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
    assert digest("post")[0] == 1
    assert digest.run(PLACE)["status"] == "sending"
    assert len(api.posted) == 1


def test_the_duty_reviewers_hear_in_slack(house: Path, api: ChannelApi) -> None:
    tell(house, CLOSECALL_REVIEW_CHANNEL=PLACE)
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
    digest: Digest,
    name: str,
) -> None:
    furnished(tmp_path, monkeypatch)
    tell(tmp_path, **{name: PLACE})
    code, said = digest("status")
    assert code != 0
    assert f"{name} names a place in Slack: set SLACK_BOT_TOKEN too." in said


@pytest.mark.parametrize("where", ["slack:U0123456789", "slack:D0123456789", "slack:@ann"])
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
    assert PLACE in {run.channel for run in found}
    assert all(run.frozen for run in found)
    for kept in (house / "home").rglob("*"):
        assert kept.is_dir() or TOKEN.encode() not in kept.read_bytes()
