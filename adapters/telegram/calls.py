"""Calls of the Bot API in their shortest form: fields out, plain JSON back, within the limits.

The SDK's own methods make an object of every button and of every answer, which took longer than
all the rest of a step, and hand parameters and answers whole to their logger. Its connection and
its errors stay in use, through `do_request`, which its own methods call; they themselves are there
for files and menus (`by_sdk`). A new version of the SDK that wanted more than this would fail the
tests over real sockets, not quietly.
"""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from telegram import Bot
    from telegram.request import RequestData

    from adapters.telegram.throttle import Throttle

# Waits as timedelta: the way that stays; the other one warns each time that Telegram says wait.
os.environ.setdefault("PTB_TIMEDELTA", "1")

T = TypeVar("T")
RETRIES: Final = 2
"""How often a call is made again after a 429, each time after the wait that Telegram named."""

_PATIENCE: Final = 10.0  # seconds that an answer may take
_OK: Final = 200
_ERRORS: Final[Mapping[int, type[TelegramError]]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,  # what Telegram says of a token that it cannot read
    409: Conflict,
}
_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Fields:
    """What `telegram.request.RequestData` tells a request: fields that are written, no files."""

    contains_files = False
    multipart_data: Final[Mapping[str, bytes]] = {}

    def __init__(self, fields: Mapping[str, object]) -> None:
        """Write each field down; one that is None is left out."""
        self.json_parameters = {
            name: value if isinstance(value, str) else _written(value)
            for name, value in fields.items()
            if value is not None
        }


class Calls:
    """The methods of one bot. Each raises TelegramError."""

    def __init__(self, bot: Bot, throttle: Throttle | None = None) -> None:
        """Speak through the connection of `bot`; without a throttle as fast as is asked."""
        self.bot = bot
        self._throttle = throttle
        self._request = bot.request.do_request
        self._base = f"{bot.base_url}/"

    async def __call__(self, method: str, *, patience: float = _PATIENCE, **fields: object) -> Any:  # noqa: ANN401 - JSON
        """One call; what it gave, after `patience` seconds at most."""
        answer = _read(await self._done(method, patience, fields))
        if "result" not in answer:
            raise TelegramError("an answer without a result")
        return answer["result"]

    async def tell(self, method: str, **fields: object) -> None:
        """One call whose answer is read by nobody."""
        await self._done(method, _PATIENCE, fields)

    async def by_sdk(self, call: Callable[[Bot], Awaitable[T]], chat: object = None) -> T:
        """A call by a method of the SDK's own. `chat`: what it goes into."""
        return await self._in_turn(lambda: call(self.bot), chat)

    async def _done(self, method: str, patience: float, fields: Mapping[str, object]) -> bytes:
        told, url = cast("RequestData", Fields(fields)), self._base + method
        if self._throttle is None:
            return await self._asked(url, told, patience)
        return await self._in_turn(lambda: self._asked(url, told, patience), fields.get("chat_id"))

    async def _asked(self, url: str, told: RequestData, patience: float) -> bytes:
        try:
            code, answer = await self._request(url, "POST", told, patience)
        except TelegramError:
            raise
        except Exception as wrong:  # as the SDK does: callers know its errors alone
            raise NetworkError(type(wrong).__name__) from wrong
        if code != _OK:
            raise refusal(code, answer)
        return answer

    async def _in_turn(self, call: Callable[[], Awaitable[T]], chat: object) -> T:
        """Made when its turn comes; after a 429 again, once the wait is over."""
        if self._throttle is None:
            return await call()
        for _ in range(RETRIES):
            await self._throttle.turn(chat)
            try:
                return await call()
            except RetryAfter as wait:
                told = seconds(wait)
            await self._throttle.told(told, chat)
        await self._throttle.turn(chat)
        return await call()


def refusal(code: int, answer: bytes) -> TelegramError:
    """What a call raises that was not taken: the SDK's own errors, as its methods raise them."""
    try:
        told = _read(answer)
    except TelegramError:
        told = {}
    why, more = str(told.get("description") or f"HTTP {code}"), told.get("parameters")
    match more:
        case {"migrate_to_chat_id": int(chat)}:
            return ChatMigrated(chat)
        case {"retry_after": int(wait)}:
            return RetryAfter(wait)
        case _:
            kind = _ERRORS.get(code, NetworkError)
            return kind(why)


def seconds(asked: RetryAfter) -> float:
    """The wait that Telegram named, in seconds."""
    wait = asked.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _read(answer: bytes) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise TelegramError("an answer that is none of the Bot API")
    return told


def _written(value: object) -> str:
    """As the Bot API reads a field: JSON; numbers, which are most of them, without a detour."""
    return str(value) if type(value) is int else _COMPACT(value)
