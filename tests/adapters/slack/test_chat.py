"""The direct conversation: asks before it hears, leaves little, never writes the eight words."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.chat import Chat
from adapters.slack.lines import drawn
from adapters.slack.routes import AGAIN, IDLE, Route, Routes
from adapters.slack.spoken import Chosen, Spoken, Tap, read
from bot.errors import StoreAway
from bot.flow.talk import Words8
from bot.intake import Reply
from bot.pace import MOST
from bot.receipt import words as receipt_words
from bot.report import Token
from bot.words import Language, Words
from tests.adapters.slack.channel_api import fits
from tests.adapters.slack.forms import lawful, texts
from tests.adapters.slack.people import CANARIES, Human
from tests.adapters.slack.serving import cases, silent, socket_mode
from tests.adapters.slack.told import FOUND, STORY, House
from tests.states import states
from tests.unit.test_pages import MACHINE

if TYPE_CHECKING:
    from bot.flow.states import State
    from tests.adapters.slack.edge import Edge
    from tests.adapters.telegram.served import Served
    from tests.e2e.world import World

HERE = "D0CANARY77"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


def lawful_message(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same blocks. Fails when Slack would refuse them in a message."""
    assert 1 <= len(blocks) <= 50
    lawful({"type": "message", "blocks": blocks})
    return blocks


@dataclass
class Window:
    """One direct conversation, as the person sees it."""

    messages: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    forms: list[dict[str, Any]] = field(default_factory=list)
    ever: list[str] = field(default_factory=list)
    _number: itertools.count[int] = field(default_factory=itertools.count)

    async def post(self, _chat: str, blocks: list[dict[str, Any]]) -> str:
        """A message of the app's."""
        ts = f"17.{next(self._number):06}"
        await self.edit(_chat, ts, blocks)
        return ts

    async def edit(self, _chat: str, ts: str, blocks: list[dict[str, Any]]) -> None:
        """It changes."""
        self.messages[ts] = lawful_message(blocks)
        self.ever.append(json.dumps(blocks))

    async def delete(self, _chat: str, ts: str) -> None:
        """It goes."""
        del self.messages[ts]

    async def open(self, _trigger: str, view: dict[str, Any]) -> None:
        """A form."""
        self.forms.append(lawful(view))


@dataclass
class Talk:
    """Somebody in a direct conversation with a door on stores in memory."""

    house: House = field(default_factory=House)
    window: Window = field(default_factory=Window)
    now: float = 0.0
    written: int = 0

    def __post_init__(self) -> None:
        """Open the door."""
        told = self.house.told
        self.chat = Chat(
            self.house.pages,
            told.writer,
            self.window,
            Language.EN,
            told.dice,
            clock=lambda: self.now,
        )

    def say(self, text: str, *, files: bool = False, event: str = "") -> str:
        """Write something; what the app's messages say then."""
        self.written += 1
        return self._take(Spoken(HERE, event or f"{HERE}/{self.written}", text, files=files))

    def press(self, label: str, places: tuple[int, ...] = ()) -> str:
        """Press a button of the last message."""
        ts, blocks = list(self.window.messages.items())[-1]
        rows = [block["elements"] for block in blocks if block["type"] == "actions"]
        found = [one for row in rows for one in row if one["type"] == "button"]
        button = next(one for one in found if one["text"]["text"].startswith(label))
        do = button["action_id"].removeprefix("say.")
        return self._take(Chosen(HERE, ts, "1.2", do, Tap.parse(button["value"]), places))

    def _take(self, arrival: Spoken | Chosen) -> str:
        async def run() -> None:
            show = await self.chat.take(arrival)
            if show is not None:
                await show

        asyncio.run(run())
        return self.shown

    @property
    def shown(self) -> str:
        """All that stands in the conversation of the app's."""
        return "\n".join(
            text for blocks in self.window.messages.values() for text in texts(blocks)
        )

    def at_record(self, story: str = STORY) -> str:
        """Told up to the record."""
        self.say("hello")
        self.press("Write here")
        self.say(story)
        self.press("Safety")
        self.press("Fall from")
        self.press("A rule")
        return self.press("Little")


def test_nothing_is_heard_before_a_yes() -> None:
    talk = Talk()
    said = talk.say(STORY)
    assert "cannot delete what you write" in said
    assert "export" in said
    assert "ladder" not in "".join(talk.window.ever)
    assert "What almost happened" in talk.press("Write here")
    assert "ladder" not in "".join(talk.window.ever)
    assert "Anyone hurt" in talk.shown


