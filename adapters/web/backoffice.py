"""What the roof hands to the pages beyond the cases: the chain, the issues, people, settings.

Values and protocols only. The pages know no file, no SQL and no cipher.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from adapters.web.invitations import Invitations
from adapters.web.shown import Shown
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.ports import Keyholder, PublishedLesson, Unsealer
    from bot.report import Week
    from bot.words import Language


@frozen
class AuditEntry:
    """One act of the audit chain. `who`: the first digits of a key id, or empty: an operator."""

    n: int
    week: str
    who: str
    act: str
    case: str


class Records(Protocol):
    """The audit chain."""

    def page(self, skip: int, most: int) -> tuple[AuditEntry, ...]:
        """[commit] Acts, the newest first."""

    def head(self) -> tuple[int, str]:
        """[commit] How many acts there are, and the last link."""

    def broken(self) -> int | None:
        """[commit] Walk it whole: the first link that does not hold, or None."""


@frozen
class Sent:
    """What became of an issue in one channel."""

    channel: str
    period: str
    status: str
    detail: str


@frozen
class Queue:
    """The next issue, as text, and the lessons that are in it or wait for a later one."""

    week: str
    text: str = field(repr=False)
    picked: tuple[PublishedLesson, ...]
    waiting: tuple[PublishedLesson, ...]
    sent: tuple[Sent, ...]


class Digest(Protocol):
    """What is about to be posted, and what was. It posts nothing."""

    @property
    def channels(self) -> tuple[str, ...]:
        """Where issues go."""

    @property
    def at(self) -> str:
        """When: a weekday and a local time."""

    def queue(self, language: Language) -> Queue:
        """[commit] The next issue."""

    def lessons(self, skip: int, most: int) -> tuple[tuple[PublishedLesson, int], ...]:
        """[commit] Published lessons, the newest first, each with how many readers said *here*."""


class People(Protocol):
    """Who may read. Methods block: call them in a thread."""

    def listed(self) -> tuple[int, str, tuple[tuple[str, str, tuple[str, ...], bool], ...]]:
        """The list's version and last week; key id, role, groups, and whether still at work."""

    def can_sign(self) -> bool:
        """Whether the organisation's key is on this machine."""

    def make(self) -> tuple[str, str, str]:
        """A new key pair: its id, its passphrase, its recovery code."""

    def admit(
        self, key_id: str, role: str, groups: tuple[str, ...], passphrase: str, by: Keyholder
    ) -> int:
        """Put a made key on the list; how many cases were handed over. Raises OpenError."""

    def send_away(self, key_id: str) -> None:
        """Forget a key that waits to be admitted."""

    def hand_over(self, newcomer: bytes, by: Keyholder) -> int:
        """The cases that a reviewer on the list may read and lacks; how many there were."""

    def remove(self, key_id: str, passphrase: str, by: Keyholder) -> tuple[int, int]:
        """Retire a key; how many cases got a new one, how many stay open to who left."""

    def remove_again(self, key_id: str, by: Keyholder) -> tuple[int, int]:
        """The cases of a key that is retired already: after a crash, or by another reviewer."""

    def lead(self, key_id: str, *, on: bool, passphrase: str, by: Keyholder) -> None:
        """Let a reviewer change who reads and what is set, or no longer."""

    def recover(self, name: str, code: str) -> tuple[str, str]:
        """A new passphrase and a new code. Raises WrongPassphrase."""


class OneTime(Protocol):
    """One reviewer's one-time codes."""

    @property
    def set_up(self) -> bool:
        """Whether there are any."""

    def begin(self, secret: str, code: str) -> bool:
        """Keep a secret, when this code is one of its codes."""

    def holds(self, code: str) -> bool:
        """Whether this code is one, and was not used."""

    def end(self) -> None:
        """Turn them off."""


class OnePasskey(Protocol):
    """One reviewer's passkey, or the place for one."""

    @property
    def set_up(self) -> bool:
        """Whether there is one."""

    def asking(self) -> str:
        """What a browser needs to use it, as JSON."""

    def options(self, key_id: bytes, role: str) -> str:
        """What a browser needs to make one, as JSON."""

    def begin(self, answer: str) -> bool:
        """Keep what a browser made; whether it held."""

    def must_hold(self, answer: str) -> None:
        """Whether a browser used it now. Raises WrongPassphrase."""

    def end(self) -> None:
        """Forget it."""


@frozen
class Setting:
    """One setting. `fixed`: the environment sets it, so the page cannot."""

    name: str
    value: str
    fixed: bool


class Book(Protocol):
    """The settings that a page may change: those that neither hide a report nor lose one."""

    def shown(self) -> tuple[Setting, ...]:
        """Each with its value now."""

    def write(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Keep them; the names that changed. Raises BadSetting with what does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOffice:
    """Everything that these pages work with. `k` is the smallest number that is ever printed."""

    k: int
    records: Records
    digest: Digest
    people: People = field(repr=False)
    book: Book = field(repr=False)
    tallies: Callable[[Week, Week], Mapping[Week, Mapping[tuple[str, str], int]]]
    codes: Callable[[Unsealer], OneTime] = field(repr=False)
    new_secret: Callable[[], str] = field(repr=False)
    code_link: Callable[[str, str], str] = field(repr=False)
    passkey: Callable[[Unsealer], OnePasskey] | None = field(repr=False)
    asking: Callable[[], str] = field(repr=False)
    invitations: Invitations = field(default_factory=Invitations, repr=False)
    shown: Shown = field(default_factory=Shown, repr=False)
