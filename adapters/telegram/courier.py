"""Taking one message to Telegram, at most once, and what became of it.

A post opens a connection of its own, asks who the bot is, sends one message and closes. It never
sends twice: the calls of the door, which would, are not used here. Whatever Telegram says becomes
one of the two failures that the ledger knows; none of them quotes a text, a token or an address.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from adapters.telegram.calls import seconds
from adapters.telegram.votes import with_poll
from adapters.telegram.wire import Wire, never_asked
from bot.errors import DeliveryError, Undecided
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Message

    from adapters.telegram.spot import Spot
    from bot.words import Words

    Send = Callable[[Bot], Awaitable[Message]]

ANSWER: Final = 25.0
"""Seconds that Telegram has to answer; asking and sending stay within `posting.PATIENCE`."""

# Parts of Telegram's descriptions of a 400 and a 403, lower case, and the sentence for each.
_KNOWN: Final = (
    ("chat not found", "no_chat"),
    ("thread not found", "no_topic"),
    ("topic_closed", "no_topic"),
    ("topic_deleted", "no_topic"),
    ("polls", "no_polls"),
    ("photos", "no_photos"),
    ("not enough rights", "banned"),
    ("need administrator rights", "banned"),
    ("chat_write_forbidden", "banned"),
)


@frozen
class Account:
    """The bot, as whom we post. `api_url`: another Bot API server; empty: Telegram's own.

    `answer`: seconds that a server has to answer.
    """

    token: str = field(repr=False)
    api_url: str = ""
    answer: float = ANSWER

    def bot(self) -> Bot:
        """A client for one conversation with Telegram, that repeats nothing by itself."""
        base = (self.api_url or "https://api.telegram.org").rstrip("/")
        wire = Wire(answer=self.answer, connections=1)
        return Bot(
            self.token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=wire,
            get_updates_request=wire,
        )


@frozen
class Courier:
    """Takes one message at a time to one spot."""

    account: Account
    spot: Spot
    words: Words

    async def deliver(self, send: Send) -> str:
        """Send it; a link to it, or its number. Raises DeliveryError and Undecided."""
        bot = self.account.bot()
        try:
            await self._ask(bot)
            sent = await self._send(bot, send)
        finally:
            await bot.shutdown()
        reference = sent.link or str(sent.message_id)
        return with_poll(reference, sent.poll.id) if sent.poll else reference

    async def close(self, message: int) -> tuple[int, ...]:
        """Close a poll of ours; its last counts. Empty: it is closed already, or gone.

        Raises DeliveryError when Telegram cannot be asked.
        """
        bot = self.account.bot()
        refused: DeliveryError | None = None
        try:
            await self._ask(bot)
            ended = await bot.stop_poll(self.spot.chat, message)
            return tuple(option.voter_count for option in ended.options)
        except (BadRequest, Forbidden):
            return ()
        except TelegramError as failed:
            refused = failure(failed, self.words)
        finally:
            await bot.shutdown()
        raise refused

    async def _ask(self, bot: Bot) -> None:
        """Who the bot is, for its links. Whatever fails here, nothing was posted."""
        refused: DeliveryError | None = None
        try:
            await bot.initialize()
        except TelegramError as failed:
            refused = failure(failed, self.words)
        # Outside the `except`: what the SDK raised may quote the token, and nobody is to find it.
        if isinstance(refused, Undecided):
            raise DeliveryError(self.words("tgchannel.away"))
        if refused:
            raise refused

    async def _send(self, bot: Bot, send: Send) -> Message:
        try:
            return await send(bot)
        except TelegramError as failed:
            refused = failure(failed, self.words)
        raise refused


def failure(failed: TelegramError, words: Words) -> DeliveryError:
    """What became of a post that failed, with a sentence for whoever runs the bot.

    A refusal is certain: nothing was posted. No answer, half an answer and a fault of the server
    are not: nobody can tell, so nobody repeats it.
    """
    match failed:
        case RetryAfter():
            return DeliveryError(words("tgchannel.busy"), wait=seconds(failed))
        case ChatMigrated():
            said = words("tgchannel.moved", chat=failed.new_chat_id)
            return DeliveryError(said, permanent=True)
        case InvalidToken():
            return DeliveryError(words("tgchannel.token"))
        case Forbidden() | BadRequest():
            return DeliveryError(words(f"tgchannel.{_reason(failed)}"), permanent=True)
        case _ if never_asked(failed):
            return DeliveryError(words("tgchannel.away"))
        case _:
            return Undecided(words("tgchannel.undecided"))


def _reason(failed: TelegramError) -> str:
    said = failed.message.lower()
    for part, key in _KNOWN:
        if part in said:
            return key
    return "banned" if isinstance(failed, Forbidden) else "refused"
