"""The Slack door as the service opens it: settings become its runner, the SDK loaded last."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import BadSetting
from closecall import wiring

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat, Screens
    from adapters.slack.runner import Runner
    from closecall.settings import Settings
    from closecall.wiring import Store


@dataclass(frozen=True, slots=True)
class Slack:
    """The Slack door, and its page when Slack delivers."""

    runner: Runner
    delivered: bool

    @property
    def routes(self) -> Sequence[Route]:
        """The page that Slack posts to; none in Socket Mode."""
        from starlette.routing import Route

        from adapters.slack.runner import PATH

        return [Route(PATH, self._deliver, methods=["POST"])] if self.delivered else []

    def start(self) -> None:
        """Open."""
        self.runner.start()

    async def stop(self) -> None:
        """Close."""
        await self.runner.stop()

    async def checked(self) -> bool:
        """Whether Slack and we understand each other."""
        return await self.runner.checked()

    async def _deliver(self, request: Request) -> Response:
        from starlette.responses import Response

        from adapters.slack.delivery import LARGEST

        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
        status, kind, content = await self.runner.deliver(request.headers, bytes(body))
        return Response(content, status, {"content-type": kind})


@contextmanager
def slack(settings: Settings, opened: Store) -> Iterator[Slack]:
    """The Slack door. Raises BadSetting, and what `wiring.front` raises."""
    from adapters.slack.colleagues import Colleagues
    from adapters.slack.door import Door
    from adapters.slack.pace import Pace
    from adapters.slack.runner import Runner, client
    from adapters.slack.screens import WebScreens

    delivered = not settings.slack_app_token
    if delivered and not settings.health_port:
        raise BadSetting(settings.words("slack.run.no_port"))
    web = client(settings.slack_bot_token.reveal(), settings.slack_api_url)
    screens = WebScreens(web, settings.words("slack.title"))
    with ExitStack() as stack:
        intake, writer = stack.enter_context(wiring.front(settings, "slack", opened))
        runner = Runner(
            web,
            Door(intake, writer, settings.language, os.urandom),
            Pace(os.urandom),
            app_token=settings.slack_app_token.reveal(),
            secret=settings.slack_signing_secret.reveal() if delivered else "",
            booth=_booth(settings, opened),
            chat=_chat(settings, opened, screens, stack) if settings.slack_dm else None,
            colleagues=Colleagues(web, _learner(opened)) if settings.slack_roster else None,
        )
        yield Slack(runner, delivered)


def _chat(settings: Settings, opened: Store, screens: Screens, stack: ExitStack) -> Chat:
    """The direct conversation, with a label of its own: what it costs."""
    from adapters.slack.chat import Chat

    intake, writer = stack.enter_context(wiring.front(settings, "slackdm", opened))
    return Chat(intake, writer, screens, settings.language, os.urandom)


def _learner(opened: Store) -> Callable[[Sequence[str]], None]:
    """Who is told the names of colleagues: every coach behind an open door."""

    def learn(names: Sequence[str]) -> None:
        for coach in opened.coaches.values():
            coach.learn(names)

    return learn


def _booth(settings: Settings, opened: Store) -> Booth | None:
    """Who hears votes below issues in Slack; None where none are posted."""
    from adapters.slack.booth import Booth
    from adapters.slack.spot import Spot

    places = {
        str(place): Spot.parse(place.where)
        for place in settings.digest_channels
        if place.kind == "slack"
    }
    if not places:
        return None
    voting = wiring.voting(settings, opened)
    return Booth(voting, opened.writer, places, k=settings.min_count)
