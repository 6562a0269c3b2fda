"""For everyone: axe-core finds nothing, nothing scrolls sideways, the keyboard is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from adapters.web.app import PAGES
from tests.web.browser.chromium import Person, press
from tests.web.organisation import LESSON, record
from tests.web.photographed import JPEG, attached

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

    from tests.web.browser.chromium import Served

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # the rest would be made and sent for nothing
}
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll("main *, header *")]
    .filter((one) => one.getBoundingClientRect().right > room + 1)
    .map((one) => `${one.tagName}.${one.className}#${one.id} ${one.getBoundingClientRect().right}`)
    .slice(0, 4);
}"""
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="module")
def case(served: Served) -> str:
    """A case with something in every part of it."""
    writer = served.doors.writer
    found = served.organisation.reports(writer, [record(barrier="not_stopped"), record()])[0]
    with_hands = served.doors.signed_in()
    with_hands.get(f"/case/{found}")
    with_hands.fill(f"/case/{found}/ask", text="Which side?", choice=["north", "south"])
    with_hands.fill(f"/case/{found}/note", text="Asked facilities.", to="reviewers")
    week = str(served.doors.office.calendar().plus(6))
    with_hands.fill(
        f"/case/{found}/action", text="a ladder", owner="facilities", due=week, level="replace"
    )
    with_hands.fill(f"/case/{found}/lesson", check_up=week, **LESSON)
    return attached(served.doors, JPEG, case=found)


def addresses(case: str) -> list[str]:
    """Every page that can be looked at, and three that say no."""
    shown = [page.path for page in PAGES if page.get and not page.part and page.path != "/"]
    found = [path.replace("{case}", case).replace("{number}", "1") for path in shown]
    return [*found, "/nothing", "/inbox?show=closed"]


async def violations(page: Page, axe: str, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe-core finds, one line each."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    found: dict[str, Any] = await page.evaluate("rules => axe.run(document, rules)", rules)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("locale", "width"), [("en-GB", 1280), ("it-IT", 390)])
async def test_axe_finds_nothing_on_any_page_in_light_and_dark(  # noqa: PLR0917 - fixtures
    served: Served, browser: Browser, axe: str, case: str, locale: str, width: int
) -> None:
    person = await Person.sits_down(
        served, browser, locale=locale, viewport={"width": width, "height": 900}
    )
    found: dict[str, list[str]] = {}
    await person.goes("/sign-in")
    found["/sign-in"] = await violations(person.page, axe)
    await person.signs_in()
    for path in addresses(case):
        served.organisation.time.now += 5  # a person's pace
        await person.goes(path)
        found[path] = await violations(person.page, axe)
        # The same page in the other scheme: nothing differs but the colours.
        await person.page.emulate_media(color_scheme="dark")
        found[f"{path} dark"] = await violations(person.page, axe, COLOURS)
        await person.page.emulate_media(color_scheme="light")
    await person.goes(f"/case/{case}/action")
    await press(person.page.locator("main p.buttons button"))
    await person.page.locator("#faults").wait_for()
    found["refused"] = await violations(person.page, axe)
    assert {path: said for path, said in found.items() if said} == {}
    assert len(found) > 30
    assert [one for one in person.troubles if "404" not in one] == []
    await person.context.close()


async def test_nothing_scrolls_sideways_at_400_percent(
    served: Served, browser: Browser, case: str
) -> None:
    """WCAG 2.1, 1.4.10: 320 CSS pixels are 1280 at 400 %, and 200 % is included."""
    person = await Person.sits_down(served, browser, viewport={"width": 320, "height": 640})
    await person.signs_in()
    wide = []
    for path in addresses(case):
        served.organisation.time.now += 5
        await person.goes(path)
        wide += [f"{path}: {one}" for one in await person.page.evaluate(TOO_WIDE)]
    assert wide == []
    await person.context.close()


async def test_the_keyboard_is_enough(served: Served, browser: Browser, case: str) -> None:
    person = await Person.sits_down(served, browser)
    await person.signs_in()
    await person.goes(f"/case/{case}/note")
    keys, focused = person.page.keyboard, "document.activeElement.textContent.trim()"
    await keys.press("Tab")
    assert await person.page.evaluate(focused) == "Skip to the content"
    await keys.press("Enter")
    seen = set()
    for _ in range(12):
        await keys.press("Tab")
        outlined = await person.page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle"
        )
        assert outlined != "none", "the focus is always seen"
        seen.add(await person.page.evaluate("document.activeElement.name || ''"))
        if await person.page.evaluate("document.activeElement.name") == "text":
            await keys.type("Typed without a mouse.")
        if await person.page.evaluate("document.activeElement.type") == "submit":
            await keys.press("Enter")
            break
    await person.page.wait_for_url(f"**/case/{case}")
    assert "Typed without a mouse." in await person.reads()
    assert {"text", "to"} <= seen
    await person.context.close()


async def test_a_photo_is_reached_with_the_keyboard_has_a_name_and_fits_a_phone(
    served: Served, browser: Browser, case: str
) -> None:
    person = await Person.sits_down(served, browser, viewport={"width": 320, "height": 640})
    await person.signs_in()
    await person.goes(f"/case/{case}")
    link = person.page.get_by_role("main").get_by_role("link", name="Photo 1")
    keys, name = person.page.keyboard, await link.inner_text()
    for _ in range(60):
        await keys.press("Tab")
        if await person.page.evaluate("document.activeElement.textContent") == name:
            break
    async with person.page.expect_navigation(url=f"**/case/{case}/photo/1"):
        await keys.press("Enter")
    image = person.page.get_by_role(
        "img", name="Photo 1, as its reporter saw it before sending it"
    )
    room = await image.evaluate("one => one.decode().then(() => [one.naturalWidth, one.width])")
    assert room[0] == 1600, "it is the whole photo"
    assert room[1] <= 320, "and it fits"
    assert await person.page.evaluate(TOO_WIDE) == []
    crumb = person.page.get_by_role("main").get_by_role("link").first
    await crumb.focus()
    async with person.page.expect_navigation(url=f"**/case/{case}"):
        await keys.press("Enter")
    assert person.troubles == []
    await person.context.close()
