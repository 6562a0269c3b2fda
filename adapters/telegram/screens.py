"""Messages in Telegram through the SDK: sent, edited, deleted. What a platform may do raises not.

Nothing here can be forwarded or saved from the chat, and nothing shows a preview of a link. A
refusal is a value; a line that is down is tried again, because each of these may be done twice.
After a 429 nothing is: `Calls` has waited as long as Telegram named, and asked again, by then.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Final, TypeVar

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot

    from adapters.telegram.calls import Calls
    from adapters.telegram.screen import Rows
    from adapters.telegram.votes import Board

T = TypeVar("T")
PAUSES: Final = (0.5, 2.0, 5.0)
"""Seconds before each further try of what did not get through."""

NAMELESS: Final = "picture"
"""What an upload is called: the same for all."""

_NO_PREVIEW: Final = '{"is_disabled":true}'  # LinkPreviewOptions
_YES: Final = "true"
# InlineKeyboardButton. What a button carries (`translate.carried`) needs no quoting.
_KEY: Final = '{"text":%s,"callback_data":"%s"}'
_quoted: Final = json.JSONEncoder(ensure_ascii=False).encode
_log = logging.getLogger(__name__)


class BotScreens:
    """The port `Screens` of the door, over one bot."""

    def __init__(self, calls: Calls, pauses: tuple[float, ...] = PAUSES) -> None:
        """Speak through `calls`; `username` is known once the bot is."""
        self._call = calls
        self._pauses = (*pauses, None)  # after the last try there is none
        self.username = ""

    async def send(self, chat: int, text: str, rows: Rows) -> int | None:
        """A new message; its number, None when it cannot be sent."""

        async def call() -> int:
            sent = await self._call(
                "sendMessage",
                chat_id=chat,
                text=text,
                reply_markup=_written(rows),
                protect_content=_YES,
                disable_notification=_YES,  # whoever lies beside the telephone learns nothing
                link_preview_options=_NO_PREVIEW,
            )
            return int(sent["message_id"])

        return await self._tried(call, lambda _: None)

    async def picture(self, chat: int, image: bytes, caption: str, rows: Rows) -> int | None:
        """A picture with a caption; the number of the message, None when it cannot be sent."""

        async def send(bot: Bot) -> int:
            sent = await bot.send_photo(
                chat,
                image,
                caption,
                reply_markup=_board(rows),
                protect_content=True,
                disable_notification=True,
                filename=NAMELESS,
            )
            return sent.message_id

        return await self._tried(lambda: self._call.by_sdk(send, chat), lambda _: None)

    async def fetch(self, file: str, most: int) -> bytes | None:
        """The bytes of a photo, `most` at most; None when it is larger, or cannot be had.

        Telegram's address of a file holds the token of the bot: it goes no further than here.
        """

        async def get(bot: Bot) -> bytes | None:
            told = await bot.get_file(file)
            if (told.file_size or 0) > most:
                return None
            got = bytes(await told.download_as_bytearray())
            return got if len(got) <= most else None

        return await self._tried(lambda: self._call.by_sdk(get), lambda _: None)

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        """The message as it should stand now; False when it cannot be edited any more."""

        async def call() -> bool:
            await self._call.tell(
                "editMessageText",
                chat_id=chat,
                message_id=message,
                text=text,
                reply_markup=_written(rows),
                link_preview_options=_NO_PREVIEW,
            )
            return True

        # Asked to show what it shows already, Telegram refuses: then all is as it should be.
        return await self._tried(call, lambda refused: "not modified" in str(refused)) or False

    async def delete(self, chat: int, message: int) -> bool:
        """Delete a message; False when Telegram refuses: 48 hours are over, or no right."""

        async def call() -> bool:
            await self._call.tell("deleteMessage", chat_id=chat, message_id=message)
            return True

        return await self._tried(call, lambda refused: "not found" in str(refused)) or False

    async def answer(self, query: str, text: str) -> None:
        """End the waiting of a tap. Telegram forgets taps soon: then there is nothing to end."""

        async def call() -> None:
            await self._call.tell(
                "answerCallbackQuery", callback_query_id=query, text=text or None
            )

        await self._tried(call, lambda _: None)

    async def post(self, chat: int, topic: int | None, text: str) -> None:
        """A line where others read: in answer to nobody."""

        async def call() -> None:
            await self._call.tell(
                "sendMessage",
                chat_id=chat,
                text=text,
                message_thread_id=topic,
                link_preview_options=_NO_PREVIEW,
            )

        await self._tried(call, lambda _: None)

    async def relabel(self, chat: int, message: int, board: Board) -> bool:
        """The buttons under an issue as they should stand now; False when that is refused."""

        async def edit(bot: Bot) -> bool:
            await bot.edit_message_reply_markup(
                chat_id=chat, message_id=message, reply_markup=keyboard(board)
            )
            return True

        return (
            await self._tried(
                lambda: self._call.by_sdk(edit, chat),
                lambda refused: "not modified" in str(refused),
            )
            or False
        )

    async def _tried(
        self, call: Callable[[], Awaitable[T]], refused: Callable[[TelegramError], T | None]
    ) -> T | None:
        """Try until it gets through; what is refused is asked from `refused`."""
        for pause in self._pauses:
            try:
                return await call()
            except (BadRequest, Forbidden) as no:
                return refused(no)
            except TelegramError as away:
                if pause is None or not isinstance(away, NetworkError):
                    _log.warning("telegram did not take a message", extra=_kind(away))
                    return None
                await asyncio.sleep(pause)
        return None


def _kind(failed: TelegramError) -> dict[str, str]:
    return {"kind": type(failed).__name__}


def keyboard(board: Board) -> InlineKeyboardMarkup | None:
    """Buttons under an issue, as the SDK wants them; one that carries nothing is left out."""
    rows = [
        [
            InlineKeyboardButton(key.label, url=key.url or None, callback_data=data)
            for key in row
            if (data := key.asked.data() if key.asked else None) or key.url
        ]
        for row in board
    ]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def _written(rows: Rows) -> str | None:
    """Buttons as the Bot API takes them (InlineKeyboardMarkup), in JSON.

    Written at once: a screen has a dozen, and to make objects of them first takes as long again.
    """
    if not rows:
        return None
    lines = [",".join([_KEY % (_quoted(one.label), one.data) for one in row]) for row in rows]
    return '{"inline_keyboard":[[' + "],[".join(lines) + "]]}"


def _board(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(one.label, callback_data=one.data) for one in row] for row in rows]
    )
