"""The Slack door: settings become its runner, the SDK loaded last. It hears nobody itself."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from bot.errors import BadSetting
from closecall import wiring
from closecall.doors.door import Door, Endpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat, Screens
    from closecall.settings import Settings
    from closecall.wiring import Store


@contextmanager
def slack(settings: Settings, opened: Store) -> Iterator[Door]:
    """The Slack door. Raises BadSetting, and what `wiring.front` raises."""
    from adapters.slack.colleagues import Colleagues
    from adapters.slack.delivery import LARGEST
    from adapters.slack.door import Door as Forms
    from adapters.slack.drill import Drills
    from adapters.slack.runner import PATH, Runner, client
    from adapters.slack.screens import WebScreens
    from bot.pace import Pace

    delivered = not settings.slack_app_token
    if delivered and not settings.health_port:
        raise BadSetting(settings.words("slack.run.no_port"))
    web = client(settings.slack_bot_token.reveal(), settings.slack_api_url)
    screens = WebScreens(web, settings.words("slack.title"))
    with ExitStack() as stack:
        intake, writer = stack.enter_context(wiring.front(settings, "slack", opened))
        runner = Runner(
            web,
            Forms(intake, writer, settings.language, os.urandom, photos=_photos(settings)),
            Pace(os.urandom),
            app_token=settings.slack_app_token.reveal(),
            secret=settings.slack_signing_secret.reveal() if delivered else "",
            booth=_booth(settings, opened),
            drills=Drills(wiring.practice(settings, opened.writer), writer, settings.language),
            chat=_chat(settings, opened, screens, stack) if settings.slack_dm else None,
            colleagues=Colleagues(web, _learner(opened)) if settings.slack_roster else None,
        )
        yield Door(runner, Endpoint(PATH, LARGEST, runner.deliver) if delivered else None)


def _chat(settings: Settings, opened: Store, screens: Screens, stack: ExitStack) -> Chat:
    """The direct conversation, with a label of its own: what it costs."""
    from adapters.slack.chat import Chat

    intake, writer = stack.enter_context(wiring.front(settings, "slackdm", opened))
    photos = _photos(settings)
    return Chat(intake, writer, screens, settings.language, os.urandom, photos=photos)


def _photos(settings: Settings) -> str:
    """What is said of pictures: another door takes them, where there is one."""
    return "slack.photos.telegram" if settings.telegram_token else "slack.photos"


def _learner(opened: Store) -> Callable[[Sequence[str]], None]:
    """Who is told the names of colleagues: every scrubber behind an open door."""

    def learn(names: Sequence[str]) -> None:
        for scrubber in opened.scrubbers.values():
            scrubber.learn(names)

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
