"""Where passkeys can work, how long a challenge lives, and what stands in the way of a sign-in."""

from __future__ import annotations

import hashlib
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from pyotp import TOTP

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
    challenges = Challenges(os.urandom, lambda: now[0])
    drawn = challenges.draw()
    assert challenges.take(drawn) == urlsafe_b64decode(drawn + "==")
    assert challenges.take(drawn) is None
    now[0] = 299.0
    assert challenges.take(drawn) is None
    now[0] = 0.0
    late = challenges.draw()
    now[0] = 300.0
    assert challenges.take(late) is None
    assert challenges.take("made up") is None


def test_a_challenge_is_taken_once_by_two_at_the_same_moment() -> None:
    taken: list[bytes | None] = []
    taking = Thread(target=lambda: taken.append(challenges.take(drawn)))

    class Slow(dict[bytes, int]):
        """What was answered; while it is looked at, somebody else brings the same answer."""

        def __contains__(self, key: object) -> bool:
            known = super().__contains__(key)
            if taking.ident is None:
                taking.start()
                taking.join(0.2)  # long enough to do harm, if it may
            return known

    challenges = Challenges(os.urandom, Time(), Slow())
    drawn = challenges.draw()
    taken.append(challenges.take(drawn))
    taking.join()
    assert sorted(each is None for each in taken) == [False, True]


def test_a_flood_drives_out_no_challenge_and_leaves_nothing_in_memory() -> None:
    challenges = Challenges(os.urandom, Time())
    mine = challenges.draw()
    assert len({challenges.draw() for _ in range(20_000)}) == 20_000
    assert len(challenges._answered) == 0
    assert challenges.take(mine) is not None


def test_what_was_answered_is_forgotten_with_its_time() -> None:
    now = [0.0]
    challenges = Challenges(os.urandom, lambda: now[0])
    for _ in range(50):
        now[0] += 100.0
        assert challenges.take(challenges.draw()) is not None
        assert len(challenges._answered) <= 3


@pytest.mark.parametrize("at", range(40))
def test_a_challenge_with_one_bit_changed_is_none_of_ours(at: int) -> None:
    challenges = Challenges(os.urandom, Time())
    drawn = bytearray(urlsafe_b64decode(challenges.draw() + "=="))
    drawn[at] ^= 1
    assert challenges.take(coded(bytes(drawn))) is None


def test_a_challenge_of_another_process_is_none_of_ours() -> None:
    assert Challenges(os.urandom, Time()).take(Challenges(os.urandom, Time()).draw()) is None


@pytest.mark.parametrize("said", ["", "=", "made up", "é", "A" * 54, "A" * 8000])
def test_what_is_no_challenge_is_refused_and_no_failure(said: str) -> None:
    assert Challenges(os.urandom, Time()).take(said) is None


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


# --- what an authenticator answers ---------------------------------------------------------------


