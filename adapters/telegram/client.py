"""The SDK's client as the door uses it, with its limits. It sends nothing by itself.

Only the plain client of the SDK: its framework for handlers (`telegram.ext`) is not loaded.
"""

from __future__ import annotations

from typing import Final

from telegram import Bot

from adapters.telegram.calls import Calls
from adapters.telegram.throttle import Throttle
from adapters.telegram.wire import Wire

_ANSWER: Final = 10.0  # seconds
_CONNECTIONS: Final = 64


def client(token: str, api_url: str = "") -> Calls:
    """A client for this token; `api_url` is the base of another Bot API server."""
    base = api_url or "https://api.telegram.org"
    wire = Wire(answer=_ANSWER, connections=_CONNECTIONS)
    bot = Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=wire,
        get_updates_request=wire,
    )
    return Calls(bot, Throttle())
