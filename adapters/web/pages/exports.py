"""Files that may leave the house; each says what it leaves out before it is made.

A file is made in memory and sent; it is the browser that writes it, where its owner says. Making
one is an act in the audit chain, so it takes a form, not a link.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from starlette.responses import Response as Plain

from adapters.web.form import Turned
from adapters.web.page import Page
from adapters.web.pages.inbox import freshened
from bot.desk import evidence, notice, rows
from bot.report import CaseId

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit
    from bot.case import OpenCase
    from bot.desk import Desk

ACT: Final = "export"
MARKDOWN: Final = "text/markdown; charset=utf-8"
SHEET: Final = "text/csv; charset=utf-8"


async def exports(visit: Visit) -> Response:
    """What there is, and what each leaves out."""
    left = await freshened(visit)
    k, words = visit.office.back.k, visit.words
    cases = tuple(visit.session.caseload.open_cases())
    return visit.page(
        "exports.html",
        left=left,
        proofs=any(evidence.provable(case) for case in cases),
        notices=notice.notifiable(cases)[:50],
        k=k,
        out={
            "evidence": [words(f"export.evidence.out.{each}") for each in evidence.OUT],
            "notice": [words(f"export.notice.out.{each}") for each in notice.OUT],
            "rows": [words(f"export.rows.out.{each}", k=k) for each in rows.OUT],
        },
    )


async def made(visit: Visit) -> Response:
    """One file."""
    while await freshened(visit):
        pass  # a file with some of the cases would be a wrong file
    which = visit.form.text("file")
    cases = tuple(visit.session.caseload.open_cases())
    wanted = visit.form.text("case")
    held = [case for case in cases if wanted and case.case_id == CaseId.parse(wanted)]
    desk = visit.session.unlocked.desk
    # On a thread of its own: years of cases must hold up nobody else's page.
    name, kind, text = await asyncio.to_thread(_file, visit, desk, which, cases, held)
    await visit.drive(lambda: desk.audit.append(desk.calendar(), desk.unsealer.key_id, ACT))
    headers = {
        "Content-Type": kind,
        "Content-Disposition": f'attachment; filename="{name}"',
    }
    return Plain(text.encode(), headers=headers)


def _file(
    visit: Visit, desk: Desk, which: str, cases: tuple[OpenCase, ...], chosen: list[OpenCase]
) -> tuple[str, str, str]:
    """Name, media type and text. Raises NotAllowed, HeldBack."""
    now, words, scan = desk.calendar(), visit.words, desk.linter.scan
    if which == "evidence":
        return "evidence.md", MARKDOWN, evidence.page(cases, scan, now, words)
    if which == "sheet":
        return "evidence.csv", SHEET, evidence.table(cases, scan, now, words)
    if which == "rows":
        return "near-misses.csv", SHEET, rows.table(cases, visit.office.back.k, now, words)
    for case in notice.notifiable(chosen) if which == "notice" else ():
        return "notification-draft.md", MARKDOWN, notice.draft(case, scan, now, words)
    raise Turned("export.why.not_cyber", "case")


PAGES: Final = (
    Page("/exports", get=exports, nav="consoleback.nav.exports"),
    Page("/exports/file", get=exports, post=made),
)