def coded(content: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class Authenticator:
    """A key in somebody's pocket: ES256, no attestation (WebAuthn Level 2, 6.1 and 6.5)."""

    origin: str = ORIGIN
    count: int = 0
    name: bytes = b"credential"
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(self, asked: str) -> str:
        """The answer to `Passkey.options`."""
        point = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
        mine = bytes(16) + len(self.name).to_bytes(2) + self.name + cbor2.dumps(cose)
        told = {"fmt": "none", "attStmt": {}, "authData": self._about(0x45) + mine}
        return self._answer(
            self._client("webauthn.create", asked), attestationObject=cbor2.dumps(told)
        )

    def answer(self, asked: str) -> str:
        """The answer to `Passkey.asking`."""
        self.count += 1
        client, about = self._client("webauthn.get", asked), self._about(0x05)
        message = about + hashlib.sha256(client).digest()
        signature = self.key.sign(message, ec.ECDSA(hashes.SHA256()))
        return self._answer(client, authenticatorData=about, signature=signature)

    def _about(self, flags: int) -> bytes:
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, what: str, asked: str) -> bytes:
        challenge = json.loads(asked)["challenge"]
        return json.dumps({"type": what, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, client: bytes, **parts: bytes) -> str:
        response = {name: coded(part) for name, part in parts.items()}
        response["clientDataJSON"] = coded(client)
        name = coded(self.name)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


@pytest.fixture
def mine(tmp_path: Path) -> tuple[Passkey, Authenticator]:
    """A passkey that was made, and what it was made with."""
    held = Authenticator()
    passkey = Passkey(tmp_path / "b.passkey", ORIGIN, Challenges(os.urandom, Time()), unsealer())
    assert passkey.begin(held.make(passkey.options(b"k" * 16, "safety")))
    return passkey, held


def test_the_authenticator_that_made_it_opens_again_and_again(
    mine: tuple[Passkey, Authenticator],
) -> None:
    passkey, held = mine
    for _ in range(2):
        passkey.must_hold(held.answer(passkey.asking()))
    assert held.count == 2


def test_an_answer_opens_once(mine: tuple[Passkey, Authenticator]) -> None:
    passkey, held = mine
    answer = held.answer(passkey.asking())
    passkey.must_hold(answer)
    with pytest.raises(WrongPassphrase):
        passkey.must_hold(answer)


@pytest.mark.parametrize(
    "other",
    [
        Authenticator(count=5),
        Authenticator(count=5, name=b"another"),
        Authenticator(count=5, origin="http://localhost.example.org:8765"),
    ],
    ids=["another key", "another credential", "another site"],
)
def test_no_other_authenticator_and_no_other_site_opens(
    mine: tuple[Passkey, Authenticator], other: Authenticator
) -> None:
    passkey, held = mine
    if other.origin != ORIGIN:
        other.key = held.key
    with pytest.raises(WrongPassphrase):
        passkey.must_hold(other.answer(passkey.asking()))


def test_the_credential_that_was_kept_is_asked_for_by_its_name(
    mine: tuple[Passkey, Authenticator],
) -> None:
    passkey, held = mine
    held.name = b"another"
    with pytest.raises(WrongPassphrase):
        passkey.must_hold(held.answer(passkey.asking()))


def test_a_copy_that_counts_anew_does_not_open(mine: tuple[Passkey, Authenticator]) -> None:
    passkey, held = mine
    held.count = 7
    passkey.must_hold(held.answer(passkey.asking()))
    held.count = 2
    with pytest.raises(WrongPassphrase):
        passkey.must_hold(held.answer(passkey.asking()))


def test_a_challenge_that_nobody_here_drew_makes_no_passkey_and_opens_none(
    mine: tuple[Passkey, Authenticator], tmp_path: Path
) -> None:
    passkey, held = mine
    drawn_elsewhere = asking(ORIGIN, Challenges(os.urandom, Time()))
    with pytest.raises(WrongPassphrase):
        passkey.must_hold(held.answer(drawn_elsewhere))
    other = Passkey(tmp_path / "c.passkey", ORIGIN, passkey.challenges, passkey.own)
    assert not other.begin(held.make(drawn_elsewhere))
    assert not other.set_up


def test_what_is_set_up_is_asked_for_even_when_the_chain_says_nothing(
    mine: tuple[Passkey, Authenticator], factors: tuple[Codes, Passkey]
) -> None:
    none, passkey = factors[0], mine[0]
    with pytest.raises(WrongPassphrase):
        must_pass(none, passkey, "", ())
    secret = codes.new_secret(os.urandom)
    assert none.begin(secret, TOTP(secret).at(int(Time()())))
    with pytest.raises(WrongPassphrase):
        must_pass(none, factors[1], "", ())


def test_a_passkey_that_is_forgotten_is_not_asked_for(
    mine: tuple[Passkey, Authenticator], factors: tuple[Codes, Passkey]
) -> None:
    passkey, _ = mine
    with pytest.raises(WrongPassphrase):
        must_pass(factors[0], passkey, "", ())
    passkey.end()
    must_pass(factors[0], passkey, "", {passkeys.OFF})
    assert not passkey.set_up
