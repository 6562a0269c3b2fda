"""The audit log: who did what, by week, and whether the chain holds. It has no reporter's act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pager import place
from bot.words import table

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit

PER_PAGE: Final = 50


async def audit(visit: Visit) -> Response:
    """One page of it, the newest first."""
    records = visit.office.back.records
    length, head = await visit.read(records.head)
    at, pages = place(visit, length, PER_PAGE)
    acts = await visit.read(lambda: records.page((at - 1) * PER_PAGE, PER_PAGE))
    team = visit.session.unlocked.desk.team()
    return visit.page(
        "records.html",
        acts=acts,
        length=length,
        head=head,
        at=at,
        pages=pages,
        roles={key.hex()[:8]: role for key, role in team.items()},
        known=frozenset(table("consoleback")),
    )


async def verified(visit: Visit) -> Response:
    """Walk the chain."""
    broken = await visit.read(visit.office.back.records.broken)
    if broken is None:
        return visit.go("/audit", "consoleback.audit.whole")
    return visit.go("/audit", "consoleback.audit.broken", well=False, n=broken)


PAGES: Final = (
    Page("/audit", get=audit, nav="consoleback.nav.audit"),
    Page("/audit/verify", post=verified),
)
