"""A spool that says at once when an urgent report came, in CLOSECALL_REVIEW_CHANNEL.

The alert is a fixed sentence and the case's id: the story stays sealed, and so do its coded
answers. That the hour is seen was the reporter's choice; the conversation says so before it asks.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from storage.spool import Spool

if TYPE_CHECKING:
    from bot.ports import Calendar, Dice
    from bot.report import CaseId
    from bot.sealed import SealedReport
    from bot.words import Words
    from closecall.values import Place
    from storage.writer import Writer


class AlertingSpool(Spool):
    """Port `Spool`, with a page for every urgent report."""

    def __init__(  # noqa: PLR0913, PLR0917 - the spool's own, and two
        self,
        writer: Writer,
        dice: Dice,
        calendar: Calendar,
        keep_weeks: int,
        place: Place,
        words: Words,
    ) -> None:
        """`place` is where reviewers look; `words` speak their language."""
        super().__init__(writer, dice, calendar, keep_weeks)
        self._folder = Path(place.where)
        self._words = words

    def accept(self, report: SealedReport) -> bool:
        """[commit] Keep it, once, and say so when it is urgent.

        The page is written before the commit: an alert for a report that was then refused costs a
        look, a report without an alert could cost more. Writing it twice gives one page.
        """
        fresh = super().accept(report)
        if fresh and report.urgent:
            self._alert(report.case_id)
        return fresh

    def _alert(self, case_id: CaseId) -> None:
        name = str(case_id)[:8]
        self._folder.mkdir(parents=True, exist_ok=True)
        page = self._folder / f"urgent-{name}.md"
        page.write_text(f"{self._words('roof.run.urgent', name=name)}\n", "utf-8")
