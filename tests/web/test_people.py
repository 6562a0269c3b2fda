"""Who may read, changed from the pages: invited, made, admitted, removed, recovered; codes."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import TYPE_CHECKING, cast

import pytest
from pyotp import TOTP

from adapters.web.gate import STRANGERS
from adapters.web.invitations import MOST
from bot.work import commit
from closecall import wiring
from closecall.home import Home, write_private
from closecall.wiring.leads import moved
from tests.web.organisation import CHEAP, Organisation
from tests.web.test_held import held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from closecall.wiring.people import People
    from tests.web.organisation import Browser, Doors


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    """One of one test's own: it changes who may read."""
    return Organisation.founded(tmp_path / "people")


@pytest.fixture
def doors(organisation: Organisation) -> Iterator[Doors]:
    """Its console, open; the key files that it makes cost little to try."""
    with organisation.open() as opened:
        cast("People", opened.office.back.people).cost = CHEAP
        yield opened


def seconds() -> int:
    """The second that one-time codes go by."""
    return int(time.time())


def link_of(browser: Browser) -> str:
    """The path of the link that the page shows, once."""
    return link_in(browser.get("/people").text)


def link_in(page: str) -> str:
    """The path of the link on a page."""
    found = re.search(r"http://127\.0\.0\.1:8765(/invited/[0-9a-f]{64})", page)
    assert found
    return found[1]


def secrets(page: str) -> list[str]:
    """Passphrase, recovery code and fingerprint, or the first two."""
    return [unescape(each) for each in re.findall(r"<dd><code>([^<]+)</code></dd>", page)]


def made_by(newcomer: Browser, path: str) -> list[str]:
    """Open a link and press its button: key id, passphrase and recovery code."""
    newcomer.get(path)
    assert newcomer.post(path, {}).headers["location"] == path
    passphrase, recovery, key = secrets(newcomer.get(path).text)
    return [passphrase, recovery, key]


def recovered(browser: Browser, code: str) -> list[str]:
    """Type a recovery code: the new passphrase and the new code, or nothing."""
    browser.get("/recover")
    browser.post("/recover", {"name": "night shift", "recovery": code})
    return secrets(browser.get("/recover").text)


def invited(lead: Browser, **more: str) -> str:
    """Invite `security two`; the link's path."""
    sent = lead.fill("/people", "/people/invite", role="night shift", **more)
    assert sent.status_code == 303, sent.text
    return link_of(lead)


def acts(doors: Doors) -> list[str]:
    """Every act, the newest first."""
    page = doors.office.back.records.page
    return [each.act for each in doors.writer.run(commit(lambda: page(0, 1000)))]


def test_a_newcomer_makes_a_key_is_admitted_and_reads_old_cases(
    doors: Doors, organisation: Organisation
) -> None:
    case = doors.organisation.report(doors.writer)
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    assert path not in lead.get("/people").text, "the link is shown once"
    passphrase, recovery, key = made_by(newcomer, path)
    assert len(passphrase.split()) == 6
    assert made_by(newcomer, path) == [passphrase, recovery, key], "a double click makes one key"
    stranger = doors.browser()
    assert stranger.get(path).status_code == 404
    assert stranger.get(stranger.post(path, {}).headers["location"]).status_code == 404
    assert newcomer.sign_in("night shift", passphrase).status_code == 403, "on no list yet"
    led = newcomer.post(path, {"kept": "yes"}).headers["location"]
    assert "Done." in newcomer.get(led).text
    assert passphrase not in newcomer.get(led).text
    assert newcomer.get(path).status_code == 404

    page = lead.get("/people").text
    assert key in page
    assert passphrase not in page
    hidden = lead.hidden(page, "/people/admit")
    wrong = lead.post("/people/admit", {**hidden, "compared": "yes", "organisation": "no"})
    assert wrong.status_code == 422
    assert "does not open the organisation" in wrong.text
    doors.organisation.time.now += 60
    right = {"organisation": organisation.organisation_passphrase, "compared": "yes"}
    sent = lead.fill("/people", "/people/admit", **right)
    assert sent.status_code == 303, sent.text
    page = lead.get("/people").text
    assert "1 case was handed over" in page
    assert "Keys that wait to be admitted" not in page
    assert newcomer.sign_in("night shift", passphrase).status_code == 303
    assert newcomer.get(f"/case/{case}").status_code == 200
    assert {"invite", "reviewer-add"} <= set(acts(doors))


