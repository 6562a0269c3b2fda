"""What working on a case needs: the desk and the console, never a door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping, Sequence

    from bot.report import CaseId, Week
    from bot.sealed import CaseState, ObjectKind, Rotated, SealedCase, SealedObject, Slot


class Cases(Protocol):
    """The released cases, still locked."""

    def all(self) -> tuple[SealedCase, ...]:
        """[read] Every case with its slots and objects, in no order that means anything.

        Of photos without their bytes: `load` has them.
        """

    def load(self, case_id: CaseId) -> SealedCase:
        """[read] One case. Raises NoSuchCase."""

    def some(self, case_ids: Sequence[CaseId]) -> tuple[SealedCase, ...]:
        """[read] These cases, as `all` gives them; those that are gone are left out."""

    def pulse(self, key_id: bytes) -> Hashable:
        """[read] Changes whenever a mark of `glance` does; quicker than looking at each case."""

    def glance(self, key_id: bytes) -> Mapping[bytes, Hashable]:
        """[read] By raw case id a mark that changes with what this key can read of the case.

        It reads no sealed byte.
        """

    def match(self, prefix: str) -> CaseId:
        """[read] The one case whose hexadecimal id begins so.

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


class Keyholder(Protocol):
    """An open key that lets others into a case, or leaves them out; it reads nothing."""

    @property
    def key_id(self) -> bytes:
        """Its id."""

    def can_open(self, case: SealedCase) -> bool:
        """Whether there is a slot."""

    def admit(self, case: SealedCase, newcomer: bytes) -> tuple[Slot, ...]:
        """The slots with one for the newcomer, if the case allows it."""

    def rotate(self, case: SealedCase, without: Collection[bytes]) -> Rotated:
        """A new key for the case, without these readers."""


class Audit(Protocol):
    """Acts of reviewers and operators, by week, each linked to the one before by its hash.

    Never a reporter's.
    """

    def append(self, week: Week, who: bytes, act: str, case_id: CaseId | None = None) -> None:
        """[commit] Add one act.

        `who` is a key id, or b"operator"; `act` one word of a closed list.
        """

    def broken(self) -> int | None:
        """[read] The number of the first link that does not hold; None when all do."""
