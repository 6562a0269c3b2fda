"""The channel as an operator runs it: processes, some of them killed, a Bot API on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.adapters.posting import urgent
from tests.adapters.telegram.channel_api import TOKEN, ChannelApi, Chat
from tests.e2e.world import PATIENCE, World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GROUP, DUTY = -1001234567890, -1009876543210
PLACE = f"telegram:{GROUP}"


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    """A group for everybody, and one for the duty reviewers."""
    with ChannelApi(Chat(GROUP), Chat(DUTY)) as listening:
        yield listening


@pytest.fixture
def world(tmp_path: Path, api: ChannelApi) -> World:
    return World.copied(
        tmp_path / "here",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_API_URL=api.url,
        CLOSECALL_DIGEST_CHANNELS=PLACE,
        CLOSECALL_REVIEW_CHANNEL=f"telegram:{DUTY}",
    )


def killed(world: World, api: ChannelApi, posts: int) -> None:
    """`closecall digest post`, killed when Telegram has taken that many messages."""
    process = subprocess.Popen(
        [sys.executable, "-m", "closecall", "digest", "post"],
        cwd=world.folder,
        env=world.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(posts):
            assert api.took.acquire(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()


def runs(world: World) -> list[dict[str, str]]:
    """What became of everything that was posted; 1 is said when something waits for a person."""
    found: list[dict[str, str]] = json.loads(world.run("digest", "status", "--json").stdout)
    return found


def status(world: World) -> dict[str, str]:
    """The state of every issue, by the name of its channel."""
    return {each["channel"]: each["status"] for each in runs(world)}


def test_killed_while_telegram_has_the_text_nothing_is_posted_again(
    world: World, api: ChannelApi
) -> None:
    api.moods["sendMessage"] = ["hang"]
    killed(world, api, 1)
    assert world.run("digest", "post").returncode == 1
    assert status(world) == {PLACE: "sending"}
    assert len(api.posted) == 1


def test_killed_while_telegram_has_the_quiz_neither_part_is_posted_again(
    world: World, api: ChannelApi
) -> None:
    api.moods["sendPoll"] = ["hang"]
    killed(world, api, 2)
    assert world.run("digest", "post").returncode == 1
    assert status(world) == {PLACE: "sent", f"{PLACE}#quiz": "sending"}
    assert ["poll" in sent for sent in api.posted] == [False, True]


def test_the_duty_reviewers_hear_once_and_never_the_story(world: World, api: ChannelApi) -> None:
    urgent(world)
    for _ in range(2):
        done = world.run("run", "--once")
        assert done.returncode == 0, done.stderr
    said = [sent["text"] for sent in api.posted if sent["chat_id"] == str(DUTY)]
    alerts = [text for text in said if text.startswith("Urgent close call: Safety")]
    assert len(alerts) == 1
    assert len(said) - len(alerts) <= 1  # the morning's reminder, if it is morning there
    assert not any("gas" in text for text in said)


def test_an_alert_that_cannot_be_posted_waits_for_a_person_who_is_told_why(
    world: World, api: ChannelApi
) -> None:
    api.chats[1].status = "left"
    urgent(world)
    assert world.run("run", "--once").returncode == 0
    assert api.posted == []
    (run,) = [run for run in runs(world) if run["period"].startswith("alert-")]
    assert run["status"] == "failed"
    assert run["detail"].startswith("The bot may not write there")
    found = json.loads(world.run("doctor", "--json").stdout)
    seen = {(one["part"], one["what"]) for one in found}
    assert {("database", "failed"), ("telegram", "outside")} <= seen

    api.chats[1].status = "member"
    settled = world.run("digest", "settle", run["channel"], run["period"], "--resend")
    assert settled.returncode == 0
    assert api.posted[0]["text"].startswith("Urgent close call: Safety")
