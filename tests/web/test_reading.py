"""What a reviewer sees, and what another never does: sealed, excluded, searched, escaped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.errors import NotARecipient
from bot.report import CaseId
from bot.work import commit
from storage.tables import audit
from tests.web.organisation import Organisation, record
from tests.web.test_backoffice import acted

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.organisation import Browser, Doors

EVIL = (
    '<script>alert(1)</script> "><img src=x onerror=alert(1)> {{ 7*7 }} \u202egnp.exe\u202c \x07'
)


def act(doors: Doors) -> list[tuple[str, str]]:
    """The audit chain: who (a key's first digits) did what."""

    def read() -> list[tuple[str, str]]:
        rows = doors.writer.connection.execute(sa.select(audit).order_by(audit.c.n))
        return [(row.who.hex()[:8], row.act) for row in rows]

    return doors.writer.run(commit(read))


def exclude(doors: Doors, browser: Browser, case: str, role: str) -> None:
    """Exclude a reviewer through the page."""
    answer = browser.fill(f"/case/{case}/exclude", reviewer=doors.organisation.keys[role])
    assert answer.status_code == 303


def test_an_excluded_reviewer_cannot_open_the_case_not_merely_not_see_it(doors: Doors) -> None:
    case = doors.organisation.report(
        doors.writer, record("The crane swung over the canteen roof.")
    )
    first, second = doors.signed_in("safety"), doors.signed_in("security")
    assert "canteen" in second.get(f"/case/{case}").text
    second.post(
        "/inbox/search",
        {**second.hidden(second.get("/inbox").text, "/inbox/search"), "search": "canteen"},
    )
    assert case in second.get("/inbox").text
    exclude(doors, first, case, "security")
    for path in ("", "/triage", "/lesson", "/approve", "/close", "/note"):
        answer = second.get(f"/case/{case}{path}")
        assert answer.status_code == 403
        assert "not sealed to you" in answer.text
        assert "canteen" not in answer.text
    assert f"/case/{case}" not in second.get("/inbox").text, "nor found by its words"
    desk = next(
        s for s in second.gate(doors).sessions._open.values() if s.unlocked.role == "security"
    ).unlocked.desk
    sealed = doors.writer.run(commit(lambda: doors.cases.load(CaseId.parse(case))))
    for _, one in sealed.objects:
        with pytest.raises(NotARecipient):
            desk.unsealer.open(sealed, one)
    assert "canteen" in first.get(f"/case/{case}").text


def test_a_case_is_told_as_read_once_and_every_change_is_in_the_chain(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    before = len(act(doors))
    browser = doors.signed_in()
    for _ in range(3):
        browser.get(f"/case/{case}")
    browser.fill(f"/case/{case}/note", text="a note", to="reviewers")
    browser.fill(f"/case/{case}/ask", text="Which side?")
    browser.get(f"/case/{case}")
    who = doors.organisation.keys["safety"][:8]
    assert act(doors)[before:] == [(who, one) for one in ("sign-in", "open", "note", "ask")]


def test_what_people_wrote_is_text_and_nothing_else(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer, record(EVIL))
    browser = doors.signed_in()
    browser.fill(f"/case/{case}/note", text=EVIL, to="reviewers")
    for path in ("", "/lesson", "/merge", "/finding"):
        text = browser.get(f"/case/{case}{path}").text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "{{ 7*7 }}" in text or path == "/merge"
        assert "\u202e" not in text
        assert "\x07" not in text


def test_a_search_finds_words_in_memory_and_leaves_them_in_no_address(doors: Doors) -> None:
    case = doors.organisation.report(
        doors.writer, record("The velocipede fell from the mezzanine.")
    )
    other = doors.organisation.report(doors.writer, record("A drum rolled off the pallet."))
    browser = doors.signed_in()
    form = browser.hidden(browser.get("/inbox").text, "/inbox/search")
    answer = browser.post("/inbox/search", {**form, "search": "mezzanine VELOCIPEDE"})
    assert answer.headers["location"] == "/inbox"
    page = browser.get("/inbox").text
    assert case in page
    assert other not in page
    stranger = doors.signed_in("security")
    assert "mezzanine" not in stranger.get("/inbox").text
    form = browser.hidden(page, "/inbox/search")
    browser.post("/inbox/search", {**form, "search": "", "once": "anew"})
    assert other in browser.get("/inbox?show=unread&page=1").text or "Page 1" in browser.shown


def test_the_inbox_shows_one_family_and_what_is_overdue(doors: Doors) -> None:
    cyber = record("A mail asked for the password.", family="cyber", kind="phishing_stopped")
    case = doors.organisation.report(doors.writer, cyber)
    other = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    week = str(doors.office.calendar().plus(-3))
    browser.fill(
        f"/case/{case}/action",
        text="a filter",
        owner="IT lead",
        due=week,
        level="engineer_automate",
    )
    page = browser.get("/inbox").text
    assert "overdue" in page
    form = browser.hidden(page, "/inbox/search")
    browser.post("/inbox/search", {**form, "search": "", "family": "cyber"})
    page = browser.get("/inbox").text
    assert case in page
    assert other not in page
    assert "cyber" not in str(browser.client.get("/inbox").url)


def test_no_title_and_no_address_tells_of_a_report(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    for path in (
        "",
        "/triage",
        "/finding",
        "/action",
        "/ask",
        "/note",
        "/lesson",
        "/close",
        "/merge",
    ):
        page = browser.get(f"/case/{case}{path}").text
        title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
        assert title
        assert "ladder" not in title[1].lower()
        assert "fall" not in title[1].lower()
        links = set(re.findall(r'(?:href|action|hx-post)="([^"#]*)', page))
        known = re.compile(
            r"(/case/[0-9a-f]{32}(/[a-z]+)*(\?to=reporter)?|/[a-z-]+(/[a-z]+)?(\?[a-z=&;0-9]+)?|/static/\S+|)"
        )
        assert [link for link in links if not known.fullmatch(link)] == []


def test_pages_speak_italian_by_header_by_choice_and_back(doors: Doors) -> None:
    browser = doors.browser(**{"accept-language": "it-IT,it;q=0.9,en;q=0.8"})
    assert "Apri la mia chiave" in browser.get("/sign-in").text
    assert '<html lang="it">' in browser.shown
    browser.post("/language", {"speak": "en", "here": "/inbox"})
    assert "Open my key" in browser.get("/sign-in").text


def test_a_removed_mark_is_shown_and_told(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    page = doors.signed_in().get(f"/case/{case}").text
    assert "<mark>[person]</mark>" in page
    assert "Removed before it was sent: [person]." in page


def test_similar_cases_are_offered_and_merging_closes_the_first(doors: Doors) -> None:
    told = "A gantry crane hook scraped along the mezzanine railing above the packing benches."
    one = doors.organisation.report(doors.writer, record(told))
    two = doors.organisation.report(doors.writer, record(told.replace("scraped", "struck")))
    browser = doors.signed_in()
    assert f"/case/{two}" in browser.get(f"/case/{one}").text
    answer = browser.fill(f"/case/{one}/merge", into=two, note="")
    assert answer.status_code == 303, answer.text
    assert "merged into" in browser.get(f"/case/{one}").text
    assert "was merged into this case" in browser.get(f"/case/{two}").text


def test_a_closed_case_can_be_opened_again_and_the_gate_takes_another_reason(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    browser.fill(f"/case/{case}/close", disposition="hazard_only", note="Known.", weeks="0")
    page = browser.get(f"/case/{case}").text
    assert "Hazard only" in page
    for step in ("triage", "finding", "action", "ask", "close"):
        assert f'href="/case/{case}/{step}"' not in page, "it would be refused"
    assert f'href="/case/{case}/lesson"' in page
    refused = browser.fill(f"/case/{case}/note", text="", to="reviewers")
    assert refused.status_code == 422
    assert "The note: it is empty" in refused.text, "as the page calls it"
    browser.fill(f"/case/{case}/reopen", why="a second report says more")
    assert "a second report says more" in browser.get(f"/case/{case}").text
    browser.fill(f"/case/{case}/reopen", why="somebody was quicker")
    page = browser.get(f"/case/{case}").text
    assert "It was open already" in page
    assert "somebody was quicker" not in page


def test_a_weeks_worth_of_pages_stays_small(doors: Doors) -> None:
    long = "word " * 1200
    case = doors.organisation.reports(doors.writer, [record(long) for _ in range(30)])[0]
    browser = doors.signed_in()
    for path in ("/inbox", f"/case/{case}", f"/case/{case}/lesson", f"/case/{case}/merge"):
        assert len(browser.get(path).content) < 100_000, path


def test_closed_cases_are_found_under_their_own_tab_whatever_they_call_for(doors: Doors) -> None:
    browser = doors.signed_in()
    case = acted(doors, browser, weeks=-4)
    assert f"/case/{case}" not in browser.get("/inbox?show=closed").text
    browser.fill(f"/case/{case}/close", disposition="near_miss", note="", weeks="6")
    assert f"/case/{case}" in browser.get("/inbox?show=closed").text
    assert f"/case/{case}" in browser.get("/inbox?show=over").text, "an action is not done"


def test_an_empty_tab_does_not_say_that_nothing_calls(tmp_path: Path) -> None:
    with Organisation.founded(tmp_path / "quiet").open() as doors:
        browser = doors.signed_in()
        assert "Nothing calls for you." in browser.get("/inbox").text
        page = browser.get("/inbox?show=closed").text
        assert "There is no such case." in page
        assert "Nothing calls for you." not in page
