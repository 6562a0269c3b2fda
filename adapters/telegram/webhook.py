"""Being told by Telegram: where it delivers, with which secret, and whether it still does. No SDK.

    POST /telegram ── arrivals.take ── settled? ── 200

Whoever else has the token can move the webhook, or take it away by asking for updates: then this
bot would be deaf without a word. So it looks, says so, and takes it back.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from dataclasses import field
from typing import TYPE_CHECKING, Final

from adapters.telegram.translate import ALLOWED
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.telegram.arrivals import Arrivals
    from adapters.telegram.calls import Calls

PATH: Final = "/telegram"
LARGEST: Final = 256 * 1024  # bytes of one update: a text of 4096 characters needs 20 KiB
_SETTLE: Final = 25.0  # seconds that a turn may take until it is durable
_LOOK: Final = 60.0  # seconds between two looks at what Telegram has noted
_log = logging.getLogger(__name__)


@frozen
class Webhook:
    """One bot that is delivered to. What goes wrong is raised as the SDK's TelegramError.

    `settle` and `look`: seconds, shorter in tests.
    """

    calls: Calls = field(repr=False)
    arrivals: Arrivals
    token: str = field(repr=False)
    public_url: str = field(repr=False)
    settle: float = _SETTLE
    look: float = _LOOK

    async def serve(self, well: Callable[[], None]) -> None:
        """Have Telegram deliver here until it delivers elsewhere; `well` is called meanwhile."""
        await self.calls.bot.set_webhook(
            f"{self.public_url}{PATH}",
            secret_token=secret(self.token),
            allowed_updates=list(ALLOWED),
            drop_pending_updates=False,
        )
        well()
        _log.info("telegram: ready, it delivers")
        ours = await self._noted()  # in Telegram's spelling
        while True:
            await asyncio.sleep(self.look)
            if await self._noted() != ours:
                break
            well()
        _log.error("telegram delivers elsewhere: end whatever else uses this bot's token")

    async def deliver(self, given: str, body: bytes) -> int:
        """What Telegram delivered, with the secret that it gave: the status to answer with."""
        if not hmac.compare_digest(given.encode(), secret(self.token).encode()):
            return 403
        if len(body) > LARGEST:
            return 413
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        settled = self.arrivals.take(update)
        if settled is not None:
            try:
                await asyncio.wait_for(settled.wait(), self.settle)
            except TimeoutError:
                return 503
        return 200

    async def _noted(self) -> str:
        """Where Telegram delivers; empty: it waits to be asked."""
        told = await self.calls("getWebhookInfo")
        return str(told.get("url") or "") if isinstance(told, dict) else ""


def secret(token: str) -> str:
    """The secret of the webhook. It follows from the token, so that every replica has it."""
    return hmac.digest(token.encode(), b"closecall/1/telegram/webhook", hashlib.sha256).hex()
