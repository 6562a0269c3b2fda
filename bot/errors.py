"""The tree of failures. A docstring is the sentence a person reads; `hint` is what to do next.

    CloseCallError
    ├── SetupError            MissingKey (MissingPassphrase) · BadSetting · AlreadySetUp
    ├── StoreError            Store{Away, Busy, Full, ReadOnly, Newer, Damaged}
    ├── SealError             NoRecipients · TooLong · Manifest{Forged, Expired, RolledBack}
    ├── OpenError             WrongKey · WrongPassphrase · BadKeyFile · NotARecipient · Tampered
    ├── DeskError             NoSuchCase · NotReady · NotAllowed · Refused
    └── DeliveryError         permanent: bool, wait: float
        └── Undecided

No failure ever holds a reporter's word: its sentence is fixed, its extra detail is ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class CloseCallError(Exception):
    """Something went wrong."""

    hint: str = "Run `closecall doctor`; it says what to do."
    said: str = ""
    """A finished sentence in the reader's language, when one says more than the class does."""

    def __init__(self, detail: str = "") -> None:
        """Take a `detail` that is ours to say: a setting's name, a path, a missing field."""
        super().__init__(detail)
        self.detail = detail

    @property
    def sentence(self) -> str:
        """What a person reads: what was said, or the class's docstring and our own detail."""
        if self.said:
            return self.said
        said = " ".join((type(self).__doc__ or "").split())
        return f"{said} ({self.detail})" if self.detail else said


class SetupError(CloseCallError):
    """Close Call is not set up."""

    hint = "Run `closecall init` in an empty folder, or `closecall doctor` to see what is missing."


class BadSetting(SetupError):
    """Settings need mending."""

    hint = "Each line above names one setting; `.env.example` explains them all."


class AlreadySetUp(SetupError):
    """There is a set-up here already. It was left as it is."""

    hint = "Choose an empty folder, or run `closecall doctor` to look at this one."


class MissingKey(SetupError):
    """A key file that is needed is not there."""

    hint = "Put it back from a backup, or name it in `.env`; key files lie in CLOSECALL_HOME."


class MissingPassphrase(MissingKey):
    """The passphrase of the key is missing."""

    hint = "Name a file in CLOSECALL_PASSPHRASE_FILE, or run it on a terminal."


class MissingModel(SetupError):
    """The language model for lessons cannot be used."""

    hint = (
        "CLOSECALL_NER_MODEL names folders with a spaCy model each, and spaCy comes with"
        " `pip install 'closecall[ner]'`; without the setting lessons are read without a model."
    )


class StoreError(CloseCallError):
    """The database refused."""


class StoreAway(StoreError):
    """The database cannot be reached. Nothing was lost; nothing new was kept."""

    hint = "Check DATABASE_URL and that the database is running, then try again."


class StoreBusy(StoreError):
    """Another process holds the database. Nothing was lost; try again in a moment."""

    hint = "If it lasts, look for a second `closecall` or a backup that does not end."


class StoreFull(StoreError):
    """The disk is full. What was acknowledged is safe; nothing new was kept."""

    hint = "Free some space, then try again."


class StoreReadOnly(StoreError):
    """The database can be read but not written."""

    hint = "Check the owner and the rights of the file and of its folder."


class StoreNewer(StoreError):
    """The database was written by a newer Close Call."""

    hint = "Start the newer version, or restore the backup that belongs to this one."


class StoreDamaged(StoreError):
    """The database file is damaged."""

    hint = "Stop everything, keep the file, and restore the last backup."


class SealError(CloseCallError):
    """The report could not be sealed, so it was not kept."""


class NoRecipients(SealError):
    """No reviewer could read this, so nothing was kept."""

    hint = "Exclude fewer roles, or add a reviewer: `closecall reviewer add`."


class ManifestForged(SealError):
    """The list of reviewers is not signed by this organisation's key."""

    hint = (
        "Compare CLOSECALL_ORG_FINGERPRINT with the organisation key; "
        "restore the list from a backup."
    )


class ManifestExpired(SealError):
    """The list of reviewers has expired."""

    hint = "Sign it anew: `closecall reviewer renew`."


class ManifestRolledBack(SealError):
    """The list of reviewers is older than one that was already seen."""

    hint = "Somebody put an old list back. Restore the newest one from a backup."


class TooLong(SealError):
    """This is more than a report can hold."""

    hint = "Shorten it, or send the rest as an addition."


class OpenError(CloseCallError):
    """This could not be opened."""


class WrongKey(OpenError):
    """This key did not seal that case."""

    hint = "Check CLOSECALL_KEY_FILE; `closecall reviewer list` shows the fingerprints."


class WrongPassphrase(OpenError):
    """The passphrase does not open this key file."""

    hint = "Try again, or use the recovery code: `closecall reviewer recover`."


class BadKeyFile(OpenError):
    """This is not a key file of Close Call, or it is damaged."""

    hint = "Take the file from its backup, or use the recovery code: `closecall reviewer recover`."


class NotARecipient(OpenError):
    """This case was not sealed to you."""

    hint = "A case that excludes your role, or was withdrawn, cannot be opened by you."


class Tampered(OpenError):
    """A sealed record was changed after it was sealed, or is damaged."""

    hint = "Keep the database as it is and run `closecall audit verify`."


class DeskError(CloseCallError):
    """The desk refused."""


class NoSuchCase(DeskError):
    """There is no case with that id."""

    hint = "`closecall inbox` lists the cases; the first letters of an id are enough."


class NotReady(DeskError):
    """The case cannot be closed yet."""

    hint = "Add what is missing, or close it with a reason from the list."


class NotAllowed(DeskError):
    """This step is not open to you here."""

    hint = "The case's state, or the rule that a second person approves, forbids it."

    @classmethod
    def because(cls, said: str, hint: str) -> Self:
        """With the cause as a finished sentence, and what to do about it."""
        refusal = cls(said)
        refusal.said, refusal.hint = said, hint
        return refusal


class Refused(DeskError):
    """The lesson still holds something that should not be published."""

    hint = "Each line above says what and why; write that part anew, in your own words."


class DeliveryError(CloseCallError):
    """A message could not be delivered."""

    def __init__(self, detail: str = "", *, permanent: bool = False, wait: float = 0.0) -> None:
        """`permanent`: trying again cannot help. `wait`: seconds that the platform asked for."""
        super().__init__(detail)
        self.permanent = permanent
        self.wait = wait


class Undecided(DeliveryError):
    """Nobody can tell whether the message arrived."""

    hint = "Look whether it is there, then run `closecall digest settle`."