def test_the_form_is_offered_first_and_opens_as_everywhere() -> None:
    talk = Talk()
    talk.say("hello")
    (blocks,) = talk.window.messages.values()
    first = next(block for block in blocks if block["type"] == "actions")["elements"][0]
    assert first["action_id"] == "closecall_report"
    assert first["style"] == "primary"


def test_a_report_and_the_words_are_shown_in_a_form_alone() -> None:
    talk = Talk()
    assert f"What almost happened: {STORY}" in talk.at_record()
    talk.press("Send")
    (form,) = talk.window.forms
    eight = next(text for text in texts(form) if text.startswith("```"))
    assert "form that has just opened" in talk.shown
    assert not any(eight.strip("`").split()[0] in said for said in talk.window.ever)
    assert len(talk.house.told.reports()) == 1
    assert len(talk.window.messages) == 1  # the record is gone from the conversation
    assert STORY not in talk.shown


def test_who_types_send_finds_the_words_by_a_button() -> None:
    talk = Talk()
    talk.at_record()
    assert "are shown in a form" in talk.say("Send")
    assert talk.window.forms == []
    talk.press("Show the words once more")
    assert any(text.startswith("```") for text in texts(talk.window.forms[0]))


def test_of_ours_only_the_newest_stands_however_much_is_written() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    for text in ("x", "y", STORY):
        talk.say(text)
        assert len(talk.window.messages) == 1


def test_what_is_written_after_a_typed_send_is_no_new_report() -> None:
    talk = Talk()
    talk.at_record()
    talk.say("Send")
    assert "Which kind" not in talk.say("The hoist slipped and stopped.")
    talk.press("Show the words once more")
    assert any(text.startswith("```") for text in texts(talk.window.forms[0]))


def test_the_button_that_ends_it_says_what_would_be_lost() -> None:
    talk = Talk()
    talk.at_record()
    assert "Stop, keep nothing" in talk.shown
    after = talk.press("Send")
    assert not any(label in after for label in ("Stop, keep nothing", "Close"))  # Done is there
    assert "Stop, keep nothing" not in talk.press("Seen before")
    assert "Close, add nothing" in talk.press("Often")


def test_what_identifies_goes_to_the_coach_here_too() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    assert "14:37" in talk.say(FOUND)
    assert "Which kind?" in talk.press("Use safe version")


def test_eight_words_written_here_are_not_used_and_the_form_is_offered() -> None:
    talk = Talk()
    said = talk.say(" ".join(receipt_words(12345)))
    assert "delete that message" in said
    talk.press("Write here")
    assert "delete that message" in talk.say(" ".join(receipt_words(12345)))


def test_a_picture_is_refused_and_the_question_stands() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    said = talk.say(STORY, files=True)
    assert "I take no pictures in Slack" in said
    assert "What almost happened" in said
    assert "pictures" not in talk.say(STORY)


def test_an_event_that_comes_again_is_heard_once() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    talk.say(STORY, event="same")
    before = dict(talk.window.messages)
    talk.say(STORY, event="same")
    assert talk.window.messages == before


def test_a_lost_way_is_found_by_the_button() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    last = list(talk.window.messages)[-1]
    talk.now += IDLE + 1
    assert "cannot delete" in talk.say(STORY)  # not heard: nobody knows where it belongs
    del talk.window.messages[list(talk.window.messages)[-1]]
    assert list(talk.window.messages)[-1] == last
    talk.press("Go on here")
    assert "Which kind?" in talk.say(STORY)


def test_stop_keeps_nothing_and_says_so() -> None:
    talk = Talk()
    talk.at_record()
    talk.press("Stop")
    assert STORY not in talk.shown
    assert "cannot delete" in talk.say("hello again")


def test_a_button_of_long_ago_changes_nothing() -> None:
    talk = Talk()
    talk.at_record()
    blocks = list(talk.window.messages.values())[-1]
    talk.press("Change")
    ts = list(talk.window.messages)[-1]
    talk.window.messages[ts] = blocks
    talk.press("Send")
    assert talk.house.told.reports() == []


def test_a_strange_button_says_that_it_has_expired() -> None:
    talk = Talk()
    asyncio.run(_shown(talk, Chosen(HERE, "17.0", "1.2", "3", None)))
    assert "expired" in str(talk.window.forms)


