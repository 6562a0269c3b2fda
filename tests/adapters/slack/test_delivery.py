"""What Slack posts is read as the standard library reads it, and nothing unsigned is read."""

from __future__ import annotations

import asyncio
import json
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from adapters.slack.delivery import LARGEST, payload, unquoted
from adapters.slack.runner import Runner, client
from bot.pace import Pace
from tests.adapters.slack.people import SECRET
from tests.adapters.slack.told import House

if TYPE_CHECKING:
    from adapters.slack.door import Door

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each, max_size=4),
    max_leaves=12,
)


@given(st.text(st.characters(codec="utf-8")))
def test_a_value_of_a_form_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert unquoted(quote_plus(text).encode()) == text


@given(st.dictionaries(st.text(min_size=1), JSON))
def test_a_form_with_a_payload_and_plain_json_are_the_same(held: dict[str, Any]) -> None:
    written = json.dumps(held)
    assert payload(urlencode({"payload": written}).encode()) == held
    assert payload(written.encode()) == held


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), min_size=1), st.text(), max_size=9))
def test_a_command_is_its_fields(fields: dict[str, str]) -> None:
    fields.pop("payload", None)
    body = urlencode(fields, errors="replace")
    expected = {key: value[-1] for key, value in parse_qs(body, keep_blank_values=True).items()}
    assert payload(body.encode()) == (expected or None)


@given(st.binary())
def test_any_bytes_are_a_payload_or_none(body: bytes) -> None:
    assert payload(body) is None or isinstance(payload(body), dict)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"payload=[]", b"payload=%7B", b"payload=a=b", b"text=%ff", b"[" * 5000],
)
def test_what_has_no_shape_of_slacks_is_none(body: bytes) -> None:
    assert payload(body) is None


def posted(door: Door, body: bytes, *, at: str = "", signature: str = "") -> int:
    """The status that a delivery is answered with."""
    now = at or str(int(time.time()))
    signed = SignatureVerifier(SECRET).generate_signature(timestamp=now, body=body)
    headers = {
        "x-slack-request-timestamp": now,
        "x-slack-signature": signature or signed or "",
    }
    runner = Runner(
        client("xoxb-1", "http://127.0.0.1:9/api"), door, Pace(os.urandom), secret=SECRET
    )
    return asyncio.run(runner.deliver(headers, body))[0]


def test_slack_can_check_the_address_and_its_certificate() -> None:
    door = House().door
    assert posted(door, b'{"type":"url_verification","challenge":"abc"}') == 200
    assert posted(door, b"ssl_check=1&token=x") == 200


@pytest.mark.parametrize("at", ["1", "-1", "soon", "9" * 5000, "\uff11"])
def test_another_time_than_now_is_refused(at: str) -> None:
    assert posted(House().door, b"payload=%7B%7D", at=at, signature="v0=00") == 401


def test_a_stale_delivery_is_refused_although_it_was_signed() -> None:
    assert posted(House().door, b"{}", at=str(int(time.time()) - 301)) == 401


@pytest.mark.parametrize("signature", ["v0=00", "v0=é", "x"])
def test_a_wrong_signature_is_refused_before_anything_is_read(signature: str) -> None:
    assert posted(House().door, b"not even a payload", signature=signature) == 401
    assert posted(House().door, b"not even a payload") == 400
    assert posted(House().door, b"x" * (LARGEST + 1)) == 413
