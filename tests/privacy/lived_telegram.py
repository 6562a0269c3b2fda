"""What people do in Telegram in a life that is searched; theirs are the numbers, names and files.

A Bot API on loopback plays Telegram: what a person sees there is theirs, everything else is a
place. The scenes end with a look at every place, as those in `lived` do.
"""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.receipt import parse
from tests.adapters.telegram.fake_api import TOKEN, FakeApi
from tests.adapters.telegram.served import Served, deliver, serving
from tests.adapters.telegram.talk import EIGHT
from tests.ports import kept_port
from tests.privacy import canaries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.privacy.lived import Lived

ANN, BEN, READER = 7_770_001_117, 7_770_002_227, 7_770_003_337
GROUP = -1001234567890
PEOPLE = tuple(
    name
    for person in (ANN, BEN, READER)
    for name in (f"{person}", f"Firstcanary{person}", f"canary_handle_{person}")
)
BROUGHT = (
    *("canary-voice-file", "canary-document.pdf", "canary-photo-file", "+39 333 7654321"),
    *("Forwardcanary", "Captioncanary", "Oopscanary", "Payloadcanary", "Malformedcanary"),
    TOKEN,
    TOKEN.split(":")[1],
)
"""What came with updates that nobody keeps anything of."""

TEXTS = (
    *("Kind", "Closest", "stopped it", "Worst that", "everything that will be stored"),
    *("Safety", "Fall from", "Luck", "Little"),
)


@dataclass
class Chats:
    """A service with a Telegram in front of it, asked for news or delivered to."""

    lived: Lived
    api: FakeApi
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    said: list[str] = field(default_factory=list)

    @contextmanager
    def open(self) -> Iterator[Served]:
        """The service, as loud as everything else."""
        life = self.lived.life
        named = {"CLOSECALL_DIGEST_CHANNELS": f"telegram:{GROUP}", "LOUD_STDERR": "pipe"}
        with serving(life.world, self.api.url, TOKEN, **named, **self.settings) as served:
            served.until("telegram: ready")
            yield served
            self.said += served.said

    def bring(self) -> None:
        """Behind a webhook: deliver what people did."""
        if not self.port:
            return
        assert self.api.webhook is not None
        given = str(self.api.webhook["secret_token"])
        while self.api.updates:
            assert deliver(self.port, self.api.updates.pop(0), given) == 200

    def say(self, person: int, text: str, then: str) -> str:
        """Type; the screen that follows."""
        self.api.say(person, text)
        self.bring()
        return self.api.screen(person, then)

    def tap(self, person: int, label: str, then: str) -> str:
        """Tap; the screen that follows."""
        self.api.tap(person, label)
        self.bring()
        return self.api.screen(person, then)


@contextmanager
def chats(lived: Lived, *, delivered: bool = False) -> Iterator[Chats]:
    """Telegram, and what it is called in the settings."""
    life, port = lived.life, kept_port() if delivered else 0
    settings = {}
    if delivered:
        settings["CLOSECALL_PUBLIC_URL"] = "https://near.example"
        settings["CLOSECALL_HEALTH_PORT"] = str(port)
    life.nowhere += [*PEOPLE, *BROUGHT]
    with FakeApi() as api:
        yield Chats(lived, api, settings, port)


def odd(at: Chats) -> None:
    """What is malformed, and what a bot does not take, with a name in each."""
    api = at.api
    sender = api.person(ANN)
    chat = {"id": ANN, "type": "private"}
    for update in (
        {"message": {"text": "Malformedcanary", "chat": ANN, "entities": [{"oops": 1}]}},
        {"message": {"message_id": 1, "chat": chat, "from": sender, "text": ["Malformedcanary"]}},
        {"message": {"message_id": "Malformedcanary", "chat": chat, "from": sender}},
        {"callback_query": {"id": 5, "data": "Malformedcanary", "from": sender}},
        {"callback_query": {"id": "5", "data": "v:en:Malformedcanary:here.0", "from": sender}},
        {"edited_message": {"message_id": 1, "chat": chat, "from": sender, "text": "Oopscanary"}},
        {"poll_answer": {"user": sender, "option_ids": [1]}},
        {"poll": {"id": "Malformedcanary", "options": [{"voter_count": "Malformedcanary"}]}},
        {"Malformedcanary": sender},
    ):
        api.raw(update)
    contact = {"phone_number": "+39 333 7654321", "first_name": f"Firstcanary{ANN}"}
    photo = {"file_id": "canary-photo-file", "width": 9, "height": 9}
    origin = {"type": "hidden_user", "sender_user_name": "Forwardcanary"}
    for content in (
        {"voice": {"file_id": "canary-voice-file", "duration": 3}},
        {"document": {"file_id": "d", "file_name": "canary-document.pdf"}},
        {"location": {"latitude": 45.46, "longitude": 9.19}},
        {"contact": contact},
        {"forward_origin": origin, "text": "Forwardcanary said it"},
        {"photo": [photo], "caption": "Captioncanary"},
    ):
        api.bring(ANN, content)
    at.bring()
    api.screen(ANN, "What almost happened?")
    at.say(ANN, "/start Payloadcanary", "What almost happened?")
    at.lived.look("odd")


def told(at: Chats) -> str:
    """A story with names in it, killed in the middle, sent by the next process; its words."""
    life = at.lived.life
    with at.open() as served:
        odd(at)
        at.say(ANN, canaries.SAFE_STORY, "I would change")
        at.lived.look("coached")
        at.tap(ANN, "safe version", "Which kind?")
        served.end(signal.SIGKILL)
    with at.open():
        for tap, then in zip(("Safety", "Fall from", "Luck", "Little"), TEXTS[1:5], strict=True):
            at.tap(ANN, tap, then)
        screen = at.tap(ANN, "Send", "Your eight words")
        found = EIGHT.search(screen)
        assert found, screen
        number = parse(f"{found[1]} {found[2]}")
        given = {"words": f"{found[1]} {found[2]}", "digits": f"{number:025d}"}
        assert given["digits"] in screen.replace(" ", "")
        words = life.receipt(given)
        at.tap(ANN, "What would stop it next time?", "next time")
        at.say(ANN, canaries.IDEA, "Added so far")
        at.lived.look("told")
    return words


def back(at: Chats, words: str) -> None:
    """The way back by somebody else; the words in a group; a vote; an end."""
    api = at.api
    with at.open() as served:
        at.say(BEN, "/check", "eight words")
        at.say(BEN, words, "Withdraw")
        api.bring(GROUP, {"text": words}, kind="supergroup")
        api.bring(GROUP, {"text": "/report"}, kind="supergroup")
        at.bring()
        api.until(lambda: len(api.ours(GROUP)) >= 2)
        at.tap(BEN, "Withdraw", "destroy it")
        at.tap(BEN, "Yes, destroy it", "the words no longer work")
        vote(at)
        at.lived.look("back")
        assert served.end() == 0
    at.lived.look("closed")


def vote(at: Chats) -> None:
    """A reader under an issue."""
    keys = [[{"text": "Could happen here", "callback_data": "v:en:2026-W01:here.0"}]]
    where = (GROUP, 4)
    shown: dict[str, Any] = {"message_id": 4, "date": 1, "from": {"is_bot": True}}
    shown["chat"] = {"id": GROUP, "type": "supergroup"}
    at.api.messages[where] = {**shown, "reply_markup": {"inline_keyboard": keys}}
    before = len(at.api.toasts)
    at.api.vote(READER, "Could happen here", where)
    at.bring()
    at.api.until(lambda: len(at.api.toasts) > before)
