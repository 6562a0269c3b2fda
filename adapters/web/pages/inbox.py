"""The inbox: what calls for somebody, the most pressing first. Opened in memory, never indexed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pager import place
from bot.case.clocks import Standing
from bot.desk import Call
from bot.sealed import CaseState
from bot.taxonomy import Family

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.sessions import Session
    from adapters.web.visit import Visit
    from bot.desk import Row

PER_PAGE: Final = 25
PATIENCE: Final = 0.6  # seconds of opening before what is open is shown
MOST_PASSED: Final = 5  # to the leads, for one page: the rest is passed on with the next
SHOWN: Final[dict[str, frozenset[Call]]] = {
    "todo": frozenset(Call) - {Call.CLOSED},
    "urgent": frozenset({Call.URGENT}),
    "unread": frozenset({Call.UNREAD}),
    "answered": frozenset({Call.CAME_BACK}),
    "waiting": frozenset({Call.WAITING}),
    "over": frozenset(),
    "due": frozenset({Call.CHECK}),
    "open": frozenset({Call.OPEN}),
    "closed": frozenset(),
}
STANDING: Final = {"over": Standing.OVER, "due": Standing.DUE}
"""Tabs of how a promise stands, whatever else the case calls for."""


async def inbox(visit: Visit) -> Response:
    """One page of it."""
    session = visit.session
    left = await freshened(visit)
    if await _passed_on(visit):
        left = await visit.read(session.caseload.freshen)
    rows = await visit.read(lambda: session.caseload.search(session.search))
    asked = visit.request.query_params.get("show", "todo")
    shown = asked if asked in SHOWN else "todo"
    family = session.family
    rows = tuple(row for row in rows if not family or row.family == family)
    # Ten thousand lines are a few kinds.
    kinds = Counter((row.call, row.standing, row.state) for row in rows)
    wanted = {kind for kind in kinds if _under(shown, *kind)}
    found = [row for row in rows if (row.call, row.standing, row.state) in wanted]
    at, pages = place(visit, len(found), PER_PAGE)
    return visit.page(
        "inbox.html",
        rows=found[(at - 1) * PER_PAGE : at * PER_PAGE],
        total=len(found),
        passed=sum(_passed(row) for row in rows),
        is_passed=_passed,
        counts={tab: sum(n for kind, n in kinds.items() if _under(tab, *kind)) for tab in SHOWN},
        shown=shown,
        at=at,
        pages=pages,
        left=left,
        family=family,
        families=tuple(Family),
        lead=session.unlocked.lead(),
        now=session.unlocked.desk.calendar(),
    )


async def freshened(visit: Visit) -> int:
    """Open what is new, for a moment at most; how many cases are left to open."""
    caseload, began = visit.session.caseload, visit.office.clock()
    left = await visit.read(caseload.freshen)
    while left and visit.office.clock() - began < PATIENCE:
        left = await visit.read(caseload.freshen)
    return left


async def _passed_on(visit: Visit) -> bool:
    """Whoever looks first passes on what is overdue, found or not; whether anything was tried."""
    late = await visit.read(lambda: _late(visit.session))
    visit.session.tried.update(row.case_id for row in late)
    if late:  # what cannot be written now is passed on by the next look
        desk = visit.session.unlocked.desk
        await visit.session.owed.write("leads", lambda: desk.pass_on(late), keep=False)
    return bool(late)


def _late(session: Session) -> list[Row]:
    """[read] Some of what the leads must be told of: what could not be done waits its turn."""
    late = [row for row in session.caseload.rows() if row.unpassed]
    anew = [row for row in late if row.case_id not in session.tried]
    if not anew:
        session.tried.clear()
    return (anew or late)[:MOST_PASSED]


def _passed(row: Row) -> bool:
    """Whether a promise is overdue and the leads have it: a page passes on a few at a time."""
    return row.standing is Standing.OVER and not row.unpassed


def _under(tab: str, call: Call, standing: Standing | None, state: CaseState) -> bool:
    """Whether a case belongs under a tab: closed ones under their own, whatever they call for."""
    if tab == "closed":
        return state is CaseState.CLOSED
    return call in SHOWN[tab] or (tab in STANDING and standing is STANDING[tab])


async def search(visit: Visit) -> Response:
    """Look for words. They stay in the session: no address, no history, no log has them."""
    session: Session = visit.session
    session.search = visit.form.text("search")[:200]
    family = visit.form.text("family")
    session.family = family if family in set(Family) else ""
    return visit.go("/inbox")


PAGES: Final = (
    Page("/inbox", get=inbox, nav="console.nav.inbox"),
    Page("/inbox/search", post=search),
)
