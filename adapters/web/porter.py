"""The porter at the gate: who asks, how fast, whether they still may, and with what form.

What a page refuses is shown on that page again, with everything that was typed. What goes wrong
for any other reason is a page without a trace of what was being worked on.
"""

from __future__ import annotations

import hmac
import logging
from dataclasses import field
from typing import TYPE_CHECKING

from starlette.responses import Response

from adapters.web.form import Form
from adapters.web.language import chosen
from adapters.web.page import menu, stop
from adapters.web.said import Line, in_all
from adapters.web.visit import Visit, explain
from bot.errors import CloseCallError, DeskError, NoSuchCase, NotARecipient, WrongKey
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from starlette.requests import Request

    from adapters.web.form import Complaint
    from adapters.web.gate import Gate
    from adapters.web.page import Page
    from adapters.web.sessions import Session
    from bot.words import Words

_log = logging.getLogger(__name__)


@frozen
class Porter:
    """Lets a request in to its page, or leads it elsewhere. `pages`: all, in the menu's order."""

    gate: Gate = field(repr=False)
    pages: Sequence[Page] = field(repr=False)

    async def __call__(self, page: Page, request: Request) -> Response:
        """Answer one request for `page`."""
        visit = self.visit(request)
        posted = request.method == "POST" and not page.part
        try:
            return await self._admit(page, visit)
        except WrongKey:
            self.gate.sessions.end(request.cookies.get(self.gate.cookie, ""))
            visit.signed = None
            if posted:
                return visit.go("/sign-in?refused=no_longer")
            return stop(visit, "no_longer", 403)
        except Exception as failed:  # noqa: BLE001 - a traceback would hold what people wrote
            why, status = _reason(failed)
            refusal = failed if isinstance(failed, CloseCallError) and why == "refused" else None
            if refusal:
                _log.warning("refused", extra={"kind": type(failed).__name__})
            elif why == "broken":
                _log.exception("a page failed")
            if posted:
                return self._led_back(visit, why, refusal)
            return stop(visit, why, status, visit.words.refusal(refusal) if refusal else "")

    def _led_back(self, visit: Visit, why: str, refusal: CloseCallError | None) -> Response:
        """A form is never answered with a page: back to its own, with what was typed."""
        if visit.signed is None:
            return visit.go("/sign-in")

        def said(words: Words) -> str:
            return words.refusal(refusal) if refusal else words(f"console.stop.{why}")

        return self._again(visit, visit.signed, said)

    def visit(self, request: Request) -> Visit:
        """Who asks, in which language, and what their menu shows."""
        session = self.gate.sessions.find(request.cookies.get(self.gate.cookie, ""))
        words = chosen(request, self.gate.office.language)
        return Visit(
            gate=self.gate,
            request=request,
            words=words,
            place=request.url.path,
            params=request.path_params,
            signed=session,
            menu=menu(self.pages, session),
        )

    async def _admit(self, page: Page, visit: Visit) -> Response:  # noqa: PLR0911 - a gate
        posted = visit.request.method == "POST"
        if posted:
            visit.form = Form.parse(await visit.request.body())
        if page.open:
            return await self._open(page, visit, posted=posted)
        session = visit.signed
        if session is None and page.part:
            return Response(status_code=204)
        if session is None:
            return visit.to_sign_in(self.gate.nearest(visit.place))
        fast = not session.may_ask(self.gate.office.clock())
        session.seen = self.gate.office.clock()
        await session.owed.again()
        if not page.ends:
            _ = session.unlocked.role  # raises WrongKey for who was taken off the list
        barred = page.lead and not session.unlocked.lead()
        if fast or barred:
            why, status = ("too_fast", 429) if fast else ("leads_only", 403)
            return self._led_back(visit, why, None) if posted else stop(visit, why, status)
        if posted:
            return await self._take(page, visit, session)
        if page.get is None:
            return stop(visit, "not_found", 404)
        self._recall(visit, session)
        return await page.get(visit)

    @staticmethod
    def _recall(visit: Visit, session: Session) -> None:
        """What was typed on this page before and not taken stands in it again, and why."""
        if "anew" in visit.request.query_params:
            session.taken(visit.place)
        carried = session.carried.pop(visit.place, None)
        typed = session.typed.get(visit.place)
        form = carried if typed is None or carried is not None else typed
        if form is None:
            return
        visit.form, visit.filled = Form(form), True
        asked = "refused" in visit.request.query_params and session.refused.get(visit.place)
        refused = asked[visit.words.language] if asked else None
        if isinstance(refused, str):
            visit.notice = refused
        elif refused is not None:
            visit.faults, visit.status = refused, 422
        elif carried is None:
            visit.notice, visit.recalled = visit.words("console.typed"), True

    async def _open(self, page: Page, visit: Visit, *, posted: bool) -> Response:
        act = page.post if posted else page.get
        return await act(visit) if act else stop(visit, "not_found", 404)

    async def _take(self, page: Page, visit: Visit, session: Session) -> Response:  # noqa: PLR0911
        """A form: ours, and once."""
        if page.post is None:
            return stop(visit, "not_found", 404)
        if not hmac.compare_digest(visit.form.text("csrf").encode(), session.csrf.encode()):
            # It came from our own page, as the guard has seen: from before this signing in.
            if page.part:
                return Response(status_code=204)
            return self._again(visit, session, lambda words: words("console.stale"))
        once = visit.form.text("once")
        async with session.lock:  # a double click waits for the first one, and then does nothing
            if once in session.once and page.part:
                return Response(status_code=204)
            if once in session.once:
                return visit.go(session.once[once])
            try:
                visit.form.must_fit()
                answer = await page.post(visit)
            except DeskError as refusal:
                if isinstance(refusal, NoSuchCase):
                    raise
                if page.part:
                    return Response(status_code=204)
                told = refusal  # the name of an except clause is gone when a lambda asks for it
                return self._again(visit, session, lambda words: explain(told, words, visit.place))
            if once and answer.status_code == 303:
                session.used(once, answer.headers["location"])
                session.taken(visit.place)
            return answer

    def _again(
        self, visit: Visit, session: Session, why: Callable[[Words], str | tuple[Complaint, ...]]
    ) -> Response:
        """Back to the page of a form, with what was typed and why nothing was done."""
        where = self.gate.nearest(visit.place)
        if where != visit.place:  # a button without a page of its own
            session.typed[visit.place] = visit.form.typed()
            session.said.append(Line(in_all(lambda words: _joined(why(words))), well=False))
            return visit.go(where)
        session.typed[where], session.refused[where] = visit.form.typed(), in_all(why)
        return visit.go(f"{where}?refused")


def _joined(why: str | tuple[Complaint, ...]) -> str:
    return why if isinstance(why, str) else " ".join(fault.said for fault in why)


def _reason(failed: Exception) -> tuple[str, int]:
    """Which sentence of `console.stop` says it, and the status."""
    if isinstance(failed, NotARecipient):
        return "not_yours", 403
    if isinstance(failed, NoSuchCase | ValueError):  # an address or a form that is none
        return "not_found", 404
    return ("refused", 503) if isinstance(failed, CloseCallError) else ("broken", 500)