def test_from_the_second_person_on_only_leads_lead(
    doors: Doors, organisation: Organisation
) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    passphrase = admitted(organisation, lead, newcomer)
    assert newcomer.sign_in("night shift", passphrase).status_code == 303
    for path in ("/people", "/settings"):
        assert newcomer.get(path).status_code == 403
    assert '"/people"' not in newcomer.get("/inbox").text
    assert lead.get("/people").status_code == 200
    other = doors.signed_in("security")
    assert other.get("/people").status_code == 200, "who led so far still does"


def admitted(organisation: Organisation, lead: Browser, newcomer: Browser, **more: str) -> str:
    """A newcomer with a key on the list; the passphrase."""
    path = invited(lead, **more)
    made = made_by(newcomer, path)
    right = {"organisation": organisation.organisation_passphrase, "compared": "yes"}
    assert lead.fill("/people", "/people/admit", **right).status_code == 303
    return made[0]


def test_who_was_not_compared_is_not_admitted(doors: Doors, organisation: Organisation) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    made_by(newcomer, path)
    sent = lead.fill("/people", "/people/admit", organisation=organisation.organisation_passphrase)
    assert sent.status_code == 422
    assert len(wiring.manifest(doors.organisation.settings)().recipients) == 3
    lead.fill("/people", "/people/send-away", key=doors.office.back.invitations.made(0)[0].key_id)
    assert "wait to be admitted" not in lead.get("/people").text
    folder = Home(doors.organisation.settings.home).reviewers
    assert len(list(folder.glob("*.key"))) == len(list(folder.glob("*.recovery"))) == 2


def test_a_link_ends_after_two_days_and_a_made_up_one_is_none(doors: Doors) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    assert newcomer.get(path).status_code == 200
    assert newcomer.get("/invited/" + "0" * 64).status_code == 404
    doors.organisation.time.now += 48 * 3600
    assert newcomer.get(path).status_code == 404


def test_what_was_made_is_shown_for_a_quarter_of_an_hour(doors: Doors) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    assert made_by(newcomer, path)
    doors.organisation.time.now += 15 * 60
    assert newcomer.get(path).status_code == 404


def test_a_removed_reviewer_is_signed_out_and_reads_nothing_more(
    doors: Doors, organisation: Organisation
) -> None:
    case = doors.organisation.report(doors.writer)
    lead, leaving = doors.signed_in("safety"), doors.signed_in("security")
    assert leaving.get(f"/case/{case}").status_code == 200
    key = doors.organisation.keys["security"]
    hidden = lead.hidden(lead.get("/people").text, "/people/remove")
    right = {**hidden, "key": key, "organisation": organisation.organisation_passphrase}
    sent = lead.post("/people/remove", right)
    assert sent.status_code == 303, sent.text
    assert "1 case got a new key" in lead.get("/people").text
    assert "Open my key" in leaving.get("/inbox").text
    assert leaving.sign_in("security").status_code == 403
    (kept,) = doors.writer.run(commit(doors.cases.all))
    assert key not in {slot.key_id.hex() for slot in kept.slots}


def test_a_removal_that_stopped_after_the_list_is_finished_on_the_same_page(
    doors: Doors, organisation: Organisation
) -> None:
    organisation.report(doors.writer)
    lead, leaving = doors.signed_in("safety"), organisation.keys["security"]
    assert "/people/remove-again" not in lead.get("/people").text

    def readers() -> set[str]:
        (kept,) = doors.writer.run(commit(doors.cases.all))
        return {slot.key_id.hex() for slot in kept.slots}

    following = wiring.manifest(organisation.settings)().removing(bytes.fromhex(leaving))
    write_private(Home(organisation.settings.home).manifest, organisation.sign(following))
    assert leaving in readers()
    sent = lead.fill("/people", "/people/remove-again", key=organisation.keys["safety"])
    assert "not on the list" in sent.text
    assert lead.fill("/people", "/people/remove-again", key=leaving).status_code == 303
    assert "1 case got a new key" in lead.get("/people").text
    assert leaving not in readers()
    assert organisation.keys["safety"] in readers()


def test_nobody_removes_themselves_and_the_last_lead_stays(
    doors: Doors, organisation: Organisation
) -> None:
    lead = doors.signed_in("safety")
    hidden = lead.hidden(lead.get("/people").text, "/people/remove")
    mine = doors.organisation.keys["safety"]
    sent = lead.post(
        "/people/remove",
        {**hidden, "key": mine, "organisation": organisation.organisation_passphrase},
    )
    assert sent.status_code == 422
    assert "Nobody removes themselves" in sent.text


