"""Who may read: the list, a link for a newcomer, their key, its admission, a removal. For leads.

The newcomer's key pair is made in this process, on their own page; its halves never meet a lead.
It reads nothing until a lead has compared its fingerprint and typed the organisation's passphrase.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar, cast

from adapters.web.form import Turned, Unfit
from adapters.web.page import Page, stop
from adapters.web.shown import known, with_cookie
from bot.errors import BadKeyFile, CloseCallError, NotAllowed, SetupError, WrongPassphrase

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from adapters.web.invitations import Invitation
    from adapters.web.visit import Visit
    from bot.ports import Keyholder

T = TypeVar("T")
LEAD: Final = "lead"
SPEAKUP: Final = "speakup"
BREAK_GLASS: Final = "break-glass"
MOST_ROLE: Final = 40
ORGANISATION: Final = "organisation"


async def people(visit: Visit) -> Response:
    """The list, who waits to be admitted, and the form for a link."""
    back = visit.office.back
    version, until, listed = await asyncio.to_thread(back.people.listed)
    present = {key: groups for key, _, groups, here in listed if here}
    named = {key for key, groups in present.items() if LEAD in groups}
    return visit.page(
        "people.html",
        version=version,
        until=until,
        listed=listed,
        present=len(present),
        named=named,
        leading=named or set(present),
        waiting=back.invitations.made(visit.office.clock()),
        can_sign=back.people.can_sign(),
        me=visit.session.unlocked.key_id.hex(),
    )


async def invited(visit: Visit) -> Response:
    """A link for one newcomer, shown once."""
    form = visit.form
    role = " ".join(form.needed("role").split())
    if len(role) > MOST_ROLE:
        raise Unfit("role", "long")
    if role == BREAK_GLASS:
        raise Unfit("role", "unknown")
    groups = tuple(name for name in (LEAD, SPEAKUP) if form.ticked(name))
    token = visit.office.dice(32).hex()
    visit.office.back.invitations.invite(token, role, groups, visit.office.clock())
    await _note(visit, "invite")
    link = f"{visit.office.origin}/invited/{token}"
    return visit.go("/people", "consolepeople.did.invite", link=link)


async def admitted(visit: Visit) -> Response:
    """A lead has compared the fingerprint: the key goes on the list."""
    back, key_id = visit.office.back, visit.form.needed("key")
    waiting = {each.key_id: each for each in back.invitations.made(visit.office.clock())}
    invitation = waiting.get(key_id)
    if invitation is None:
        return visit.go("/people", "consolepeople.gone", well=False)
    if not visit.form.ticked("compared"):
        raise Unfit("compared")
    by = cast("Keyholder", visit.session.unlocked.desk.unsealer)
    role, groups, phrase = invitation.role, invitation.groups, visit.form.needed("organisation")
    found = await _signing(visit, lambda: back.people.admit(key_id, role, groups, phrase, by))
    back.invitations.close(key_id)
    return visit.go("/people", "consolepeople.did.admit", role=role, n=found)


async def handed_over(visit: Visit) -> Response:
    """The cases that a reviewer may read and lacks: after an admission that was interrupted."""
    newcomer = bytes.fromhex(visit.form.needed("key"))
    by = cast("Keyholder", visit.session.unlocked.desk.unsealer)
    found = await asyncio.to_thread(visit.office.back.people.hand_over, newcomer, by)
    return visit.go("/people", "consolepeople.did.hand_over", n=found)


async def sent_away(visit: Visit) -> Response:
    """A key that nobody here knows."""
    key_id, back = visit.form.needed("key"), visit.office.back
    await asyncio.to_thread(back.people.send_away, key_id)
    back.invitations.close(key_id)
    return visit.go("/people", "consolepeople.did.send_away")


async def removed(visit: Visit) -> Response:
    """A key is retired, and its owner signed out everywhere."""
    key_id, phrase = visit.form.needed("key"), visit.form.needed("organisation")
    by = cast("Keyholder", visit.session.unlocked.desk.unsealer)
    if key_id == by.key_id.hex():
        raise Turned("consolepeople.why.yourself")
    here = visit.office.back.people
    rotated, left = await _signing(visit, lambda: here.remove(key_id, phrase, by))
    return _removed(visit, key_id, rotated, left)


async def removed_again(visit: Visit) -> Response:
    """The cases that a retired key opens still: after a crash, or with another key."""
    key_id, here = visit.form.needed("key"), visit.office.back.people
    by = cast("Keyholder", visit.session.unlocked.desk.unsealer)
    try:
        rotated, left = await asyncio.to_thread(here.remove_again, key_id, by)
    except NotAllowed as refusal:
        raise Turned(f"consolepeople.why.{refusal.detail}") from None
    return _removed(visit, key_id, rotated, left)


def _removed(visit: Visit, key_id: str, rotated: int, left: int) -> Response:
    visit.gate.sessions.end_of(bytes.fromhex(key_id))
    key = "consolepeople.did.remove_left" if left else "consolepeople.did.remove"
    return visit.go("/people", key, well=not left, name=key_id[:8], n=rotated, left=left)


async def led(visit: Visit) -> Response:
    """Somebody becomes a lead, or is one no longer."""
    key_id, phrase = visit.form.needed("key"), visit.form.needed("organisation")
    on = visit.form.needed("lead") == "on"
    by = cast("Keyholder", visit.session.unlocked.desk.unsealer)
    here = visit.office.back.people
    await _signing(visit, lambda: here.lead(key_id, on=on, passphrase=phrase, by=by))
    return visit.go("/people", "consolepeople.did.lead", name=key_id[:8])


async def _signing(visit: Visit, work: Callable[[], T]) -> T:
    """Something that the organisation's key signs. Raises Turned when it did not."""
    lockout = visit.gate.lockout
    if wait := lockout.wait(ORGANISATION, ""):
        raise Turned("console.signin.wait", "organisation", n=wait)
    lockout.failed(ORGANISATION, "")
    try:
        async with visit.gate.unlocking:
            found = await asyncio.to_thread(work)
    except (WrongPassphrase, BadKeyFile, SetupError):
        raise Turned("consolepeople.why.organisation", "organisation") from None
    except NotAllowed as refusal:
        lockout.cleared(ORGANISATION, "")
        raise Turned(f"consolepeople.why.{refusal.detail}") from None
    except CloseCallError:  # of the database, or of a case: no word about the passphrase
        lockout.cleared(ORGANISATION, "")
        raise
    lockout.cleared(ORGANISATION, "")
    return found


