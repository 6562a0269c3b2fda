"""Working on a case: read, sorted, asked about, found out, changed. The desk does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web.page import Page
from adapters.web.pages.inbox import freshened
from adapters.web.screen import removed
from adapters.web.steps import needs, steps
from adapters.web.timeline import timeline
from bot.case.clocks import Standing, clocks
from bot.case.rules import check_due, urgent
from bot.sealed import CaseState
from bot.taxonomy import (
    CAUSES,
    KINDS,
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit
    from bot.case import OpenCase

WHYS: Final = 5


async def opened(visit: Visit) -> OpenCase:
    """The case in the address, read: told to its reporter once, and in the audit chain."""
    session, case_id = visit.session, visit.case_id
    case = await visit.look(lambda desk: desk.look(str(case_id)))
    news = case.state is CaseState.RECEIVED or bool(case.fresh)
    if case_id in session.read and not news:
        return case
    session.read.add(case_id)
    return await visit.leave(case_id, lambda desk: desk.show(str(case_id))) or case


async def case_page(visit: Visit) -> Response:
    """Everything of one case."""
    case = await opened(visit)
    if not visit.session.caseload:  # somebody came here by an address of their own
        await freshened(visit)
    desk = visit.session.unlocked.desk
    now = desk.calendar()
    return visit.page(
        "case.html",
        **about(visit, case),
        steps=steps(case, visit.session.unlocked.key_id),
        timeline=timeline(case, visit.words),
        similar=await visit.read(lambda: visit.session.caseload.similar(case)),
        removed=[mark for text in case.texts for mark in removed(text)],
        tellings=[told for told in case.told if told.note],
        check_due=check_due(case, now),
        echo=await visit.read(lambda: desk.echo(case)),
    )


def about(visit: Visit, case: OpenCase) -> dict[str, object]:
    """What every page of a case shows."""
    desk = visit.session.unlocked.desk
    now = desk.calendar()
    return {
        "case": case,
        "base": f"/case/{case.case_id}",
        "closed": case.state is CaseState.CLOSED,
        "urgent": urgent(case),
        "missing": needs(case),
        "clocks": (running := clocks(case, now, desk.target_weeks)),
        "overdue": any(one.standing(now) is Standing.OVER for one in running),
        "now": now,
    }


async def triage(visit: Visit) -> Response:
    """The form: what the reporter chose stands in it."""
    case = await opened(visit)
    was, said = case.triage, case.record
    chosen = {
        "family": was.family if was else case.family,
        "kind": case.kind,
        "severity": was.severity if was else (said.code("worst") or Severity.UNKNOWN),
        "guess": was.guess if was else Disposition.NEAR_MISS,
    }
    return visit.page(
        "triage.html",
        **about(visit, case),
        chosen=chosen,
        families=tuple(Family),
        kinds=KINDS,
        severities=tuple(Severity),
        guesses=tuple(Disposition),
    )


async def triaged(visit: Visit) -> Response:
    """Sorted."""
    form, name = visit.form, str(visit.case_id)
    form.need("family", "kind", "severity", "guess")
    family, kind = form.code(Family, "family"), form.code(Kind, "kind")
    severity, guess = form.code(Severity, "severity"), form.code(Disposition, "guess")
    await visit.at_desk(lambda desk: desk.triage(name, family, kind, severity, guess))
    return visit.go(f"/case/{name}", "desk.did.triage")


async def finding(visit: Visit) -> Response:
    """The form: five whys, the cause, the weakness, what worked."""
    case = await opened(visit)
    was = case.finding
    barrier = was.worked if was else case.record.code("barrier")
    return visit.page(
        "finding.html",
        **about(visit, case),
        was=was,
        whys=WHYS,
        barrier=barrier,
        causes=CAUSES,
        vulnerabilities=tuple(Vulnerability),
        barriers=tuple(Barrier),
    )


async def found(visit: Visit) -> Response:
    """Found out."""
    form, name = visit.form, str(visit.case_id)
    form.need("cause", "vulnerability", "uncovered", "worked")
    cause, weak = form.code(Cause, "cause"), form.code(Vulnerability, "vulnerability")
    text, worked = form.needed("uncovered"), form.code(Barrier, "worked")
    whys = form.all("why")[:WHYS]
    await visit.at_desk(lambda desk: desk.find(name, cause, weak, text, worked, whys))
    return visit.go(f"/case/{name}", "desk.did.finding")


async def action(visit: Visit) -> Response:
    """The form: what changes, who sees to it, until when, how strong it is."""
    case = await opened(visit)
    desk = visit.session.unlocked.desk
    return visit.page(
        "action.html",
        **about(visit, case),
        levels=tuple(ActionLevel),
        weeks=[desk.calendar().plus(ahead) for ahead in range(27)],
        due=desk.calendar().plus(4),
    )


async def acted(visit: Visit) -> Response:
    """Agreed."""
    form, name = visit.form, str(visit.case_id)
    form.need("text", "owner", "due", "level")
    text, owner = form.needed("text"), form.needed("owner")
    due, level = form.week("due"), form.code(ActionLevel, "level")
    await visit.at_desk(lambda desk: desk.act(name, text, owner, due, level))
    return visit.go(f"/case/{name}", "desk.did.action")


async def done(visit: Visit) -> Response:
    """An action was carried out."""
    name, number = str(visit.case_id), visit.form.number("number", 1, 999)
    await visit.at_desk(lambda desk: desk.done(name, number))
    return visit.go(f"/case/{name}", "desk.did.done")


async def ask(visit: Visit) -> Response:
    """The form: a question, and answers to tap."""
    case = await opened(visit)
    return visit.page("ask.html", **about(visit, case), choices=4)


async def asked(visit: Visit) -> Response:
    """Asked."""
    form, name = visit.form, str(visit.case_id)
    text, choices = form.needed("text"), form.all("choice")
    await visit.at_desk(lambda desk: desk.ask(name, text, choices))
    return visit.go(f"/case/{name}", "desk.did.ask")


async def note(visit: Visit) -> Response:
    """The form: for colleagues, or for the reporter."""
    case = await opened(visit)
    return visit.page("note.html", **about(visit, case))


async def noted(visit: Visit) -> Response:
    """Written down, or told."""
    form, name = visit.form, str(visit.case_id)
    form.need("text", "to")
    text, tell = form.needed("text"), form.needed("to") == "reporter"
    await visit.at_desk(lambda desk: (desk.tell if tell else desk.note)(name, text))
    return visit.go(f"/case/{name}", "desk.did.tell" if tell else "desk.did.note")


PAGES: Final = (
    Page("/case/{case}", get=case_page),
    Page("/case/{case}/triage", get=triage, post=triaged),
    Page("/case/{case}/finding", get=finding, post=found),
    Page("/case/{case}/action", get=action, post=acted),
    Page("/case/{case}/done", post=done),
    Page("/case/{case}/ask", get=ask, post=asked),
    Page("/case/{case}/note", get=note, post=noted),
)
