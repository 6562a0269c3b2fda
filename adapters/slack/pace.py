"""How much one person may do at once, without knowing who it is. In memory alone.

A person is a key of a token bucket: an HMAC under a key that is drawn at random, changes every
day and never leaves this process (RFC 2104). Nothing is written anywhere.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.ports import Dice

BURST: Final = 30.0
"""What one person may do at once: a whole report takes five."""

PER_SECOND: Final = 1.0
MOST: Final = 20_000  # buckets at once; the one that was quiet longest leaves first
DAY: Final = 86_400.0
_NAME: Final = 16


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Pace:
    """Token buckets under names that die with the day. Time comes in as seconds."""

    def __init__(self, dice: Dice) -> None:
        """Draw the first key."""
        self._dice = dice
        self._key = dice(32)
        self._drawn: float | None = None
        self._held: dict[bytes, _Bucket] = {}

    def pour(self, person: str, now: float) -> bool:
        """Take one; False when there is none. Nobody in particular is never too fast."""
        if not person:
            return True
        if self._drawn is None or now - self._drawn >= DAY:
            self._key, self._drawn = self._dice(32), now
            self._held.clear()
        name = hmac.digest(self._key, person.encode(), "sha256")[:_NAME]
        bucket = self._held.pop(name, None) or _Bucket(BURST, now)
        bucket.level = min(BURST, bucket.level + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        self._held[name] = bucket
        while len(self._held) > MOST:
            del self._held[next(iter(self._held))]
        if bucket.level < 1:
            return False
        bucket.level -= 1
        return True
