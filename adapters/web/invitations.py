"""Invitations: links that make one key each. They live in this process's memory and end with it.

A link says nothing by itself: it lets somebody make a key pair, which reads nothing until a lead
has compared its fingerprint and signed the list. Of the link only the hash is kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

LIFE: Final = 48 * 3600.0
MOST: Final = 20


@dataclass(slots=True)
class Invitation:
    """One link. `key_id`: of the key that was made with it, empty before."""

    role: str
    groups: tuple[str, ...]
    until: float
    key_id: str = ""


@dataclass(slots=True)
class Invitations:
    """All of them, by the hash of their link."""

    _open: dict[bytes, Invitation] = field(default_factory=dict, repr=False)

    def invite(self, token: str, role: str, groups: tuple[str, ...], now: float) -> None:
        """A new link; with too many the oldest goes."""
        self._sweep(now)
        while len(self._open) >= MOST:
            del self._open[next(iter(self._open))]
        self._open[_hash(token)] = Invitation(role, groups, now + LIFE)

    def find(self, token: str, now: float) -> Invitation | None:
        """The invitation of a link; None for none, also when it is over."""
        self._sweep(now)
        return self._open.get(_hash(token))

    def made(self, now: float) -> tuple[Invitation, ...]:
        """Those with a key that waits to be admitted."""
        self._sweep(now)
        return tuple(each for each in self._open.values() if each.key_id)

    def close(self, key_id: str) -> None:
        """This key was admitted, or sent away."""
        for name in [name for name, one in self._open.items() if one.key_id == key_id]:
            del self._open[name]

    def _sweep(self, now: float) -> None:
        for name in [name for name, one in self._open.items() if now >= one.until]:
            del self._open[name]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors="replace")).digest()
