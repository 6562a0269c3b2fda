"""How a case ends: closed through its gate, checked, opened again, merged; and who may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pages.casework import about, opened
from adapters.web.pages.inbox import freshened
from bot.taxonomy import Disposition

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit
    from bot.desk import Desk
    from bot.report import CaseId


async def close(visit: Visit) -> Response:
    """The form, with what is missing."""
    case = await opened(visit)
    desk = visit.session.unlocked.desk
    guess = case.triage.guess if case.triage else Disposition.NEAR_MISS
    return visit.page(
        "close.html",
        **about(visit, case),
        dispositions=tuple(Disposition),
        guess=guess,
        check_weeks=desk.check_weeks,
    )


async def closed(visit: Visit) -> Response:
    """Closed, if nothing is missing."""
    form, name = visit.form, str(visit.case_id)
    how, note = form.code(Disposition, "disposition"), form.text("note")
    weeks = form.number("weeks", 0, 52)
    await visit.at_desk(lambda desk: desk.close(name, how, note, weeks))
    return visit.go(f"/case/{name}", "desk.did.close")


async def check(visit: Visit) -> Response:
    """The form: did the change help?"""
    return visit.page("check.html", **about(visit, await opened(visit)))


async def checked(visit: Visit) -> Response:
    """The check-up, kept."""
    form, name = visit.form, str(visit.case_id)
    helped, note = form.needed("result") == "helped", form.text("note")
    await visit.at_desk(lambda desk: desk.check(name, helped=helped, note=note))
    return visit.go(f"/case/{name}", f"desk.did.check_{'helped' if helped else 'failed'}")


async def reopen(visit: Visit) -> Response:
    """The form."""
    return visit.page("reopen.html", **about(visit, await opened(visit)))


async def reopened(visit: Visit) -> Response:
    """Open again."""
    name, why = str(visit.case_id), visit.form.needed("why")

    def again(desk: Desk) -> bool:
        closed = desk.look(name).closing is not None
        desk.reopen(name, why)
        return closed

    changed = await visit.at_desk(again)
    return visit.go(f"/case/{name}", "desk.did.reopen" if changed else "desk.did.reopen_not")


async def merge(visit: Visit) -> Response:
    """The form: which case stays."""
    case = await opened(visit)
    if not visit.session.caseload:
        await freshened(visit)
    return visit.page(
        "merge.html",
        **about(visit, case),
        similar=await visit.read(lambda: visit.session.caseload.similar(case, 8)),
    )


async def merged(visit: Visit) -> Response:
    """Merged."""
    form, name = visit.form, str(visit.case_id)
    into, note = form.text("other") or form.needed("into"), form.text("note")
    await visit.at_desk(lambda desk: desk.merge(name, into, note))
    return visit.go(f"/case/{name}", "desk.did.merge")


async def exclude(visit: Visit) -> Response:
    """The form: who reads it, and who should not."""
    case = await opened(visit)

    def readers(visit_case: CaseId) -> list[tuple[str, str]]:
        desk = visit.session.unlocked.desk
        team = desk.team()
        slots = desk.cases.load(visit_case).slots
        return [(slot.key_id.hex(), team[slot.key_id]) for slot in slots if slot.key_id in team]

    found = await visit.read(lambda: readers(case.case_id))
    me = visit.session.unlocked.key_id.hex()
    return visit.page("exclude.html", **about(visit, case), readers=found, me=me)


async def excluded(visit: Visit) -> Response:
    """Taken away from somebody."""
    name, who = str(visit.case_id), visit.form.needed("reviewer")
    await visit.at_desk(lambda desk: desk.exclude(name, who))
    me = visit.session.unlocked.key_id.hex()
    return visit.go("/inbox" if who == me else f"/case/{name}", "desk.did.exclude")


PAGES: Final = (
    Page("/case/{case}/close", get=close, post=closed),
    Page("/case/{case}/check", get=check, post=checked),
    Page("/case/{case}/reopen", get=reopen, post=reopened),
    Page("/case/{case}/merge", get=merge, post=merged),
    Page("/case/{case}/exclude", get=exclude, post=excluded),
)
