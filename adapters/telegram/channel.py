"""Posting to Telegram: the issue, its picture, its quiz, plain notices, each at most once.

`courier` takes them; here is what each of them is to Telegram. When something is posted,
and whether again, is for `digests` to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telegram import LinkPreviewOptions, Poll
from telegram.constants import ParseMode
from telegram.helpers import create_deep_linked_url

from adapters.telegram.issue import message, picture, quiz, read_message, read_quiz
from adapters.telegram.screens import NAMELESS, keyboard
from adapters.telegram.votes import Asked, Key, message_of
from digests.freezing import thaw
from digests.issue import Button

if TYPE_CHECKING:
    from telegram import Bot, Message

    from adapters.telegram.courier import Courier
    from digests.issue import Issue

_DOORS: Final = {Button.REPORT: "report", Button.LESSONS: "lessons"}
_NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)


class Notices:
    """Port `digests.posting.Board`: any text as it is, without markup."""

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Post the text; where it is. Raises DeliveryError."""
        spot = self._courier.spot

        async def send(bot: Bot) -> Message:
            return await bot.send_message(
                spot.chat, frozen, message_thread_id=spot.topic, link_preview_options=_NO_PREVIEW
            )

        return await self._courier.deliver(send)


class Issues:
    """Port `digests.publish.Channel`: the issue as one HTML message with buttons."""

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    def render(self, issue: Issue) -> str:
        """HTML, then a line for each button; their addresses follow when the bot is known."""
        return message(issue)

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Post the message; where it is. Raises DeliveryError."""
        spot, read = self._courier.spot, read_message(frozen)

        async def send(bot: Bot) -> Message:
            keys = [_key(bot.username, carried, label) for carried, label in read.buttons]
            return await bot.send_message(
                spot.chat,
                read.html,
                parse_mode=ParseMode.HTML,
                message_thread_id=spot.topic,
                link_preview_options=_NO_PREVIEW,
                reply_markup=keyboard(tuple((key,) for key in keys)),
            )

        return await self._courier.deliver(send)


class Pictures:
    """Port `digests.publish.Channel`: the picture of an issue, over its text, with a caption."""

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    def render(self, issue: Issue) -> str:
        """The picture, and in words what it shows."""
        return picture(issue)

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Post the picture; where it is. Raises DeliveryError."""
        spot, held = self._courier.spot, thaw(frozen)
        image = held.picture
        if image is None:
            return self._courier.words("tgchannel.no_picture")

        async def send(bot: Bot) -> Message:
            return await bot.send_photo(
                spot.chat,
                image,
                held.text,
                parse_mode=ParseMode.HTML,
                message_thread_id=spot.topic,
                filename=NAMELESS,
            )

        return await self._courier.deliver(send)


class Quizzes:
    """Port `digests.publish.Channel`: the drill of an issue as a native anonymous quiz.

    Telegram shows everyone right or wrong and the explanation, and tells the bot counts only.
    """

    def __init__(self, courier: Courier) -> None:
        """Take who delivers."""
        self._courier = courier

    def render(self, issue: Issue) -> str:
        """The quiz within Telegram's limits."""
        return quiz(issue)

    async def post(self, period: str, frozen: str) -> str:  # noqa: ARG002 - the port's
        """Post the quiz; where it is. Raises DeliveryError."""
        spot, asked = self._courier.spot, read_quiz(frozen)
        if asked is None:
            return self._courier.words("tgchannel.no_quiz")

        async def send(bot: Bot) -> Message:
            return await bot.send_poll(
                spot.chat,
                asked.question,
                asked.options,
                type=Poll.QUIZ,
                is_anonymous=True,
                correct_option_ids=[asked.answer],
                explanation=asked.why or None,
                message_thread_id=spot.topic,
            )

        return await self._courier.deliver(send)

    async def close(self, reference: str) -> tuple[int, ...]:
        """Let nobody answer a quiz any more; its last counts, empty when there are none to have.

        Raises DeliveryError when Telegram cannot be asked now.
        """
        message = message_of(reference)
        return () if message is None else await self._courier.close(message)


def _key(username: str, carried: Button | Asked, label: str) -> Key:
    """A button: a question, or a link that opens the bot in a private chat."""
    if isinstance(carried, Asked):
        return Key(label, carried)
    return Key(label, url=create_deep_linked_url(username, _DOORS[carried]))
