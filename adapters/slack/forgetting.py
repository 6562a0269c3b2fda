"""What stands before every listener: the person becomes a bucket's key, and then nobody.

    payload ── who, and how fast ── a vote, a word in a chat, a look at the app's page ── emptied

Whatever needs a person is done in here, and what goes on to a listener has none. It answers
nothing itself.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from slack_bolt.middleware.async_middleware import AsyncMiddleware

from adapters.slack import spoken, views, votes
from adapters.slack.translate import emptied, person, seen
from bot.frozen import frozen
from bot.words import Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_bolt.async_app import AsyncBoltRequest
    from slack_bolt.response import BoltResponse
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.afterwards import Afterwards
    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat
    from adapters.slack.door import Door
    from adapters.slack.views import View
    from adapters.slack.votes import Piece, Voted
    from bot.pace import Pace


@frozen
class Forgetting(AsyncMiddleware):
    """The first middleware, as bolt calls it: a plain function would be looked at each time."""

    web: AsyncWebClient
    door: Door
    pace: Pace
    after: Afterwards
    booth: Booth | None
    chat: Chat | None

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt's
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt's
    ) -> BoltResponse | None:
        """See AsyncMiddleware. What is left of the payload goes on, whatever it was."""
        body = req.body
        who = person(body)
        slow = not self.pace.pour(who, time.monotonic())
        # Told once, until they may again: each form or message costs a call, and all share those.
        quiet = slow and self.pace.told(who)
        known: dict[str, object] = {"slow": slow, "quiet": quiet, "text": _worded(body)}
        if who and seen(body) and not slow:
            self.after.soon(self.web.views_publish(user_id=who, view=views.home(self.door.words)))
        tap = votes.voted(body)
        if tap is not None and not quiet:
            known["vote"] = await self._cast(tap, slow=slow)
        arrival = spoken.read(body) if self.chat else None
        if self.chat and arrival and not quiet:
            show = await self.chat.take(arrival, slow=slow)
            if show is not None:
                self.after.soon(show)
        emptied(body, req.context)
        req.context.update(known)
        req.raw_body = ""
        req.query.clear()
        return await next()

    async def _cast(self, tap: Voted, *, slow: bool) -> View:
        """A vote is cast in here: no listener sees whose it is, only what to say about it."""
        words = Words(tap.asked.language)
        if slow:
            return views.told(words, words("slackchannel.vote.slow"))
        if self.booth is None:
            return views.told(words, words("slackchannel.vote.closed"))
        said = await self.booth.cast(tap)
        self.after.soon(self.booth.recount(tap, self._edit))
        return views.told(words, said)

    async def _edit(self, channel: str, ts: str, text: str, pieces: list[Piece]) -> None:
        await self.web.chat_update(
            channel=channel, ts=ts, text=text, blocks=pieces, parse="none", link_names=False
        )


def _worded(body: Mapping[str, object]) -> bool:
    """Whether words stand after a command; which ones nobody looks at."""
    return bool(str(body.get("text") or "").strip())
