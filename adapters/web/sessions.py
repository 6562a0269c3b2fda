"""Who is signed in. Keys live here, in the memory of this process, and nowhere else.

A session is named by a random cookie of which only the hash is kept. It ends after 15 minutes
without a request, after eight hours, at sign-out and with the process; its key is forgotten then.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from adapters.web.owed import Owed
from bot.errors import StoreError
from bot.work import commit, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from adapters.web.form import Complaint
    from adapters.web.office import Driver, Unlocked
    from adapters.web.said import Line
    from bot.desk.caseload import Caseload
    from bot.ports import Dice
    from bot.report import CaseId
    from bot.words import Language
    from bot.work import Work

IDLE: Final = 15 * 60.0
LONGEST: Final = 8 * 3600.0
COOKIE_BYTES: Final = 32
MOST_ONCE: Final = 500
MOST_SESSIONS: Final = 50
BURST: Final = 120.0
PER_SECOND: Final = 20.0


@dataclass(slots=True)
class Session:
    """One signed-in browser.

    `once` maps the token of a form that was sent to where its sender was led, so that a second
    click leads there too and does nothing; `read` are the cases opened in this session, `tried`
    those that it was to pass on to the leads, so that each has its turn; `typed` is
    what was typed and not kept yet, by path, and `refused` says why; `carried` is what was typed
    when another language was asked for, until its page is shown again. `said` waits for the next
    page, and `told` is what the last one said, with its path. All of it is in every language.
    `owed` is what reading leaves to be written.
    """

    unlocked: Unlocked = field(repr=False)
    csrf: str = field(repr=False)
    caseload: Caseload = field(repr=False)
    born: float
    seen: float
    owed: Owed = field(repr=False)
    once: dict[str, str] = field(default_factory=dict, repr=False)
    said: list[Line] = field(default_factory=list, repr=False)
    told: tuple[str, list[Line]] = field(default=("", []), repr=False)
    read: set[CaseId] = field(default_factory=set, repr=False)
    tried: set[CaseId] = field(default_factory=set, repr=False)
    typed: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    carried: dict[str, dict[str, list[str]]] = field(default_factory=dict, repr=False)
    refused: dict[str, dict[Language, str | tuple[Complaint, ...]]] = field(
        default_factory=dict, repr=False
    )
    search: str = field(default="", repr=False)
    family: str = field(default="", repr=False)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)
    tokens: float = BURST

    def may_ask(self, now: float) -> bool:
        """Whether this browser keeps a human pace: 20 requests a second, 120 at once."""
        self.tokens = min(BURST, self.tokens + (now - self.seen) * PER_SECOND)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def taken(self, place: str) -> None:
        """What was typed there is kept now, or dropped."""
        for held in (self.typed, self.carried, self.refused):
            held.pop(place, None)

    def used(self, once: str, led_to: str) -> None:
        """Remember a form that was sent."""
        while len(self.once) >= MOST_ONCE:
            del self.once[next(iter(self.once))]
        self.once[once] = led_to


@dataclass(slots=True)
class Sessions:
    """All sessions, by the hash of their cookie."""

    clock: Callable[[], float]
    dice: Dice
    driver: Driver
    _open: dict[bytes, Session] = field(default_factory=dict, repr=False)

    def begin(self, unlocked: Unlocked, caseload: Caseload) -> tuple[str, Session]:
        """A new session and its cookie."""
        self.sweep()
        while len(self._open) >= MOST_SESSIONS:
            self._end(min(self._open, key=lambda name: self._open[name].seen))
        now, cookie = self.clock(), self.dice(COOKIE_BYTES).hex()
        csrf, owed = self.dice(COOKIE_BYTES).hex(), Owed(self.driver)
        session = Session(unlocked, csrf, caseload, now, now, owed)
        self._open[_hash(cookie)] = session
        return cookie, session

    def find(self, cookie: str) -> Session | None:
        """The session of a cookie, touched; None when there is none, or no longer."""
        name = _hash(cookie)
        session = self._open.get(name)
        if session is None:
            return None
        if self._over(session):
            self._end(name)
            return None
        return session

    def end(self, cookie: str) -> None:
        """Sign out."""
        self._end(_hash(cookie))

    def sweep(self) -> None:
        """End what is over: called every few seconds, so that no key outlives its time."""
        for name in [name for name, one in self._open.items() if self._over(one)]:
            self._end(name)

    def end_all(self) -> None:
        """The process stops."""
        for name in list(self._open):
            self._end(name)

    def end_of(self, key_id: bytes) -> None:
        """Sign one reviewer out everywhere."""
        for name in [n for n, one in self._open.items() if one.unlocked.key_id == key_id]:
            self._end(name)

    def __len__(self) -> int:
        """How many are signed in."""
        return len(self._open)

    def _over(self, session: Session) -> bool:
        now = self.clock()
        return now - session.seen >= IDLE or now - session.born >= LONGEST

    def _end(self, name: bytes) -> None:
        session = self._open.pop(name, None)
        if session is None:
            return
        session.caseload.forget()
        for held in (session.typed, session.carried, session.refused):
            held.clear()
        session.said, session.told = [], ("", [])
        session.search = ""
        session.owed.end()
        self.driver.submit(_forgotten(session.unlocked.close))


def _forgotten(close: Callable[[], None]) -> Work[None]:
    """Close a key behind whatever may be working with it, on either thread of the writer.

    First where a half closed key could be written down; and whether or not the database is there.
    """
    for wait in (commit, read):
        with suppress(StoreError):
            yield from wait(lambda: None)
        close()


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode(errors="replace")).digest()
