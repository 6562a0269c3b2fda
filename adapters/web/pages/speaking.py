"""Another language, on the same page, with everything that was typed in it.

The button sends the form that its page is about, and the page that follows shows it again. Where a
script runs, `console.js` puts that page in the place of this one and keeps every field as it was.
Passphrases and codes come back from the browser alone: no page of ours ever holds one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adapters.web import language
from adapters.web.form import Form
from adapters.web.page import Page
from bot.words import Language

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.visit import Visit

NAMED: Final = "closecall-name"
MOST_NAME: Final = 100
_YEAR: Final = 365 * 24 * 3600


async def speak(visit: Visit) -> Response:
    """Back to where it was asked for. It only remembers, so the guard's look at it is enough."""
    where = visit.form.text("here")
    path = where.partition("?")[0]
    if not visit.gate.stands(path):
        where = path = "/"
    wanted = visit.form.code(Language, "speak")
    answer = _back(visit, where, path)
    answer.set_cookie(
        language.COOKIE, wanted, max_age=_YEAR, secure=visit.office.secure, samesite="strict"
    )
    return answer


def _back(visit: Visit, where: str, path: str) -> Response:
    session, typed = visit.signed, visit.form.typed()
    if session is None and visit.gate.shown(path):
        return visit.to_sign_in(path)
    answer = visit.go(where)
    if session is None:
        if name := visit.form.text("name")[:MOST_NAME]:
            visit.put_down(answer, NAMED, path, {"name": [name]}, path)
        return answer
    if typed:
        session.carried[path] = typed
    if typed and path in session.typed:
        session.typed[path] = typed
    if session.told[0] == path:
        session.said[:0] = session.told[1]
    return answer


def recall_name(visit: Visit) -> None:
    """Who is not signed in: the name that stood in the form when the language was changed."""
    waited = visit.gate.luggage.take(visit.request.cookies.get(NAMED, ""))
    if waited is not None and waited[0] == visit.place:
        visit.form, visit.filled = Form(waited[1]), True


PAGES: Final = (Page("/language", post=speak, open=True),)
