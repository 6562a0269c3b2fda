"""Another language in the middle of every form: nothing typed is lost, with script and without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

import pytest

from tests.web.browser.chromium import Person, press
from tests.web.organisation import Browser as Fetched
from tests.web.organisation import record

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from tests.web.browser.chromium import Served

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
BEFORE = ("/sign-in", "/recover")
OF_A_CASE = (
    *("triage", "finding", "action", "ask", "note", "lesson"),
    *("close", "check", "reopen", "merge", "exclude"),
)
OTHERS = ("/inbox?show=open", "/people", "/settings", "/exports", "/account")
FILL = """() => document.querySelectorAll(
  "main :is(input, select, textarea)"
).forEach((one, at) => {
  if (["radio", "checkbox"].includes(one.type)) one.checked = !one.checked;
  else if (one.tagName === "SELECT") one.selectedIndex = one.options.length - 1;
  else if (one.type === "number") one.value = "9";
  else if (one.type !== "hidden") one.value = `half typed, ${at} of ${location.pathname}`;
})"""
READ = """() => [...document.querySelectorAll("main :is(input, select, textarea)")]
  .filter((one) => one.type !== "hidden")
  .map((one) => ({
    name: `${one.form.getAttribute("action")} ${one.name}`, value: one.value,
    checked: Boolean(one.checked), secret: one.type === "password" || one.id === "f-code",
    work: one.form.id === "work",
  }))"""
NO_NET = "() => { window.fetch = () => Promise.reject(new TypeError('no net')); }"


@pytest.fixture(scope="module")
def case(served: Served) -> str:
    """A cyber near miss with an action, so that every form has something to choose."""
    told = record("A mail asked for a password again.", family="cyber", kind="phishing_stopped")
    found, _ = served.organisation.reports(served.doors.writer, [told, told])
    week = str(served.doors.office.calendar().plus(6))
    served.doors.signed_in().fill(
        f"/case/{found}/action", text="a filter", owner="mail team", due=week, level="replace"
    )
    return found


async def asks_for_italian(page: Page, *, script: bool) -> None:
    """Press the button on top, and wait for the page in Italian."""
    button = page.get_by_role("banner").get_by_role("button", name="Italiano")
    if script:
        await button.click()
        await page.locator("html[lang=it]").wait_for(state="attached")
    else:
        await press(button)


async def switched(person: Person, path: str, *, script: bool) -> tuple[list[Any], list[Any]]:
    """Fill in everything on the page at `path`; what stood there before and after."""
    person.served.organisation.time.now += 5  # a person's pace
    await person.context.clear_cookies(name="closecall-language")
    await person.goes(path)
    await person.page.evaluate(FILL)
    before = await person.page.evaluate(READ)
    await asks_for_italian(person.page, script=script)
    assert await person.page.get_attribute("html", "lang") == "it", path
    assert person.page.url == f"{person.served.origin}{path}", "the same page"
    return before, await person.page.evaluate(READ)


def in_the_form(fields: list[Any]) -> list[Any]:
    """What goes along without script: the form that the page is about, and no secret."""
    return [one for one in fields if one["work"] and not one["secret"]]


@pytest.mark.parametrize("script", [True, False])
async def test_nothing_typed_in_any_form_is_lost(
    served: Served, browser: Browser, case: str, *, script: bool
) -> None:
    person = await Person.sits_down(served, browser, java_script_enabled=script)
    looked_at: dict[str, list[Any]] = {}
    for path in (*BEFORE, "", *OTHERS, *(f"/case/{case}/{each}" for each in OF_A_CASE)):
        if not path:
            await person.context.clear_cookies(name="closecall-language")
            await person.goes("/sign-in")
            await person.signs_in()
            continue
        before, after = await switched(person, path, script=script)
        if not script:
            before, after = in_the_form(before), in_the_form(after)
        assert after == before, path
        looked_at[path] = before
    empty = [path for path, fields in looked_at.items() if not fields]
    assert empty == ([] if script else ["/account"]), "a secret is all that there is to type"
    assert person.troubles == []
    await person.context.close()


async def test_a_secret_that_was_typed_goes_nowhere(served: Served, browser: Browser) -> None:
    person = await Person.sits_down(served, browser)
    sent: list[str] = []
    person.context.on("request", lambda asked: sent.append(asked.post_data or ""))
    for path in BEFORE:
        await person.context.clear_cookies(name="closecall-language")
        await person.goes(path)
        await person.page.evaluate(FILL)
        secrets = [one["value"] for one in await person.page.evaluate(READ) if one["secret"]]
        assert secrets
        await asks_for_italian(person.page, script=True)
        assert not [one for one in secrets if one in unquote_plus(" ".join(sent))]
    assert "half typed" in unquote_plus(" ".join(sent)), "the name is sent"
    await person.context.close()


@pytest.mark.parametrize("script", [True, False])
async def test_return_in_a_field_sends_the_form_and_asks_for_no_language(
    served: Served, browser: Browser, case: str, *, script: bool
) -> None:
    person = await Person.sits_down(served, browser, java_script_enabled=script)
    await person.goes(f"/case/{case}/action")
    await person.signs_in()
    await person.page.get_by_label("Who sees to it").fill("facilities")
    async with person.page.expect_navigation(url="**/action?refused"):
        await person.page.get_by_label("Who sees to it").press("Enter")
    assert "2 things need another look" in await person.reads()
    await asks_for_italian(person.page, script=script)
    assert "2 cose" in await person.reads(), "why it was refused is said again"
    assert await person.page.locator("#f-owner").input_value() == "facilities"
    assert person.troubles == []
    await person.context.close()


async def test_the_page_goes_on_where_it_was(served: Served, browser: Browser, case: str) -> None:
    """The place, the focus, the linter and what was unfolded, in the other language."""
    person = await Person.sits_down(served, browser, viewport={"width": 800, "height": 500})
    await person.goes(f"/case/{case}/lesson")
    await person.signs_in()
    await person.page.get_by_text("A drill").first.click()
    await person.page.locator('[name="drill.question"]').fill("What would you do?")
    await person.page.evaluate("scrollTo(0, 300)")
    await person.page.keyboard.press("Tab")
    button = person.page.get_by_role("button", name="Italiano")
    await button.evaluate("one => one.focus({ preventScroll: true })")
    await person.page.keyboard.press("Enter")
    await person.page.locator("html[lang=it]").wait_for(state="attached")
    assert await person.page.evaluate("document.activeElement.textContent") == "English"
    assert await person.page.locator("details.drill").get_attribute("open") is not None
    async with person.page.expect_response("**/lint"):
        await person.page.locator("#f-story").fill("Sono caduta alle 14:30.")
    await person.page.locator("#lint").get_by_text("14:30").wait_for()
    await press(person.page.locator("main p.buttons button"))
    assert await person.page.locator("#f-story").input_value() == "Sono caduta alle 14:30."
    assert person.troubles == []
    await person.context.close()


async def test_a_session_that_was_over_takes_what_was_typed_along(
    served: Served, browser: Browser, case: str
) -> None:
    person = await Person.sits_down(served, browser)
    await person.goes(f"/case/{case}/note")
    await person.signs_in()
    await person.page.get_by_label("The note").fill("Typed, then Italian.")
    await person.context.clear_cookies(name="closecall")
    async with person.page.expect_navigation(url="**/sign-in?next=**"):
        await person.page.get_by_role("button", name="Italiano").click()
    await person.signs_in()
    assert await person.page.locator("#f-text").input_value() == "Typed, then Italian."
    assert person.troubles == []
    await person.context.close()


async def test_without_an_answer_the_button_does_it_the_plain_way(
    served: Served, browser: Browser, case: str
) -> None:
    person = await Person.sits_down(served, browser)
    await person.goes(f"/case/{case}/note")
    await person.signs_in()
    await person.page.get_by_label("The note").fill("Typed in a bad net.")
    await person.page.evaluate(NO_NET)
    await asks_for_italian(person.page, script=False)
    assert await person.page.get_attribute("html", "lang") == "it"
    assert await person.page.locator("#f-text").input_value() == "Typed in a bad net."
    await person.context.close()


@pytest.mark.parametrize("path", BEFORE)
async def test_a_secret_goes_nowhere_the_plain_way_either(
    served: Served, browser: Browser, path: str
) -> None:
    person = await Person.sits_down(served, browser)
    await person.goes(path)
    sent: list[str] = []
    person.context.on("request", lambda asked: sent.append(asked.post_data or ""))
    await person.page.evaluate(FILL)
    secrets = [one["value"] for one in await person.page.evaluate(READ) if one["secret"]]
    assert secrets
    await person.page.evaluate(NO_NET)
    await asks_for_italian(person.page, script=False)
    posted = unquote_plus(" ".join(sent))
    assert "speak=it" in posted
    assert not [one for one in secrets if one in posted]
    await person.context.close()


@pytest.mark.parametrize("script", [True, False])
async def test_a_page_that_says_no_is_shown_and_what_was_typed_is_there_afterwards(
    served: Served, browser: Browser, case: str, *, script: bool
) -> None:
    person = await Person.sits_down(served, browser, java_script_enabled=script)
    await person.goes(f"/case/{case}/note")
    await person.signs_in()
    await person.page.get_by_label("The note").fill("Typed in a hurry.")
    sessions = Fetched.gate(served.doors).sessions._open.values()
    for session in sessions:
        session.tokens = 0.0  # a hundred requests in this second
    button = person.page.get_by_role("button", name="Italiano")
    await press(button)
    assert "Troppe richieste insieme" in await person.reads(), "the answer is on the screen"
    served.organisation.time.now += 60
    await person.goes(f"/case/{case}/note")
    assert await person.page.locator("#f-text").input_value() == "Typed in a hurry."
    await person.context.close()
