"""bolt in this process: nothing of a person or a story reaches a listener, a log or an error."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import courier, listeners
from adapters.slack.afterwards import Afterwards
from adapters.slack.door import Door
from adapters.slack.runner import Runner, client
from bot.pace import Pace
from bot.words import Language
from closecall import logs
from tests.adapters.slack.people import AROUND, CANARIES, SECRET
from tests.adapters.slack.told import STORY, House

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from adapters.slack.booth import Booth
    from adapters.slack.chat import Chat
    from adapters.slack.drill import Drills
    from adapters.slack.spoken import Arrival
    from adapters.slack.translate import Opened, Tapped
    from adapters.slack.votes import Voted

NOWHERE = "http://127.0.0.1:9/api"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every log of this process, at DEBUG, through our own handler."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    written = io.StringIO()
    logs.take_over(written, logging.DEBUG)
    yield written
    for one in list(root.handlers):
        root.removeHandler(one)
    for one in before:
        root.addHandler(one)
    root.setLevel(level)


class Choking(Door):
    """A door that fails in every room, quoting what it was given."""

    async def opened(
        self, entry: Opened, *, text: bool = False, slow: bool = False
    ) -> dict[str, Any]:
        raise RuntimeError(f"{entry!r} {entry.trigger} {text} {slow} {STORY}")

    async def sent(self, view: object, *, slow: bool = False) -> dict[str, Any]:
        raise RuntimeError(f"{view} {slow}")

    async def tapped(self, tap: Tapped, *, slow: bool = False) -> dict[str, Any]:
        raise RuntimeError(f"{tap} {slow} {STORY}")

    async def closed(self, view: object) -> None:
        raise RuntimeError(f"{view}")


class ChokingBooth:
    """A booth that fails, quoting whom it was given."""

    async def cast(self, tap: Voted) -> str:
        raise RuntimeError(f"{tap!r} {tap.voter!r} {tap.text}")


class ChokingChat:
    """A direct conversation that fails, quoting what it was given."""

    async def take(self, arrival: Arrival, *, slow: bool = False) -> None:
        raise RuntimeError(f"{arrival!r} {arrival.chat} {slow} {STORY}")


class ChokingDrills:
    """A drill that fails."""

    async def answered(self, view: object) -> dict[str, Any]:
        raise RuntimeError(f"{view} {STORY}")


class Listening(Door):
    """A door that remembers everything it was given."""

    heard: list[object] = []  # noqa: RUF012 - one test, one process

    async def sent(self, view: object, *, slow: bool = False) -> dict[str, Any]:
        self.heard.append(view)
        return await super().sent(view, slow=slow)


def filled(house: House) -> dict[str, Any]:
    """The first form, filled in."""
    form = house.open()
    form.type("story", STORY)
    form.pick("kind", "Fall from")
    return form.sent()


def payloads(view: dict[str, Any]) -> list[dict[str, Any]]:
    """One of each kind, with everything around it that Slack sends."""
    message = {"type": "message", "user": "U0CANARY77", "text": "canary words of somebody"}
    tap = [{"action_id": "go.1", "value": "canary words", "type": "button"}]
    return [
        {**AROUND, "type": "view_submission", "view": view, "trigger_id": "1"},
        {**AROUND, "type": "block_actions", "view": view, "actions": tap, "trigger_id": "1"},
        {**AROUND, "type": "view_closed", "view": view},
        {
            **AROUND,
            "type": "message_action",
            "callback_id": "closecall_this",
            "trigger_id": "1",
            "message": message,
        },
        {**AROUND, "type": "block_suggestion", "value": "canary words of somebody"},
        {
            "type": "event_callback",
            "event": {"type": "app_home_opened", "user": "U0CANARY77", "tab": "home"},
        },
    ]


def dispatched(runner: Runner, payload: dict[str, Any]) -> int:
    """What bolt makes of an envelope: the status of its answer."""

    async def run() -> int:
        request = AsyncBoltRequest(mode="socket_mode", body=payload, headers={})
        answer = await runner.app.async_dispatch(request)
        await runner.stop()
        return int(answer.status)

    return asyncio.run(run())


def runner(door: Door, secret: str = "") -> Runner:
    """A runner that reaches no Slack."""
    return Runner(client("xoxb-canary", NOWHERE), door, Pace(os.urandom), secret=secret)


@pytest.mark.parametrize("which", range(6))
def test_a_listener_that_chokes_says_neither_whom_nor_what(log: io.StringIO, which: int) -> None:
    house = House()
    door = Choking(house.door.intake, house.told.writer, Language.EN, os.urandom)
    status = dispatched(runner(door), payloads(filled(house))[which])
    assert status == (500 if which < 3 else 200)
    said = log.getvalue()
    canaries = (*CANARIES, "canary", "painter", "Fall")
    assert [canary for canary in canaries if canary in said] == []
    assert "RuntimeError at" in said or which > 3


def stranger_payloads() -> list[dict[str, Any]]:
    """A vote, words and a button in a direct conversation, a drill, each with a person."""
    button = {"type": "button", "action_id": "vote.drill.1", "value": "en:2026-W47"}
    under = {"ts": "1.1", "text": "painter", "blocks": [{"type": "actions", "elements": [button]}]}
    said = {"type": "message", "channel_type": "im", "channel": "D0CANARY77", "ts": "1"}
    picked = {"selected_option": {"value": "1"}}
    drill = {
        "type": "modal",
        "callback_id": "closecall_drill",
        "private_metadata": "en:x",
        "state": {"values": {"drill": {"pick": picked}}},
    }
    tap = {**AROUND, "type": "block_actions", "trigger_id": "1", "message": under}
    return [
        {**tap, "actions": [button]},
        {
            "type": "event_callback",
            "event": {**said, "user": "U0CANARY77", "text": "canary words of a painter"},
        },
        {**tap, "actions": [{"type": "button", "action_id": "say.1", "value": "canary"}]},
        {**AROUND, "type": "view_submission", "view": drill},
    ]


@pytest.mark.parametrize("which", range(4))
def test_what_hears_before_the_listeners_chokes_as_silently(log: io.StringIO, which: int) -> None:
    one = Runner(
        client("xoxb-canary", NOWHERE),
        House().door,
        Pace(os.urandom),
        booth=cast("Booth", ChokingBooth()),
        chat=cast("Chat", ChokingChat()),
        drills=cast("Drills", ChokingDrills()),
    )
    assert dispatched(one, stranger_payloads()[which]) == 500
    said = log.getvalue()
    assert [canary for canary in (*CANARIES, "canary", "painter") if canary in said] == []
    assert "RuntimeError at" in said


def test_no_listener_sees_a_person(log: io.StringIO) -> None:
    house = House()
    door = Listening(house.door.intake, house.told.writer, Language.EN, os.urandom)
    view = {**filled(house), "team_id": "T0CANARY77", "bot_id": "B1", "hash": "1.x"}
    assert dispatched(runner(door), payloads(view)[0]) == 200
    (heard,) = door.heard
    assert isinstance(heard, dict)
    assert heard.keys() <= {"id", "type", "callback_id", "private_metadata", "state"}
    assert [canary for canary in CANARIES if canary in log.getvalue() + str(heard)] == []


def test_what_a_listener_needs_is_listed_and_all_else_is_gone() -> None:
    house = House()
    seen: list[dict[str, Any]] = []
    one = runner(house.door)

    async def look(body: dict[str, Any], context: dict[str, Any], ack: Any) -> None:  # noqa: ANN401
        seen.append({"body": body, "context": {k: str(v) for k, v in context.items()}})
        await ack()

    one.app.shortcut("look")(look)
    message = {"type": "message", "user": "U0CANARY77", "text": "canary words"}
    called = {"execution_id": "canary", "inputs": {"user": "U0CANARY77"}}
    shortcut = {
        "type": "message_action",
        "callback_id": "look",
        "message": message,
        "function_data": called,
        "bot_access_token": "canary",
    }
    assert dispatched(one, {**AROUND, **shortcut, "trigger_id": "1"}) == 200
    assert seen[0]["body"] == {
        "type": "message_action",
        "callback_id": "look",
        "trigger_id": "1",
    }
    assert "canary" not in json.dumps(seen).replace("xoxb-canary", "").lower()


def test_the_words_after_a_command_are_seen_by_nobody() -> None:
    """A listener hears that there were some: that is what is said in the form."""
    one = runner(House().door)
    seen: list[dict[str, Any]] = []

    async def look(body: dict[str, Any], context: dict[str, Any], ack: Any) -> None:  # noqa: ANN401
        seen.append({"body": body, "words": context["text"]})
        await ack()

    one.app.command("/look")(look)
    command = {"command": "/look", "user_id": "U0CANARY77", "trigger_id": "1"}
    for text in ("canary words", " "):
        assert dispatched(one, {**AROUND, **command, "text": text}) == 200
    left = {"command": "/look", "trigger_id": "1"}
    assert seen == [{"body": left, "words": True}, {"body": left, "words": False}]


@pytest.mark.parametrize("logger", [listeners.SILENCE, courier.SILENCE])
def test_what_the_libraries_are_given_to_log_to_is_mute_without_the_log_policy_too(
    logger: logging.Logger,
) -> None:
    assert not logger.isEnabledFor(logging.CRITICAL)


def test_slack_is_not_waited_for_longer_than_a_form_waits() -> None:
    assert client("xoxb-canary", NOWHERE).timeout == 5


def test_what_bolt_keeps_beside_a_payload_is_emptied_too() -> None:
    """Ours arrive as what they mean; but a request may hold its text and its address as well."""
    one = runner(House().door)
    seen: list[AsyncBoltRequest] = []

    async def look(req: AsyncBoltRequest, ack: Any) -> None:  # noqa: ANN401
        seen.append(req)
        await ack()

    async def run() -> int:
        one.app.shortcut("look")(look)
        shortcut = {"type": "shortcut", "callback_id": "look", "trigger_id": "1"}
        text = urlencode({"payload": json.dumps({**AROUND, **shortcut})})
        kind: dict[str, str | Sequence[str]] = {
            "content-type": "application/x-www-form-urlencoded"
        }
        request = AsyncBoltRequest(body=text, query={"user": "U0CANARY77"}, headers=kind)
        answer = await one.app.async_dispatch(request)
        await one.stop()
        return int(answer.status)

    assert asyncio.run(run()) == 200
    (left,) = seen
    assert (left.raw_body, left.query) == ("", {})
    assert left.body == {"type": "shortcut", "callback_id": "look", "trigger_id": "1"}


@pytest.mark.parametrize("body", [b"\xff\xfe", b"payload=painter", b"{", b"[" * 5000, b""])
def test_a_delivery_that_is_no_payload_is_refused_without_a_word(
    log: io.StringIO, body: bytes
) -> None:
    one = runner(House().door, SECRET)
    kind = "application/json" if body[:1] in b"{[" else "application/x-www-form-urlencoded"
    status, _, _ = asyncio.run(one.deliver({"content-type": kind}, body))
    assert status in {400, 401}
    assert "painter" not in log.getvalue()


def test_without_a_signing_secret_nothing_is_taken_over_http() -> None:
    assert asyncio.run(runner(House().door).deliver({}, b"{}"))[0] == 413


def test_an_answer_leaves_when_its_listener_is_done_and_not_before() -> None:
    assert runner(House().door).app.process_before_response


def test_the_runner_mutes_the_libraries_and_not_us(log: io.StringIO) -> None:
    """Bolt gives the logger of the app's name the level of the one it is handed."""
    house = House()
    assert dispatched(runner(house.door), payloads(filled(house))[0]) == 200
    logging.getLogger("closecall.tending").info("released %s", 12)
    assert log.getvalue().endswith("INFO closecall.tending: released 12\n")


