"""What the core asks of the world, one small Protocol each.

Powers are split: who can close cannot open.

Methods marked [commit] run inside a `bot.work.commit` part, on the writer thread; [aside] ones are
slow and run off it. None takes a person, a clock or a channel message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.alert import Alert
    from bot.flow.talk import Question, Status
    from bot.lesson import Lesson
    from bot.report import CaseId, Record, Token, Week
    from bot.sealed import (
        CaseState,
        Found,
        ObjectKind,
        Rotated,
        SealedAddition,
        SealedCase,
        SealedObject,
        SealedReport,
        Slot,
    )


class Dice(Protocol):
    """Random bytes, from the operating system in life and fixed in tests."""

    def __call__(self, size: int, /) -> bytes:
        """`size` random bytes."""


class Calendar(Protocol):
    """The only clock of the core, and it shows weeks."""

    def __call__(self) -> Week:
        """The present ISO week, in the configured time zone."""


# --- taking a report -----------------------------------------------------------------------------


class Drafts(Protocol):
    """Unfinished conversations, sealed under token and epoch key, padded, gone after 48 hours."""

    def load(self, token: Token) -> bytes | None:
        """[commit] The draft, locked for this transaction; None: none, or its epoch is over."""

    def save(self, token: Token, draft: bytes) -> None:
        """[commit] Write it anew under a fresh nonce. Raises TooLong above the row's size."""

    def erase(self, token: Token) -> None:
        """[commit] Overwrite the row with as many random bytes; the epoch's end removes it."""


@dataclass(frozen=True, slots=True)
class ReporterKey:
    """What the eight words grow into: the lookup id, and the seed of the reporter's own key."""

    lookup: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    public: bytes = field(repr=False)


class Receipts(Protocol):
    """From a token to the receipt's number, and from that number to the reporter's key."""

    def draw(self, token: Token, record: Record) -> int:
        """[commit] The receipt of this record under this token: same pair, same words.

        HKDF-SHA256 (RFC 5869) of token and record digest under the epoch key, below 1296**8.
        """

    def derive(self, receipt: int) -> tuple[ReporterKey, ...]:
        """[aside] One Argon2id per pepper, the newest pepper first."""


class Sealer(Protocol):
    """Closes. Holds public keys only; refuses rather than keep anything unsealed."""

    def seal(
        self,
        record: Record,
        reporter: ReporterKey,
        *,
        concern: bool,
        excluded: Sequence[str],
        urgent: bool,
    ) -> SealedReport:
        """[aside] A new case: key pair, report object, a slot per allowed reviewer.

        Raises SealError.
        """

    def add(
        self,
        found: Found,
        kind: ObjectKind,
        record: Record,
        reporter: ReporterKey | None = None,
    ) -> SealedAddition:
        """[aside] One more object for a case, sealed to the case key. Raises SealError.

        With the `reporter`, the same addition or answer gets the same id each time.
        """


class ReporterReader(Protocol):
    """Opens what was left for the reporter, with their own key, and checks who signed it."""

    def status(self, reporter: ReporterKey, found: Found) -> Status:
        """[aside] The newest signed status, or `received` when there is none yet."""

    def question(self, reporter: ReporterKey, found: Found) -> Question | None:
        """[aside] The newest signed question that is still waiting.

        Unsigned ones are not shown.
        """

    def preview(self, reporter: ReporterKey, found: Found) -> str | None:
        """[aside] The draft lesson that the reporter asked to see first."""

    def rekey(self, old: ReporterKey, new: ReporterKey, found: Found) -> tuple[SealedObject, ...]:
        """[aside] Everything of `found.for_reporter`, sealed anew to the new key."""


class Spool(Protocol):
    """Accepted, not yet released.

    Nothing leaves it but in shuffled batches, and urgent reports at once.
    """

    def accept(self, report: SealedReport) -> bool:
        """[commit] Keep it, once: False when its lookup id is known, here or among the cases."""

    def add(self, addition: SealedAddition) -> bool:
        """[commit] Keep something more for a case, once per object id.

        False when there is no such case.
        """

    def find(self, lookup: bytes) -> Found | None:
        """[commit] The case behind a lookup id, released or not."""

    def rekey(self, old: bytes, new: ReporterKey, for_reporter: Sequence[SealedObject]) -> bool:
        """[commit] Give a case its new lookup id and reporter key.

        False when `old` is not known.
        """

    def withdraw(self, lookup: bytes) -> bool:
        """[commit] Drop the key slots first, then everything of the case. False when not known."""

    def waiting(self) -> int:
        """[commit] How many reports and additions wait for the next release."""

    def release(self, week: Week, expires: Week) -> int:
        """[commit] Move all that waits to the cases, shuffled with the week's others; how many."""


