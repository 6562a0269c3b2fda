"""The picture of an issue in a Slack channel: a file with words for who cannot see it, once.

    a place to put it ── the bytes ── shared in the channel: only this last step posts anything

It has a run of its own in the ledger, before the issue's. Without the scope `files:write`, or in a
channel that is known by its name alone, the issue stands without it: its numbers say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from slack_sdk.errors import SlackApiError

from adapters.slack.courier import said
from adapters.slack.issue import short
from bot.errors import DeliveryError, Undecided
from digests.freezing import freeze, thaw

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.courier import Courier
    from digests.freezing import Thawed
    from digests.issue import Issue

FILE: Final = "picture.png"
ALT: Final = 1000  # characters, docs.slack.dev: files.getUploadURLExternal
TITLE: Final = 150


class Pictures:
    """Port `digests.publish.Channel`."""

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    def render(self, issue: Issue) -> str:
        """The issue's title, with the picture behind it."""
        return freeze(short(issue.title, TITLE), issue)

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Share it; where it is, or why there is none. Raises DeliveryError."""
        held, words = thaw(frozen), self._courier.words
        if held.picture is None:
            return words("slackchannel.no_picture")
        if self._courier.spot.named:
            return words("slackchannel.picture.named")
        try:
            found = await self._courier.converse(lambda web: _uploaded(web, held))
        except Undecided:  # whatever became of it, nobody sees it: the issue need not wait
            raise DeliveryError(words("slackchannel.picture.untaken"), permanent=True) from None
        if found is None:
            return words("slackchannel.picture.no_scope")
        title = held.text
        channel = self._courier.spot.channel

        async def share(web: AsyncWebClient) -> str:
            await web.files_completeUploadExternal(
                files=[{"id": found, "title": title}], channel_id=channel
            )
            return f"{channel} {found}"

        return await self._courier.converse(share)


async def _uploaded(web: AsyncWebClient, held: Thawed) -> str | None:
    """The file's name, not yet shared: nobody sees it. None: the app may not."""
    image = held.picture or b""
    try:
        place = await web.files_getUploadURLExternal(
            filename=FILE, length=len(image), alt_txt=held.alt[:ALT]
        )
    except SlackApiError as refused:
        if said(refused)[1] == "missing_scope":
            return None
        raise
    session = web.session
    if session is None:
        raise RuntimeError("a courier's client has a session")
    async with session.post(str(place["upload_url"]), data=image) as answer:
        answer.raise_for_status()
    return str(place["file_id"])