def test_who_alone_reads_a_case_is_not_removed(doors: Doors, organisation: Organisation) -> None:
    case = organisation.report(doors.writer)
    lead, other = doors.signed_in("safety"), doors.signed_in("security")
    mine = organisation.keys["safety"]
    other.fill(f"/case/{case}/exclude", reviewer=mine)
    hidden = lead.hidden(lead.get("/people").text, "/people/remove")
    phrase = organisation.organisation_passphrase
    right = {**hidden, "key": organisation.keys["security"], "organisation": phrase}
    sent = lead.post("/people/remove", right)
    assert sent.status_code == 422
    assert "break-glass key alone" in sent.text
    assert "at work" in lead.get("/people").text
    assert other.get(f"/case/{case}").status_code == 200


def test_a_lead_is_made_and_unmade_but_never_the_last_one(
    doors: Doors, organisation: Organisation
) -> None:
    first, second = doors.signed_in("safety"), doors.signed_in("security")
    phrase = organisation.organisation_passphrase
    theirs, mine = organisation.keys["security"], organisation.keys["safety"]

    def send(browser: Browser, key: str, lead: str) -> int:
        hidden = browser.hidden(browser.get("/people").text, "/people/lead")
        right = {**hidden, "key": key, "lead": lead, "organisation": phrase}
        return int(browser.post("/people/lead", right).status_code)

    assert send(first, theirs, "on") == 303
    assert second.get("/people").status_code == 200
    assert send(second, theirs, "on") == 303
    assert first.get("/people").status_code == 200, "who led so far still does"
    assert send(first, theirs, "off") == 303
    assert second.get("/people").status_code == 403
    assert send(first, mine, "off") == 422
    assert first.get("/people").status_code == 200
    assert acts(doors)[:3] == ["lead-off", "lead-on", "lead-on"]


def test_a_key_is_recovered_with_its_code_and_the_old_passphrase_is_over(
    doors: Doors, organisation: Organisation
) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    old, code, _ = made_by(newcomer, path)
    right = {"organisation": organisation.organisation_passphrase, "compared": "yes"}
    assert lead.fill("/people", "/people/admit", **right).status_code == 303
    assert recovered(newcomer, "x") == []
    new, fresh = recovered(newcomer, code.lower())
    assert fresh != code
    assert recovered(newcomer, code) == [new, fresh], "a double click makes one passphrase"
    assert newcomer.sign_in("night shift", old).status_code == 403
    assert newcomer.sign_in("night shift", new).status_code == 303
    newcomer.post("/recover", {"kept": "yes"})
    assert secrets(newcomer.get("/recover").text) == []
    assert recovered(newcomer, code) == [], "the old code is over"
    assert acts(doors).count("recover") == 1


def test_a_recovery_that_cannot_be_noted_leaves_the_code_to_try_again_with(
    doors: Doors, organisation: Organisation
) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    _, code, _ = made_by(newcomer, path)
    right = {"organisation": organisation.organisation_passphrase, "compared": "yes"}
    assert lead.fill("/people", "/people/admit", **right).status_code == 303
    with held(doors):
        assert recovered(newcomer, code) == []
    new, _ = recovered(newcomer, code)
    assert newcomer.sign_in("night shift", new).status_code == 303


def test_guessing_recovery_codes_waits_longer_each_time(doors: Doors) -> None:
    browser = doors.browser()
    browser.get("/recover")
    tries = [browser.post("/recover", {"name": "safety", "recovery": "x"}) for _ in range(5)]
    assert tries[0].status_code == 403
    assert tries[-1].status_code == 429


def test_no_form_of_these_pages_is_answered_with_a_page(
    doors: Doors, organisation: Organisation
) -> None:
    """Browsers keep forms and their answers together, on disk: passphrases stand in these."""
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    path = invited(lead)
    newcomer.get(path)
    newcomer.get("/recover")
    hidden = lead.hidden(lead.get("/people").text, "/people/invite")
    sent = [
        newcomer.client.post(path, data={}),
        newcomer.client.post(path, data={"kept": "yes"}),
        newcomer.client.post("/recover", data={"name": "safety", "recovery": "x"}),
    ]
    for number, place in enumerate(("invite", "admit", "send-away", "remove", "lead")):
        form = {**hidden, "once": str(number), "organisation": "wrong", "compared": "yes"}
        form |= {"key": organisation.keys["security"], "lead": "on"}
        sent.append(lead.client.post(f"/people/{place}", data=form))
    for place in ("/account", "/account/passkey", "/settings"):
        form = {**hidden, "once": place, "code": "1", "CLOSECALL_CHECK_WEEKS": "soon"}
        sent.append(lead.client.post(place, data=form))
    assert {answer.status_code for answer in sent} == {303}
    assert "wrong" not in lead.get("/people/remove?refused").text


