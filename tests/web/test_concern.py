"""A concern about conduct in the console: nowhere a near miss, and it ends in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.organisation import record

if TYPE_CHECKING:
    from tests.web.organisation import Doors

CONCERN = {"family": "concern", "kind": "pressure_to_skip_checks", "barrier": ""}
TRIAGE = {**CONCERN, "severity": "unknown", "guess": "near_miss"}


def told(doors: Doors) -> str:
    """A concern that waits to be read; its path."""
    story = record("Somebody was told to sign a check that was not done.", **CONCERN)
    return f"/case/{doors.organisation.report(doors.writer, story)}"


def test_no_page_of_a_concern_calls_it_a_near_miss(doors: Doors) -> None:
    browser, case = doors.signed_in(), told(doors)
    browser.fill(f"{case}/triage", **TRIAGE)
    for page in ("", "/triage", "/close"):
        assert "near miss" not in browser.get(f"{case}{page}").text.casefold()


def test_a_concern_that_was_looked_into_says_so_and_says_nothing_of_a_worst_outcome(
    doors: Doors,
) -> None:
    browser, case = doors.signed_in(), told(doors)
    browser.fill(f"{case}/triage", **TRIAGE)
    assert "Can't tell" not in browser.get(case).text.replace("&#39;", "'")
    assert "Looked into: a cause was found" in browser.get(f"{case}/close").text


def test_a_near_miss_keeps_its_name(doors: Doors) -> None:
    browser = doors.signed_in()
    case = f"/case/{doors.organisation.report(doors.writer)}"
    browser.fill(f"{case}/triage", **TRIAGE | {"family": "safety", "kind": "fall_from_height"})
    page = browser.get(case).text
    assert "Near miss" in page
    assert "Looked into" not in browser.get(f"{case}/close").text
