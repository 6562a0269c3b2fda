"""One-time codes: what passes, once, and what a thief of the folder can do with the file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING

import pytest
from pyotp import TOTP

from bot.errors import Tampered, WrongPassphrase
from bot.report import Week
from closecall.wiring.codes import OFF, ON, PERIOD, Codes, link, new_secret
from storage.keys import Identity
from storage.manifest import Manifest, Recipient
from storage.unseal import Unsealer

if TYPE_CHECKING:
    from pathlib import Path

    from closecall.wiring.codes import Own


class Time:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def unsealer() -> Unsealer:
    """Somebody with an open key."""
    identity = Identity.draw(os.urandom)
    listed = Manifest(1, Week(2026, 47), (Recipient.of(identity, "safety"),))
    return Unsealer(identity, lambda: listed, os.urandom)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def codes(tmp_path: Path, time: Time) -> Codes:
    return Codes(tmp_path / "reviewers" / "a.codes", time, unsealer())


@pytest.fixture
def secret(codes: Codes, time: Time) -> str:
    made = new_secret(os.urandom)
    assert codes.begin(made, TOTP(made).at(int(time())))
    return made


def test_without_codes_anything_passes(codes: Codes) -> None:
    codes.must_hold("", OFF)
    codes.must_hold("whatever", "")
    assert not codes.set_up


def test_a_wrong_code_keeps_nothing(codes: Codes) -> None:
    assert not codes.begin(new_secret(os.urandom), "000000x")
    assert not codes.set_up


def test_a_code_opens_once(codes: Codes, time: Time, secret: str) -> None:
    time.now += PERIOD
    code = TOTP(secret).at(int(time()))
    codes.must_hold(f"{code[:3]} {code[3:]}", ON)
    with pytest.raises(WrongPassphrase):
        codes.must_hold(code, ON)


def test_a_code_that_two_type_at_the_same_moment_opens_once(
    codes: Codes, time: Time, secret: str
) -> None:
    time.now += PERIOD
    code, together = TOTP(secret).at(int(time())), Barrier(2, timeout=0.5)

    @dataclass(frozen=True)
    class Slow:
        """Opens as fast as the slower one of two."""

        own: Own

        def keep(self, what: bytes, content: bytes, /) -> bytes:
            return self.own.keep(what, content)

        def kept(self, what: bytes, sealed: bytes, /) -> bytes:
            with suppress(BrokenBarrierError):
                together.wait()
            return self.own.kept(what, sealed)

    def opens() -> bool:
        with suppress(WrongPassphrase):
            replace(codes, own=Slow(codes.own)).must_hold(code, ON)
            return True
        return False

    with ThreadPoolExecutor(2) as two:
        tried = [two.submit(opens) for _ in range(2)]
        assert sorted(each.result() for each in tried) == [False, True]


def test_the_code_that_set_it_up_does_not_open(codes: Codes, time: Time, secret: str) -> None:
    with pytest.raises(WrongPassphrase):
        codes.must_hold(TOTP(secret).at(int(time())), ON)


def test_an_older_code_does_not_open_after_a_newer_one(
    codes: Codes, time: Time, secret: str
) -> None:
    time.now += 10 * PERIOD
    older, newer = TOTP(secret).at(int(time())), TOTP(secret).at(int(time()) + PERIOD)
    codes.must_hold(newer, ON)
    with pytest.raises(WrongPassphrase):
        codes.must_hold(older, ON)


def test_a_clock_may_be_one_period_wrong_and_no_more(
    codes: Codes, time: Time, secret: str
) -> None:
    time.now += 10 * PERIOD
    with pytest.raises(WrongPassphrase):
        codes.must_hold(TOTP(secret).at(int(time()) + 2 * PERIOD), ON)
    codes.must_hold(TOTP(secret).at(int(time()) - PERIOD), ON)


def test_deleting_the_file_does_not_turn_it_off(codes: Codes, secret: str) -> None:
    assert secret
    codes.path.unlink()
    with pytest.raises(WrongPassphrase):
        codes.must_hold("", ON)


def test_the_file_holds_nothing_that_another_key_opens(
    codes: Codes, time: Time, secret: str
) -> None:
    content = codes.path.read_bytes()
    assert secret.encode() not in content
    other = Codes(codes.path, time, unsealer())
    with pytest.raises(Tampered):
        other.must_hold("000000", ON)


def test_a_code_that_has_opened_does_not_turn_it_off(
    codes: Codes, time: Time, secret: str
) -> None:
    time.now += PERIOD
    code = TOTP(secret).at(int(time()))
    codes.must_hold(code, ON)
    assert not codes.holds(code)
    assert codes.set_up


def test_turning_it_off_needs_a_code(codes: Codes, time: Time, secret: str) -> None:
    time.now += PERIOD
    assert not codes.holds("123")
    assert codes.set_up
    assert codes.holds(TOTP(secret).at(int(time())))
    codes.end()
    assert not codes.set_up


def test_the_link_names_the_app_and_the_role(secret: str) -> None:
    assert link(secret, "safety").startswith("otpauth://totp/Close%20Call:safety?secret=")
