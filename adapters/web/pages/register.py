"""The register of actions: what was agreed, by whom it is seen to, and whether it helped.

From here an action can be marked as done, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pager import place
from adapters.web.pages.inbox import freshened
from bot.desk.register import Progress, effect_of, register
from bot.report import CaseId

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit

PER_PAGE: Final = 40
SHOWN: Final[dict[str, frozenset[Progress]]] = {
    "todo": frozenset(Progress) - {Progress.DONE},
    "over": frozenset({Progress.OVER}),
    "due": frozenset({Progress.DUE}),
    "done": frozenset({Progress.DONE}),
    "all": frozenset(Progress),
}


async def actions(visit: Visit) -> Response:
    """One page of it."""
    left = await freshened(visit)
    now = visit.session.unlocked.desk.calendar()
    every = register(visit.session.caseload.open_cases(), now)
    wanted = visit.request.query_params.get("show", "todo")
    shown = wanted if wanted in SHOWN else "todo"
    found = [entry for entry in every if entry.progress in SHOWN[shown]]
    counts = Counter(entry.progress for entry in every)
    at, pages = place(visit, len(found), PER_PAGE)
    return visit.page(
        "register.html",
        entries=found[(at - 1) * PER_PAGE : at * PER_PAGE],
        counts={name: sum(counts[each] for each in group) for name, group in SHOWN.items()},
        shown=shown,
        at=at,
        pages=pages,
        left=left,
        now=now,
        effect=effect_of,
    )


async def done(visit: Visit) -> Response:
    """An action was carried out."""
    case, number = CaseId.parse(visit.form.text("case")), visit.form.number("number", 1, 999)
    await visit.at_desk(lambda desk: desk.done(str(case), number))
    return visit.go("/actions", "desk.did.done")


PAGES: Final = (
    Page("/actions", get=actions, nav="consoleback.nav.actions"),
    Page("/actions/done", post=done),
)