def test_an_answer_that_nobody_foresaw_is_told_by_its_place_alone(log: io.StringIO) -> None:
    async def odd() -> None:
        raise ValueError(STORY)

    async def called() -> None:
        after = Afterwards()
        after.soon(odd())
        await after.finished(1.0)

    asyncio.run(called())
    assert "a page was not shown [ValueError at test_runner" in log.getvalue()
    assert STORY not in log.getvalue()


class Wall(AsyncWebClient):
    """A Slack that keeps the forms that it was asked to open."""

    def __init__(self) -> None:
        """Nothing was opened."""
        super().__init__("xoxb-canary", NOWHERE)
        self.said: list[str] = []

    async def views_open(self, *, view: object, **_more: object) -> AsyncSlackResponse:
        """Keep it."""
        self.said.append(str(view))
        return cast("AsyncSlackResponse", {})


class Counting:
    """A booth that counts."""

    cast_ = 0

    async def cast(self, _tap: Voted) -> str:
        """One more."""
        self.cast_ += 1
        return "Counted"

    async def recount(self, _tap: Voted, _edit: object) -> None:
        """Nothing to show."""


def test_who_votes_too_fast_is_told_so_and_not_counted_for_a_while() -> None:
    wall, booth = Wall(), Counting()
    one = Runner(wall, House().door, Pace(os.urandom, 1, 0.0), booth=cast("Booth", booth))
    assert [dispatched(one, stranger_payloads()[0]) for _ in range(9)] == [200] * 9
    assert booth.cast_ == 1
    counted, told = wall.said
    assert "Counted" in counted
    assert "This was not counted" in told


