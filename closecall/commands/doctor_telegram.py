"""What the doctor looks at in Telegram: nothing without a token, and never a message sent."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adapters.telegram.checkup import Wanted
    from closecall.commands.doctor_findings import Examination
    from closecall.settings import Settings

PATIENCE = 8.0
"""Seconds that Telegram has for each answer: somebody is waiting at the screen."""


def telegram(found: Examination) -> None:
    """The token, the menu, the webhook and the rights in each place of the settings."""
    from adapters.telegram.checkup import look
    from adapters.telegram.courier import Account
    from closecall.commands.doctor_findings import Finding, Level

    settings = found.settings
    if not settings.telegram_token:
        return
    token, url = settings.telegram_token.reveal(), settings.telegram_api_url
    account = Account(token, url, answer=PATIENCE)
    for sight in asyncio.run(look(account, tuple(_wanted(settings)), settings.public_url)):
        text = found.words(f"tgchannel.doctor.{sight.what}", **sight.values)
        found.findings.append(Finding("telegram", sight.what, Level(sight.grade.value), text))


def _wanted(settings: Settings) -> Iterator[Wanted]:
    """The places in Telegram, those of the digest first."""
    from adapters.telegram.checkup import Wanted
    from adapters.telegram.spot import Spot

    review = settings.review_channel
    for place in settings.digest_channels:
        if place.kind == "telegram":
            yield Wanted(str(place), Spot.parse(place.where), quiz=True)
    if review and review.kind == "telegram" and review not in settings.digest_channels:
        yield Wanted(str(review), Spot.parse(review.where), quiz=False)
