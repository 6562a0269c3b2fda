"""Through the console's other pages: what is opened, made and shown there is on no disk after.

A report full of canaries is read, investigated and exported; a newcomer is invited and admitted; a
key is recovered; one-time codes are set up. Then every byte below the organisation's folder and
every line of the log at its loudest is searched.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from html import unescape
from typing import TYPE_CHECKING, cast

from playwright.async_api import async_playwright
from pyotp import TOTP

from tests.privacy.hunt import hunt, hunt_tree
from tests.web.browser.chromium import FLAGS, back, binary, press, serving
from tests.web.organisation import CHEAP, Organisation, record

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from closecall.wiring.people import People
    from tests.privacy.hunt import Canary
    from tests.web.browser.chromium import Served
    from tests.web.organisation import Browser, Doors

TOLD = "A velocipede rolled over the rhododendron while everybody looked at the obelisk."
WORDS = ("velocipede", "rhododendron", "obelisk")
DESK = ("callipygian bracket", "syzygial bumper", "antediluvian foreman")


def worked_on(doors: Doors, browser: Browser) -> None:
    """A case from the inbox to its closing, and on every page that shows some of it."""
    told = record(TOLD, family="cyber", kind="phishing_stopped")
    case = doors.organisation.report(doors.writer, told)
    browser.fill(
        f"/case/{case}/triage", family="cyber", kind="phishing_stopped", severity="serious",
        guess="near_miss",
    )  # fmt: skip
    browser.fill(
        f"/case/{case}/finding", cause="equipment", vulnerability="design", worked="luck",
        uncovered=f"a {DESK[0]} had come loose",
    )  # fmt: skip
    due = str(doors.office.calendar().plus(2))
    change, owner = f"fit a {DESK[1]}", DESK[2]
    browser.fill(f"/case/{case}/action", text=change, owner=owner, due=due, level="replace")
    assert DESK[1] in browser.get("/actions").text
    page = browser.get("/exports").text
    for file in ("evidence", "sheet", "rows", "notice"):
        hidden = {**browser.hidden(page, "/exports/file"), "once": file}
        made = browser.post("/exports/file", {**hidden, "file": file, "case": case})
        assert made.status_code == 200
        assert not any(word in made.text for word in WORDS)
        assert file == "rows" or DESK[0] in made.text
    for path in ("/digest", "/numbers", "/audit", "/people", "/settings", "/account"):
        assert not any(word in browser.get(path).text for word in WORDS)


def secrets_of(page: str) -> list[str]:
    """Passphrase and recovery code, as the page shows them."""
    return [unescape(each) for each in re.findall(r"<dd><code>([^<]+)</code></dd>", page)][:2]


def changed_people(doors: Doors, lead: Browser) -> list[str]:
    """A newcomer, a recovery, one-time codes; every secret that was shown or typed."""
    lead.fill("/people", "/people/invite", role="night shift")
    found = re.search(r"/invited/([0-9a-f]{64})", lead.get("/people").text)
    assert found
    newcomer, path = doors.browser(), found[0]
    newcomer.get(path)
    newcomer.post(path, {})
    passphrase, code = secrets_of(newcomer.get(path).text)
    typed = doors.organisation.organisation_passphrase
    assert lead.fill("/people", "/people/admit", compared="yes", organisation=typed).is_redirect
    newcomer.get("/recover")
    newcomer.post("/recover", {"name": "night shift", "recovery": code})
    fresh = secrets_of(newcomer.get("/recover").text)
    assert newcomer.sign_in("night shift", fresh[0]).is_redirect
    seen = re.search(r'"long">([A-Z2-7 ]{39})<', newcomer.get("/account").text)
    assert seen
    secret = seen[1].replace(" ", "")
    assert newcomer.fill("/account", code=TOTP(secret).at(int(time.time()))).is_redirect
    return [found[1], passphrase, code, *fresh, typed, secret]


def test_nothing_of_these_pages_is_written_anywhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    organisation = Organisation.founded(tmp_path / "house")
    with caplog.at_level(logging.DEBUG), organisation.open() as doors:
        cast("People", doors.office.back.people).cost = CHEAP
        lead = doors.signed_in("safety")
        worked_on(doors, lead)
        secrets = changed_people(doors, lead)
        ours = [each for each in caplog.records if not each.name.startswith("httpx")]  # the test's
        said = "\n".join(f"{each.getMessage()} {each.__dict__}" for each in ours)
        canaries: list[Canary] = [*WORDS, *DESK, *secrets]
        assert hunt_tree(tmp_path, canaries) == []
        assert hunt("log", said.encode(), canaries) == []
    assert hunt_tree(tmp_path, canaries) == []


def test_the_hunt_sees_a_secret_that_is_written(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("fit a syzygial bumper", "utf-8")
    assert hunt_tree(tmp_path, list(DESK)) != []


MISTYPED = "xenolithic onomatopoeia of the palimpsest"


async def in_one_browser(served: Served, profile: Path) -> list[str]:
    """A lead invites, a newcomer makes a key and recovers it; every secret typed or shown."""
    typed = served.organisation.organisation_passphrase
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile), executable_path=binary(), args=FLAGS, locale="en-GB"
        )
        context.set_default_timeout(20_000)
        page = context.pages[0]

        async def shown() -> list[str]:
            return await page.locator("dl.secrets code").all_inner_texts()

        await page.goto(f"{served.origin}/sign-in?next=/people")
        await page.fill("#f-name", "safety")
        await page.fill("#f-passphrase", served.organisation.passphrases["safety"])
        await press(page.locator("main button:not([type=button])"))
        await page.fill("#f-role", "night shift")
        await press(page.locator("role=button[name='Make the link']"))
        link = re.search(r"http\S+/invited/[0-9a-f]{64}", await page.inner_text("main"))
        assert link
        await page.goto(link[0])
        await press(page.locator("role=button[name='Make my key']"))
        made = await shown()
        await press(page.locator("role=button[name='I have written them down']"))
        await page.goto(f"{served.origin}/people")
        for phrase in (MISTYPED, typed):
            await page.check("input[name=compared]")
            await page.fill("form[action='/people/admit'] input[type=password]", phrase)
            await press(page.locator("role=button[name^='Admit']"))
            served.organisation.time.now += 60
        await page.get_by_text("Admitted: night shift").wait_for()
        await page.goto(f"{served.origin}/recover")
        await page.fill("#f-name", "night shift")
        await page.fill("#f-recovery", made[1])
        await press(page.locator("main button"))
        fresh = await shown()
        await press(page.locator("role=button[name='I have written them down']"))
        await back(page, f"{served.origin}/recover")
        await context.close()
    assert len({*made, *fresh}) == 5
    return [*made[:2], *fresh, typed, MISTYPED, "onomatopoeia"]


def test_a_browser_keeps_none_of_the_secrets_that_it_showed(tmp_path: Path) -> None:
    organisation, profile = Organisation.founded(tmp_path / "house"), tmp_path / "profile"
    with serving(organisation) as served:
        cast("People", served.doors.office.back.people).cost = CHEAP
        secrets = asyncio.run(in_one_browser(served, profile))
    assert any(profile.rglob("History")), "the browser kept its profile"
    assert hunt_tree(tmp_path, secrets) == []
