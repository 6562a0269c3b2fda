"""Signing in and out. A wrong name and a wrong passphrase get one answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from adapters.web.gate import HOME
from adapters.web.lockout import COOKIE as DEVICE
from adapters.web.luggage import COOKIE
from adapters.web.page import Page
from adapters.web.pages.speaking import recall_name
from bot.desk.caseload import Caseload
from bot.errors import OpenError, SetupError

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.office import Unlocked
    from adapters.web.visit import Visit
    from bot.words import Words

ACT: Final = "sign-in"
REFUSED: Final = frozenset({"wrong", "wait", "too_fast", "no_longer"})
_YEAR: Final = 365 * 24 * 3600


async def front(visit: Visit) -> Response:
    """The address without a path."""
    return visit.go(HOME)


async def sign_in(visit: Visit) -> Response:
    """The form."""
    if visit.signed:
        return visit.go(HOME)
    recall_name(visit)
    asked = visit.request.query_params
    where, refused = asked.get("next", ""), asked.get("refused", "")
    wait = min(int(asked["wait"][:4]), 900) if asked.get("wait", "").isdecimal() else 0
    visit.status = 429 if wait else 403 if refused else 200
    return visit.page(
        "signin.html",
        next=where if visit.gate.shown(where) else HOME,
        typed=visit.gate.luggage.waits(visit.request.cookies.get(COOKIE, "")),
        why=_why(visit.words, refused, wait),
    )


def _why(words: Words, refused: str, wait: int) -> str:
    """Why nobody came in, in a sentence; empty where nobody was refused."""
    if wait:
        return words("console.signin.wait", n=wait)
    if refused in {"too_fast", "no_longer"}:
        return words(f"console.stop.{refused}")
    return words("console.signin.wrong") if refused in REFUSED else ""


async def signed_in(visit: Visit) -> Response:
    """The form, sent: the key opens or nothing happens."""
    name = visit.form.text("name")[:100]
    passphrase = visit.form.held.get("passphrase", [""])[0][:500]
    code = visit.form.text("passkey")[:4000] or visit.form.text("code")[:20]
    device, doors = visit.device, visit.gate.unlocking
    lockout, tried = visit.gate.lockout, f"{ACT} {name}"
    if wait := lockout.wait(tried, device):
        return _refused(visit, "wait", wait)
    if doors.full(known=visit.known):  # nothing was tried: it is no failure of this name
        return _refused(visit, "too_fast")
    # Counted before the slow part, so that many tries at once are many tries.
    lockout.failed(tried, device)
    try:
        async with doors:
            unlocked = await asyncio.to_thread(visit.office.unlock, name, passphrase, code)
    except (OpenError, SetupError):
        return _refused(visit, "wrong")
    return await _welcome(visit, unlocked, lockout.entered(tried, device))


async def _welcome(visit: Visit, unlocked: Unlocked, device: str) -> Response:
    """A new session under a new name; what was typed before waits on its page."""
    gate = visit.gate
    gate.sessions.end(visit.request.cookies.get(gate.cookie, ""))
    cookie, session = gate.sessions.begin(unlocked, Caseload(unlocked.desk))
    visit.signed = session
    me = unlocked.key_id
    await visit.leave(ACT, lambda desk: desk.audit.append(desk.calendar(), me, ACT))
    where = visit.form.text("next")
    where = where if gate.shown(where) else HOME
    if waited := gate.luggage.take(visit.request.cookies.get(COOKIE, "")):
        where, typed = waited
        session.typed[where] = typed
    answer = visit.go(where)
    secure = visit.office.secure
    answer.set_cookie(gate.cookie, cookie, httponly=True, secure=secure, samesite="strict")
    answer.set_cookie(
        DEVICE, device, max_age=_YEAR, httponly=True, secure=secure, samesite="strict"
    )
    answer.delete_cookie(COOKIE, path="/sign-in", httponly=True, secure=secure, samesite="strict")
    return answer


async def signed_out(visit: Visit) -> Response:
    """The key is forgotten, and the browser is asked to forget what it kept."""
    gate = visit.gate
    gate.sessions.end(visit.request.cookies.get(gate.cookie, ""))
    answer = visit.go("/sign-in")
    answer.delete_cookie(gate.cookie, httponly=True, secure=visit.office.secure, samesite="strict")
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _refused(visit: Visit, why: str, wait: int = 0) -> Response:
    """Back to the form: no form is answered with a page, and this one holds a passphrase."""
    where = visit.form.text("next")
    led = f"&next={where}" if visit.gate.shown(where) else ""
    return visit.go(f"/sign-in?refused={why}{f'&wait={wait}' if wait else ''}{led}")


PAGES: Final = (
    Page("/", get=front, open=True),
    Page("/sign-in", get=sign_in, post=signed_in, open=True),
    Page("/sign-out", post=signed_out, ends=True),
)
