"""One-time codes at sign-in: a second factor that a reviewer may set up (RFC 6238, by pyotp).

The secret is kept in a file beside the key file, closed to the reviewer's own key: whoever copies
the folder learns nothing from it. With it lies the number of the last code that was accepted, so
that no code opens twice. The audit chain says whether there ought to be one, so that deleting the
file does not turn it off.

It guards the console's door, not the key: who has a key file and its passphrase needs no console.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import field
from typing import TYPE_CHECKING, Final, Protocol

from bot.errors import WrongPassphrase
from bot.frozen import frozen
from closecall.home import write_private
from storage.alone import alone

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PERIOD: Final = 30  # seconds that a code lasts
DRIFT: Final = 1  # periods that a clock may be wrong
WHAT: Final = b"one-time codes"
ON: Final = "codes-on"
OFF: Final = "codes-off"
RECOVERED: Final = "recover"
ACTS: Final = frozenset({ON, OFF, RECOVERED})
ISSUER: Final = "Close Call"


class Own(Protocol):
    """Who closes and opens for themselves: an open key."""

    def keep(self, what: bytes, content: bytes, /) -> bytes:
        """Close it."""

    def kept(self, what: bytes, sealed: bytes, /) -> bytes:
        """Open it. Raises Tampered."""


@frozen
class Codes:
    """The second factor of one reviewer. `now` gives Unix seconds."""

    path: Path
    now: Callable[[], float]
    own: Own = field(repr=False)

    @property
    def set_up(self) -> bool:
        """Whether there is one."""
        return self.path.exists()

    def must_hold(self, code: str, expected: str) -> None:
        """Let a sign-in pass. `expected`: the last of ACTS in the audit chain.

        Raises WrongPassphrase for a wrong or used code, and for a file that somebody took away.
        """
        if not self.set_up:
            if expected == ON:
                raise WrongPassphrase
            return
        with alone(self.path.parent):  # of two who type the same code at once one gets in
            secret, last = self._read()
            counter = self._matching(secret, code)
            if counter is None or counter <= last:
                raise WrongPassphrase
            self._write(secret, counter)

    def begin(self, secret: str, code: str) -> bool:
        """Keep a new secret, once a code of it shows that the app has it."""
        counter = self._matching(secret, code)
        if counter is None:
            return False
        self._write(secret, counter)
        return True

    def holds(self, code: str) -> bool:
        """Whether this is a code that was not used: for who turns it off."""
        secret, last = self._read()
        counter = self._matching(secret, code)
        return counter is not None and counter > last

    def end(self) -> None:
        """Turn it off."""
        self.path.unlink(missing_ok=True)

    def _matching(self, secret: str, code: str) -> int | None:
        """The period whose code this is, near the present one."""
        from pyotp import TOTP

        typed = "".join(code.split())
        at = int(self.now()) // PERIOD
        found = None
        for counter in range(at - DRIFT, at + DRIFT + 1):
            # Every period is tried, so that the time does not say which one it was.
            if hmac.compare_digest(TOTP(secret).generate_otp(counter).encode(), typed.encode()):
                found = counter
        return found

    def _read(self) -> tuple[str, int]:
        held = json.loads(self.own.kept(WHAT, self.path.read_bytes()))
        return str(held["secret"]), int(held["counter"])

    def _write(self, secret: str, counter: int) -> None:
        content = json.dumps({"secret": secret, "counter": counter}).encode()
        write_private(self.path, self.own.keep(WHAT, content))


def new_secret(dice: Callable[[int], bytes]) -> str:
    """160 random bits in base 32, as RFC 4226 recommends."""
    from base64 import b32encode

    return b32encode(dice(20)).decode()


def link(secret: str, role: str) -> str:
    """What an app reads, from a tap on the same phone."""
    from pyotp import TOTP

    return TOTP(secret).provisioning_uri(name=role, issuer_name=ISSUER)
