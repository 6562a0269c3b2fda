"""Signing in: one answer for every mistake, a wait that grows for one and for nobody else."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from adapters.web.app import _sweep
from adapters.web.lockout import FREE_TRIES, LONGEST_WAIT, Lockout
from adapters.web.sessions import IDLE, LONGEST, MOST_SESSIONS, Sessions
from bot.sealed import ObjectKind
from bot.work import commit
from closecall import wiring
from closecall.home import Home, write_private
from closecall.wiring.keyfiles import decoy
from storage.keyfile import _read
from tests.fakes import FixedDice
from tests.web.organisation import Time

if TYPE_CHECKING:
    from tests.web.organisation import Doors, Organisation


def test_a_wrong_name_and_a_wrong_passphrase_get_the_same_answer(doors: Doors) -> None:
    browser = doors.browser()
    wrong = browser.sign_in("safety", "not these words at all")
    unknown = browser.sign_in("nobody", "not these words at all")
    assert wrong.status_code == unknown.status_code == 403
    assert wrong.text == unknown.text
    assert wrong.headers.keys() == unknown.headers.keys()


def test_a_name_that_nobody_has_costs_the_same_work(doors: Doors) -> None:
    """The decoy is a key file like the real ones: same Argon2id, then refused."""
    home = doors.organisation.settings.home
    real = next((home / "reviewers").glob("*.key")).read_bytes()
    false = decoy(real)
    costs = [{name: _read(one)["kdf"][name] for name in "mtp"} for one in (real, false)]
    assert costs[0] == costs[1]
    assert len(_read(real)["ct"]) == len(_read(false)["ct"])


def test_the_first_digits_of_a_key_are_a_name_too(doors: Doors) -> None:
    role, key = "safety", doors.organisation.keys["safety"]
    browser = doors.browser()
    assert browser.sign_in(key[:8], doors.organisation.passphrases[role]).status_code == 303


def test_a_key_does_not_open_for_another_name(doors: Doors) -> None:
    browser = doors.browser()
    other = doors.organisation.passphrases["security"]
    assert browser.sign_in("safety", other).status_code == 403


def test_the_cookie_is_strict_and_hidden_from_scripts(doors: Doors) -> None:
    answer = doors.browser().sign_in("safety")
    cookies = answer.headers.get_list("set-cookie")
    session = next(one for one in cookies if one.startswith("closecall="))
    assert "HttpOnly" in session
    assert "SameSite=strict" in session
    assert "Domain" not in session
    assert "Max-Age" not in session, "it ends with the browser"


def test_signing_in_makes_a_new_cookie_and_ends_the_old_one(doors: Doors) -> None:
    browser = doors.signed_in()
    old = browser.client.cookies["closecall"]
    browser.sign_in("safety")
    assert browser.client.cookies["closecall"] != old
    stranger = doors.browser()
    stranger.client.cookies.set("closecall", old)
    assert "Sign in" in stranger.get("/inbox").text


def test_a_planted_cookie_never_becomes_a_session(doors: Doors) -> None:
    planted = f"closecall={'f' * 64}"
    victim = doors.browser(cookie=planted)
    answer = victim.sign_in("safety")
    assert not any(planted in one for one in answer.headers.get_list("set-cookie"))
    thief = doors.browser(cookie=planted)
    assert "Open my key" in thief.get("/inbox").text


@pytest.mark.parametrize("later", [IDLE, LONGEST])
def test_a_key_is_forgotten_when_its_time_is_up(doors: Doors, later: float) -> None:
    browser = doors.signed_in()
    assert "Inbox" in browser.get("/inbox").text
    doors.organisation.time.now += later
    assert "Open my key" in browser.get("/inbox").text


def test_an_active_session_ends_after_eight_hours_all_the_same(doors: Doors) -> None:
    browser, passed = doors.signed_in(), 0.0
    while passed < LONGEST - IDLE:
        doors.organisation.time.now += IDLE - 1
        passed += IDLE - 1
        assert "Sign out" in browser.get("/inbox").text
    doors.organisation.time.now += IDLE - 1
    assert "Open my key" in browser.get("/inbox").text


def test_signing_out_forgets_the_key_and_asks_the_browser_to_forget(doors: Doors) -> None:
    doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    session = next(iter(browser.gate(doors).sessions._open.values()))
    form = browser.hidden(browser.get("/inbox").text, "/sign-out")
    answer = browser.post("/sign-out", form)
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    sealed = doors.writer.run(commit(doors.cases.all))[0]
    with pytest.raises(ValueError, match="closed"):
        session.unlocked.desk.unsealer.write(sealed, ObjectKind.NOTE, b"{}")
    assert "Open my key" in browser.get("/inbox").text


def test_the_sweep_forgets_a_key_that_nobody_asks_for_any_more(doors: Doors) -> None:
    doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    gate = browser.gate(doors)
    session = next(iter(gate.sessions._open.values()))
    browser.get("/inbox")
    session.typed["/inbox"] = {"text": ["typed"]}
    assert len(session.caseload) > 0
    doors.organisation.time.now += IDLE
    gate.sessions.sweep()
    assert len(gate.sessions) == len(session.caseload) == len(session.typed) == 0
    sealed = doors.writer.run(commit(doors.cases.all))[0]
    with pytest.raises(ValueError, match="closed"):
        session.unlocked.desk.unsealer.write(sealed, ObjectKind.NOTE, b"{}")


def test_where_too_many_are_signed_in_who_was_quiet_the_longest_is_signed_out(
    doors: Doors,
) -> None:
    quiet, busy = doors.signed_in("safety"), doors.signed_in("security")
    sessions = busy.gate(doors).sessions
    theirs = list(sessions._open.values())[-1]
    doors.organisation.time.now += 60
    assert "Sign out" in busy.get("/inbox").text
    for _ in range(MOST_SESSIONS - 1):
        sessions.begin(theirs.unlocked, theirs.caseload)
    assert len(sessions) == MOST_SESSIONS
    assert "Open my key" in quiet.get("/inbox").text
    assert "Sign out" in busy.get("/inbox").text


def test_signing_out_needs_our_own_form(doors: Doors) -> None:
    browser = doors.signed_in()
    browser.post("/sign-out", {})
    assert "Sign out" in browser.get("/inbox").text


def test_who_is_taken_off_the_list_is_out_at_once(doors: Doors) -> None:
    browser = doors.signed_in("security")
    home = Home(doors.organisation.settings.home)
    before = home.manifest.read_bytes()
    held = wiring.manifest(doors.organisation.settings)()
    key = bytes.fromhex(doors.organisation.keys["security"])
    try:
        write_private(home.manifest, doors.organisation.sign(held.removing(key)))
        assert browser.get("/inbox").status_code == 403
        assert "no longer on the list" in browser.shown
        assert len(browser.gate(doors).sessions) == 0, "and the key is forgotten"
        assert doors.browser().sign_in("security").status_code == 403
    finally:
        home.mark.unlink()
        write_private(home.manifest, before)


# --- the lockout, without pages --------------------------------------------------------------


def lockout() -> tuple[Lockout, Time]:
    """A lockout and its time."""
    time = Time()
    return Lockout(time, FixedDice()), time


def test_the_wait_grows_and_ends() -> None:
    held, time = lockout()
    waits = []
    for _ in range(16):
        held.failed("safety", "")
        waits.append(held.wait("safety", ""))
        time.now += waits[-1]
        assert held.wait("safety", "") == 0
    assert waits[: FREE_TRIES - 1] == [0] * (FREE_TRIES - 1)
    growing = waits[FREE_TRIES - 1 :]
    assert growing == sorted(growing)
    assert growing[0] > 0
    assert growing[-1] == LONGEST_WAIT


def test_nobody_else_waits() -> None:
    held, _ = lockout()
    for _ in range(9):
        held.failed("safety", "")
    assert held.wait("Safety ", "") > 0, "the same name"
    assert held.wait("security", "") == 0


def test_a_browser_that_was_in_before_is_not_kept_out_by_others() -> None:
    held, _ = lockout()
    device = held.entered("safety", "")
    for _ in range(9):
        held.failed("safety", "")
        held.failed("safety", "made up")
    assert held.wait("safety", "made up") > 0
    assert held.wait("safety", device) == 0
    for _ in range(9):
        held.failed("safety", device)
    assert held.wait("safety", device) > 0, "it has a count of its own"


def test_a_device_speaks_for_one_name_only() -> None:
    held, _ = lockout()
    device = held.entered("safety", "")
    for _ in range(9):
        held.failed("security", "")
    assert held.wait("security", device) > 0


def test_made_up_names_do_not_fill_the_memory_and_free_no_real_one() -> None:
    held, _ = lockout()
    for _ in range(9):
        held.failed("safety", "")
    for number in range(5000):
        held.failed(f"name {number}", "")
    assert len(held._tries) <= 4096
    assert held.wait("safety", "") > 0


def test_no_name_that_was_typed_is_kept() -> None:
    """People type a passphrase into the wrong field."""
    held, _ = lockout()
    held.failed("correct horse battery", "")
    held.entered("correct horse battery", "")
    assert "correct" not in repr([held._tries, held._devices])


def test_many_wrong_tries_are_told_how_long_to_wait(doors: Doors) -> None:
    browser = doors.browser()
    for _ in range(FREE_TRIES):
        assert browser.sign_in("auditor", "wrong").status_code == 403
    answer = browser.sign_in("auditor", "wrong")
    assert answer.status_code == 429
    assert "Wait 2 seconds" in answer.text
    assert doors.browser().sign_in("safety").status_code == 303


def test_why_nobody_came_in_is_where_the_focus_goes(doors: Doors) -> None:
    page = doors.browser().sign_in("safety", "wrong").text
    assert '<p class="faults" role="alert" tabindex="-1" id="faults">This name and' in page
    recovering = doors.browser()
    recovering.get("/recover")
    page = recovering.post("/recover", {"name": "safety", "recovery": "wrong"}).text
    assert '<p class="faults" role="alert" tabindex="-1" id="faults">This name and' in page


def test_nothing_that_was_typed_or_said_outlives_a_session(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    (session,) = browser.gate(doors).sessions._open.values()
    hidden = browser.hidden(browser.get("/inbox").text, "/sign-out")
    browser.fill("/inbox", "/inbox/search", search="velocipede")
    browser.get("/inbox")
    browser.fill(f"/case/{case}/action", text="velocipede")
    form = browser.hidden(browser.get(f"/case/{case}/note").text, f"/case/{case}/note")
    speaking = {**form, "here": f"/case/{case}/note", "speak": "it", "text": "velocipede"}
    browser.client.post(
        f"/case/{case}/note", data={**form, "text": "velocipede", "to": "reviewers"}
    )
    browser.client.post("/language", data=speaking)
    held = [session.typed, session.carried, session.refused, session.said, session.search]
    assert all(held), "there is something to forget"
    browser.post("/sign-out", hidden)
    left = [session.typed, session.carried, session.refused, session.said, session.search]
    assert not any(left)
    assert session.told == ("", [])
    assert "velocipede" not in repr([session.typed, session.told])


def test_every_key_is_forgotten_when_the_console_stops(organisation: Organisation) -> None:
    with organisation.open() as doors:
        browser = doors.signed_in()
        gate = browser.gate(doors)
        (session,) = gate.sessions._open.values()
        browser.get("/inbox")
    assert len(gate.sessions) == len(session.caseload) == 0


async def test_the_sweep_comes_back_until_the_console_stops(doors: Doors) -> None:
    gate, swept = doors.signed_in().gate(doors), asyncio.Event()

    class Told(Sessions):
        """Sessions that say when they were swept for the third time."""

        times = 0

        def sweep(self) -> None:
            super().sweep()
            self.times += 1
            if self.times == 3:
                swept.set()

    sweeping = asyncio.create_task(
        _sweep(Told(gate.office.clock, gate.office.dice, doors.writer), 0)
    )
    async with asyncio.timeout(20):
        await swept.wait()
    sweeping.cancel()
    assert not sweeping.done(), "it would go on"
