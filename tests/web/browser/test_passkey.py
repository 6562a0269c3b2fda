"""A passkey, with a real browser and its virtual authenticator: made, asked for, turned off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from closecall.home import Home
from tests.web.browser.chromium import Person, press, serving
from tests.web.organisation import Organisation

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Browser, CDPSession

NAMED = "localhost"  # browsers take no passkey for an address
pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]


async def authenticator(person: Person) -> tuple[CDPSession, str]:
    """A device in this browser that has keys and a finger on it."""
    cdp = await person.context.new_cdp_session(person.page)
    await cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, made["authenticatorId"]


async def tries(person: Person, *, passkey: bool, language: str = "") -> str:
    """Sign in, with the passkey or without, in another `language` maybe; where that leads."""
    await person.goes("/sign-in")
    await person.page.fill("#f-name", "safety")
    await person.page.fill("#f-passphrase", person.served.organisation.passphrases["safety"])
    if language:
        await person.page.get_by_role("button", name=language).click()
        await person.page.locator("html:not([lang=en])").wait_for(state="attached")
    if passkey:
        await person.page.click("[data-passkey]")
        await person.page.wait_for_function("document.forms[1].elements.passkey.value !== ''")
    await press(person.page.locator("main form button:not([type=button])"))
    return person.page.url.removeprefix(person.served.origin).partition("?")[0]


async def test_a_passkey_is_made_asked_for_and_turned_off(
    tmp_path: Path, browser: Browser
) -> None:
    organisation = Organisation.founded(tmp_path / "house")
    with serving(organisation, NAMED) as served:
        person = await Person.sits_down(served, browser)
        cdp, device = await authenticator(person)
        assert await tries(person, passkey=False) == "/inbox"
        await person.goes("/account")
        await press(person.page.locator("[data-make]"))
        assert "The passkey is kept." in await person.reads()
        (file,) = Home(organisation.settings.home).reviewers.glob("*.passkey")
        held = await cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})
        assert held["credentials"][0]["credentialId"].encode() not in file.read_bytes()

        await person.context.clear_cookies()
        organisation.time.now += 60
        assert await tries(person, passkey=False) == "/sign-in"
        organisation.time.now += 60
        assert await tries(person, passkey=True) == "/inbox"
        await person.context.clear_cookies()
        file.rename(file.with_suffix(".gone"))
        organisation.time.now += 3600
        assert await tries(person, passkey=False) == "/sign-in", "taking the file away"
        file.with_suffix(".gone").rename(file)
        organisation.time.now += 3600
        assert await tries(person, passkey=True, language="Italiano") == "/inbox"
        await person.context.clear_cookies(name="closecall-language")

        await person.goes("/account")
        await person.page.click("[data-passkey]")
        await person.page.wait_for_function(
            "document.querySelector('input[name=passkey]').value !== ''"
        )
        await press(
            person.page.locator("form[action='/account/passkey'] button:not([type=button])")
        )
        assert "The passkey is forgotten." in await person.reads()
        assert not file.exists()
        await person.context.clear_cookies()
        assert await tries(person, passkey=False) == "/inbox"
        assert person.troubles == []
        await person.context.close()


async def test_an_answer_holds_once_and_only_for_a_challenge_of_ours(
    tmp_path: Path, browser: Browser
) -> None:
    organisation = Organisation.founded(tmp_path / "house")
    with serving(organisation, NAMED) as served:
        person = await Person.sits_down(served, browser)
        await authenticator(person)
        await tries(person, passkey=False)
        await person.goes("/account")
        await press(person.page.locator("[data-make]"))
        await person.context.clear_cookies()
        await person.goes("/sign-in")
        await person.page.click("[data-passkey]")
        await person.page.wait_for_function("document.forms[1].elements.passkey.value !== ''")
        answer = await person.page.evaluate("document.forms[1].elements.passkey.value")
        other = served.doors.browser()
        assert other.sign_in("security", passkey=answer).status_code == 403
        organisation.time.now += 60
        assert other.sign_in("safety", passkey=answer).status_code == 403, "it was used"
        made_up = json.dumps({**json.loads(answer), "id": "AAAA"})
        organisation.time.now += 60
        assert other.sign_in("safety", passkey=made_up).status_code == 403
        await person.context.close()
