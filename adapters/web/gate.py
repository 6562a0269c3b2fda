"""The gate before every page: who asks, how fast, whether they still may, and with what form.

What a page refuses is shown on that page again, with everything that was typed. What goes wrong
for any other reason is a page without a trace of what was being worked on.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.responses import Response
from starlette.routing import Match

from adapters.web.form import Form
from adapters.web.language import chosen
from adapters.web.visit import Visit, explain
from bot.errors import CloseCallError, DeskError, NoSuchCase, NotARecipient, WrongKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.routing import Route

    from adapters.web.lockout import Lockout
    from adapters.web.office import Office
    from adapters.web.page import Page
    from adapters.web.sessions import Session, Sessions

_log = logging.getLogger(__name__)
HOME: Final = "/inbox"
UNLOCKING: Final = 2  # at once: each keeps a core and 256 MiB busy


class Doorway(asyncio.Semaphore):
    """A semaphore that says how many stand before it."""

    @property
    def queue(self) -> int:
        """Who waits."""
        return sum(not one.done() for one in self._waiters or ())


@dataclass(slots=True, kw_only=True)
class Gate:
    """Everything that requests share."""

    office: Office = field(repr=False)
    sessions: Sessions
    lockout: Lockout
    pages: Mapping[str, Page] = field(repr=False)
    routes: Sequence[Route] = field(default=(), repr=False)
    unlocking: Doorway = field(default_factory=lambda: Doorway(UNLOCKING))

    @property
    def cookie(self) -> str:
        """The session's cookie: over TLS its name binds it to this host alone."""
        return "__Host-closecall" if self.office.secure else "closecall"

    async def __call__(self, page: Page, request: Request) -> Response:  # noqa: PLR0911 - one way out for each kind of failure
        """Answer one request for `page`."""
        visit = self.visit(request)
        try:
            return await self._admit(page, visit)
        except ValueError:  # an address or a form that is none
            return stop(visit, "not_found", 404)
        except WrongKey:
            self.sessions.end(request.cookies.get(self.cookie, ""))
            visit.signed = None
            return stop(visit, "no_longer", 403)
        except NotARecipient:
            return stop(visit, "not_yours", 403)
        except NoSuchCase:
            return stop(visit, "not_found", 404)
        except CloseCallError as refusal:
            _log.warning("refused", extra={"kind": type(refusal).__name__})
            return stop(visit, "refused", 503, words=visit.words.refusal(refusal))
        except Exception:  # noqa: BLE001 - a traceback would hold what people wrote
            _log.exception("a page failed")
            return stop(visit, "broken", 500)

    def visit(self, request: Request) -> Visit:
        """Who asks, in which language, and what their menu shows."""
        session = self.sessions.find(request.cookies.get(self.cookie, ""))
        menu = [
            page
            for page in self.pages.values()
            if page.nav and session and (not page.lead or session.unlocked.lead())
        ]
        words = chosen(request, self.office.language)
        return Visit(
            gate=self,
            request=request,
            words=words,
            place=request.url.path,
            params=request.path_params,
            signed=session,
            menu=menu,
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
            return self.to_sign_in(visit, posted=posted)
        if not session.may_ask(self.office.clock()):
            return stop(visit, "too_fast", 429)
        session.seen = self.office.clock()
        _ = session.unlocked.role  # raises WrongKey for who was taken off the list
        if page.lead and not session.unlocked.lead():
            return stop(visit, "leads_only", 403)
        if posted:
            return await self._take(page, visit, session)
        if page.get is None:
            return stop(visit, "not_found", 404)
        if typed := session.typed.get(visit.place):
            visit.form, visit.filled = Form(typed), True
            visit.notice = visit.words("console.typed")
        return await page.get(visit)

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
            return await self.again(page, visit, notice="console.stale")
        once = visit.form.text("once")
        async with session.lock:  # a double click waits for the first one, and then does nothing
            if once in session.once and page.part:
                return Response(status_code=204)
            if once in session.once:
                return visit.go(session.once[once])
            try:
                answer = await page.post(visit)
            except DeskError as refusal:
                if isinstance(refusal, NoSuchCase):
                    raise
                visit.faults = explain(refusal, visit.words)
                return await self.again(page, visit, status=422)
            if once and answer.status_code == 303:
                session.used(once, answer.headers["location"])
                session.typed.pop(visit.place, None)
            return answer

    async def again(
        self, page: Page, visit: Visit, *, notice: str = "", status: int = 200
    ) -> Response:
        """The page of a form, with what was typed, instead of what was asked for."""
        visit.filled, visit.status = True, status
        visit.notice = visit.words(notice) if notice else ""
        if page.get is None:
            return visit.go(HOME, notice)
        return await page.get(visit)

    def to_sign_in(self, visit: Visit, *, posted: bool) -> Response:
        """Nobody is signed in: what was typed goes along, in the page and nowhere else."""
        if not posted:
            where = f"/sign-in?next={visit.place}" if visit.place != HOME else "/sign-in"
            return visit.go(where)
        visit.status = 403
        return visit.page(
            "signin.html", next=visit.place, typed=visit.form.typed(), wait=0, wrong=False
        )

    def shown(self, path: str) -> bool:
        """Whether a page of ours that needs signing in shows itself at this address."""
        scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
        for route in self.routes:
            if route.matches(scope)[0] is not Match.NONE:
                page = self.pages[route.path]
                return page.get is not None and not page.open
        return False


def stop(visit: Visit, why: str, status: int, words: str = "") -> Response:
    """A page that says why there is no other."""
    visit.status = status
    said = words or visit.words(f"console.stop.{why}")
    return visit.page("stop.html", title=visit.words("console.stop.title"), said_why=said)
