"""Channels: the places of the settings become boards and outlets, each on its platform.

It posts nothing and asks nobody: a wrong token or a missing right shows in `closecall doctor` and
with the first post. An SDK is loaded only for a place that needs it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from closecall import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.slack import courier as slack
    from adapters.telegram.courier import Courier
    from closecall.settings import Settings
    from closecall.settings.values import Place
    from digests.posting import Board
    from digests.publish import Outlet


def outlets(settings: Settings) -> tuple[Outlet, ...]:
    """Where issues appear: one for each of CLOSECALL_DIGEST_CHANNELS, more on platforms."""
    return tuple(
        outlet for place in settings.digest_channels for outlet in _outlets(settings, place)
    )


def _outlets(settings: Settings, place: Place) -> Iterator[Outlet]:
    from digests.due import Timetable
    from digests.publish import Outlet

    due, name = place.at or settings.digest_at, str(place)
    language = place.language or settings.language
    zone = clock.zone(place.timezone or settings.timezone)
    timetable = Timetable(due.weekday, due.at, zone)
    if place.kind == "telegram":
        from adapters.telegram.channel import Issues, Pictures, Quizzes

        sender = _courier(settings, place)
        pictures, quizzes = Pictures(sender), Quizzes(sender)
        yield Outlet(f"{name}#picture", language, timetable, pictures, before=name)
        yield Outlet(name, language, timetable, Issues(sender))
        yield Outlet(f"{name}#quiz", language, timetable, quizzes, after=name)
    elif place.kind == "slack":
        from adapters.slack import channel
        from adapters.slack import pictures as shown

        app = _slack_courier(settings, place)
        picture = shown.Pictures(app)
        yield Outlet(f"{name}#picture", language, timetable, picture, before=name)
        yield Outlet(name, language, timetable, channel.Issues(app))
    else:
        from adapters.folder import Folder

        yield Outlet(name, language, timetable, Folder(Path(place.where)))


def board(settings: Settings, place: Place) -> Board:
    """Where plain texts appear: the duty reviewers' channel."""
    if place.kind == "telegram":
        from adapters.telegram.channel import Notices

        return Notices(_courier(settings, place))
    if place.kind == "slack":
        from adapters.slack import channel

        return channel.Notices(_slack_courier(settings, place))
    from adapters.folder import Folder

    return Folder(Path(place.where))


def _courier(settings: Settings, place: Place) -> Courier:
    """Who takes messages to a place in Telegram."""
    from adapters.telegram.courier import Account, Courier
    from adapters.telegram.spot import Spot

    account = Account(settings.telegram_token.reveal(), settings.telegram_api_url)
    return Courier(account, Spot.parse(place.where), settings.words)


def _slack_courier(settings: Settings, place: Place) -> slack.Courier:
    """Who takes messages to a channel in Slack."""
    from adapters.slack.courier import Account, Courier
    from adapters.slack.spot import Spot

    account = Account(settings.slack_bot_token.reveal(), settings.slack_api_url)
    return Courier(account, Spot.parse(place.where), settings.words)
