"""The conversation in a chat, in one process: what is heard, what is shown, what is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from adapters.telegram.door import BURST, Door
from adapters.telegram.translate import _ODDITIES, _TOLD_AS
from bot.errors import StoreFull
from bot.pace import DAY
from bot.receipt import parse
from bot.words import Language, Words
from tests.builders import STORY, Told
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from adapters.telegram.screen import Button, Rows

ANN, GROUP = 71, -42
Shown = dict[int, tuple[str, list["Button"]]]


@dataclass
class Chat:
    """A door with one chat in front of it, in memory. It plays Telegram and the person."""

    told: Told = field(default_factory=Told)
    username: str = "closecall_bot"
    shown: Shown = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    posted: list[tuple[int, int | None, str]] = field(default_factory=list)
    stuck: set[int] = field(default_factory=set)
    files: dict[str, bytes] = field(default_factory=dict)
    images: list[bytes] = field(default_factory=list)
    now: float = 0.0
    language: str = "en"
    _count: int = 100

    def __post_init__(self) -> None:
        """Open the door."""
        self.restart()

    def restart(self) -> None:
        """A new process: everything that was only in memory is gone."""
        writer, dice = self.told.writer, FixedDice(f"door{self._count}")
        intake = self.told.fresh_intake()
        self.door = Door(intake, writer, self, Language.EN, dice, lambda: self.now)

    # --- Telegram

    async def send(self, chat: int, text: str, rows: Rows) -> int | None:
        assert chat == ANN
        self._count += 1
        self.shown[self._count] = (text, [one for row in rows for one in row])
        return self._count

    async def picture(self, chat: int, image: bytes, caption: str, rows: Rows) -> int | None:
        self.images.append(image)
        return await self.send(chat, caption, rows)

    async def fetch(self, file: str, most: int) -> bytes | None:
        found = self.files.get(file)
        return found if found is not None and len(found) <= most else None

    async def edit(self, chat: int, message: int, text: str, rows: Rows) -> bool:
        assert chat == ANN
        if message not in self.shown or message in self.stuck:
            return False
        self.shown[message] = (text, [one for row in rows for one in row])
        return True

    async def delete(self, chat: int, message: int) -> bool:
        assert chat == ANN
        self.shown.pop(message, None)
        self.gone.append(message)
        return message not in self.stuck

    async def answer(self, query: str, text: str) -> None:
        assert query
        self.toasts.append(text)

    async def post(self, chat: int, topic: int | None, text: str) -> None:
        self.posted.append((chat, topic, text))

    # --- the person

    async def hear(self, content: dict[str, Any], chat: int = ANN, kind: str = "private") -> int:
        """A message with this content; its number."""
        self._count += 1
        number = self._count
        message = {
            "message_id": number,
            "chat": {"id": chat, "type": kind},
            "from": {"id": ANN, "language_code": self.language},
            **content,
        }
        name = "edited_message" if "edit_date" in content else "message"
        await self.take({name: message})
        return number

    async def say(self, text: str) -> str:
        """Type; the newest screen."""
        await self.hear({"text": text})
        return self.screen

    async def tap(self, label: str, message: int | None = None) -> str:
        """Tap the button with this label."""
        number = max(self.shown) if message is None else message
        data = next(one.data for one in self.shown[number][1] if label in one.label)
        return await self.press(data, number)

    async def press(self, data: str, number: int | None = None) -> str:
        """A tap with this data."""
        where = {"message_id": number, "chat": {"id": ANN, "type": "private"}}
        query: dict[str, Any] = {"id": "q", "from": {"id": ANN}, "data": data}
        await self.take({"callback_query": query | ({"message": where} if number else {})})
        return self.screen

    async def take(self, update: dict[str, Any]) -> None:
        """One update, to its end."""
        settled = self.door.take(update)
        assert await self.door.lanes.drain(5)
        assert settled is None or settled.is_set()

    @property
    def screen(self) -> str:
        """The text of the newest message."""
        return self.shown[max(self.shown)][0]

    @property
    def labels(self) -> list[str]:
        """The buttons under it."""
        return [one.label for one in self.shown[max(self.shown)][1]]

    async def filed(self) -> str:
        """Tell and send; the eight words."""
        await self.say(STORY)
        for tap in ("Safety", "Fall from", "Luck", "Little", "Send"):
            await self.tap(tap)
        lines = self.screen.split("Your eight words:\n\n")[1].splitlines()
        return " ".join(lines[:2])


async def test_one_message_is_edited_in_place_and_every_word_of_theirs_is_deleted() -> None:
    chat = Chat()
    typed = await chat.hear({"text": STORY})
    for tap in ("Safety", "Fall from", "Luck", "Little", "Send"):
        await chat.tap(tap)
    assert len(chat.shown) == 1
    assert chat.gone == [typed]
    assert len(chat.told.reports()) == 1


@pytest.mark.parametrize("asked", ["story", "choice"])
async def test_a_text_that_is_not_taken_stands_until_it_was_said_otherwise(asked: str) -> None:
    """Telegram cuts a text of more than 4096 characters in two; both parts stand."""
    chat = Chat()
    if asked == "choice":
        await chat.say(STORY)
        chat.gone.clear()
    parts = [await chat.hear({"text": "It slid down to the mats. " * 150}) for _ in range(2)]
    assert chat.gone == []
    assert "so that you can copy from it" in chat.screen
    assert ("too long" in chat.screen) == (asked == "story")
    if asked == "story":
        await chat.say(STORY)
    else:
        await chat.tap("Safety")
    assert set(parts) <= set(chat.gone)
    assert len(chat.shown) == 1, "one message again"
    assert "copy" not in chat.screen


async def test_an_old_button_clears_what_was_left_standing_below_its_screen() -> None:
    chat = Chat()
    await chat.say(STORY)
    old = chat.shown[max(chat.shown)][1][0].data
    for tap in ("Safety", "Fall from", "Luck", "Little", "Send"):
        await chat.tap(tap)
    words = max(chat.shown)
    left = await chat.hear({"text": "And then it slid down to the mats, where nobody stood."})
    assert len(chat.shown) == 2
    await chat.press(old, words)
    assert left in chat.gone
    assert list(chat.shown) == [words], "one message again"


async def test_the_words_leave_the_screen_with_the_next_tap_and_open_the_way_back() -> None:
    chat = Chat()
    words = await chat.filed()
    assert parse(words) is not None
    assert words.split()[0] not in await chat.tap("Done")
    await chat.say("/check")
    await chat.say(words)
    assert "Withdraw" in " ".join(chat.labels)


@pytest.mark.parametrize("payload", ["report", "check", "learn", "lessons"])
async def test_every_deep_link_opens_its_door_in_a_message_of_its_own(payload: str) -> None:
    chat = Chat()
    await chat.say(STORY)
    before = max(chat.shown)
    await chat.say(f"/start {payload}")
    assert max(chat.shown) > before
    assert len(chat.shown) == 1


@pytest.mark.parametrize("odd", sorted({_TOLD_AS.get(one, one) for one in _ODDITIES}))
async def test_what_is_not_text_gets_a_kind_answer_and_the_question_again(odd: str) -> None:
    chat = Chat()
    await chat.say(STORY)
    name = {"forward": "forward_origin"}.get(odd, odd)
    number = await chat.hear({name: {"file_id": "x"}, "caption": "A caption"})
    assert "Which kind?" in chat.screen
    assert chat.screen != "Which kind?"
    assert number in chat.gone
    assert len(chat.shown) == 1


async def test_a_photo_is_deleted_from_the_chat_and_its_caption_is_not_read() -> None:
    chat = Chat()
    await chat.say(STORY)
    size = {"file_id": "photo", "width": 1280, "height": 960}
    number = await chat.hear({"photo": [size], "caption": "Somebody fell"})
    assert number in chat.gone
    assert "Which kind?" in chat.screen
    assert chat.images == []


async def test_a_voice_message_first_of_all_begins_with_the_banner() -> None:
    chat = Chat()
    await chat.hear({"voice": {}})
    assert chat.screen.startswith("I do not listen")
    assert "I do not keep who you are" in chat.screen
    assert "What almost happened?" in chat.screen


async def test_a_change_of_an_old_message_is_not_read() -> None:
    chat = Chat()
    await chat.hear({"text": "changed", "edit_date": 1})
    assert chat.shown == {}
    await chat.say(STORY)
    await chat.hear({"text": "changed", "edit_date": 1})
    assert chat.screen.startswith("I did not read that change")


async def test_a_doubled_tap_and_an_old_button_change_nothing() -> None:
    chat = Chat()
    await chat.say(STORY)
    (number,) = chat.shown
    old = chat.shown[number][1][0].data
    await chat.tap("Safety")
    screen = chat.screen
    assert await chat.press(old, number) == screen
    assert chat.toasts[-1] == Words()("telegram.expired")
    assert len(chat.shown) == 1


@pytest.mark.parametrize("data", ["", "x", "a:b:c", "report", "0" * 64])
async def test_a_button_that_nobody_made_is_expired(data: str) -> None:
    chat = Chat()
    await chat.say(STORY)
    (number,) = chat.shown
    await chat.press(data, number)
    assert chat.toasts == [Words()("telegram.expired")]
    assert "expired" in chat.screen
    assert chat.labels == []


async def test_a_place_that_the_question_has_not_got_is_no_choice() -> None:
    chat = Chat()
    await chat.say(STORY)
    (number,) = chat.shown
    data = chat.shown[number][1][0].data
    screen = await chat.press(data.rsplit("en", 1)[0] + "en39", number)
    assert screen.startswith("I did not understand that choice")


async def test_several_are_marked_in_the_buttons_and_go_together() -> None:
    chat = Chat()
    await chat.filed()
    await chat.tap("Why")
    await chat.tap("Rushed")
    await chat.tap("Equipment")
    assert sum(label.startswith("☑") for label in chat.labels) == 2
    chat.restart()
    await chat.tap("Equipment")
    assert sum(label.startswith("☑") for label in chat.labels) == 1
    await chat.tap("These, go on")
    assert "Added so far" in chat.screen


async def test_a_restart_loses_no_tap_and_a_text_finds_its_place_again() -> None:
    chat = Chat()
    await chat.filed()
    await chat.tap("What would stop it next time?")
    chat.restart()
    await chat.tap("Go on here after a break")
    await chat.say("Longer ladders, and a lock on the shed.")
    assert "Added so far" in chat.screen
    assert len(chat.shown) == 1


async def test_words_that_were_kept_but_never_shown_come_with_the_same_tap() -> None:
    chat = Chat()
    await chat.say(STORY)
    for tap in ("Safety", "Fall from", "Luck", "Little"):
        await chat.tap(tap)
    (number,) = chat.shown
    record = chat.shown[number]
    await chat.tap("Send")
    first = chat.screen.split("Your eight words:")[1].split("The same")[0]
    chat.restart()
    chat.shown[number] = record  # the process died before it could show them
    await chat.tap("Send")
    assert chat.screen.split("Your eight words:")[1].split("The same")[0] == first
    assert len(chat.told.reports()) == 1


async def test_the_language_is_the_app_s_until_it_is_changed() -> None:
    chat = Chat(language="it")
    assert "Che cosa" in await chat.say("/start")
    assert "What almost happened?" in await chat.say("/language")
    await chat.say(STORY)
    assert "Which kind?" in chat.screen
    chat.restart()
    await chat.tap("Safety")
    assert "Closest match?" in chat.screen


async def test_the_language_changes_in_the_middle_of_a_report_and_no_word_of_it_is_lost() -> None:
    chat = Chat()
    await chat.say(STORY)
    await chat.tap("Safety")
    asked_for = await chat.hear({"text": "/language"})
    assert asked_for in chat.gone
    assert len(chat.shown) == 1
    assert "Closest match?" not in chat.screen
    assert "Closest match?" in await chat.say("/language")
    for tap in ("Fall from", "Luck", "Little", "Send"):
        await chat.tap(tap)
    (report,) = chat.told.reports()
    assert STORY.encode() in report.sealed


async def test_a_database_that_refuses_is_said_and_nothing_is_deleted() -> None:
    chat = Chat()

    def full(_part: str) -> None:
        raise StoreFull

    chat.told.writer.before = full
    screen = await chat.say(STORY)
    assert screen.startswith("The disk is full.")
    assert chat.gone == []
    chat.told.writer.before = None
    assert "Which kind?" in await chat.say(STORY)


async def test_a_message_that_cannot_be_edited_is_followed_by_a_new_one() -> None:
    chat = Chat()
    await chat.say(STORY)
    (number,) = chat.shown
    chat.stuck.add(number)
    await chat.tap("Safety")
    assert max(chat.shown) > number
    assert "Closest match?" in chat.screen


async def test_an_end_is_shown_and_what_follows_begins_anew() -> None:
    chat = Chat()
    await chat.say(STORY)
    await chat.say("/cancel")
    assert chat.screen == "Stopped. Nothing of what you typed was kept."
    assert chat.labels == []
    assert "I do not keep who you are" in await chat.say(STORY)
    assert len(chat.shown) == 2


async def test_no_report_begins_where_others_read_and_it_says_so_once() -> None:
    chat = Chat()
    for _ in range(3):
        await chat.hear({"text": "/report"}, GROUP, "supergroup")
    topic = {"text": "hi @closecall_bot", "message_thread_id": 9, "is_topic_message": True}
    await chat.hear(topic, GROUP - 1, "supergroup")
    assert [(where, thread) for where, thread, _ in chat.posted] == [(GROUP, None), (GROUP - 1, 9)]
    assert "https://t.me/closecall_bot?start=report" in chat.posted[0][2]
    assert chat.told.drafts.rows == {}
    chat.now += DAY
    await chat.hear({"text": "/report"}, GROUP, "supergroup")
    assert len(chat.posted) == 3


async def test_eight_words_where_others_read_are_asked_to_be_deleted() -> None:
    chat = Chat()
    words = await chat.filed()
    await chat.hear({"text": words}, GROUP, "group")
    assert "please delete" in chat.posted[0][2]
    assert words.split()[0] not in chat.posted[0][2]


async def test_eight_words_are_asked_to_be_deleted_also_where_the_bot_has_spoken_already() -> None:
    chat = Chat()
    words = await chat.filed()
    await chat.hear({"text": "/report"}, GROUP, "group")
    await chat.hear({"text": words}, GROUP, "group")
    assert "please delete" in chat.posted[1][2]


async def test_a_chat_that_is_too_fast_is_told_once_and_heard_again_later() -> None:
    chat = Chat()
    for _ in range(BURST + 5):
        await chat.say("/help")
    slow = [text for text, _ in chat.shown.values() if text == Words()("telegram.slow")]
    assert len(slow) == 1
    chat.now += 3
    assert "Which kind?" in await chat.say(STORY)
    assert len(chat.shown) == 1
