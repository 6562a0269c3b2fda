"""What bolt calls: one listener a kind of payload, and before them all the one that forgets.

    payload ── person → a bucket's key, all else taken out ─┬─ a form ── the next page
                                                            └─ a listener ── the answer

Both transports share it. An answer leaves only once what it answers is durable.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from adapters.slack import spoken, votes
from adapters.slack.drill import DRILL
from adapters.slack.forgetting import Forgetting
from adapters.slack.translate import (
    CALLBACK,
    ENTRIES,
    SHORTCUTS,
    Opened,
    opened,
    submitted,
    tapped,
)
from bot.frozen import frozen

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
    from adapters.slack.views import View
    from bot.pace import Pace

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
        """Put everything in place, what is called most first: bolt asks each in turn.

        A signature was looked at before (`Runner.deliver`), so that nothing unsigned is read.
        """
        self.app = AsyncApp(
            name="slack_bolt.app",  # bolt mutes the logger of this name: never one of ours
            client=self.web,
            authorize=_authorized,
            before_authorize=Forgetting(
                self.web, self.door, self.pace, self.after, self.booth, self.chat
            ),
            logger=SILENCE,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
        )
        self.app.use(Forms(self.door))
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
        if context["slow"] and "command" in body:
            # Only a command can be answered without a form, to whoever wrote it and nobody else.
            await ack(self.door.words("slack.slow"), response_type="ephemeral")
            return
        entry = opened(body)
        if entry is not None and not context["quiet"]:
            self.after.soon(self._open(entry, text=context["text"], slow=context["slow"]))
        await ack()

    async def _open(self, entry: Opened, *, text: bool, slow: bool) -> None:
        view: View = await self.door.opened(entry, text=text, slow=slow)
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
        if self.drills is not None and isinstance(trigger, str) and not context["quiet"]:
            self.after.soon(self._asked(trigger, self.drills, slow=context["slow"]))
        await ack()

    async def _asked(self, trigger: str, drills: Drills, *, slow: bool) -> None:
        view = self.door.hasty() if slow else await drills.opened()
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


@frozen
class Forms(AsyncMiddleware):
    """A form that was sent is answered here: most of what comes, and bolt need not look further.

    To match a listener and to find its arguments takes bolt longer than all else that it does.
    """

    door: Door

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - bolt's
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - bolt's
    ) -> BoltResponse | None:
        """See AsyncMiddleware. Anything but a form of ours goes on to the listeners."""
        form = submitted(req.body)
        if form is None:
            return await next()
        answer = await self.door.sent(form, slow=req.context["slow"])
        return BoltResponse(status=200, body=answer)
