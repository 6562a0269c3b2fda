"""What the doctor looks at in Slack: nothing without a token, and never a message sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from adapters.slack.checkup import Needs
    from closecall.commands.doctor.examination import Examination
    from closecall.settings import Settings

PATIENCE: Final = 8.0
"""Seconds that Slack has for each answer: somebody is waiting at the screen."""


def slack(found: Examination) -> None:
    """The token, its scopes, and each place of the settings."""
    settings = found.settings
    if not settings.slack_bot_token:
        return
    from adapters.slack.checkup import Wanted, look
    from adapters.slack.courier import Account
    from adapters.slack.spot import Spot

    account = Account(settings.slack_bot_token.reveal(), settings.slack_api_url, PATIENCE)
    wanted = [Wanted(str(place), Spot.parse(place.where)) for place in found.places("slack")]
    for sight in asyncio.run(look(account, wanted, _needs(settings))):
        found.saw("slack", sight, "slackchannel.doctor")


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
