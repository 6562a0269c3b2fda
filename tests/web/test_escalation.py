"""What is overdue for certain goes to the leads: a mark, a tab, a line in the chain, once."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from bot.work import commit
from closecall.home import Home, write_private
from closecall.wiring.keys import manifest
from closecall.wiring.leads import moved
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.organisation import Browser, Doors

TAB = re.compile(r">([A-Za-z ]+) <span class=\"count\">(\d+)</span>")


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    """One of one test's own: `security` is its lead."""
    made = Organisation.founded(tmp_path / "leads")
    key = bytes.fromhex(made.keys["safety"])
    following = moved(manifest(made.settings)(), key, on=False)
    write_private(Home(made.settings.home).manifest, made.sign(following))
    return made


@pytest.fixture
def doors(organisation: Organisation) -> Iterator[Doors]:
    """Its console, open."""
    with organisation.open() as opened:
        yield opened


def overdue(doors: Doors, browser: Browser) -> str:
    """A case with an action that should have been done four weeks ago."""
    case = doors.organisation.report(doors.writer)
    due = str(doors.office.calendar().plus(-4))
    browser.fill(
        f"/case/{case}/action", text="a ladder", owner="facilities", due=due, level="replace"
    )
    return case


def acts(doors: Doors) -> list[str]:
    """What the chain says, the newest first."""
    records = doors.office.back.records
    return [each.act for each in doors.writer.run(commit(lambda: records.page(0, 50)))]


def room_for(doors: Doors, pages: int) -> None:
    """Let the database grow to so many pages: one is a full disk, whatever it has already."""
    pragma = f"PRAGMA max_page_count = {pages}"
    doors.writer.run(commit(lambda: doors.writer.connection.exec_driver_sql(pragma)))


def damage(doors: Doors, case: str) -> None:
    """Let nothing of a case open any more: the number of its parts, which is looked at, stays."""
    spoil = f"UPDATE case_object SET sealed = zeroblob(64) WHERE case_id = x'{case}'"  # noqa: S608
    doors.writer.run(commit(lambda: doors.writer.connection.exec_driver_sql(spoil)))


def test_a_lead_finds_what_was_passed_on_and_a_reviewer_reads_that_it_was(doors: Doors) -> None:
    reviewer, lead = doors.signed_in("safety"), doors.signed_in("security")
    case = overdue(doors, reviewer)
    page = reviewer.get("/inbox").text
    assert "In one case a promise is overdue. It was passed to the leads." in page
    assert "with the leads" in page
    page = lead.get("/inbox").text
    assert "One case was passed to you as a lead" in page
    page = lead.get("/inbox?show=over").text
    assert 'aria-current="true">Overdue <span class="count">1</span>' in page
    assert f"/case/{case}" in page
    page = lead.get(f"/case/{case}").text
    assert f"have it in their inbox since {doors.office.calendar()}" in unescape(page)
    assert "Overdue: passed to the leads" in page, "in the timeline"


def test_it_is_one_act_however_often_and_by_whom_it_is_seen(doors: Doors) -> None:
    reviewer, lead = doors.signed_in("safety"), doors.signed_in("security")
    case = overdue(doors, reviewer)
    for browser in (lead, reviewer, lead):
        browser.get("/inbox")
        browser.get(f"/case/{case}")
        browser.get("/inbox?show=over")
    assert acts(doors).count("escalate") == 1
    assert "passed a case to the leads" in lead.get("/audit").text


def test_what_is_done_again_leaves_the_tab(doors: Doors) -> None:
    reviewer = doors.signed_in("safety")
    case = overdue(doors, reviewer)
    hidden = reviewer.hidden(reviewer.get(f"/case/{case}").text, f"/case/{case}/done")
    assert reviewer.post(f"/case/{case}/done", {**hidden, "number": "1"}).status_code == 303
    page = reviewer.get("/inbox?show=over").text
    assert f"/case/{case}" not in page
    assert "with the leads" not in reviewer.get("/inbox").text


def test_who_was_excluded_is_not_told_lead_or_not(doors: Doors) -> None:
    reviewer, lead = doors.signed_in("safety"), doors.signed_in("security")
    case = overdue(doors, reviewer)
    reviewer.fill(f"/case/{case}/exclude", reviewer=doors.organisation.keys["security"])
    reviewer.get("/inbox")
    page = lead.get("/inbox").text
    assert "passed to you" not in page
    assert "with the leads" not in page
    assert lead.get(f"/case/{case}").status_code == 403


def test_a_page_passes_on_no_more_than_it_has_time_for_and_the_next_ones_the_rest(
    doors: Doors,
) -> None:
    reviewer = doors.signed_in("safety")
    found = {overdue(doors, reviewer) for _ in range(7)}
    page = reviewer.get("/inbox").text
    some = acts(doors).count("escalate")
    assert 1 < some < len(found)
    assert f"In {some} cases a promise is overdue" in page, "no more than were passed on"
    assert page.count("with the leads") == some
    page = reviewer.get("/inbox").text
    assert acts(doors).count("escalate") == len(found)
    assert f"In {len(found)} cases a promise is overdue" in page
    assert page.count("with the leads") == len(found)


def test_what_cannot_be_passed_on_does_not_keep_the_rest_from_it(doors: Doors) -> None:
    reviewer = doors.signed_in("safety")
    for _ in range(7):
        overdue(doors, reviewer)
    room_for(doors, 1)
    shown = re.findall(r'<a href="/case/([0-9a-f]{32})">', reviewer.get("/inbox").text)
    room_for(doors, 100_000)
    assert len(shown) == 7
    for case in shown[:-1]:
        damage(doors, case)
    page = reviewer.get("/inbox").text
    assert acts(doors).count("escalate") == 1, "the last in line, after six that do not open"
    assert "In one case a promise is overdue" in page
    for _ in range(3):
        assert reviewer.get("/inbox").status_code == 200
    assert acts(doors).count("escalate") == 1


def test_on_a_full_disk_the_inbox_is_shown_all_the_same(doors: Doors) -> None:
    reviewer = doors.signed_in("safety")
    case = overdue(doors, reviewer)
    room_for(doors, 1)
    page = reviewer.get("/inbox")
    assert page.status_code == 200
    assert f"/case/{case}" in page.text
    assert "the leads" not in page.text, "nobody was told"
    room_for(doors, 100_000)
    assert "escalate" not in acts(doors)
    reviewer.get("/inbox")
    assert acts(doors).count("escalate") == 1, "the next look passes it on"


def test_the_tabs_of_time_hold_every_case_that_stands_so(doors: Doors) -> None:
    """Unread and due is both: one case, under either tab."""
    reviewer = doors.signed_in("safety")
    case = doors.organisation.report(doors.writer)
    tabs = dict(TAB.findall(reviewer.get("/inbox").text))
    assert tabs["Unread"] == tabs["Due"] == tabs["To do"] == "1"
    assert tabs["Overdue"] == "0"
    assert f"/case/{case}" in reviewer.get("/inbox?show=due").text
    assert f"/case/{case}" not in reviewer.get("/inbox?show=over").text
