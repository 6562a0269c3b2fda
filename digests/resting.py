"""Why a channel gets no issue: one of a later week is out, so a clock is wrong, or was.

An issue is never followed by an older one, and numbers never go back: until that week is over
nothing is posted. It only tells; what to do about a clock is a person's to decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.report import Week

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from digests.layout import Outlet
    from digests.publish import Digests


def present(outlet: Outlet, now: datetime) -> Week:
    """The week that it is in this channel."""
    return Week.of(now.astimezone(outlet.timetable.zone).date())


def resting(opened: Digests, now: datetime) -> dict[str, Week]:
    """[read] The channels that rest, each with the week that must be over before."""
    edition = opened.press.newest()
    found = {}
    for outlet in (each for each in opened.outlets if each.whole == each.name):
        week, issued = present(outlet, now), opened.ledger.newest(outlet.name)
        later = list(_later(week, issued, edition))
        if later:
            found[outlet.name] = max(later)
    return found


def _later(week: Week, issued: str | None, edition: Week | None) -> Iterable[Week]:
    if issued and Week.parse(issued) > week:
        yield Week.parse(issued)
    # Further east the next week may have begun: its edition is this channel's next one.
    if edition and edition > week.plus(1):
        yield edition
