"""What bolt calls: one listener a kind of payload, and before them all the one that forgets.

    payload ── person → a bucket's key, all else taken out ── a listener ── the answer

Both transports share it. An answer leaves only once what it answers is durable.
"""

from __future__ import annotations

import logging
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.slack import spoken, views, votes
from adapters.slack.drill import DRILL
from adapters.slack.translate import (
    CALLBACK,
    ENTRIES,
    SHORTCUTS,
    Opened,
    emptied,
    opened,
    person,
    seen,
    tapped,
)
from bot.words import Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncBoltRequest
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.afterwards import Afterwards
    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat
    from adapters.slack.door import Door
    from adapters.slack.drill import Drills
    from adapters.slack.pace import Pace
    from adapters.slack.views import View
    from adapters.slack.votes import Piece, Voted

COMMAND: Final = "/closecall"
MUTE: Final = logging.CRITICAL + 10
_log = logging.getLogger(__name__)
# The SDKs print whole payloads at WARNING and below, and exceptions that quote them at ERROR.
SILENCE: Final = logging.getLogger("slack_bolt.closecall")
SILENCE.setLevel(MUTE)


async def _authorized() -> AuthorizeResult:
    """One workspace, known since the start: no question to Slack before an answer to it."""
    return AuthorizeResult(enterprise_id=None, team_id=None)


@dataclass(slots=True)
class Listeners:
    """One bolt app for one workspace."""

    web: AsyncWebClient
    door: Door
    pace: Pace
    after: Afterwards
    booth: Booth | None = None
    chat: Chat | None = None
    drills: Drills | None = None
    app: AsyncApp = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Put the listeners in place, the one that is called most first: bolt asks each in turn.

        A signature was looked at before (`Runner.deliver`), so that nothing unsigned is read.
        """
        self.app = AsyncApp(
            name="slack_bolt.app",  # bolt mutes the logger of this name: never one of ours
            client=self.web,
            authorize=_authorized,
            before_authorize=self._emptied,
            logger=SILENCE,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        self.app.view(CALLBACK)(self._sent)
        self.app.action(re.compile(r"^(go\.\d{1,2}|back)$"))(self._tapped)
        self.app.view_closed(CALLBACK)(self._closed)
        self.app.command(COMMAND)(self._entered)
        for name in SHORTCUTS:
            self.app.shortcut(name)(self._entered)
        self.app.action(re.compile("^(" + "|".join(ENTRIES) + ")$"))(self._entered)
        self.app.action(votes.ACTION)(self._voted)
        self.app.event("app_home_opened")(self._seen)
        self.app.action(DRILL)(self._drill)
        self.app.view(DRILL)(self._drilled)
        if self.chat:
            self.app.event("message")(self._seen)
            self.app.action(spoken.ACTION)(self._seen)
        self.app.error(self._failed)

    # --- before every listener -------------------------------------------------------------------

    async def _emptied(
        self,
        req: AsyncBoltRequest,
        next: Callable[[], Awaitable[None]],  # noqa: A002 - bolt passes arguments by name
    ) -> None:
        """The person becomes a bucket's key, and then nobody: in here, and never further."""
        body = req.body
        who = person(body)
        req.context["slow"] = not self.pace.pour(who, time.monotonic())
        req.context["text"] = bool(str(body.get("text") or "").strip())
        if who and seen(body) and not req.context["slow"]:
            self.after.soon(self.web.views_publish(user_id=who, view=views.home(self.door.words)))
        tap = votes.voted(body)
        if tap is not None:
            req.context["vote"] = await self._cast(tap, slow=req.context["slow"])
        arrival = spoken.read(body) if self.chat else None
        if self.chat and arrival:
            show = await self.chat.take(arrival, slow=req.context["slow"])
            if show is not None:
                self.after.soon(show)
        emptied(body, req.context)
        req.raw_body = ""
        req.query.clear()
        await next()

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

    # --- listeners -------------------------------------------------------------------------------

    async def _sent(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        answer = await self.door.sent(body.get("view"), slow=context["slow"])
        await ack(**answer)

    async def _tapped(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        tap = tapped(body)
        if tap is not None:
            view = await self.door.tapped(tap, slow=context["slow"])
            self.after.soon(self.web.views_update(view_id=tap.view, view=view))
        await ack()

    async def _closed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await self.door.closed(body.get("view"))
        await ack()

    async def _entered(
        self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext
    ) -> None:
        entry = opened(body)
        if entry is not None and not context["slow"]:
            self.after.soon(self._open(entry, text=context["text"]))
        await ack()

    async def _open(self, entry: Opened, *, text: bool) -> None:
        view: View = await self.door.opened(entry, text=text)
        if entry.within:
            await self.web.views_push(trigger_id=entry.trigger, view=view)
        else:
            await self.web.views_open(trigger_id=entry.trigger, view=view)

    async def _voted(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        view, trigger = context.get("vote"), body.get("trigger_id")
        if view is not None and isinstance(trigger, str):
            self.after.soon(self.web.views_open(trigger_id=trigger, view=view))
        await ack()

    async def _drill(self, ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        trigger = body.get("trigger_id")
        if self.drills is not None and isinstance(trigger, str) and not context["slow"]:
            self.after.soon(self._asked(trigger, self.drills, within="view" in body))
        await ack()

    async def _asked(self, trigger: str, drills: Drills, *, within: bool) -> None:
        view = await drills.opened()
        if within:
            await self.web.views_push(trigger_id=trigger, view=view)
        else:
            await self.web.views_open(trigger_id=trigger, view=view)

    async def _drilled(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        if self.drills is not None:
            await ack(**await self.drills.answered(body.get("view")))

    async def _seen(self, ack: AsyncAck) -> None:
        await ack()

    async def _failed(self, error: Exception) -> BoltResponse:
        """What no listener wants is nothing; what a listener choked on keeps the form open."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=200, body="")
        _log.error("slack: a payload was dropped", exc_info=error)
        return BoltResponse(status=500, body="")
