"""A passkey at sign-in: the other second factor (WebAuthn Level 2; the extra `passkey`).

The public half is kept in a file beside the key file, closed to the reviewer's own key, with the
counter of the authenticator. A browser takes a passkey only for a name, never for an address such
as 127.0.0.1; `available` says whether the console has one. A challenge lives for five minutes and
is good for one answer. Those that were given out are kept nowhere: each carries a mark that only
this process can make, so that nobody drives out another's by asking for many.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib.util
import ipaddress
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from bot.errors import WrongPassphrase
from bot.frozen import frozen
from closecall.home import write_private
from closecall.wiring import codes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from closecall.wiring.codes import Own

WHAT: Final = b"passkey"
ON: Final = "passkey-on"
OFF: Final = "passkey-off"
ACTS: Final = frozenset({ON, OFF, codes.RECOVERED})
LIFE: Final = 300
NONCE: Final = 16
ENDS: Final = 8
MARK: Final = 16
NAME: Final = "Close Call"


@dataclass(slots=True)
class Challenges:
    """Draws challenges, and takes each once: nonce, end, and a keyed hash (BLAKE2b) of both.

    `clock` gives seconds; the end counts from when this was made. Only what was answered is kept,
    until its time is up, and only who opened a key has an answer taken. Pages draw on the loop's
    thread; keys are opened, and answers taken, on others.
    """

    dice: Callable[[int], bytes]
    clock: Callable[[], float]
    _key: bytes = field(init=False, repr=False)
    _began: float = field(init=False, repr=False)
    _answered: dict[bytes, int] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        """A key for marks, which ends with the process."""
        self._key, self._began = self.dice(32), self.clock()

    def draw(self) -> str:
        """A new one, in base64url."""
        body = self.dice(NONCE) + (self._now() + LIFE).to_bytes(ENDS)
        return urlsafe_b64encode(body + self._mark(body)).rstrip(b"=").decode()

    def take(self, drawn: str) -> bytes | None:
        """Its bytes, once; None for one that is over or none of ours."""
        try:
            told, now = _bytes(drawn), self._now()
        except ValueError:
            return None
        body, mark = told[: NONCE + ENDS], told[NONCE + ENDS :]
        if not hmac.compare_digest(mark, self._mark(body)):
            return None
        ends = int.from_bytes(body[NONCE:])
        with self._lock:
            for old in [each for each, until in self._answered.items() if until <= now]:
                del self._answered[old]
            if ends <= now or body in self._answered:
                return None
            self._answered[body] = ends
        return told

    def _now(self) -> int:
        return int(self.clock() - self._began)

    def _mark(self, body: bytes) -> bytes:
        return hashlib.blake2b(body, key=self._key, digest_size=MARK).digest()


def available(origin: str) -> bool:
    """Whether passkeys can work: the extra is installed, and the console is called by a name."""
    host = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return importlib.util.find_spec("webauthn") is not None
    return False


def asking(origin: str, challenges: Challenges) -> str:
    """A challenge for a browser that may have a passkey, as JSON; it names nobody."""
    told = {"challenge": challenges.draw(), "rpId": _host(origin), "timeout": 60_000}
    return json.dumps({**told, "userVerification": "preferred"})


@frozen
class Passkey:
    """The passkey of one reviewer, or the place for one."""

    path: Path
    origin: str
    challenges: Challenges = field(repr=False)
    own: Own = field(repr=False)

    @property
    def set_up(self) -> bool:
        """Whether there is one."""
        return self.path.exists()

    def asking(self) -> str:
        """What a browser needs to use one, as JSON; it names nobody."""
        return asking(self.origin, self.challenges)

    def options(self, key_id: bytes, role: str) -> str:
        """What a browser needs to make one, as JSON."""
        from webauthn import generate_registration_options, options_to_json
        from webauthn.helpers.structs import (
            AuthenticatorSelectionCriteria,
            ResidentKeyRequirement,
            UserVerificationRequirement,
        )

        return options_to_json(
            generate_registration_options(
                rp_id=_host(self.origin),
                rp_name=NAME,
                user_id=key_id,
                user_name=role,
                challenge=_bytes(self.challenges.draw()),
                authenticator_selection=AuthenticatorSelectionCriteria(
                    resident_key=ResidentKeyRequirement.REQUIRED,
                    user_verification=UserVerificationRequirement.PREFERRED,
                ),
            )
        )

    def begin(self, answer: str) -> bool:
        """Keep what a browser made."""
        from webauthn import verify_registration_response
        from webauthn.helpers.exceptions import WebAuthnException

        challenge = self._challenge(answer)
        if challenge is None:
            return False
        try:
            made = verify_registration_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(self.origin),
                expected_origin=self.origin,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            return False
        self._write(made.credential_id, made.credential_public_key, made.sign_count)
        return True

    def end(self) -> None:
        """Forget it."""
        self.path.unlink(missing_ok=True)

    def must_hold(self, answer: str) -> None:
        """Let a sign-in pass. Raises WrongPassphrase for a wrong, old or used answer."""
        challenge = self._challenge(answer)
        if challenge is None or not self.set_up:
            raise WrongPassphrase
        from webauthn import verify_authentication_response
        from webauthn.helpers.exceptions import WebAuthnException

        held = json.loads(self.own.kept(WHAT, self.path.read_bytes()))
        public, credential = bytes.fromhex(held["public"]), bytes.fromhex(held["id"])
        try:
            if not hmac.compare_digest(_bytes(str(json.loads(answer)["id"])), credential):
                raise WrongPassphrase
            seen = verify_authentication_response(
                credential=answer,
                expected_challenge=challenge,
                expected_rp_id=_host(self.origin),
                expected_origin=self.origin,
                credential_public_key=public,
                credential_current_sign_count=int(held["count"]),
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
            raise WrongPassphrase from wrong
        self._write(credential, public, seen.new_sign_count)

    def _challenge(self, answer: str) -> bytes | None:
        """The challenge that an answer names, if it is one of ours and was not answered yet."""
        try:
            told = json.loads(_bytes(json.loads(answer)["response"]["clientDataJSON"]))
            return self.challenges.take(str(told["challenge"]))
        except (ValueError, KeyError, TypeError):
            return None

    def _write(self, credential: bytes, public: bytes, count: int) -> None:
        held = {"id": credential.hex(), "public": public.hex(), "count": count}
        write_private(self.path, self.own.keep(WHAT, json.dumps(held).encode()))


def must_pass(held: codes.Codes, passkey: Passkey, proof: str, expected: Collection[str]) -> None:
    """Let a sign-in pass with any factor that is set up; without one, with nothing.

    `proof`: a code, or a passkey's answer in JSON. `expected`: what the audit chain says is on: a
    factor whose file was taken away still stands in the way. Raises WrongPassphrase.
    """
    if proof.startswith("{"):
        passkey.must_hold(proof)
    elif held.set_up or codes.ON in expected:
        held.must_hold(proof, codes.ON)
    elif passkey.set_up or ON in expected:
        raise WrongPassphrase


def _host(origin: str) -> str:
    return urlsplit(origin).hostname or ""


def _bytes(coded: str) -> bytes:
    """Base64url without padding. Raises ValueError."""
    return urlsafe_b64decode(coded + "=" * (-len(coded) % 4))
