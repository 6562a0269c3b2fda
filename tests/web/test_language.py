"""Another language in the middle of a form: what was typed, and what was said, is there again."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from adapters.web.form import LONGEST
from adapters.web.sessions import IDLE
from tests.web.organisation import ORIGIN

if TYPE_CHECKING:
    from httpx2 import Response

    from tests.web.organisation import Browser, Doors

TYPED = "Half a sentence about the ladder — perché sì"


def speaks(browser: Browser, path: str, language: str = "it", **typed: str) -> Response:
    """Press the button on top of the page at `path`, with what stands in its form."""
    answer = browser.client.post("/language", data={"speak": language, "here": path, **typed})
    assert answer.status_code == 303
    return answer


def test_what_was_typed_stands_in_the_same_form_in_the_other_language(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/note"
    form = browser.hidden(browser.get(path).text, path)
    answer = speaks(browser, path, **form, text=TYPED, to="reporter")
    assert answer.headers["location"] == path
    assert "perch" not in str(answer.headers)
    page = browser.get(path).text
    assert '<html lang="it">' in page
    assert TYPED in unescape(page)
    assert 'value="reporter" autocomplete="off" checked' in page
    assert "non l'hai ancora" not in unescape(page), "nobody left the page: nothing to tell"
    form = browser.hidden(page, path)
    assert browser.post(path, {**form, "text": TYPED, "to": "reviewers"}).status_code == 303
    assert TYPED not in unescape(browser.get(path).text)


def test_nothing_that_was_only_carried_stays_for_a_later_visit(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/finding"
    speaks(browser, path, uncovered=TYPED)
    assert TYPED in unescape(browser.get(path).text)
    assert TYPED not in unescape(browser.get(path).text)


def test_an_emptied_field_stays_empty(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/close"
    assert 'value="6"' in browser.get(path).text
    speaks(browser, path, weeks="", note="")
    assert 'value="6"' not in browser.get(path).text


def test_why_a_form_was_refused_is_said_in_the_other_language_too(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/action"
    refused = browser.fill(path, text="hang a longer ladder", owner="", due="", level="")
    assert "3 things need another look" in refused.text
    answer = speaks(browser, f"{path}?refused=", text=TYPED, owner="", due="", level="")
    page = browser.get(answer.headers["location"])
    assert page.status_code == 422
    assert "3 cose" in page.text
    assert TYPED in unescape(page.text)
    again = browser.get(f"{path}?refused")
    assert TYPED in unescape(again.text), "what was typed last is what waits"
    assert "3 cose" in again.text
    assert "faults" not in browser.get(f"{path}?anew").text


def test_a_notice_is_said_again_with_the_link_that_is_shown_once(doors: Doors) -> None:
    browser = doors.signed_in()
    browser.fill("/people", "/people/invite", role="night shift")
    english = browser.get("/people").text
    link = english.partition(f"{ORIGIN}/invited/")[2][:64]
    assert len(link) == 64
    speaks(browser, "/people")
    italian = browser.get("/people").text
    assert link in italian
    assert "The link" not in italian
    assert link not in browser.get("/people").text


def test_a_search_and_a_page_of_the_inbox_stay(doors: Doors) -> None:
    browser = doors.signed_in()
    answer = speaks(browser, "/inbox?show=closed&page=2", search="gutter", family="cyber")
    assert answer.headers["location"] == "/inbox?show=closed&page=2"
    page = browser.get(answer.headers["location"]).text
    assert 'value="gutter"' in page
    assert 'value="cyber" selected' in page
    assert 'value="gutter"' not in browser.get("/inbox").text, "it was typed, not looked for"


@pytest.mark.parametrize("path", ["/sign-in", "/recover"])
def test_the_name_stays_and_a_passphrase_is_in_no_page(doors: Doors, path: str) -> None:
    browser = doors.browser()
    secrets = {"passphrase": "xenolithic", "code": "271828", "recovery": "onomatopoeia"}
    answer = speaks(browser, path, name="safety", **secrets)
    page = browser.get(answer.headers["location"]).text
    assert '<html lang="it">' in page
    assert 'name="name" value="safety"' in page
    assert "safety" not in str(answer.headers), "it waits in memory, locked"
    for secret in secrets.values():
        assert secret not in page + str(answer.headers)
    assert 'value="safety"' not in browser.get(path).text


def test_where_signing_in_leads_is_not_forgotten(doors: Doors) -> None:
    browser = doors.browser()
    answer = speaks(browser, "/sign-in?next=%2Fexports")
    page = browser.get(answer.headers["location"]).text
    assert browser.hidden(page, "/sign-in")["next"] == "/exports"


def test_an_invitation_is_shown_again(doors: Doors) -> None:
    lead = doors.signed_in()
    lead.fill("/people", "/people/invite", role="night shift")
    path = "/invited/" + lead.get("/people").text.partition(f"{ORIGIN}/invited/")[2][:64]
    newcomer = doors.browser()
    assert speaks(newcomer, path).headers["location"] == path
    assert "Crea la mia chiave" in newcomer.get(path).text


def test_a_session_that_was_over_by_then_loses_nothing(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/note"
    form = browser.hidden(browser.get(path).text, path)
    doors.organisation.time.now += IDLE
    answer = speaks(browser, path, **form, text=TYPED)
    assert answer.headers["location"] == f"/sign-in?next={path}"
    page = browser.get(answer.headers["location"]).text
    assert '<html lang="it">' in page
    browser.sign_in("safety", next=path)
    assert TYPED in unescape(browser.get(path).text)


def test_another_site_can_put_nothing_into_a_form(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/note"
    planted = {"speak": "it", "here": path, "text": "planted"}
    answer = browser.client.post(
        "/language", data=planted, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403
    assert "planted" not in browser.get(path).text


def test_a_text_that_is_too_long_comes_back_whole(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser, path = doors.signed_in(), f"/case/{case}/note"
    answer = browser.fill(path, text="a" * LONGEST + "b", to="reviewers")
    assert answer.status_code == 422
    assert "this is too long" in answer.text
    assert "a" * LONGEST + "b" in answer.text