async def _note(visit: Visit, act: str) -> None:
    desk = visit.session.unlocked.desk
    await visit.drive(lambda: desk.audit.append(desk.calendar(), desk.unsealer.key_id, act))


# --- the newcomer's own page, before there is anybody to sign in ---------------------------------


async def welcome(visit: Visit) -> Response:
    """What a link opens: what will happen, and a button; then what was made, to who made it."""
    invitation, kept = _invitation(visit), "kept" in visit.request.query_params
    if invitation is None:
        return stop(visit, "not_found", 404)
    made = visit.office.back.shown.get(known(visit.request), visit.office.clock())
    if invitation.key_id and not (kept or (made and made[0] == invitation.key_id)):
        return stop(visit, "not_found", 404)
    page = visit.page(
        "invited.html",
        role=invitation.role,
        made=made if invitation.key_id else None,
        done=bool(invitation.key_id),
    )
    here = visit.office
    return with_cookie(visit.request, page, here.dice, secure=here.secure)


async def made(visit: Visit) -> Response:
    """A key pair, made here and now, once; or its owner has written everything down."""
    invitation, shown, cookie = _invitation(visit), visit.office.back.shown, known(visit.request)
    if visit.form.ticked("kept"):
        shown.drop(cookie)
        return visit.go(f"{visit.place}?kept")
    async with shown.lock:  # a double click waits here, and finds the first one's key
        if invitation is not None and cookie and not invitation.key_id:
            found = await asyncio.to_thread(visit.office.back.people.make)
            invitation.key_id = found[0]
            shown.put(cookie, found, visit.office.clock())
    return visit.go(visit.place)


def _invitation(visit: Visit) -> Invitation | None:
    return visit.office.back.invitations.find(visit.params["token"], visit.office.clock())


PAGES: Final = (
    Page("/people", get=people, lead=True, nav="consoleback.nav.people"),
    Page("/people/invite", get=people, post=invited, lead=True),
    Page("/people/admit", get=people, post=admitted, lead=True),
    Page("/people/hand-over", get=people, post=handed_over, lead=True),
    Page("/people/send-away", get=people, post=sent_away, lead=True),
    Page("/people/lead", get=people, post=led, lead=True),
    Page("/people/remove", get=people, post=removed, lead=True),
    Page("/people/remove-again", get=people, post=removed_again, lead=True),
    Page("/invited/{token}", get=welcome, post=made, open=True),
)
