"""What the doctor can learn from Telegram: the token, the menu, the webhook, the rights per place.

It asks and changes nothing: no message, no menu, no webhook. Of what Telegram answers it keeps
what an operator can act on; titles of chats, names of people and tokens stay where they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from telegram import BotCommandScopeAllPrivateChats, ChatMember, ChatMemberRestricted
from telegram.constants import ChatType
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from adapters.telegram.webhook import PATH
from bot.frozen import frozen
from bot.sight import Level, Sight

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from telegram import Bot, ChatFullInfo

    from adapters.telegram.courier import Account
    from adapters.telegram.spot import Spot

_AWAY: Final = frozenset({ChatMember.LEFT, ChatMember.BANNED})


@frozen
class Wanted:
    """A place of the settings, and whether a quiz is posted there too."""

    place: str
    spot: Spot
    quiz: bool


async def look(account: Account, wanted: Sequence[Wanted], public_url: str) -> tuple[Sight, ...]:
    """Everything that can be seen from here; the first failure of the way there ends it."""
    bot = account.bot()
    seen: list[Sight] = []
    try:
        await bot.initialize()
        seen.append(Sight("bot", Level.GOOD, {"name": bot.username}))
        seen.append(await _menu(bot))
        seen.append(await _webhook(bot, public_url))
        for each in wanted:
            seen += [sight async for sight in _place(bot, each)]
    except InvalidToken:
        seen.append(Sight("token", Level.BAD))
    except TelegramError:
        seen.append(Sight("away", Level.BAD))
    except (AttributeError, KeyError, TypeError, ValueError):  # not the answer of a Bot API
        seen.append(Sight("odd", Level.BAD))
    finally:
        await bot.shutdown()
    return tuple(seen)


async def _menu(bot: Bot) -> Sight:
    commands = await bot.get_my_commands(scope=BotCommandScopeAllPrivateChats())
    if not commands:
        return Sight("no_commands", Level.WARN)
    return Sight("commands", Level.GOOD, {"n": len(commands)})


async def _webhook(bot: Bot, public_url: str) -> Sight:
    """Whether updates come the way that the settings say."""
    told = await bot.get_webhook_info()
    host, ours = urlsplit(told.url).hostname or "", urlsplit(public_url).hostname or ""
    if not host:
        return Sight("no_webhook", Level.WARN) if ours else Sight("polling", Level.GOOD)
    if not ours:
        return Sight("webhook_left", Level.WARN, {"host": host})
    if (host, urlsplit(told.url).path) != (ours, urlsplit(f"{public_url}{PATH}").path):
        return Sight("webhook_other", Level.WARN, {"host": host})
    if told.last_error_date and told.pending_update_count:
        return Sight("webhook_failing", Level.BAD, {"host": host})
    return Sight("webhook", Level.GOOD, {"host": host, "n": told.pending_update_count})


async def _place(bot: Bot, wanted: Wanted) -> AsyncIterator[Sight]:
    """Whether the bot could post there. Raises TelegramError when Telegram cannot be asked."""
    place = {"place": wanted.place}
    try:
        chat = await bot.get_chat(wanted.spot.chat)
    except Forbidden:
        yield Sight("outside", Level.BAD, place)
        return
    except BadRequest:
        yield Sight("no_chat", Level.BAD, place)
        return
    if chat.type == ChatType.PRIVATE:
        yield Sight("person", Level.BAD, place)
        return
    try:
        member = await bot.get_chat_member(chat.id, bot.id)
    except (BadRequest, Forbidden):  # a channel tells its members to its members alone
        yield Sight("outside", Level.BAD, place)
        return
    lacks = list(_lacks(chat, member, wanted))
    for what, level in lacks:
        yield Sight(what, level, place)
    if not lacks:
        yield Sight("ready", Level.GOOD, place)
        if wanted.spot.topic:
            yield Sight("topic", Level.GOOD, place)


def _lacks(chat: ChatFullInfo, member: ChatMember, wanted: Wanted) -> Iterator[tuple[str, Level]]:
    """What would keep the bot from posting, the worst first."""
    if member.status in _AWAY:
        yield "outside", Level.BAD
    elif not _may(chat, member, "can_send_messages"):
        yield "no_post", Level.BAD
    elif wanted.quiz and not _may(chat, member, "can_send_polls"):
        yield "no_polls", Level.BAD
    elif wanted.quiz and not _may(chat, member, "can_send_photos"):
        yield "no_photos", Level.WARN
    elif wanted.spot.topic and not chat.is_forum:
        yield "no_topics", Level.BAD


def _may(chat: ChatFullInfo, member: ChatMember, right: str) -> bool:
    """A right of the bot: by its post, by its restriction, else by what everybody may there."""
    if chat.type == ChatType.CHANNEL:
        return bool(getattr(member, "can_post_messages", False))
    if member.status == ChatMember.ADMINISTRATOR:
        return True
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and bool(getattr(member, right))
    everybody = getattr(chat.permissions, right, True)
    return everybody is not False
