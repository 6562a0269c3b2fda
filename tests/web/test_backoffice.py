"""The console's other pages: actions, audit log, digest, numbers, exports, settings."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.words import Language
from bot.work import commit
from tests.web.organisation import LESSON, STORY, record

if TYPE_CHECKING:
    from tests.web.organisation import Browser, Doors


def acted(doors: Doors, browser: Browser, weeks: int = 2, **codes: str) -> str:
    """A case with a finding and an action."""
    told = record(**codes)
    case = doors.organisation.report(doors.writer, told)
    kind, family = codes.get("kind", "fall_from_height"), codes.get("family", "safety")
    browser.fill(
        f"/case/{case}/triage", family=family, kind=kind, severity="serious", guess="near_miss"
    )
    browser.fill(
        f"/case/{case}/finding",
        why=["It was the only one"],
        cause="equipment",
        vulnerability="design",
        uncovered="no ladder fits that roof",
        worked="luck",
    )
    due = str(doors.office.calendar().plus(weeks))
    browser.fill(
        f"/case/{case}/action", text="hang a longer ladder", owner="site lead", due=due,
        level="replace",
    )  # fmt: skip
    return case


def acts(doors: Doors) -> list[str]:
    """Every act in the chain, oldest first."""
    found = doors.writer.run(commit(lambda: doors.office.back.records.page(0, 10_000)))
    return [each.act for each in reversed(found)]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "path",
    ["/actions", "/digest", "/numbers", "/exports", "/audit", "/people", "/settings", "/account"],
)
def test_every_page_opens_in_both_languages_and_says_the_same_of_nothing(
    doors: Doors, path: str, language: Language
) -> None:
    browser = doors.signed_in()
    browser.client.cookies.set("closecall-language", language)
    page = browser.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert "style=" not in page.text
    assert len(page.content) < 100_000
    assert page.text.count("<h1") == 1


def test_nobody_sees_a_page_without_signing_in(doors: Doors) -> None:
    browser = doors.browser()
    for path in ("/actions", "/digest", "/numbers", "/exports", "/audit", "/people", "/settings"):
        assert "Open my key" in browser.get(path).text


def test_an_action_is_in_the_register_until_it_is_marked_as_done_there(doors: Doors) -> None:
    browser = doors.signed_in()
    case = acted(doors, browser)
    page = browser.get("/actions").text
    assert "hang a longer ladder" in page
    assert "site lead" in page
    assert "In time" in page
    hidden = browser.hidden(page, "/actions/done")
    sent = browser.post("/actions/done", {**hidden, "case": case, "number": "1"})
    assert sent.headers["location"] == "/actions"
    assert f"/case/{case}" not in browser.get("/actions").text
    assert f"/case/{case}" in browser.get("/actions?show=done").text
    assert acts(doors).count("done") == 1


def test_a_forged_case_in_the_register_is_no_page(doors: Doors) -> None:
    browser = doors.signed_in()
    acted(doors, browser)
    hidden = browser.hidden(browser.get("/actions").text, "/actions/done")
    answer = browser.post("/actions/done", {**hidden, "case": "../../etc", "number": "1"})
    assert answer.headers["location"] == "/actions"
    assert "nothing at this address" in browser.get("/actions").text


def test_the_audit_log_says_who_did_what_and_whether_the_chain_holds(doors: Doors) -> None:
    browser = doors.signed_in()
    acted(doors, browser)
    page = browser.get("/audit").text
    assert "agreed on an action" in page
    assert doors.organisation.keys["safety"][:8] in page
    browser.fill("/audit", "/audit/verify")
    assert "The chain holds" in browser.get("/audit").text


def test_a_changed_row_breaks_the_chain_on_the_page(doors: Doors) -> None:
    browser = doors.signed_in()
    acted(doors, browser)

    def tamper(act: str, was: str) -> int:
        statement = sa.text("UPDATE audit SET act = :act WHERE n = 1 AND act = :was")
        return int(doors.writer.connection.execute(statement, {"act": act, "was": was}).rowcount)

    assert doors.writer.run(commit(lambda: tamper("hidden", "sign-in"))) == 1
    browser.fill("/audit", "/audit/verify")
    assert "BROKEN at act 1" in browser.get("/audit").text
    assert doors.writer.run(commit(lambda: tamper("sign-in", "hidden"))) == 1


def test_a_published_lesson_is_in_the_next_issue_and_among_the_numbers(doors: Doors) -> None:
    first, second = doors.signed_in("safety"), doors.signed_in("security")
    case = acted(doors, first)
    check_up = str(doors.office.calendar().plus(6))
    first.fill(f"/case/{case}/lesson", check_up=check_up, **{**LESSON, "title": "Tall roofs"})
    second.fill(f"/case/{case}/approve")
    page = first.get("/digest").text
    assert "Tall roofs" in page
    assert "A colleague reached for a gutter" in page
    page = first.get("/numbers").text
    assert "Tall roofs" in page
    assert "too few to say" in page
    assert "<svg" in page


@pytest.mark.parametrize(
    ("file", "name", "said"),
    [
        ("evidence", "evidence.md", "no ladder fits that roof"),
        ("sheet", "evidence.csv", "Corrective action"),
        ("rows", "near-misses.csv", "Period"),
    ],
)
def test_a_file_is_sent_and_noted_and_holds_no_word_of_the_reporter(
    doors: Doors, file: str, name: str, said: str
) -> None:
    browser = doors.signed_in()
    acted(doors, browser)
    page = browser.get("/exports").text
    assert "What reporters wrote" in page
    before = acts(doors).count("export")
    hidden = browser.hidden(page, "/exports/file")
    answer = browser.post("/exports/file", {**hidden, "file": file})
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.text
    assert STORY not in answer.text
    assert acts(doors).count("export") == before + 1


def test_rows_of_fewer_than_k_cases_are_left_out(doors: Doors) -> None:
    browser = doors.signed_in()
    hidden = browser.hidden(browser.get("/exports").text, "/exports/file")
    answer = browser.post("/exports/file", {**hidden, "file": "rows"})
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 1


def test_a_notice_is_made_of_a_cyber_case_and_of_no_other(doors: Doors) -> None:
    browser = doors.signed_in()
    safety = acted(doors, browser)
    cyber = acted(doors, browser, family="cyber", kind="phishing_stopped")
    page = browser.get("/exports").text
    assert f'value="{cyber}"' in page
    assert f'value="{safety}"' not in page
    hidden = browser.hidden(page, "/exports/file")
    answer = browser.post("/exports/file", {**hidden, "file": "notice", "case": cyber})
    assert "DRAFT: voluntary notification" in answer.text
    refused = browser.post(
        "/exports/file", {**browser.hidden(page, "/exports/file"), "once": "x", "file": "notice",
                          "case": safety}
    )  # fmt: skip
    assert refused.status_code == 422
    assert "Only a cyber near miss" in refused.text
    assert "DRAFT" not in refused.text


def test_a_safe_setting_is_kept_in_its_file_and_every_other_line_stays(doors: Doors) -> None:
    browser = doors.signed_in()
    file = doors.organisation.settings.home.parent / ".env"
    before = file.read_text("utf-8")
    sent = browser.fill(
        "/settings",
        CLOSECALL_PLEDGE="Nobody is punished for telling.",
        CLOSECALL_CHECK_WEEKS="8",
    )
    assert sent.status_code == 303, sent.text
    after = file.read_text("utf-8")
    assert "CLOSECALL_PLEDGE=Nobody is punished for telling." in after
    assert set(before.splitlines()) - set(after.splitlines()) == set()
    assert "2 settings were kept" in browser.get("/settings").text
    assert acts(doors)[-1] == "settings"


def test_a_setting_that_does_not_fit_changes_nothing(doors: Doors) -> None:
    browser = doors.signed_in()
    file = doors.organisation.settings.home.parent / ".env"
    before = file.read_text("utf-8")
    sent = browser.fill("/settings", CLOSECALL_CHECK_WEEKS="soon", CLOSECALL_PLEDGE="x")
    assert sent.status_code == 422
    assert "CLOSECALL_CHECK_WEEKS" in sent.text
    assert file.read_text("utf-8") == before


def test_what_says_who_reads_or_how_long_is_no_setting_of_the_page(doors: Doors) -> None:
    browser = doors.signed_in()
    file = doors.organisation.settings.home.parent / ".env"
    before = file.read_text("utf-8")
    browser.fill("/settings", CLOSECALL_RETENTION_WEEKS="1", CLOSECALL_MIN_COUNT="3")
    assert file.read_text("utf-8") == before


def test_the_pyramid_stands_beside_the_estimates_of_the_field(doors: Doors) -> None:
    page = doors.signed_in().get("/numbers").text
    assert 'aria-label="Safety, estimate: 1 : 29 : 300"' in page
    assert 'aria-label="Security, estimate: 1 : 10 : 100"' in page
    assert page.count(str(doors.office.calendar())) >= 2


def test_what_nobody_could_tell_stands_below_what_somebody_could(doors: Doors) -> None:
    doors.organisation.report(doors.writer, record(worst="unknown"))
    page = unescape(doors.signed_in().get("/numbers").text)
    outcomes = [
        page.index(f">{each}</td>")
        for each in ("Life, or the whole business", "Little", "Can't tell")
    ]
    assert outcomes == sorted(outcomes)


def test_the_language_is_chosen_and_not_spelled(doors: Doors) -> None:
    page = doors.signed_in().get("/settings").text
    assert re.search(
        r'<select id="f-CLOSECALL_LANGUAGE"[^>]*><option value="en" selected>English', page
    )
