"""One address of the console: what shows it, what takes its form, and who finds it in a menu.

A page decides nothing about who may ask for it: the porter reads here what it needs, and asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import CloseCallError
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from starlette.responses import Response

    from adapters.web.sessions import Session
    from adapters.web.visit import Visit

    Handler = Callable[[Visit], Awaitable[Response]]


@frozen
class Page:
    """One address: what shows it, what takes its form.

    `open` needs nobody signed in; `lead` is for leads only; `nav` is the key of its word in the
    menu, empty for none. A `part` is asked for by a script and is shown inside another page. What
    `ends` a session needs no list of readers: without one, too, a key can be put away.
    """

    path: str
    get: Handler | None = None
    post: Handler | None = None
    open: bool = False
    lead: bool = False
    nav: str = ""
    part: bool = False
    ends: bool = False

    @property
    def behind(self) -> bool:
        """Whether it shows itself, and only behind the gate: to who is signed in."""
        return self.get is not None and not self.open


def menu(pages: Iterable[Page], session: Session | None) -> dict[str, str]:
    """What this session's menu holds: by address, the key of its word. Nothing for nobody."""
    return {
        page.path: page.nav
        for page in pages
        if page.nav and session and (not page.lead or _leads(session))
    }


def _leads(session: Session) -> bool:
    """Without a list of readers nobody leads; the page that was asked for says what is wrong."""
    try:
        return session.unlocked.lead()
    except CloseCallError:
        return False


def stop(visit: Visit, why: str, status: int, words: str = "") -> Response:
    """A page that says why there is no other."""
    visit.status = status
    visit.notice, visit.recalled, visit.faults = "", False, ()  # of a form that is not here
    said = words or visit.words(f"console.stop.{why}")
    return visit.page("stop.html", title=visit.words("console.stop.title"), said_why=said)
