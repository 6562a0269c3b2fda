"""Older cases, when a reviewer comes or goes: handed over, or given new keys.

Only who can open a case can do either, so the present reviewer's key is unlocked for it. Each case
is one transaction: a reviewer may be at work on it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot.errors import NoSuchCase
from bot.work import commit
from closecall import clock
from closecall.commands.reviewer_signing import secret

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from bot.report import CaseId
    from bot.sealed import SealedCase, SealedObject, Slot
    from bot.words import Words
    from closecall.settings import Settings
    from storage.cases import Cases

    Rewrite = Callable[[Cases, "Keyholder", SealedCase], int]


class Fresh(Protocol):
    """A case under a new key."""

    @property
    def case_public(self) -> bytes:
        """The new key."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its seed, for everyone who stays."""

    @property
    def objects(self) -> tuple[SealedObject, ...]:
        """The old seed, for everyone who stays."""


class Keyholder(Protocol):
    """A reviewer who can open a case and so can let others in, or leave them out."""

    def can_open(self, case: SealedCase) -> bool:
        """Whether there is a slot."""

    def admit(self, case: SealedCase, newcomer: bytes) -> tuple[Slot, ...]:
        """The slots with one for the newcomer, if the case allows it."""

    def rotate(self, case: SealedCase, without: Collection[bytes]) -> Fresh:
        """A new key for the case, without these readers."""


def hand_over(settings: Settings, words: Words, newcomer: bytes) -> int | None:
    """Give a reviewer a slot in each case that the present one reads; how many. None: no key."""

    def admit(cases: Cases, unsealer: Keyholder, case: SealedCase) -> int:
        slots = unsealer.admit(case, newcomer)
        if len(slots) == len(case.slots):
            return 0
        cases.reslot(case.case_id, slots)
        return 1

    return _cases(settings, words, admit)


def rotate_all(settings: Settings, words: Words, leaving: bytes) -> int | None:
    """Give each case that the present reviewer reads a new key, without one; how many."""
    week = clock.calendar(settings.timezone)()

    def rotate(cases: Cases, unsealer: Keyholder, case: SealedCase) -> int:
        if all(slot.key_id != leaving for slot in case.slots):
            return 0
        fresh = unsealer.rotate(case, {leaving})
        cases.rotate(case.case_id, fresh.case_public, fresh.slots, week, fresh.objects)
        return 1

    return _cases(settings, words, rotate)


def still_open_to(settings: Settings, leaving: bytes) -> int:
    """How many cases keep the slot of who left, because the present key does not open them."""
    from closecall import wiring
    from storage.readership import Readership

    with wiring.store(settings) as opened:
        slots = opened.writer.run(commit(Readership(opened.writer).released))
    return sum(leaving in one for one in slots)


def _cases(settings: Settings, words: Words, rewrite: Rewrite) -> int | None:
    """Rewrite every case that the present reviewer can open; None without a reviewer's key."""
    from closecall import wiring
    from storage.cases import Cases

    if settings.key_file is None:
        return None
    readers = wiring.manifest(settings)
    file = settings.passphrase_file
    passphrase = secret(str(file) if file else None, words("roof.reviewer.ask.own"))
    with (
        wiring.unlocked(settings, readers, passphrase) as unsealer,
        wiring.store(settings) as opened,
    ):
        cases = Cases(opened.writer)

        def one(name: CaseId) -> int:
            """[commit] Read and rewrite in one transaction: a reviewer may be at work on it."""
            try:
                case = cases.load(name)
                return rewrite(cases, unsealer, case) if unsealer.can_open(case) else 0
            except NoSuchCase:  # withdrawn a moment ago
                return 0

        names = [case.case_id for case in opened.writer.run(commit(cases.all))]
        return sum(opened.writer.run(commit(partial(one, name))) for name in names)