def test_too_much_at_once_is_told_and_not_heard() -> None:
    talk = Talk()
    asyncio.run(_shown(talk, Spoken(HERE, "1", STORY), slow=True))
    assert "One moment" in talk.shown
    talk = Talk()
    talk.at_record()
    tap = Tap(Token(bytes(32)), 1, Language.IT)
    asyncio.run(_shown(talk, Chosen(HERE, "17.0", "1.2", "0", tap), slow=True))
    assert "Un momento" in str(talk.window.forms)  # as the button spoke
    assert talk.house.told.reports() == []


def test_several_answers_at_once_are_all_taken() -> None:
    talk = Talk()
    talk.at_record()
    talk.press("Send")
    assert "Why, in your view?" in talk.press("Why")
    talk.press("Next", (0, 2))
    record = talk.press("Show and send")
    assert "A slip or a mix-up" in record
    assert "Rushed, tired" in record
    assert "never trained" not in record


def test_while_nothing_can_be_kept_that_is_said_and_the_button_works_again() -> None:
    talk = Talk()
    record = talk.at_record()

    def fail(step: str) -> None:
        if step == "commit":
            raise StoreAway

    writer = talk.house.told.writer
    writer.before = fail
    talk.press("Send")
    talk.say("The hoist slipped and stopped.")
    *_, pressed, written = talk.window.messages.values()
    assert all("answer again" in str(blocks) for blocks in (pressed, written))
    assert record in talk.shown
    assert talk.house.told.reports() == []
    writer.before = None
    for ts in list(talk.window.messages)[-2:]:
        del talk.window.messages[ts]
    talk.press("Send")
    assert len(talk.house.told.reports()) == 1


async def _shown(talk: Talk, arrival: Spoken | Chosen, *, slow: bool = False) -> None:
    show = await talk.chat.take(arrival, slow=slow)
    assert show is not None
    await show


@given(states)
def test_every_state_is_a_message_that_slack_takes(state: State) -> None:
    turn = MACHINE.again(state)
    reply = Reply(Token(bytes(32)), 7, turn.says, turn.prompt)
    for language in Language:
        assert lawful_message(drawn(reply, Words(language)))


@given(states)
def test_no_message_ever_holds_the_words(state: State) -> None:
    eight = Words8(receipt_words(7), "7" * 25)
    reply = Reply(Token(bytes(32)), 7, (eight,), MACHINE.prompt(state))
    said = json.dumps(drawn(reply, Words(Language.EN)))
    assert eight.digits not in said
    assert " ".join(eight.words[:2]) not in said


@given(JSON)
def test_any_payload_is_an_arrival_or_none(held: Any) -> None:  # noqa: ANN401
    for body in (
        {"event": held},
        {"event": {"type": "message", "channel_type": "im", "channel": held, "ts": "1"}},
        {"type": "block_actions", "channel": {"id": HERE}, "actions": held, "state": held},
    ):
        assert read(body) is None or isinstance(read(body), Spoken | Chosen)


def pressed(name: str, **more: object) -> dict[str, Any]:
    """A button of a message in a direct conversation, pressed."""
    tap = Tap(Token(bytes(32)), 3, Language.IT).encode()
    return {
        "type": "block_actions",
        "channel": {"id": HERE},
        "message": {"ts": "1.1"},
        "trigger_id": "1.2",
        "actions": [{"action_id": name, "value": tap}],
        **more,
    }


def test_a_button_is_read_with_what_it_carries_and_with_what_is_marked() -> None:
    options = [{"value": "0"}, {"value": "12"}, {"value": "²"}, {"value": None}, "x"]
    marked = {"values": {"say": {"say.many": {"selected_options": options}}}}
    tap = Tap(Token(bytes(32)), 3, Language.IT)
    done = Chosen(HERE, "1.1", "1.2", "done", tap, (0, 12))
    assert read(pressed("say.done", state=marked)) == done
    assert read(pressed("say.7")) == Chosen(HERE, "1.1", "1.2", "7", tap)
    strange = pressed("say.7", actions=[{"action_id": "say.7", "value": "x"}])
    assert read(strange) == Chosen(HERE, "1.1", "1.2", "7", None)
    assert read(pressed("say.many")) is None  # a mark, and not yet an answer
    assert read(pressed("go.7")) is None


def test_a_picture_is_seen_in_what_is_written() -> None:
    event = {"type": "message", "channel_type": "im", "channel": HERE, "ts": "1", "text": "x"}
    shared = {**event, "subtype": "file_share", "files": [{"id": "F1"}]}
    assert read({"event": shared}) == Spoken(HERE, f"{HERE}/1", "x", files=True)


