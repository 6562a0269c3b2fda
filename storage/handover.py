"""Older cases, when a reviewer comes or goes: handed over, or given new keys.

Only who can open a case can do either. Each case is one transaction: another reviewer may be at
work on it. One that is withdrawn meanwhile is passed over. Both block: never on the writer thread.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.errors import NoSuchCase
from bot.report import CaseId
from bot.work import commit, read
from storage.cases import Cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Keyholder
    from bot.report import Week
    from bot.sealed import SealedCase
    from storage.writer import Writer

    Rewrite = Callable[[SealedCase], bool]


def hand_over(writer: Writer, by: Keyholder, newcomer: bytes) -> int:
    """Give `newcomer` a slot in each case that it may read and `by` can open; how many."""
    cases = Cases(writer)

    def admit(case: SealedCase) -> bool:
        slots = by.admit(case, newcomer)
        if len(slots) == len(case.slots):
            return False
        cases.reslot(case.case_id, slots)
        return True

    return _rewritten(writer, by, admit)


def rotate(writer: Writer, by: Keyholder, leaving: bytes, week: Week) -> int:
    """Give each case that `leaving` reads and `by` can open a new key, without it; how many."""
    cases = Cases(writer)

    def renew(case: SealedCase) -> bool:
        if all(slot.key_id != leaving for slot in case.slots):
            return False
        fresh = by.rotate(case, {leaving})
        cases.rotate(case.case_id, fresh.case_public, fresh.slots, week, fresh.objects)
        return True

    return _rewritten(writer, by, renew)


def _rewritten(writer: Writer, by: Keyholder, rewrite: Rewrite) -> int:
    """Rewrite every case that `by` can open; how many changed."""
    cases = Cases(writer)

    def read_and_rewrite(name: CaseId) -> bool:
        """[commit] Whether it changed."""
        try:
            case = cases.load(name)
            return by.can_open(case) and rewrite(case)
        except NoSuchCase:  # withdrawn a moment ago
            return False

    # The marks alone: to read what ten thousand cases hold would fill a small machine's memory.
    marks = writer.run(read(partial(cases.glance, by.key_id)))
    names = [CaseId(raw) for raw in marks]
    return sum(writer.run(commit(partial(read_and_rewrite, name))) for name in names)
