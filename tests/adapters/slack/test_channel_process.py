"""The duty reviewers' channel in Slack as an operator runs it: processes, an API on loopback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.adapters.posting import urgent
from tests.adapters.slack.channel_api import TOKEN, Channel, ChannelApi
from tests.e2e.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HERE, DUTY = "C0123456789", "C0987654321"


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    """A channel for everybody, and one for the duty reviewers."""
    with ChannelApi(Channel(HERE), Channel(DUTY, private=True)) as listening:
        yield listening


@pytest.fixture
def world(tmp_path: Path, api: ChannelApi) -> World:
    return World.copied(
        tmp_path / "here",
        SLACK_BOT_TOKEN=TOKEN,
        SLACK_APP_TOKEN="xapp-1-canary",
        SLACK_API_URL=api.url,
        CLOSECALL_DIGEST_CHANNELS=f"slack:{HERE}",
        CLOSECALL_REVIEW_CHANNEL=f"slack:{DUTY}",
    )


def test_the_duty_reviewers_hear_once_and_never_the_story(world: World, api: ChannelApi) -> None:
    urgent(world)
    for _ in range(2):
        done = world.run("run", "--once")
        assert done.returncode == 0, done.stderr
        assert "canary" not in done.stderr + done.stdout
    said = [sent for sent in api.posted if sent["channel"] == DUTY]
    alerts = [sent for sent in said if sent["text"].startswith("Urgent close call: Safety")]
    assert len(alerts) == 1
    assert len(said) - len(alerts) <= 1  # the morning's reminder, if it is morning there
    assert not any("gas" in json.dumps(sent) for sent in said)
    assert not any("metadata" in sent for sent in said)


def test_an_alert_that_cannot_be_posted_waits_for_a_person_who_is_told_why(
    world: World, api: ChannelApi
) -> None:
    api.channels[1].member = False
    urgent(world)
    assert world.run("run", "--once").returncode == 0
    assert api.posted == []
    runs = json.loads(world.run("digest", "status", "--json").stdout)
    (run,) = [run for run in runs if run["period"].startswith("alert-")]
    assert run["status"] == "failed"
    assert run["detail"].startswith("The app is not in this channel")

    api.channels[1].member = True
    settled = world.run("digest", "settle", run["channel"], run["period"], "--resend")
    assert settled.returncode == 0
    assert api.posted[0]["text"].startswith("Urgent close call: Safety")
