"""The SDK's client as the door uses it, with its limits. It sends nothing by itself.

Only the plain client of the SDK: its framework for handlers (`telegram.ext`) is not loaded.
"""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from adapters.telegram.calls import Calls
from adapters.telegram.throttle import Throttle


def client(token: str, api_url: str = "") -> Calls:
    """A client for this token; `api_url` is the base of another Bot API server."""
    base = api_url or "https://api.telegram.org"
    # One for everything: to read the system's certificates takes as long as to answer somebody.
    wire = HTTPXRequest(connection_pool_size=64, read_timeout=10.0, pool_timeout=10.0)
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=wire,
        get_updates_request=wire,
    )
    return Calls(bot, Throttle())
