"""The console as one application: the table of all pages, and the sweep that ends sessions.

What a page does it does not know; whether somebody may see it is asked in `porter`.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from adapters.web import fixed
from adapters.web.gate import Gate
from adapters.web.guard import Guard
from adapters.web.lockout import Lockout
from adapters.web.page import stop
from adapters.web.pages import (
    account,
    casework,
    digests,
    ending,
    exports,
    inbox,
    learning,
    numbers,
    people,
    photos,
    records,
    register,
    settings,
    signing,
    speaking,
)
from adapters.web.porter import Porter
from adapters.web.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.responses import Response

    from adapters.web.office import Office
    from adapters.web.page import Page

SWEEP_EVERY: Final = 5.0
PAGES: Final[tuple[Page, ...]] = (
    *signing.PAGES,
    *speaking.PAGES,
    *inbox.PAGES,
    *casework.PAGES,
    *photos.PAGES,
    *learning.PAGES,
    *ending.PAGES,
    *register.PAGES,
    *digests.PAGES,
    *numbers.PAGES,
    *exports.PAGES,
    *records.PAGES,
    *people.PAGES,
    *settings.PAGES,
    *account.PAGES,
)


def console(office: Office) -> Guard:
    """The application. Its sessions end with it."""
    sessions = Sessions(office.clock, office.dice, office.driver)
    gate = Gate(
        office=office,
        sessions=sessions,
        lockout=Lockout(office.clock, office.dice),
        behind=frozenset(page.path for page in PAGES if page.behind),
        before=frozenset(page.path for page in PAGES if page.get and page.open),
    )
    porter = Porter(gate, PAGES)
    gate.routes = [_route(porter, page) for page in PAGES]

    @asynccontextmanager
    async def living(_app: Starlette) -> AsyncIterator[None]:
        sweeping = asyncio.create_task(_sweep(sessions))
        try:
            yield
        finally:
            sweeping.cancel()
            sessions.end_all()

    async def lost(request: Request, failed: Exception) -> Response:
        status = failed.status_code if isinstance(failed, HTTPException) else 500
        return stop(porter.visit(request), "not_found", status)

    app = Starlette(
        routes=[*gate.routes, Route("/static/{name}", fixed.serve)],
        exception_handlers={HTTPException: lost},
        lifespan=living,
    )
    app.state.gate = gate
    return Guard(app, office.host, office.origin, office.secure)


def _route(porter: Porter, page: Page) -> Route:
    async def answer(request: Request) -> Response:
        return await porter(page, request)

    methods = [*(["GET"] if page.get or page.post else []), *(["POST"] if page.post else [])]
    return Route(page.path, answer, methods=methods)


async def _sweep(sessions: Sessions, every: float = SWEEP_EVERY) -> None:
    """No key outlives its time by more than this pause."""
    while True:
        await asyncio.sleep(every)
        sessions.sweep()
