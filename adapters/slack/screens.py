"""Messages and forms in a direct conversation, through Slack's Web API. It keeps none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from adapters.slack.afterwards import kind
from bot.frozen import frozen

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.blocks import Block
    from adapters.slack.views import View


@frozen
class WebScreens:
    """Port `adapters.slack.chat.Screens`. `title`: all that a notification shows."""

    web: AsyncWebClient
    title: str

    async def post(self, chat: str, blocks: list[Block]) -> str:
        """See Screens."""
        sent = await self.web.chat_postMessage(
            channel=chat,
            text=self.title,
            blocks=blocks,
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(sent["ts"])

    async def edit(self, chat: str, ts: str, blocks: list[Block]) -> None:
        """See Screens."""
        await self.web.chat_update(
            channel=chat, ts=ts, text=self.title, blocks=blocks, parse="none", link_names=False
        )

    async def delete(self, chat: str, ts: str) -> None:
        """See Screens. One that is gone already is deleted."""
        try:
            await self.web.chat_delete(channel=chat, ts=ts)
        except SlackApiError as refused:
            if kind(refused) != "message_not_found":
                raise

    async def open(self, trigger: str, view: View) -> None:
        """See Screens."""
        await self.web.views_open(trigger_id=trigger, view=view)
