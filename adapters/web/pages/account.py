"""A reviewer's own page: the fingerprint, one-time codes; and, for who is locked out, recovery."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from adapters.web.form import Turned
from adapters.web.page import Page
from adapters.web.pages.speaking import recall_name
from adapters.web.shown import known, with_cookie
from bot.errors import OpenError, SetupError, WrongPassphrase

if TYPE_CHECKING:
    from starlette.responses import Response

    from adapters.web.backoffice import OnePasskey, OneTime
    from adapters.web.visit import Visit

ON: Final = "codes-on"
OFF: Final = "codes-off"


async def account(visit: Visit) -> Response:
    """Who I am here, and whether a code is asked for at my door."""
    unlocked = visit.session.unlocked
    codes, back = _codes(visit), visit.office.back
    secret = ""
    if not codes.set_up:
        # The same secret is shown until it is kept: a wrong code must not change it.
        secret = visit.session.typed.setdefault("secret", {}).setdefault(
            "secret", [back.new_secret()]
        )[0]
    return visit.page(
        "account.html",
        key=unlocked.key_id.hex(),
        role=unlocked.role,
        leads=unlocked.lead(),
        on=codes.set_up,
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        link=back.code_link(secret, unlocked.role) if secret else "",
        **_passkey_shown(visit),
    )


async def coded(visit: Visit) -> Response:
    """Turn codes on with a first code, or off with another one. Guessing waits, as at the door."""
    codes, code = _codes(visit), visit.form.needed("code")[:20]
    lockout, tried = visit.gate.lockout, f"code {visit.session.unlocked.key_id.hex()}"
    if wait := lockout.wait(tried, ""):
        raise Turned("console.signin.wait", "code", n=wait)
    lockout.failed(tried, "")
    typed = visit.session.typed.get("secret", {}).get("secret", [""])[0]
    if codes.set_up:
        right, act, key = codes.holds(code), OFF, "consolepeople.did.codes_off"
    else:
        right, act = bool(typed) and codes.begin(typed, code), ON
        key = "consolepeople.did.codes_on"
    if not right:
        raise Turned("consolepeople.why.code", "code")
    lockout.cleared(tried, "")
    visit.session.typed.pop("secret", None)
    desk = visit.session.unlocked.desk
    await visit.drive(lambda: desk.audit.append(desk.calendar(), desk.unsealer.key_id, act))
    if act == OFF:  # noted first: what is gone and said to be on lets nobody in
        codes.end()
    return visit.go("/account", key)


def _passkey_shown(visit: Visit) -> dict[str, object]:
    """Whether there is a passkey, and what the browser needs to make or to use one."""
    passkey, unlocked = _passkey(visit), visit.session.unlocked
    if passkey is None:
        return {"passkey_on": False, "passkey_options": ""}
    on = passkey.set_up
    options = passkey.asking() if on else passkey.options(unlocked.key_id, unlocked.role)
    return {"passkey_on": on, "passkey_options": options}


async def keyed(visit: Visit) -> Response:
    """A passkey made in this browser, or forgotten by who can use it."""
    passkey, answer = _passkey(visit), visit.form.text("passkey")[:8000]
    if passkey is None or not answer:
        return visit.go("/account")
    on = not passkey.set_up
    if not (passkey.begin(answer) if on else _used(passkey, answer)):
        raise Turned("consolepeople.why.passkey")
    desk = visit.session.unlocked.desk
    act = "passkey-on" if on else "passkey-off"
    await visit.drive(lambda: desk.audit.append(desk.calendar(), desk.unsealer.key_id, act))
    if not on:
        passkey.end()
    said = "consolepeople.did.passkey_on" if on else "consolepeople.did.passkey_off"
    return visit.go("/account", said)


def _used(passkey: OnePasskey, answer: str) -> bool:
    """Whether its owner used it once more, to turn it off."""
    try:
        passkey.must_hold(answer)
    except WrongPassphrase:
        return False
    return True


def _passkey(visit: Visit) -> OnePasskey | None:
    make = visit.office.back.passkey
    return make(visit.session.unlocked.desk.unsealer) if make else None


def _codes(visit: Visit) -> OneTime:
    return visit.office.back.codes(visit.session.unlocked.desk.unsealer)


async def recover(visit: Visit) -> Response:
    """The form for who has the printed code; then what was made, to who recovered it."""
    recall_name(visit)
    asked, back = visit.request.query_params, visit.office.back
    wait = min(int(asked["wait"][:4]), 900) if asked.get("wait", "").isdecimal() else 0
    made = back.shown.get(_mark(visit), visit.office.clock())
    refused = "refused" in asked and not made
    visit.status = 429 if wait and refused else 403 if refused else 200
    wrong = "console.signin.wait" if wait else "consolepeople.recover.wrong"
    page = visit.page("recover.html", made=made, why=visit.words(wrong, n=wait) if refused else "")
    return with_cookie(visit.request, page, visit.office.dice, secure=visit.office.secure)


async def recovered(visit: Visit) -> Response:
    """A new passphrase and a new code, shown once. Guarded like signing in."""
    name, code = visit.form.text("name")[:100], visit.form.text("recovery")[:200]
    lockout, key, cookie = visit.gate.lockout, f"recover {name}", _mark(visit)
    shown, doors = visit.office.back.shown, visit.gate.unlocking
    if visit.form.ticked("kept"):
        shown.drop(cookie)
        return visit.go("/sign-in")
    if not cookie or doors.full(known=visit.known):
        return visit.go("/recover?refused")
    if wait := lockout.wait(key, ""):
        return visit.go(f"/recover?refused&wait={wait}")
    lockout.failed(key, "")
    async with doors, shown.lock:  # a double click must not make a second passphrase
        if shown.get(cookie, visit.office.clock()):
            return visit.go("/recover")
        try:
            made = await asyncio.to_thread(visit.office.back.people.recover, name, code)
        except (OpenError, SetupError):
            return visit.go("/recover?refused")
        shown.put(cookie, made, visit.office.clock())
    lockout.cleared(key, "")
    return visit.go("/recover")


def _mark(visit: Visit) -> str:
    """The browser's cookie, for this page alone."""
    cookie = known(visit.request)
    return f"recover {cookie}" if cookie else ""


PAGES: Final = (
    Page("/account", get=account, post=coded, nav="consoleback.nav.account"),
    Page("/account/passkey", get=account, post=keyed),
    Page("/recover", get=recover, post=recovered, open=True),
)
