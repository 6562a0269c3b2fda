"""Calls of the Bot API in their shortest form: fields out, plain JSON back.

The SDK's own methods make an object of every button and of every answer, which took longer than
all the rest of a step, and hand parameters and answers whole to their logger. Its connection, its
limits and its errors stay in use, through `post`, which bots are told to leave alone because it
sends whatever it is given. A new version of the SDK that wanted more than this would fail the
tests over real sockets, not quietly.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram.ext import ExtBot
    from telegram.request import RequestData

_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Fields:
    """What `telegram.request.RequestData` tells a request: fields that are written, no files."""

    contains_files = False
    multipart_data: Final[Mapping[str, bytes]] = {}

    def __init__(self, **fields: object) -> None:
        """Write each field down; one that is None is left out."""
        self.json_parameters = {
            name: value if isinstance(value, str) else _written(value)
            for name, value in fields.items()
            if value is not None
        }


class Calls:
    """The methods of one bot."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        """Speak through the connection of `bot`, within its limits."""
        self._bot = bot
        self._post = bot.request.post
        self._base = f"{bot.base_url}/"

    async def __call__(self, method: str, *, patience: float = 10.0, **fields: object) -> Any:  # noqa: ANN401 - JSON
        """One call; what it gave, after `patience` seconds at most. Raises TelegramError."""
        told = Fields(**fields)
        given = self._base + method, cast("RequestData", told), patience
        limiter = self._bot.rate_limiter
        if limiter is None:
            return await self._post(*given)
        return await limiter.process_request(
            self._post, given, {}, method, told.json_parameters, None
        )


def _written(value: object) -> str:
    """As the Bot API reads a field: JSON; numbers, which are most of them, without a detour."""
    return str(value) if type(value) is int else _COMPACT(value)
