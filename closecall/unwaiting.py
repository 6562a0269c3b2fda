"""A spool in which nothing waits, for CLOSECALL_RELEASE=now: demonstrations, trials, tests.

It gives up what the spool is for: a reviewer can match a report with who was online. `doctor` and
`run` say so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ports import Calendar, ReporterKey, Spool
    from bot.report import Week
    from bot.sealed import Found, SealedAddition, SealedObject, SealedReport


@frozen
class Unwaiting:
    """Port `Spool` over another one: whatever is accepted is released in the same transaction."""

    spool: Spool
    calendar: Calendar
    keep_weeks: int

    def accept(self, report: SealedReport) -> bool:
        """[commit] Keep it, once, and release it."""
        return self.spool.accept(report) and self._released()

    def add(self, addition: SealedAddition) -> bool:
        """[commit] Keep something more, once, and release it."""
        return self.spool.add(addition) and self._released()

    def bar(self, addition: SealedAddition) -> bool | None:
        """[commit] Keep an addition that excludes readers, and drop their slots."""
        in_time = self.spool.bar(addition)
        if in_time:
            self._released()
        return in_time

    def find(self, lookup: bytes) -> Found | None:
        """[commit] The case behind a lookup id."""
        return self.spool.find(lookup)

    def rekey(
        self,
        old: bytes,
        new: ReporterKey,
        found: Found,
        for_reporter: Sequence[SealedObject],
    ) -> bool:
        """[commit] Give a case its new lookup id and reporter key."""
        return self.spool.rekey(old, new, found, for_reporter)

    def withdraw(self, lookup: bytes) -> bool:
        """[commit] Drop the key slots first, then everything of the case."""
        return self.spool.withdraw(lookup)

    def waiting(self) -> int:
        """[commit] How many wait."""
        return self.spool.waiting()

    def release(self, week: Week, expires: Week) -> int:
        """[commit] Release what another process left waiting."""
        return self.spool.release(week, expires)

    def _released(self) -> bool:
        week = self.calendar()
        self.spool.release(week, week.plus(self.keep_weeks))
        return True
