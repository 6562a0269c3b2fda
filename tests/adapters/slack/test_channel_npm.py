"""The channel against a Slack that nobody here wrote: it takes a whole issue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack import votes
from adapters.slack.channel import Issues
from adapters.slack.checkup import look
from adapters.slack.courier import Account, Courier
from adapters.slack.issue import message, read_message
from adapters.slack.pictures import Pictures
from adapters.slack.runner import client
from adapters.slack.spot import Spot
from bot.errors import DeliveryError
from bot.words import Language, Words
from tests.adapters.issues import LESSON, issue_of, quiet_issue
from tests.adapters.slack.edge import Edge
from tests.adapters.slack.npm_slack import emulated
from tests.adapters.slack.test_pictures import PNG
from tests.adapters.telegram.npm_api import servers

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = "xoxb-canary-bot-token"  # tests/servers/slack.yaml
MORE = "xoxb-canary-of-more-rights"
CHANNEL = "C000000001"  # its first one


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """The locked server."""
    with emulated(servers()) as base:
        yield f"{base}/api"


async def post(upstream: str, where: str, token: str = TOKEN) -> str:
    spot, words = Spot.parse(where), Words(Language.EN)
    issues = Issues(Courier(Account(token, upstream), spot, words))
    return await issues.post("2026-W47", issues.render(quiet_issue()))


async def test_a_whole_issue_is_taken_and_has_a_place_there(upstream: str) -> None:
    channel, stamp = (await post(upstream, CHANNEL)).split()
    assert channel == CHANNEL
    assert float(stamp) > 0


async def test_a_channel_that_is_not_there_and_a_scope_that_lacks_are_refused_for_good(
    upstream: str,
) -> None:
    with pytest.raises(DeliveryError, match="no such channel") as refused:
        await post(upstream, "C0000000009")
    assert refused.value.permanent
    with pytest.raises(DeliveryError, match="chat:write") as refused:
        await post(upstream, CHANNEL, "xoxb-nobody")  # it knows no such token, and no scope of it
    assert refused.value.permanent


async def test_the_doctor_understands_it_and_says_what_it_does_not_say(upstream: str) -> None:
    seen = await look(Account(TOKEN, upstream), ())
    assert [sight.what for sight in seen] == ["app", "scopes_unsaid"]


async def test_a_picture_is_taken_and_the_counts_of_an_issue_are_edited(upstream: str) -> None:
    with Edge(upstream.removesuffix("/api")) as edge:
        spot, words = Spot.parse(CHANNEL), Words(Language.EN)
        courier = Courier(Account(MORE, edge.url), spot, words)
        drawn = replace(issue_of(LESSON), picture=PNG, alt="Reports told: 3, 5, 8.")
        shared = await Pictures(courier).post("2026-W47", Pictures(courier).render(drawn))
        assert shared.startswith(f"{CHANNEL} ")
        text, pieces = read_message(message(drawn))
        _, stamp = (await courier.deliver(text, pieces, "2026-W47")).split()
        counted = votes.recounted(pieces, {"drill": 10, "here.0": 5})
        await client(MORE, edge.url).chat_update(
            channel=CHANNEL, ts=stamp, text=text, blocks=counted
        )
        told = await client(MORE, edge.url).conversations_history(channel=CHANNEL, limit=5)
        stored = str([one for one in told["messages"] if one["ts"] == stamp])
        assert "At least 10 have answered" in stored
        assert "Could happen here: 5 or more" in stored
        assert edge.refused == []
