"""How much somebody may do at once, without knowing who it is. In memory alone.

Somebody is a keyed BLAKE2b (RFC 7693) of what a platform calls them, under a key that is drawn at
random and never leaves this process. (An HMAC of OpenSSL's would let go of the interpreter, and
wait for it, at every step.) Nothing is written anywhere; time comes in as seconds of a clock that
only runs forward.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.ports import Dice

DAY: Final = 86_400.0
MOST: Final = 20_000
"""Who is known at once; the one that was quiet longest leaves first."""

BURST: Final = 30
"""What one person may do at once: a whole report takes five to seven."""

PER_SECOND: Final = 1.0
_NAME: Final = 16


class Keyed:
    """Names for strangers: the same for a while, then different ones."""

    def __init__(self, dice: Dice, lasts: float = float("inf")) -> None:
        """Draw a key; draw a new one after `lasts` seconds."""
        self._dice = dice
        self._lasts = lasts
        self._drawn = 0.0
        self._draw()

    def __call__(self, who: int | str) -> bytes:
        """The name of somebody, or of a chat."""
        named = self._keyed.copy()
        named.update(str(who).encode())
        return named.digest()

    def turned(self, now: float) -> bool:
        """Whether the key has just changed: everything that was named is a stranger again."""
        if now - self._drawn < self._lasts:
            return False
        self._draw()
        self._drawn = now
        return True

    def _draw(self) -> None:
        self._keyed = hashlib.blake2b(key=self._dice(32), digest_size=_NAME)


@dataclass(slots=True)
class _Bucket:
    """How much somebody may still do, and when that was counted."""

    level: float
    at: float
    told: bool = False


class Pace:
    """Token buckets under names that change every day."""

    def __init__(self, dice: Dice, burst: float = BURST, per_second: float = PER_SECOND) -> None:
        """`burst` at once, then `per_second`."""
        self._name = Keyed(dice, DAY)
        self._burst = burst
        self._rate = per_second
        self._held: OrderedDict[bytes, _Bucket] = OrderedDict()

    def pour(self, who: int | str, now: float) -> bool:
        """Take one; False when there is none. Nobody in particular is never too fast."""
        if not who:
            return True
        if self._name.turned(now):
            self._held.clear()
        name = self._name(who)
        bucket = self._held.get(name) or _Bucket(self._burst, now)
        bucket.level = min(self._burst, bucket.level + (now - bucket.at) * self._rate)
        bucket.at = now
        self._held[name] = bucket
        self._held.move_to_end(name)
        while len(self._held) > MOST:
            self._held.popitem(last=False)
        if bucket.level < 1:
            return False
        bucket.level -= 1
        bucket.told = False
        return True

    def told(self, who: int | str) -> bool:
        """Whether they were told already that they are too fast; from now on they were."""
        bucket = self._held.get(self._name(who))
        if bucket is None or bucket.told:
            return True
        bucket.told = True
        return False
