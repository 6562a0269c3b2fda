"""The Telegram door: settings become its runner, the SDK loaded last. It hears nobody itself."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.errors import BadSetting
from closecall import wiring
from closecall.doors.alone import FileLock, Leased
from closecall.doors.door import Door, Endpoint

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.telegram.booth import Booth
    from adapters.telegram.polling import Lease
    from adapters.telegram.screens import BotScreens
    from adapters.telegram.webhook import Webhook
    from closecall.settings import Settings
    from closecall.wiring import Store
    from storage.writer import Writer


@contextmanager
def telegram(settings: Settings, opened: Store) -> Iterator[Door]:
    """The Telegram door. Raises BadSetting, and what `wiring.front` raises."""
    from adapters.photo.darkroom import Darkroom
    from adapters.telegram.arrivals import Arrivals
    from adapters.telegram.client import client
    from adapters.telegram.door import Door as Chats
    from adapters.telegram.polling import Polling
    from adapters.telegram.runner import Runner
    from adapters.telegram.screens import BotScreens
    from adapters.telegram.shared import Shared
    from adapters.telegram.webhook import Webhook

    if settings.public_url and not settings.health_port:
        raise BadSetting(settings.words("telegram.run.no_port"))
    token = settings.telegram_token.reveal()
    calls = client(token, settings.telegram_api_url)
    screens = BotScreens(calls)
    with wiring.front(settings, "telegram", opened) as (intake, writer):
        # Behind a webhook any replica may get what somebody types next.
        kept = wiring.routes(settings, opened) if settings.public_url else None
        shared = Shared(kept, writer, token, time.time) if kept else None
        chats = Chats(
            intake,
            writer,
            screens,
            settings.language,
            os.urandom,
            shared=shared,
            booth=_booth(settings, opened, screens),
            darkroom=Darkroom(),
        )
        arrivals = Arrivals(chats)
        if settings.public_url:
            webhook = Webhook(calls, arrivals, token, settings.public_url)
            yield Door(Runner(calls, screens, chats, webhook), _endpoint(webhook))
        else:
            polling = Polling(calls, arrivals, _alone(settings, writer))
            yield Door(Runner(calls, screens, chats, polling))


def _alone(settings: Settings, writer: Writer) -> Lease:
    """How one of several processes asks: on SQLite they share a machine, else they need not."""
    if writer.on_sqlite:
        return FileLock(settings.home / "telegram.lock")
    from storage.lease import Leases

    return Leased(Leases(writer), writer, "telegram", os.urandom(16).hex())


def _endpoint(webhook: Webhook) -> Endpoint:
    """Where Telegram delivers, with the secret that it was given."""
    from adapters.telegram.webhook import LARGEST, PATH

    async def deliver(headers: Mapping[str, str], body: bytes) -> tuple[int, str, str]:
        given = headers.get("x-telegram-bot-api-secret-token", "")
        return await webhook.deliver(given, body), "text/plain", ""

    return Endpoint(PATH, LARGEST, deliver)


def _booth(settings: Settings, opened: Store, screens: BotScreens) -> Booth | None:
    """Who hears the votes under issues; None where no issue appears in Telegram."""
    from adapters.telegram.booth import Booth
    from adapters.telegram.spot import Spot
    from storage.ledger import Ledger

    posted = [place for place in settings.digest_channels if place.kind == "telegram"]
    if not posted:
        return None
    places = {str(place): Spot.parse(place.where) for place in posted}
    voting, writer = wiring.voting(settings, opened), opened.writer
    return Booth(voting, Ledger(writer), writer, screens, places, settings.min_count)
