"""Where passkeys can work, how long a challenge lives, and what stands in the way of a sign-in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bot.errors import WrongPassphrase
from closecall.wiring import codes, passkeys
from closecall.wiring.codes import Codes
from closecall.wiring.passkeys import Challenges, Passkey, asking, available, must_pass
from tests.unit.test_codes import Time, unsealer

if TYPE_CHECKING:
    from pathlib import Path

ORIGIN = "http://localhost:8765"


@pytest.fixture
def factors(tmp_path: Path) -> tuple[Codes, Passkey]:
    """A reviewer without any."""
    time, own = Time(), unsealer()
    challenges = Challenges(bytes, time)
    return (
        Codes(tmp_path / "a.codes", time, own),
        Passkey(tmp_path / "a.passkey", ORIGIN, challenges, own),
    )


def test_an_address_has_no_passkeys_and_a_name_has() -> None:
    assert not available("http://127.0.0.1:8765")
    assert not available("https://[::1]:8765")
    assert available("http://localhost:8765")
    assert available("https://console.example.org")


def test_a_challenge_is_good_once_and_for_five_minutes() -> None:
    now = [0.0]
    challenges = Challenges(bytes, lambda: now[0])
    drawn = challenges.draw()
    assert challenges.take(drawn) == bytes(32)
    assert challenges.take(drawn) is None
    late = challenges.draw()
    now[0] = 300.0
    assert challenges.take(late) is None
    assert challenges.take("made up") is None


def test_what_a_browser_is_asked_names_nobody() -> None:
    challenges = Challenges(bytes, Time())
    assert set(json.loads(asking(ORIGIN, challenges))) == {
        "challenge", "rpId", "timeout", "userVerification",
    }  # fmt: skip


def test_without_a_factor_nothing_is_asked(factors: tuple[Codes, Passkey]) -> None:
    must_pass(*factors, "", ())
    must_pass(*factors, "", {codes.OFF, passkeys.OFF, codes.RECOVERED})
    assert not factors[0].set_up


@pytest.mark.parametrize("expected", [{codes.ON}, {passkeys.ON}, {codes.ON, passkeys.OFF}])
@pytest.mark.parametrize("proof", ["", "123456", "{}", '{"response": {"clientDataJSON": "e30"}}'])
def test_a_factor_whose_file_is_gone_still_stands_in_the_way(
    factors: tuple[Codes, Passkey], expected: set[str], proof: str
) -> None:
    with pytest.raises(WrongPassphrase):
        must_pass(*factors, proof, expected)


def test_an_answer_to_nothing_is_refused_where_no_passkey_is(
    factors: tuple[Codes, Passkey],
) -> None:
    with pytest.raises(WrongPassphrase):
        must_pass(*factors, '{"id": "x"}', ())
    assert not factors[1].begin("{}")
    assert not factors[1].begin("no json")