def test_codes_are_set_up_asked_for_and_turned_off(doors: Doors) -> None:
    browser = doors.signed_in("safety")
    page = browser.get("/account").text
    found = re.search(r'<p class="private"><code class="long">([A-Z2-7 ]+)</code>', page)
    assert found
    secret = found[1].replace(" ", "")
    assert browser.fill("/account", code="123").status_code == 422
    assert found[1] in browser.get("/account").text, "the same secret until it is kept"
    clock = seconds
    assert browser.fill("/account", code=TOTP(secret).at(clock())).status_code == 303
    assert secret not in browser.get("/account").text
    home = Home(doors.organisation.settings.home)
    files = [path.read_bytes() for path in home.reviewers.iterdir()]
    assert not any(secret.encode() in content for content in files)

    other = doors.browser()
    assert other.sign_in("safety").status_code == 403
    doors.organisation.time.now += 60
    code = TOTP(secret).at(clock() + 30)
    assert other.sign_in("safety", code=code).status_code == 303
    doors.organisation.time.now += 60
    third = doors.browser()
    assert third.sign_in("safety", code=code).status_code == 403, "a code opens once"
    assert acts(doors).count("codes-on") == 1


def test_codes_that_could_not_be_turned_off_are_still_asked_for_and_let_in(doors: Doors) -> None:
    browser = doors.signed_in("safety")
    shown = re.search(r'"long">([A-Z2-7 ]+)</code>', browser.get("/account").text)
    assert shown
    codes = TOTP(shown[1].replace(" ", ""))
    assert browser.fill("/account", code=codes.at(seconds())).status_code == 303
    with held(doors):
        browser.fill("/account", code=codes.at(seconds() + 30))
    assert doors.browser().sign_in("safety").status_code == 403
    doors.organisation.time.now += 60
    assert doors.browser().sign_in("safety", code=codes.at(seconds() + 30)).status_code == 303


def test_nobody_who_is_not_signed_in_keeps_a_lead_from_signing(
    doors: Doors, organisation: Organisation
) -> None:
    lead, stranger = doors.signed_in("safety"), doors.browser()
    for name in ("organisation", "\0organisation"):
        for _ in range(4):
            stranger.post("/sign-in", {"name": name, "passphrase": "x"})
    hidden = lead.hidden(lead.get("/people").text, "/people/lead")
    told = {"key": organisation.keys["security"], "lead": "on"}
    phrase = organisation.organisation_passphrase
    sent = lead.post("/people/lead", {**hidden, **told, "organisation": phrase})
    assert sent.status_code == 303, sent.text


def test_who_finds_a_screen_open_cannot_guess_the_code_that_turns_codes_off(
    doors: Doors,
) -> None:
    browser = doors.signed_in("safety")
    shown = re.search(r'"long">([A-Z2-7 ]+)</code>', browser.get("/account").text)
    assert shown
    codes = TOTP(shown[1].replace(" ", ""))
    assert browser.fill("/account", code=codes.at(seconds())).status_code == 303
    tries = [browser.fill("/account", code=f"{n}").text for n in range(4)]
    assert "Too many tries" in tries[-1]
    assert browser.fill("/account", code=codes.at(seconds() + 30)).status_code == 422
    doors.organisation.time.now += 60
    assert browser.fill("/account", code=codes.at(seconds() + 30)).status_code == 303
    assert doors.browser().sign_in("safety").status_code == 303, "no code is asked for any more"


def test_taking_the_file_away_does_not_turn_codes_off(doors: Doors) -> None:
    browser = doors.signed_in("safety")
    secret = re.search(r'"long">([A-Z2-7 ]+)</code>', browser.get("/account").text)
    assert secret
    code = TOTP(secret[1].replace(" ", "")).at(seconds())
    browser.fill("/account", code=code)
    (file,) = Home(doors.organisation.settings.home).reviewers.glob("*.codes")
    file.unlink()
    assert doors.browser().sign_in("safety").status_code == 403


