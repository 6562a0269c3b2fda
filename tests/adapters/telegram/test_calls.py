"""Calls in their shortest form: what Telegram refuses becomes the SDK's own error, and no more."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from adapters.telegram.calls import RETRIES, Calls, refusal, seconds
from adapters.telegram.throttle import Throttle

Answer = tuple[int, bytes] | Exception
PERSON = 777000111


class Wire(BaseRequest):
    """A transport with answers that the test gives; the last one stays."""

    def __init__(self, *answers: Answer) -> None:
        """What it answers, in turn."""
        self.answers = list(answers)
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        """The next answer."""
        assert method == "POST"
        fields = request_data.json_parameters if request_data else {}
        self.asked.append((url.rpartition("/")[2], dict(fields)))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


class Naps:
    """Time that goes by only while somebody waits."""

    def __init__(self) -> None:
        """Nobody has waited."""
        self.now = 0.0

    async def nap(self, wait: float) -> None:
        """Wait."""
        self.now += wait


def told(**answer: object) -> bytes:
    """An answer of the Bot API."""
    return json.dumps(answer).encode()


def calls(wire: Wire, naps: Naps | None = None) -> Calls:
    """Calls over this transport; with `naps` within the limits."""
    bot = Bot("1:stub", request=wire, get_updates_request=wire)
    return Calls(bot, Throttle(lambda: naps.now, naps.nap) if naps else None)


FINE = 200, told(ok=True, result={"message_id": 5})
BUSY = 429, told(ok=False, description="Too Many Requests", parameters={"retry_after": 3})


async def test_fields_go_out_as_the_bot_api_reads_them_and_the_result_comes_back() -> None:
    wire = Wire(FINE)
    told_ = await calls(wire)("sendMessage", chat_id=7, text="a “b”", reply_markup={"x": [True]})
    assert told_ == {"message_id": 5}
    fields = {"chat_id": "7", "text": "a “b”", "reply_markup": '{"x":[true]}'}
    assert wire.asked == [("sendMessage", fields)]


async def test_a_field_that_is_none_is_left_out() -> None:
    wire = Wire(FINE)
    await calls(wire).tell("answerCallbackQuery", callback_query_id="1", text=None)
    assert wire.asked == [("answerCallbackQuery", {"callback_query_id": "1"})]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (400, BadRequest),
        (401, InvalidToken),
        (403, Forbidden),
        (404, InvalidToken),
        (409, Conflict),
        (418, NetworkError),
        (500, NetworkError),
        (502, NetworkError),
    ],
)
async def test_a_refusal_is_the_error_that_the_sdk_would_raise(
    code: int, kind: type[TelegramError]
) -> None:
    """Compared with what the SDK itself makes of the same answer."""
    answer = code, told(ok=False, error_code=code, description="Bad Request: no such thing")
    with pytest.raises(TelegramError) as ours:
        await calls(Wire(answer)).tell("sendMessage")
    with pytest.raises(TelegramError) as theirs:
        await calls(Wire(answer)).bot.request.post("x/sendMessage")
    assert type(ours.value) is type(theirs.value) is kind
    assert str(ours.value) == str(theirs.value)


def test_a_group_that_moved_says_where() -> None:
    moved = refusal(400, told(description="moved", parameters={"migrate_to_chat_id": -1005}))
    assert isinstance(moved, ChatMigrated)
    assert moved.new_chat_id == -1005


def test_a_wait_is_told_in_seconds() -> None:
    busy = refusal(*BUSY)
    assert isinstance(busy, RetryAfter)
    assert seconds(busy) == 3.0


@pytest.mark.parametrize("answer", [b"<html>", b"", b"[]", b"\xff", told(parameters=[1])])
def test_a_refusal_that_is_none_of_the_bot_api_says_its_number_alone(answer: bytes) -> None:
    refused = refusal(502, answer)
    assert type(refused) is NetworkError
    assert str(refused) == "HTTP 502"


@pytest.mark.parametrize("answer", [b"<html>", b"[]", told(ok=True)])
async def test_an_answer_without_a_result_is_an_error_that_quotes_nothing(answer: bytes) -> None:
    with pytest.raises(TelegramError) as raised:
        await calls(Wire((200, answer)))("getUpdates")
    assert "html" not in str(raised.value)


async def test_whatever_breaks_in_the_transport_is_a_line_that_is_down() -> None:
    with pytest.raises(NetworkError, match="RuntimeError"):
        await calls(Wire(RuntimeError("with a token in it"))).tell("sendMessage")
    with pytest.raises(TimedOut):
        await calls(Wire(TimedOut())).tell("sendMessage")


async def test_after_a_429_a_call_is_made_again_when_the_wait_is_over() -> None:
    wire, naps = Wire(BUSY, FINE), Naps()
    await calls(wire, naps).tell("sendMessage", chat_id=PERSON)
    assert len(wire.asked) == 2
    assert naps.now == pytest.approx(3.1)


async def test_a_method_of_the_sdk_keeps_to_the_same_limits() -> None:
    me = 200, told(ok=True, result={"id": 1, "is_bot": True, "first_name": "b", "username": "b"})
    wire, naps = Wire(BUSY, me), Naps()
    assert (await calls(wire, naps).by_sdk(lambda bot: bot.get_me())).id == 1
    assert naps.now == pytest.approx(3.1)


async def test_somebody_who_always_says_wait_is_not_asked_for_ever() -> None:
    wire, naps = Wire(BUSY), Naps()
    with pytest.raises(RetryAfter):
        await calls(wire, naps).tell("sendMessage", chat_id=PERSON)
    assert len(wire.asked) == RETRIES + 1


async def test_without_limits_nothing_is_made_again() -> None:
    wire = Wire(BUSY)
    with pytest.raises(RetryAfter):
        await calls(wire).tell("sendMessage", chat_id=PERSON)
    assert len(wire.asked) == 1