@pytest.mark.parametrize("extra", [{"bot_id": "B1"}, {"subtype": "message_changed"}])
def test_our_own_words_and_edits_are_not_heard(extra: dict[str, str]) -> None:
    event = {"type": "message", "channel_type": "im", "channel": HERE, "ts": "1", "text": "x"}
    assert read({"event": event}) == Spoken(HERE, f"{HERE}/1", "x")
    assert read({"event": {**event, **extra}}) is None


def test_what_slack_made_of_a_link_is_not_shown_to_whoever_typed_it() -> None:
    talk = Talk()
    talk.say("hello")
    talk.press("Write here")
    event = {"type": "message", "channel_type": "im", "channel": HERE, "ts": "9"}
    text = "The pump &lt;2 bar&gt; of <http://docs.example.com|docs.example.com> had no valve."
    arrival = read({"event": {**event, "text": text}})
    assert isinstance(arrival, Spoken)
    assert "docs.example.com|" not in talk.say(arrival.text)
    assert arrival.text == "The pump <2 bar> of docs.example.com had no valve."


def test_routes_end_and_events_are_forgotten() -> None:
    routes = Routes(os.urandom)
    assert routes.first("a", 0.0)
    assert not routes.first("a", 1.0)
    assert routes.first("a", AGAIN + 1)


def test_what_is_remembered_has_a_bound_and_the_oldest_goes_first() -> None:
    routes = Routes(os.urandom)
    route = Route(Token(bytes(32)), Language.EN)
    for number in range(MOST + 1):
        assert routes.first(f"event {number}", 1.0)
        routes.lay(f"chat {number}", route, 1.0)
    assert routes.first("event 0", 2.0)
    assert not routes.first(f"event {MOST}", 2.0)
    assert routes.of("chat 0", 2.0) is None
    assert routes.of(f"chat {MOST}", 2.0) == route
    assert routes.of(f"chat {MOST}", 1.0 + IDLE) == route
    assert routes.of(f"chat {MOST}", 1.1 + IDLE) is None


def test_a_conversation_through_the_real_service(
    world: World, edge: Edge, services: list[Served]
) -> None:
    world.environment["CLOSECALL_SLACK_DM"] = "on"
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    ann.write(HERE, "hello")
    blocks, ts = ann.last_message()
    assert "cannot delete" in json.dumps(blocks)
    for step in ("Write here", STORY, "Safety", "Fall from", "A rule", "Little", "Send"):
        if step == STORY:
            ann.write(HERE, STORY)
        else:
            ann.press(HERE, step)
    blocks, ts = ann.last_message()
    assert fits([one for one in blocks if one["type"] == "section"])
    assert "```" not in json.dumps(blocks)
    assert "```" in json.dumps(edge.named("views.open")[-1]["view"])
    assert ts
    assert edge.named("chat.delete")
    assert served.end() == 0
    silent(served)
    assert cases(world) == 1
    kept = b"".join(path.read_bytes() for path in world.folder.rglob("*") if path.is_file())
    assert [one for one in (*CANARIES, "painter") if one.encode() in kept] == []


def test_killed_in_the_middle_the_button_finds_the_conversation_again(
    world: World, edge: Edge, services: list[Served]
) -> None:
    world.environment["CLOSECALL_SLACK_DM"] = "on"
    served = socket_mode(world, edge, services)
    ann = Human(edge, edge)
    ann.write(HERE, "hello")
    for step in ("Write here", STORY, "Safety"):
        if step == STORY:
            ann.write(HERE, STORY)
        else:
            ann.press(HERE, step)
    served.end(signal.SIGKILL)
    edge.until(lambda: not edge.links)
    served = socket_mode(world, edge, services)
    for step in ("Fall from", "A rule", "Little", "Send"):
        ann.press(HERE, step)
    assert "```" in json.dumps(edge.named("views.open")[-1]["view"])
    assert served.end() == 0
    assert cases(world) == 1


def test_with_the_door_shut_a_direct_message_is_not_heard(
    world: World, edge: Edge, services: list[Served]
) -> None:
    served = socket_mode(world, edge, services)
    event = {"type": "message", "channel_type": "im", "channel": HERE, "ts": "1", "text": STORY}
    edge.deliver("events_api", {"type": "event_callback", "event": event})
    assert served.end() == 0
    assert edge.named("chat.postMessage") == []
    silent(served)
