"""What comes next in a case is seen at a glance, and no step leads where nothing can be done."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from tests.web.organisation import LESSON, record

if TYPE_CHECKING:
    from tests.web.organisation import Browser, Doors

TRIAGE = {
    "family": "safety",
    "kind": "fall_from_height",
    "severity": "serious",
    "guess": "near_miss",
}
FINDING = {
    "cause": "equipment",
    "vulnerability": "design",
    "uncovered": "no ladder fits that roof",
    "worked": "luck",
}


def steps(browser: Browser, case: str) -> dict[str, str]:
    """By the page of a step: how it stands. Without a link, its class alone."""
    nav = re.search(r'<nav class="steps".*?</nav>', browser.get(f"/case/{case}").text, re.DOTALL)
    assert nav
    found = re.findall(r'<li class="(\w+)"[^>]*><(a href="/case/\w+/(\w+)"|span)>(\w+)', nav[0])
    return {leads or f"no {said}": stands for stands, _, leads, said in found}


def comes(browser: Browser, case: str) -> list[str]:
    """The step that is marked as the next one."""
    return [name for name, stands in steps(browser, case).items() if stands == "comes"]


def test_each_step_makes_way_for_the_next(doors: Doors) -> None:
    case, browser, other = (
        doors.organisation.report(doors.writer),
        doors.signed_in("safety"),
        doors.signed_in("security"),
    )
    base, week = f"/case/{case}", str(doors.office.calendar().plus(6))
    assert comes(browser, case) == ["triage"]
    browser.fill(f"{base}/triage", **TRIAGE)
    assert comes(browser, case) == ["finding"]
    browser.fill(f"{base}/finding", **FINDING)
    assert comes(browser, case) == ["action"]
    browser.fill(f"{base}/action", text="a ladder", owner="site", due=week, level="replace")
    assert comes(browser, case) == ["lesson"]
    browser.fill(f"{base}/lesson", check_up=week, **LESSON)
    assert comes(browser, case) == ["close"], "nobody approves what they wrote"
    assert comes(other, case) == ["approve"]
    other.fill(f"{base}/approve")
    assert comes(other, case) == ["close"]
    browser.fill(f"{base}/close", disposition="near_miss", note="Done.", weeks="6")
    assert comes(browser, case) == []
    assert steps(browser, case)["approve"] == "done", "where it is read"
    assert steps(browser, case)["no Write"] == "done"
    assert steps(browser, case)["no Close"] == "done", "and leads nowhere"


def test_without_a_draft_there_is_nothing_to_approve(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    assert "no Approve" in steps(browser, case)
    page = browser.get(f"/case/{case}/approve").text
    assert "There is no draft yet." in page
    assert f'<a href="/case/{case}/lesson">Write the lesson</a>' in page


def test_where_no_lesson_may_be_written_no_step_leads_to_one(doors: Doors) -> None:
    told = record(family="concern", kind="pressure_to_skip_checks", barrier="")
    case, browser = doors.organisation.report(doors.writer, told), doors.signed_in()
    assert {"no Write", "no Approve"} <= set(steps(browser, case))


def test_a_published_lesson_is_read_and_no_more_changed(doors: Doors) -> None:
    case, browser, other = (
        doors.organisation.report(doors.writer),
        doors.signed_in("safety"),
        doors.signed_in("security"),
    )
    week = doors.office.calendar()
    browser.fill(f"/case/{case}/lesson", check_up=str(week.plus(6)), **LESSON)
    other.fill(f"/case/{case}/approve")
    page = browser.get(f"/case/{case}/approve").text
    assert f"Published in {week}." in page
    assert f'href="/case/{case}/lesson"' not in page


def test_what_is_missing_leads_to_where_it_is_added(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    for path in (f"/case/{case}", f"/case/{case}/close"):
        box = re.search(r'<ul class="needs">.*?</ul>', browser.get(path).text, re.DOTALL)
        assert box
        found = re.findall(r'href="/case/\w+/(\w+)">([^<]+)', box[0])
        assert [page for page, _ in found] == ["triage", *["finding"] * 3, "action"]
        assert found[0][1] == "Sort it: the kind is missing"


def test_what_the_reporter_was_told_stands_in_the_case(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    assert "What the reporter was told" not in browser.get(f"/case/{case}").text
    browser.fill(f"/case/{case}/note", text="That door is <closed> now.", to="reporter")
    colleague = doors.signed_in("security").get(f"/case/{case}").text
    assert "What the reporter was told" in colleague
    assert "That door is <closed> now." in unescape(colleague)
    assert "<closed>" not in colleague


def test_a_check_up_week_that_has_passed_is_shown_as_it_is_and_not_as_another(
    doors: Doors,
) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    path = f"/case/{case}/lesson"
    form = browser.hidden(browser.get(path).text, path)
    browser.post(f"{path}/lint", {**form, **LESSON, "check_up": "2025-W07"})
    page = browser.get(path).text
    assert '<option value="2025-W07" selected>2025-W07: choose another</option>' in page
    assert page.count("2025-W07") == 2
    assert "the check-up week has passed" in page


def test_a_week_that_can_be_chosen_is_there_once(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    for page in ("lesson", "action"):
        weeks = re.findall(
            r'<option value="(\d{4}-W\d\d)"', browser.get(f"/case/{case}/{page}").text
        )
        assert len(weeks) == len(set(weeks)) > 20
