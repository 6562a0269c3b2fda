"""What taking a report needs. Nothing here can open one."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.alert import Alert
    from bot.flow.errands import Question, Status
    from bot.photo import Photo
    from bot.report import Record, Token, Week
    from bot.sealed import Found, ObjectKind, SealedAddition, SealedObject, SealedReport


class Drafts(Protocol):
    """Unfinished conversations, sealed under token and epoch key, padded, gone after 48 hours."""

    def load(self, token: Token) -> bytes | None:
        """[commit] The draft, locked for this transaction; None: none, or its epoch is over."""

    def save(self, token: Token, draft: bytes) -> None:
        """[commit] Write it anew under a fresh nonce. Raises TooLong above the row's size."""

    def erase(self, token: Token) -> None:
        """[commit] Overwrite the row with as many random bytes; the epoch's end removes it."""


class Routes(Protocol):
    """From a keyed name to a few bytes, for a day at most, sealed; shared by several processes.

    A name is 32 bytes that only its maker can tell from noise: never a person's.
    """

    def find(self, name: bytes) -> bytes | None:
        """[commit] What was laid under this name, today or yesterday."""

    def lay(self, name: bytes, held: bytes) -> None:
        """[commit] Keep it, instead of what was there. Raises TooLong."""

    def drop(self, name: bytes) -> None:
        """[commit] Overwrite it, if it is there."""

    def first(self, name: bytes) -> bool:
        """[commit] Whether nobody asked this about this name today; from now on somebody did."""


@frozen
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
        *,
        excluded: Sequence[str] = (),
    ) -> SealedAddition:
        """[aside] One more object for a case, sealed to the case key. Raises SealError.

        With the `reporter`, the same addition or answer gets the same id each time. `excluded`
        are roles that lose their slot with it; NoRecipients when nobody would be left.
        """

    def attach(self, found: Found, photo: Photo, reporter: ReporterKey) -> SealedAddition:
        """[aside] A photo for a case, all of one size; the same one gets the same id each time.

        Raises SealError.
        """


class ReporterReader(Protocol):
    """Opens what was left for the reporter, with their own key, and checks who signed it."""

    def status(self, reporter: ReporterKey, found: Found) -> Status:
        """[aside] The newest signed status, or `received` when there is none yet.

        The note is the last sentence to the reporter, whatever state followed it.
        """

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

    def bar(self, addition: SealedAddition) -> bool | None:
        """[commit] Keep an addition that excludes readers, and drop their slots, at once.

        True: the report waits still, so these slots were never released. False: it was released
        before. None when there is no such case.
        """

    def find(self, lookup: bytes) -> Found | None:
        """[commit] The case behind a lookup id, released or not."""

    def rekey(
        self,
        old: bytes,
        new: ReporterKey,
        found: Found,
        for_reporter: Sequence[SealedObject],
    ) -> bool:
        """[commit] Give a case its new lookup id and reporter key.

        `for_reporter` replaces what was left for the reporter when it was `found`. False when
        `old` is not known. Raises StoreBusy when something was left since: it would be lost.
        """

    def withdraw(self, lookup: bytes) -> bool:
        """[commit] Drop the key slots first, then everything of the case. False when not known."""

    def waiting(self) -> int:
        """[commit] How many reports and additions wait for the next release."""

    def release(self, week: Week, expires: Week) -> int:
        """[commit] Move what waits to the cases, shuffled with the week's others; how many.

        In a flood not all at once: where many were moved, more may be waiting.
        """


class Alarms(Protocol):
    """Raises the alarm about an urgent report. Who takes reports can do no more than that."""

    def sound(self, alert: Alert) -> None:
        """[commit] Queue an alert, in the same transaction as the report's acceptance."""
