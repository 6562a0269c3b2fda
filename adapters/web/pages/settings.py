"""Settings that are safe to change: none says what is kept, for how long, or who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web.form import Turned
from adapters.web.page import Page
from bot.errors import BadSetting

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit

ACT: Final = "settings"


async def settings(visit: Visit) -> Response:
    """The form."""
    return visit.page("settings.html", shown=visit.office.back.book.shown())


async def written(visit: Visit) -> Response:
    """Kept, or refused whole."""
    book = visit.office.back.book
    names = [each.name for each in book.shown() if not each.fixed]
    told = {name: visit.form.text(name) for name in names if name in visit.form.held}
    try:
        changed = book.write(told)
    except BadSetting as refused:
        line = next(iter(refused.detail.splitlines()), visit.words.refusal(refused))
        raise Turned("console.line", line.partition(":")[0], line=line) from None
    if not changed:
        return visit.go("/settings", "consoleback.settings.same")
    desk = visit.session.unlocked.desk
    await visit.drive(lambda: desk.audit.append(desk.calendar(), desk.unsealer.key_id, ACT))
    return visit.go("/settings", "consoleback.settings.did", n=len(changed))


PAGES: Final = (
    Page("/settings", get=settings, post=written, lead=True, nav="consoleback.nav.settings"),
)
