"""What the doctor looks at in Telegram: nothing without a token, and never a message sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from closecall.commands.doctor.examination import Examination

PATIENCE: Final = 8.0
"""Seconds that Telegram has for each answer: somebody is waiting at the screen."""


def telegram(found: Examination) -> None:
    """The token, the menu, the webhook and the rights in each place of the settings."""
    settings = found.settings
    if not settings.telegram_token:
        return
    from adapters.telegram.checkup import Wanted, look
    from adapters.telegram.courier import Account
    from adapters.telegram.spot import Spot

    token, url = settings.telegram_token.reveal(), settings.telegram_api_url
    account = Account(token, url, answer=PATIENCE)
    wanted = [
        Wanted(str(place), Spot.parse(place.where), quiz=place in settings.digest_channels)
        for place in found.places("telegram")
    ]
    for sight in asyncio.run(look(account, wanted, settings.public_url)):
        found.saw("telegram", sight, "tgchannel.doctor")
