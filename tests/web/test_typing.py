"""Nothing typed is lost, and nothing is done twice: expired, stale, doubled, in a second tab."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import TYPE_CHECKING

from adapters.web.form import Form
from adapters.web.sessions import IDLE
from tests.web.organisation import LESSON

if TYPE_CHECKING:
    from tests.web.organisation import Browser, Doors

LONG = (
    "A colleague stood on the only ladder at hand; its feet moved on wet tiles — perché sì, “già”."
)


def lesson(doors: Doors, **other: str) -> dict[str, str]:
    """A lesson as it is typed."""
    return {**LESSON, "check_up": str(doors.office.calendar().plus(6)), **other}


def carried(browser: Browser) -> dict[str, str]:
    """What the sign-in page carries along: an address, and none of what was typed."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', browser.shown)
    return {name: unescape(value) for name, value in found}


def test_a_session_that_expired_in_the_middle_of_a_lesson_loses_no_word(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/lesson"
    form = browser.hidden(browser.get(path).text, path)
    doors.organisation.time.now += IDLE
    answer = browser.post(path, {**form, **lesson(doors, story=LONG)})
    assert "Nothing you typed is lost" in answer.text
    assert LONG not in unescape(answer.text), "it waits behind the form"
    wrong = browser.sign_in("safety", "not these words", **carried(browser))
    assert wrong.status_code == 403
    again = browser.sign_in("safety", **carried(browser))
    assert again.headers["location"] == path
    page = browser.get(path).text
    assert LONG in unescape(page)
    assert "have not kept it yet" in page
    kept = browser.fill(path, **lesson(doors, story=LONG))
    assert kept.headers["location"] == f"/case/{case}/approve"
    assert "have not kept it yet" not in browser.get(path).text


def test_what_was_typed_goes_to_no_address_and_no_cookie(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    doors.organisation.time.now += IDLE
    answer = browser.post(f"/case/{case}/note", {"text": "velocipede", "to": "reviewers"})
    assert "velocipede" not in answer.text + str(answer.headers) + str(answer.url)
    held = browser.gate(doors).luggage
    assert b"velocipede" not in next(iter(held._held.values())).locked
    again = browser.sign_in("safety", **carried(browser))
    assert "velocipede" not in str(again.headers)
    assert "velocipede" in browser.get(f"/case/{case}/note").text


def test_the_form_of_an_earlier_session_is_shown_again_and_then_taken(doors: Doors) -> None:
    """A second tab: signed in there anew, the first tab still has the old form."""
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/note"
    old = browser.hidden(browser.get(path).text, path)
    browser.sign_in("safety")
    answer = browser.post(path, {**old, "text": "from the first tab", "to": "reviewers"})
    assert answer.status_code == 200
    assert "from the first tab" in answer.text
    fresh = browser.hidden(answer.text, path)
    assert (
        browser.post(path, {**fresh, "text": "from the first tab", "to": "reviewers"}).status_code
        == 303
    )
    assert "from the first tab" in browser.get(f"/case/{case}").text


def test_a_double_click_does_it_once(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/ask"
    form = {**browser.hidden(browser.get(path).text, path), "text": "Which side?"}
    with ThreadPoolExecutor(2) as clicks:
        answers = list(clicks.map(lambda _: browser.client.post(path, data=form), range(2)))
    assert {one.status_code for one in answers} == {303}
    assert {one.headers["location"] for one in answers} == {f"/case/{case}"}
    assert browser.get(f"/case/{case}").text.count("Which side?") == 1


def test_back_and_again_does_it_once_but_another_form_does_it_twice(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/note"
    form = {**browser.hidden(browser.get(path).text, path), "to": "reviewers"}
    browser.post(path, {**form, "text": "first words"})
    browser.post(path, {**form, "text": "changed after going back"})
    assert "changed after going back" not in browser.get(f"/case/{case}").text
    browser.fill(path, text="second words", to="reviewers")
    page = browser.get(f"/case/{case}").text
    assert page.count("first words") == page.count("second words") == 1


def test_a_refused_form_comes_back_filled_in_and_can_be_sent_again(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/action"
    typed = {"text": "hang a longer ladder", "owner": "", "due": "2026-W60", "level": "replace"}
    answer = browser.fill(path, **typed)
    assert answer.status_code == 422
    assert "hang a longer ladder" in answer.text
    assert 'aria-invalid="true"' in answer.text
    right = {**typed, "owner": "facilities lead", "due": str(doors.office.calendar())}
    form = browser.hidden(answer.text, path)
    assert browser.post(path, {**form, **right}).status_code == 303


def test_the_linter_reads_along_and_what_it_read_is_there_after_leaving_the_page(
    doors: Doors,
) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/lesson"
    form = browser.hidden(browser.get(path).text, path)
    copied = "The ladder at bay four was too short, said a colleague at 14:30."
    shown = browser.post(f"{path}/lint", {**form, **lesson(doors, story=copied)}).text
    assert "the reporter&#39;s own" in shown
    assert "a clock time" in shown
    browser.get("/inbox")
    assert copied in browser.get(path).text
    clean = browser.post(f"{path}/lint", {**form, **lesson(doors)}).text
    for where in ("As Slack shows it", "As Telegram shows it", "As plain text"):
        assert where in clean
    assert clean.count("Its feet moved.") == 3


def test_a_late_answer_of_the_linter_does_not_bring_back_what_was_kept(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/lesson"
    form = browser.hidden(browser.get(path).text, path)
    typed = {**form, **lesson(doors)}
    assert browser.post(path, typed).status_code == 303
    assert browser.post(f"{path}/lint", typed).status_code == 204
    assert "have not kept it yet" not in browser.get(path).text


def test_an_approval_is_for_the_draft_that_was_read(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    writer, reader = doors.signed_in("safety"), doors.signed_in("security")
    writer.fill(f"/case/{case}/lesson", **lesson(doors))
    path = f"/case/{case}/approve"
    form = reader.hidden(reader.get(path).text, path)
    writer.fill(f"/case/{case}/lesson", **lesson(doors, title="Another title"))
    answer = reader.post(path, form)
    assert answer.status_code == 422
    assert "Another draft was written" in answer.text
    assert reader.fill(path).status_code == 303


def test_who_wrote_a_lesson_does_not_approve_it(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    browser.fill(f"/case/{case}/lesson", **lesson(doors))
    path = f"/case/{case}/approve"
    csrf = browser.hidden(browser.get(path).text, "/sign-out")["csrf"]
    answer = browser.post(path, {"csrf": csrf, "once": "x", "draft": "4"})
    assert answer.status_code == 422
    assert "published" not in browser.get(f"/case/{case}").text


def test_a_case_that_was_taken_away_meanwhile_shows_no_form_and_no_word_of_one(
    doors: Doors,
) -> None:
    case = doors.organisation.report(doors.writer)
    loser, other = doors.signed_in("safety"), doors.signed_in("security")
    path = f"/case/{case}/note"
    form = loser.hidden(loser.get(path).text, path)
    other.fill(f"/case/{case}/exclude", reviewer=doors.organisation.keys["safety"])
    answer = loser.post(path, {**form, "text": "velocipede", "to": "reviewers"})
    assert answer.status_code == 403
    assert "not sealed to you" in answer.text
    assert "have not kept it yet" not in answer.text
    assert "anew" not in answer.text
    assert "velocipede" not in answer.text


def test_what_was_not_done_does_not_look_like_what_was(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    browser.fill(f"/case/{case}/note", text="done", to="reviewers")
    assert '<p class="said" role="status">Noted.' in browser.get(f"/case/{case}").text
    csrf = browser.hidden(browser.get("/inbox").text, "/sign-out")["csrf"]
    browser.client.post(f"/case/{case}/done", data={"csrf": csrf, "number": "7"})
    page = browser.get(f"/case/{case}").text
    assert '<p class="gate" role="status">' in page
    assert '<p class="said"' not in page


def test_the_linter_calls_a_field_what_the_page_calls_it(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.signed_in()
    path = f"/case/{case}/lesson"
    form = browser.hidden(browser.get(path).text, path)
    late = {"vulnerability": "Nobody is there at 14:30.", "saved_by": "Luck, at 14:30."}
    shown = browser.post(f"{path}/lint", {**form, **lesson(doors, **late)}).text
    assert "The weak spot: a clock time" in shown
    assert "What saved it: a clock time" in shown


def test_no_secret_is_among_what_was_typed_and_kept() -> None:
    secrets = (b"passphrase", b"code", b"passkey", b"organisation", b"recovery")
    sent = b"&".join([b"text=words", b"csrf=x", b"once=y", *(name + b"=z" for name in secrets)])
    assert Form.parse(sent).typed() == {"text": ["words"]}
