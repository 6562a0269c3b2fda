"""What the roof hands to the console. Nothing here is made up: keys, desk and clocks come in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from adapters.web.backoffice import BackOffice
    from bot.desk import Desk
    from bot.lesson import Lesson
    from bot.ports import Calendar, Dice
    from bot.words import Language
    from bot.work import Work

T = TypeVar("T")


class Driver(Protocol):
    """What drives work: storage's writer."""

    def submit(self, work: Work[T]) -> Future[T]:
        """Start it; the future ends after its last commit."""


@frozen
class Unlocked:
    """A reviewer whose key is open. `lead` may change who reads and what is set.

    `close` forgets the key; it is called on the thread that works with it.
    """

    desk: Desk = field(repr=False)
    close: Callable[[], None] = field(repr=False)
    lead: Callable[[], bool] = field(repr=False)

    @property
    def key_id(self) -> bytes:
        """The reviewer's key id (16 bytes)."""
        return self.desk.unsealer.key_id

    @property
    def role(self) -> str:
        """The role now. Raises WrongKey after this reviewer was removed."""
        return self.desk.unsealer.role


class Unlock(Protocol):
    """Opens a reviewer's key. Slow on purpose: an Argon2id, whoever asks."""

    def __call__(self, name: str, passphrase: str, code: str, /) -> Unlocked:
        """Raises WrongPassphrase, also for a name that nobody has and a wrong one-time code."""


@frozen
class Piece:
    """A part of a message. `kind`: `heading`, `text`, `choice` or `button`."""

    kind: str
    text: str = field(repr=False)


@frozen
class Preview:
    """A lesson as one platform will show it. `where`: `slack`, `telegram` or `text`."""

    where: str
    pieces: tuple[Piece, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that the pages work with.

    `clock` gives seconds that only grow; `origin` is the address that a browser shows, such as
    `http://127.0.0.1:8765`; `release` is the rhythm of CLOSECALL_RELEASE.
    """

    unlock: Unlock = field(repr=False)
    driver: Driver = field(repr=False)
    calendar: Calendar
    clock: Callable[[], float]
    dice: Dice
    language: Language
    origin: str
    release: str
    previews: Callable[[Lesson], tuple[Preview, ...]]
    back: BackOffice = field(repr=False)

    @property
    def host(self) -> str:
        """What must stand in a request's Host header."""
        return self.origin.partition("://")[2]

    @property
    def secure(self) -> bool:
        """Whether browsers reach it over TLS."""
        return self.origin.startswith("https://")
