"""The picture of an issue, shared once or not at all; and an issue in doubt, looked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from adapters.slack.channel import Issues
from adapters.slack.pictures import Pictures
from bot.errors import DeliveryError, Undecided
from digests.asking import Finder
from digests.freezing import thaw
from tests.adapters.issues import quiet_issue
from tests.adapters.slack.channel_api import SCOPES, Channel, ChannelApi
from tests.adapters.slack.test_channel import HERE, OUT, courier

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n canary bytes of a picture"
ALT = "Reports told, week by week: 3, 5, 8."
WITH_FILES = f"{SCOPES},files:write"
READING = f"{SCOPES},channels:history"


@pytest.fixture
def api() -> Iterator[ChannelApi]:
    with ChannelApi(Channel(HERE, "close-calls"), Channel(OUT, member=False)) as listening:
        listening.scopes = WITH_FILES
        yield listening


def frozen(*, drawn: bool = True) -> str:
    """The picture's own part of an issue, as the ledger keeps it."""
    issue = replace(quiet_issue(), picture=PNG if drawn else None, alt=ALT if drawn else "")
    return Pictures.render(None, issue)  # type: ignore[arg-type]


async def post(api: ChannelApi, where: str = HERE, *, drawn: bool = True) -> str:
    return await Pictures(courier(api, where)).post("2026-W47", frozen(drawn=drawn))


async def test_a_picture_is_shared_with_words_for_who_cannot_see_it(api: ChannelApi) -> None:
    assert await post(api) == f"{HERE} F0001"
    assert api.uploads == {"F0001": PNG}
    assert api.places[0]["alt_txt"] == ALT
    assert int(api.places[0]["length"]) == len(PNG)
    assert api.shared == [(HERE, thaw(frozen()).text)]
    assert api.shared[0][1].startswith("Close Calls #2")


async def test_an_issue_without_a_picture_asks_slack_nothing(api: ChannelApi) -> None:
    assert "no picture" in await post(api, drawn=False)
    assert api.calls == []


async def test_without_the_scope_the_issue_stands_alone(api: ChannelApi) -> None:
    api.scopes = SCOPES
    assert "lacks the scope files:write" in await post(api)
    assert api.shared == []


async def test_a_channel_by_its_name_gets_none(api: ChannelApi) -> None:
    assert "write the channel's id" in await post(api, "close-calls")
    assert api.calls == []


@pytest.mark.parametrize("mood", ["hang", "drop", 500])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload"])
async def test_what_fails_before_it_is_shared_was_surely_not_shared(
    api: ChannelApi, method: str, mood: int | str
) -> None:
    api.moods[method] = [mood]
    with pytest.raises(DeliveryError) as refused:
        await post(api)
    assert not isinstance(refused.value, Undecided)
    assert refused.value.permanent  # the issue's text need not wait for it
    assert api.shared == []


@pytest.mark.parametrize("mood", ["hang", "drop", "garbage", "cut", 500])
async def test_what_fails_while_it_is_shared_is_undecided(
    api: ChannelApi, mood: int | str
) -> None:
    api.moods["files.completeUploadExternal"] = [mood]
    with pytest.raises(Undecided):
        await post(api)
    assert api.calls.count("files.completeUploadExternal") == 1


async def test_slack_that_asks_to_wait_is_asked_later(api: ChannelApi) -> None:
    api.moods["files.getUploadURLExternal"] = [429]
    with pytest.raises(DeliveryError) as refused:
        await post(api)
    assert (refused.value.permanent, refused.value.wait) == (False, 7.0)


async def test_an_issue_in_doubt_is_found_by_its_period_among_others(api: ChannelApi) -> None:
    api.scopes = READING
    issues = Issues(courier(api))
    assert isinstance(issues, Finder)
    assert await issues.find("2026-W47") is None
    for period in ("2026-W45", "2026-W46", "2026-W47", "2026-W48", "urgent-00ff"):
        await issues.post(period, issues.render(quiet_issue()))
    assert await issues.find("2026-W47") == f"{HERE} 1795000000.000003"
    assert await issues.find("urgent-00ff") == f"{HERE} 1795000000.000005"
    assert await issues.find("2026-W49") is None
    assert api.calls.count("conversations.history") > 4  # page after page


async def test_messages_before_the_issues_week_are_not_looked_at(api: ChannelApi) -> None:
    api.scopes = READING
    issues = Issues(courier(api))
    await issues.post("2029-W01", issues.render(quiet_issue()))
    assert await issues.find("2029-W01") is None  # it was posted in 2026, by the server's clock


async def test_without_the_right_to_read_nobody_is_asked_again(api: ChannelApi) -> None:
    for where in (HERE, "close-calls"):
        with pytest.raises(DeliveryError) as refused:
            await Issues(courier(api, where)).find("2026-W47")
        assert refused.value.permanent
    api.scopes = READING
    api.moods["conversations.history"] = [500]
    with pytest.raises(DeliveryError) as unknown:
        await Issues(courier(api)).find("2026-W47")
    assert not unknown.value.permanent