def test_no_lead_page_takes_a_form_from_who_is_no_lead(
    doors: Doors, organisation: Organisation
) -> None:
    lead, newcomer = doors.signed_in("safety"), doors.browser()
    passphrase = admitted(organisation, lead, newcomer)
    newcomer.sign_in("night shift", passphrase)
    csrf = newcomer.hidden(newcomer.get("/account").text, "/account")["csrf"]
    for path in ("invite", "admit", "send-away", "remove"):
        form = {"csrf": csrf, "role": "x", "key": "00"}
        sent = newcomer.client.post(f"/people/{path}", data=form)
        assert sent.status_code == 303
        assert "Only a lead" in newcomer.get(sent.headers["location"]).text


def test_the_page_says_that_an_invitation_ends_with_the_console(
    organisation: Organisation, doors: Doors
) -> None:
    lead = doors.signed_in()
    lead.fill("/people", "/people/invite", role="night shift")
    page = lead.get("/people").text
    assert "It works until the console stops" in page
    assert "Link and key end after 48 hours, or when the console stops" in page
    path = link_in(page)
    made_by(doors.browser(), path)
    assert "Keys that wait to be admitted" in lead.get("/people").text
    with organisation.open() as after:  # the console was stopped and started
        assert after.browser().get(path).status_code == 404
        assert "Keys that wait to be admitted" not in after.signed_in().get("/people").text


def test_while_nobody_is_named_everybody_is_shown_as_the_lead_that_they_are(
    tmp_path: Path,
) -> None:
    organisation = Organisation.founded(tmp_path / "leading")
    with organisation.open() as doors:
        page = doors.signed_in().get("/people").text
        assert page.count("lead: people and settings too") == 2
        assert "so everybody is one" in page
    key = bytes.fromhex(organisation.keys["safety"])
    following = moved(wiring.manifest(organisation.settings)(), key, on=False)
    write_private(Home(organisation.settings.home).manifest, organisation.sign(following))
    with organisation.open() as doors:
        page = doors.signed_in("security").get("/people").text
        assert page.count("lead: people and settings too") == 1
        assert "so everybody is one" not in page


def test_who_came_to_recover_by_mistake_finds_the_way_back(doors: Doors) -> None:
    assert '<a href="/sign-in">Back to signing in</a>' in doors.browser().get("/recover").text


def test_nobody_is_invited_under_the_name_that_opens_everything(doors: Doors) -> None:
    lead = doors.signed_in()
    answer = lead.fill("/people", "/people/invite", role=" break-glass ")
    assert answer.status_code == 422
    assert not doors.office.back.invitations._open


def test_of_too_many_links_the_oldest_ends(doors: Doors) -> None:
    lead, stranger = doors.signed_in(), doors.browser()
    links = [invited(lead) for _ in range(MOST + 1)]
    assert stranger.get(links[0]).status_code == 404
    assert stranger.get(links[1]).status_code == 200
    assert len(doors.office.back.invitations._open) == MOST


def test_at_full_doors_nobody_recovers_and_nobody_has_failed(doors: Doors) -> None:
    browser = doors.browser()
    browser.get("/recover")
    gate = browser.gate(doors)
    gate.unlocking.queue = STRANGERS
    for _ in range(5):
        assert browser.post("/recover", {"name": "safety", "recovery": "x"}).status_code == 403
    assert not gate.lockout._tries


def test_guessing_the_passphrase_of_the_organisation_waits_longer_each_time(
    doors: Doors, organisation: Organisation
) -> None:
    lead = doors.signed_in("safety")
    form = {"key": organisation.keys["security"], "organisation": "not this one"}
    said = [lead.fill("/people", "/people/remove", **form).text for _ in range(5)]
    assert "does not open the organisation" in said[0]
    assert "Too many tries" in said[-1]
    right = form | {"organisation": organisation.organisation_passphrase}
    assert "Too many tries" in lead.fill("/people", "/people/remove", **right).text
    assert organisation.keys["security"] in lead.get("/people").text


def test_a_refused_act_of_a_lead_keeps_no_passphrase_of_the_organisation(doors: Doors) -> None:
    browser = doors.signed_in()
    form = {"key": doors.organisation.keys["security"], "organisation": "velocipede"}
    page = browser.fill("/people", "/people/remove", **form).text
    assert "does not open the organisation" in page
    (session,) = browser.gate(doors).sessions._open.values()
    assert "velocipede" not in repr(session.typed) + page
