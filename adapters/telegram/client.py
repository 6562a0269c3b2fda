"""The SDK's client, built one way for the door and for the channel. It sends nothing by itself."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

if TYPE_CHECKING:
    from typing import Any

# Waits as timedelta: the way that stays; the other one warns each time that Telegram says wait.
os.environ.setdefault("PTB_TIMEDELTA", "1")

RETRIES = 2
"""How often a message is sent again after a 429, each time after the wait that Telegram named."""


def client(token: str, api_url: str = "") -> ExtBot[Any]:
    """A client for this token; `api_url` is the base of another Bot API server."""
    base = api_url or "https://api.telegram.org"
    # One for everything: to read the system's certificates takes as long as to answer somebody.
    wire = HTTPXRequest(connection_pool_size=64, read_timeout=10.0, pool_timeout=10.0)
    return ExtBot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=wire,
        get_updates_request=wire,
        rate_limiter=AIORateLimiter(max_retries=RETRIES),
    )
