"""Who has tried too often waits, longer each time; nobody else does.

Tries are counted per name and per browser: a browser in which somebody has signed in before counts
by itself, so that whoever knows a name cannot keep its owner out. It is known by a cookie that it
got then. Everything is forgotten with the process. After the device cookies of OWASP.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Dice

COOKIE: Final = "closecall-device"
FREE_TRIES: Final = 3
FIRST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 900.0
FORGOTTEN_AFTER: Final = 3600.0
MOST_NAMES: Final = 4096
MOST_DEVICES: Final = 256


@dataclass(slots=True)
class _Tries:
    failed: int = 0
    until: float = 0.0
    last: float = 0.0


@dataclass(slots=True)
class Lockout:
    """Failed tries, by name and browser. `clock` gives seconds."""

    clock: Callable[[], float]
    dice: Dice
    _tries: dict[tuple[str, str], _Tries] = field(default_factory=dict, repr=False)
    _devices: dict[bytes, str] = field(default_factory=dict, repr=False)

    def wait(self, name: str, device: str) -> int:
        """Whole seconds before this name may be tried again from this browser; 0 for none."""
        tries = self._tries.get(self._key(name, device))
        left = tries.until - self.clock() if tries else 0.0
        return max(0, -int(-left // 1))

    def failed(self, name: str, device: str) -> None:
        """Count a failure."""
        now, key = self.clock(), self._key(name, device)
        self._forget(now)
        tries = self._tries.setdefault(key, _Tries())
        tries.failed += 1
        tries.last = now
        over = tries.failed - FREE_TRIES
        if over >= 0:
            tries.until = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(over, 16))

    def cleared(self, name: str, device: str) -> None:
        """Count a success: forget the failures of this browser."""
        self._tries.pop(self._key(name, device), None)

    def entered(self, name: str, device: str) -> str:
        """The same at the door: gives the browser's cookie, and knows it from now on."""
        self.cleared(name, device)
        cookie = device if self._known(name, device) else self.dice(32).hex()
        self._devices.pop(_hash(cookie), None)
        while len(self._devices) >= MOST_DEVICES:  # who has not signed in for the longest goes
            del self._devices[next(iter(self._devices))]
        self._devices[_hash(cookie)] = _plain(name)
        return cookie

    def knows(self, device: str) -> bool:
        """Whether somebody has signed in before in the browser with this cookie."""
        return bool(device) and _hash(device) in self._devices

    def _key(self, name: str, device: str) -> tuple[str, str]:
        known = self._known(name, device)
        return _plain(name), _hash(device).hex() if known else ""

    def _known(self, name: str, device: str) -> bool:
        return bool(device) and self._devices.get(_hash(device)) == _plain(name)

    def _forget(self, now: float) -> None:
        old = [key for key, one in self._tries.items() if now - one.last > FORGOTTEN_AFTER]
        for key in old:
            del self._tries[key]
        # A flood of made-up names must not fill the memory, and must not free a real one early.
        while len(self._tries) >= MOST_NAMES:
            del self._tries[min(self._tries, key=lambda key: self._tries[key].until)]


def _plain(name: str) -> str:
    """One spelling for one name, and never the name itself: a passphrase may be typed there."""
    folded = " ".join(name.split()).casefold()
    return hashlib.blake2b(folded.encode(errors="replace"), digest_size=16).hexdigest()


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode(errors="replace")).digest()