# --- telling the duty reviewers ------------------------------------------------------------------


class Alarms(Protocol):
    """Raises the alarm about an urgent report. Who takes reports can do no more than that."""

    def sound(self, alert: Alert) -> None:
        """[commit] Queue an alert, in the same transaction as the report's acceptance."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An alert that waits. `queued_id` is random: it leads to no case."""

    queued_id: str
    week: Week
    alert: Alert


class Outbox(Protocol):
    """The alerts that wait to be posted."""

    def waiting(self) -> tuple[Queued, ...]:
        """[commit] Every alert that was not forgotten, in no order that means anything."""

    def forget(self, queued_id: str) -> None:
        """[commit] It was sent, or nobody needs it any more."""


# --- working on a case ---------------------------------------------------------------------------


class Cases(Protocol):
    """The released cases, still locked."""

    def all(self) -> tuple[SealedCase, ...]:
        """[commit] Every case with its slots and objects, in no order that means anything."""

    def load(self, case_id: CaseId) -> SealedCase:
        """[commit] One case. Raises NoSuchCase."""

    def match(self, prefix: str) -> CaseId:
        """[commit] The one case whose hexadecimal id begins so.

        Raises NoSuchCase, also when two do.
        """

    def put(self, case_id: CaseId, week: Week, objects: Sequence[SealedObject]) -> None:
        """[commit] Add objects. An object id that is known is left as it is."""

    def move(self, case_id: CaseId, state: CaseState) -> None:
        """[commit] Set the state."""

    def reslot(self, case_id: CaseId, slots: Sequence[Slot]) -> None:
        """[commit] Replace the key slots: a reviewer came, went or was excluded."""

    def rotate(
        self,
        case_id: CaseId,
        case_public: bytes,
        slots: Sequence[Slot],
        week: Week,
        objects: Sequence[SealedObject],
    ) -> None:
        """[commit] Give a case a new key: public key, slots, and the old seed, wrapped."""

    def expire(self, week: Week) -> int:
        """[commit] Delete what has expired, key slots first; how many cases went."""


class Unsealer(Protocol):
    """Opens, for one reviewer who has unlocked a key; signs what that reviewer says.

    Desk and console only.
    """

    @property
    def key_id(self) -> bytes:
        """The reviewer's key id (16 bytes)."""

    @property
    def role(self) -> str:
        """The reviewer's role in the manifest; reviewers appear by role, never by name."""

    def can_open(self, case: SealedCase) -> bool:
        """Whether the case has a slot for this reviewer."""

    def open(self, case: SealedCase, sealed: SealedObject) -> bytes:
        """The object's payload. Raises NotARecipient or Tampered."""

    def write(self, case: SealedCase, kind: ObjectKind, payload: bytes) -> SealedObject:
        """One object of the desk, sealed to the case key."""

    def tell(
        self, case: SealedCase, kind: ObjectKind, payload: bytes
    ) -> tuple[SealedObject, SealedObject]:
        """Signed, for the case and for the reporter: a question, a status, a preview.

        Both share their id.
        """

    def rotate(self, case: SealedCase, without: Collection[bytes]) -> Rotated:
        """A new key for the case, for everyone who has a slot but `without` these key ids.

        Raises NotARecipient, Tampered or NoRecipients.
        """


# --- learning ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublishedLesson:
    """An approved lesson, public from now on."""

    lesson_id: str
    week: Week
    lesson: Lesson
    urgent: bool = False


class Lessons(Protocol):
    """Approved lessons: written to be published, kept in clear."""

    def publish(self, published: PublishedLesson) -> None:
        """[commit] Keep it, once per id."""

    def of_week(self, week: Week) -> tuple[PublishedLesson, ...]:
        """[commit] What was approved in that week, by id."""

    def page(self, page: int, size: int, kind: str = "") -> tuple[PublishedLesson, ...]:
        """[commit] The library, newest week first."""


