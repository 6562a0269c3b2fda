"""What the doctor looks at in Slack: nothing without a token, and never a message sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.slack.checkup import Needs, Wanted
    from closecall.commands.doctor_findings import Examination
    from closecall.settings import Settings

PATIENCE = 8.0
"""Seconds that Slack has for each answer: somebody is waiting at the screen."""


def slack(found: Examination) -> None:
    """The token, its scopes, and each place of the settings."""
    from adapters.slack.checkup import look
    from adapters.slack.courier import Account
    from closecall.commands.doctor_findings import Finding, Level

    settings = found.settings
    if not settings.slack_bot_token:
        return
    token, url = settings.slack_bot_token.reveal(), settings.slack_api_url
    looking = look(Account(token, url, PATIENCE), tuple(_wanted(settings)), _needs(settings))
    for sight in asyncio.run(looking):
        text = found.words(f"slackchannel.doctor.{sight.what}", **sight.values)
        found.findings.append(Finding("slack", sight.what, Level(sight.grade.value), text))


def _needs(settings: Settings) -> Needs:
    """What the settings ask of Slack beyond posting."""
    from adapters.slack.checkup import Needs

    scopes = {
        "im:history": "CLOSECALL_SLACK_DM" if settings.slack_dm else "",
        "users:read": "CLOSECALL_SLACK_ROSTER" if settings.slack_roster else "",
    }
    return Needs(
        settings.slack_app_token.reveal(),
        {scope: setting for scope, setting in scopes.items() if setting},
        picture=any(place.kind == "slack" for place in settings.digest_channels),
    )


def _wanted(settings: Settings) -> Iterator[Wanted]:
    """The places in Slack, each once, those of the digest first."""
    from adapters.slack.checkup import Wanted
    from adapters.slack.spot import Spot

    review = settings.review_channel
    places = dict.fromkeys((*settings.digest_channels, *((review,) if review else ())))
    for place in places:
        if place.kind == "slack":
            yield Wanted(str(place), Spot.parse(place.where))
