"""The life of a case through the pages, as two reviewers live it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.organisation import LESSON

if TYPE_CHECKING:
    from tests.web.organisation import Doors


def test_a_case_lives_from_the_inbox_to_the_published_lesson(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    first, second = doors.signed_in("safety"), doors.signed_in("security")
    assert f"/case/{case}" in first.get("/inbox").text
    page = first.get(f"/case/{case}").text
    assert "The ladder at bay four" in page
    assert "<mark>[person]</mark>" in page
    sent = first.fill(
        f"/case/{case}/triage",
        family="safety",
        kind="fall_from_height",
        severity="serious",
        guess="near_miss",
    )
    assert sent.headers["location"] == f"/case/{case}"
    assert "Sorted." in first.get(f"/case/{case}").text
    refused = first.fill(f"/case/{case}/close", disposition="near_miss", note="", weeks="6")
    assert refused.status_code == 422
    assert "The root cause is missing" in refused.text
    first.fill(
        f"/case/{case}/finding",
        why=["It was the only one", "Nobody ordered another"],
        cause="equipment",
        vulnerability="design",
        uncovered="no ladder fits that roof",
        worked="luck",
    )
    page = first.get(f"/case/{case}").text
    assert "Nobody ordered another" in page
    first.fill(
        f"/case/{case}/action",
        text="hang a longer ladder",
        owner="facilities lead",
        due=str(doors.office.calendar().plus(2)),
        level="replace",
    )
    first.fill(f"/case/{case}/ask", text="Which side?", choice=["north", "south"])
    first.fill(f"/case/{case}/note", text="Asked facilities.", to="reviewers")
    check_up = str(doors.office.calendar().plus(6))
    kept = first.fill(f"/case/{case}/lesson", check_up=check_up, **LESSON)
    assert kept.headers["location"] == f"/case/{case}/approve", kept.text
    assert "Another reviewer" in first.get(f"/case/{case}/approve").text
    published = second.fill(f"/case/{case}/approve")
    assert published.status_code == 303, published.text
    closed = first.fill(f"/case/{case}/close", disposition="near_miss", note="Done.", weeks="6")
    assert closed.status_code == 303, closed.text
    assert "Closed" in first.get(f"/case/{case}").text