class Tallies(Protocol):
    """Counts of coded answers per ISO week, kept in the same transaction as what they count."""

    def count(self, week: Week, facet: str, code: str, by: int = 1) -> None:
        """[commit] Add to one counter.

        Facets: `received`, `closed`, `actions`, `waiting`, `kind`, `cause`, `barrier`.
        """

    def weeks(self, first: Week, last: Week) -> dict[Week, dict[tuple[str, str], int]]:
        """[commit] All counters from `first` to `last`, both included; empty weeks left out."""


class Audit(Protocol):
    """Acts of reviewers and operators, by week, each linked to the one before by its hash.

    Never a reporter's.
    """

    def append(self, week: Week, who: bytes, act: str, case_id: CaseId | None = None) -> None:
        """[commit] Add one act.

        `who` is a key id, or b"operator"; `act` one word of a closed list.
        """

    def broken(self) -> int | None:
        """[commit] The number of the first link that does not hold; None when all do."""


# --- the digest ----------------------------------------------------------------------------------


@unique
class RunStatus(StrEnum):
    """Where one issue for one channel stands. Only `CLAIMED` is ever taken over."""

    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Run:
    """One issue for one channel. `frozen` is what is posted; `detail` our own sentence."""

    channel: str
    period: str
    status: RunStatus
    attempts: int
    lease_until: int | None = None
    frozen: str | None = field(repr=False, default=None)
    reference: str = ""
    detail: str = ""


class Ledger(Protocol):
    """Who posts what: at most once, without a person. Times are whole seconds of UTC."""

    def look(self, pairs: Sequence[tuple[str, str]], now: int) -> tuple[Run, ...]:
        """[commit] The runs of these (channel, period), and all `sending` past their lease."""

    def known(self, channel: str) -> bool:
        """[commit] Whether this channel has any run at all."""

    def skip(self, channel: str, period: str) -> bool:
        """[commit] Enter a run that will not be posted, unless there is one."""

    def claim(  # noqa: PLR0913 - a claim says who, what and until when
        self, channel: str, period: str, owner: str, *, now: int, until: int, again: bool = False
    ) -> Run | None:
        """[commit] Take it until `until`, or None: somebody else has it, or had it.

        `again`: a person asks, so a skipped or failed run may be taken too.
        """

    def sending(
        self, channel: str, period: str, owner: str, *, until: int, text: str
    ) -> str | None:
        """[commit] From here nobody takes it over. Gives what was frozen first, or None."""

    def settle(  # noqa: PLR0913 - fenced by owner
        self,
        channel: str,
        period: str,
        owner: str,
        status: RunStatus,
        *,
        reference: str = "",
        detail: str = "",
    ) -> bool:
        """[commit] The end: sent, failed or uncertain."""

    def postpone(self, channel: str, period: str, owner: str, *, until: int, detail: str) -> bool:
        """[commit] Refused for now, so nothing was sent: free for all again after `until`."""

    def doubt(self, now: int) -> tuple[Run, ...]:
        """[commit] Every `sending` run whose lease is over becomes uncertain; which ones did."""

    def lapse(self, channel: str, newest: str, now: int) -> int:
        """[commit] Weekly claims before `newest` that nobody holds are skipped; how many."""

    def decide(self, channel: str, period: str, *, sent: bool) -> bool:
        """[commit] A person knows: an unsure or failed run was sent, or is to go again."""

    def forget(self, channel: str, period: str, now: int) -> bool:
        """[commit] Remove a run that nobody is working on."""

    def runs(self, channel: str = "") -> tuple[Run, ...]:
        """[commit] All runs, or those of one channel, newest period first."""


class Editions(Protocol):
    """What one week's issues have in common, frozen once for the whole organisation."""

    def edition(self, week: Week) -> str | None:
        """[commit] That week's edition."""

    def newest(self, before: Week | None = None) -> str | None:
        """[commit] The newest edition, or the newest one before a week."""

    def enter(self, week: Week, previous: Week | None, body: str) -> bool:
        """[commit] Keep it, once per week and per predecessor: the chain never forks."""