@pytest.mark.parametrize("button", ["closecall_report", "closecall_drill"])
def test_who_opens_forms_too_fast_is_told_so_once(button: str) -> None:
    """Each costs a call, and so many a minute are all that Slack gives an app."""
    wall = Wall()
    drills = cast("Drills", ChokingDrills())
    one = Runner(wall, House().door, Pace(os.urandom, 1, 0.0), drills=drills)
    form = {**AROUND, "type": "shortcut", "callback_id": "closecall_open", "trigger_id": "1"}
    assert dispatched(one, form) == 200
    for _ in range(9):
        press = {"type": "block_actions", "actions": [{"action_id": button}], "trigger_id": "1"}
        assert dispatched(one, {**AROUND, **press}) == 200
    opened, told = wall.said
    assert "What almost happened" in opened
    assert "that was a lot at once" in told


class Hearing:
    """A direct conversation that remembers how it was spoken to."""

    def __init__(self) -> None:
        """Nothing was heard."""
        self.slow: list[bool] = []

    async def take(self, _arrival: Arrival, *, slow: bool = False) -> None:
        """Heard."""
        self.slow.append(slow)


def test_who_writes_too_fast_is_told_so_once_and_not_with_a_message_for_each_of_theirs() -> None:
    chat = Hearing()
    one = Runner(Wall(), House().door, Pace(os.urandom, 2, 0.0), chat=cast("Chat", chat))
    assert [dispatched(one, stranger_payloads()[1]) for _ in range(9)] == [200] * 9
    assert chat.slow == [False, False, True]


def test_a_vote_below_an_issue_of_a_channel_that_is_none_any_more_is_told_so() -> None:
    wall = Wall()
    assert dispatched(Runner(wall, House().door, Pace(os.urandom)), stranger_payloads()[0]) == 200
    assert "This issue is closed" in wall.said[0]


class Broken(AsyncWebClient):
    """A Slack that fails in a way that nobody foresaw."""

    async def auth_test(self, **_more: object) -> AsyncSlackResponse:
        raise LookupError(STORY)


def test_what_died_long_ago_is_told_and_keeps_nothing_from_ending(log: io.StringIO) -> None:
    dead = Runner(Broken("xoxb-canary", NOWHERE), House().door, Pace(os.urandom), secret=SECRET)

    async def lived() -> None:
        dead.start()
        await asyncio.sleep(0)  # it dies in its first step
        await dead.stop()

    asyncio.run(lived())
    (told,) = [line for line in log.getvalue().splitlines() if "had died" in line]
    assert "LookupError at test_runner" in told
    assert STORY not in log.getvalue()
