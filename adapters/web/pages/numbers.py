"""Numbers: the pyramid, the trend, and how many readers said *this could happen here*.

Reviewers see counts as they are; what is published obeys `digests.numbers`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pages.inbox import freshened
from adapters.web.picture import pyramid, trend
from bot.taxonomy import Severity

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit
    from bot.case import OpenCase

WEEKS: Final = 26
LESSONS: Final = 30
# Estimates of the trade press, from the top down; the digest's picture shows the same.
ESTIMATES: Final = {"safety": (1, 29, 300), "security": (1, 10, 100)}
_SEVERITIES: Final = {str(each): each for each in Severity}


async def numbers(visit: Visit) -> Response:
    """Two pictures with their figures, and the lessons."""
    left = await freshened(visit)
    back, now = visit.office.back, visit.session.unlocked.desk.calendar()
    first = now.plus(1 - WEEKS)
    counted = await visit.read(lambda: back.tallies(first, now))
    weeks = [first.plus(at) for at in range(WEEKS)]
    series = {
        name: [counted.get(week, {}).get((name, "all"), 0) for week in weeks]
        for name in ("received", "closed")
    }
    cases = Counter(_severity(case) for case in visit.session.caseload.open_cases())
    graver = [each for each in reversed(Severity) if each is not Severity.UNKNOWN]
    steps = [(each, cases[each]) for each in graver]
    untold = [(Severity.UNKNOWN, n)] if (n := cases[Severity.UNKNOWN]) else []
    lessons = await visit.read(lambda: back.digest.lessons(0, LESSONS))
    return visit.page(
        "numbers.html",
        left=left,
        weeks=weeks,
        series=series,
        steps=steps + untold,
        trend=trend(series["received"], series["closed"]),
        most=max(series["received"] + series["closed"]),
        pyramids={
            "": pyramid([n for _, n in steps]),
            **{name: pyramid(counts) for name, counts in ESTIMATES.items()},
        },
        lessons=lessons,
        k=back.k,
    )


def _severity(case: OpenCase) -> Severity:
    """The reviewer's word for the worst credible outcome, else the reporter's."""
    if case.triage:
        return case.triage.severity
    said = case.record.code("worst")
    return _SEVERITIES.get(said, Severity.UNKNOWN)


PAGES: Final = (Page("/numbers", get=numbers, nav="consoleback.nav.numbers"),)
