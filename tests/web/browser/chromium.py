"""A real browser at a served console: Chromium, headless, through Playwright.

The console runs in this process behind uvicorn, so that a test can turn its clock; everything
between is real: sockets, cookies, the content security policy, the browser's own profile.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest
import uvicorn
from playwright.async_api import FloatRect, async_playwright, expect

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from playwright.async_api import Browser, BrowserContext, Locator, Page

    from tests.web.organisation import Doors, Organisation

FLAGS: Final = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PICTURES: Final = os.environ.get("CLOSECALL_PICTURES", "")
"""A folder: `make pictures` asks for docs/pictures. Without it no test writes into the tree."""


def binary() -> str:
    """Where Chromium is. Without it a laptop leaves these tests out; the integration fails."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found and not os.environ.get("CI"):
        pytest.skip("the console is not tried in a browser here: there is no chromium")
    assert found, "no chromium: install it (Debian: apt-get install chromium)"
    return found


@contextmanager
def serving(organisation: Organisation, host: str = "127.0.0.1") -> Iterator[Served]:
    """The console behind a socket, in a thread. `host`: how browsers call this machine."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    origin = f"http://{host}:{taken.getsockname()[1]}"
    with organisation.at(origin) as doors:
        config = uvicorn.Config(
            doors.app, log_config=None, access_log=False, ws="none", server_header=False
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([taken],))
        thread.start()
        try:
            yield Served(organisation, doors, origin)
        finally:
            server.should_exit = True
            thread.join()
            taken.close()


@dataclass
class Served:
    """A console that browsers can reach."""

    organisation: Organisation
    doors: Doors
    origin: str


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The browser."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=binary(), args=FLAGS)
        try:
            yield opened
        finally:
            await opened.close()


# A click, an inner_text and Playwright's go_back wait for nothing: what is read after a click may
# still be the page before it, and a history that is asked for in the middle of a navigation is an
# error. So whatever leads to another page goes through one of these four.


async def press(what: Locator) -> None:
    """Click what leads to another page, and wait until that page is there."""
    async with what.page.expect_navigation():
        await what.click()


async def press_twice(what: Locator, to: str) -> None:
    """Double click what leads to the address `to`, and wait until all is answered.

    The second click may call off the navigation of the first: that is an error to whoever waits
    for a navigation, and none to a person. So what is waited for is the address.
    """
    await what.dblclick(no_wait_after=True)
    await expect(what.page).to_have_url(to, timeout=15_000)
    await what.page.wait_for_load_state("networkidle")


async def back(page: Page, to: str) -> None:
    """Go back, and wait for the address `to`. Raises when the browser ends somewhere else."""
    async with page.expect_navigation(url=to):
        await page.evaluate("history.back()")


async def forward(page: Page, to: str) -> None:
    """Go forward again, the same way."""
    async with page.expect_navigation(url=to):
        await page.evaluate("history.forward()")


@dataclass
class Person:
    """Somebody at a browser; `troubles` is what the browser complained of."""

    served: Served
    context: BrowserContext
    page: Page
    troubles: list[str] = field(default_factory=list)

    @classmethod
    async def sits_down(cls, served: Served, browser: Browser, **how: Any) -> Person:  # noqa: ANN401
        """A fresh profile. `how`: Playwright's options for a context."""
        context = await browser.new_context(**{"locale": "en-GB", **how})
        context.set_default_timeout(15_000)
        return cls(served, context, await context.new_page()).listening()

    def listening(self) -> Person:
        """Note every complaint of the browser, above all of the content security policy."""

        def heard(message: Any) -> None:  # noqa: ANN401 - Playwright's own
            if message.type == "error" and "422" not in message.text and "403" not in message.text:
                self.troubles.append(message.text)

        self.context.on("console", heard)
        self.context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        return self

    async def goes(self, path: str) -> None:
        """Type an address."""
        await self.page.goto(f"{self.served.origin}{path}")

    async def signs_in(self, role: str = "safety") -> None:
        """Fill in the first form, with the keyboard alone."""
        if not await self.page.locator("#f-name").count():
            await self.goes("/sign-in")
        await self.page.focus("#f-name")
        await self.page.keyboard.type(role)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(self.served.organisation.passphrases[role])
        async with self.page.expect_navigation():
            await self.page.keyboard.press("Enter")

    async def presses(self, name: str) -> None:
        """Press a button of the page and wait for the page that follows."""
        await press(self.page.get_by_role("main").get_by_role("button", name=name))

    async def follows(self, name: str) -> None:
        """Follow a link of the page and wait for where it leads."""
        await press(self.page.get_by_role("main").get_by_role("link", name=name, exact=True))

    async def reads(self) -> str:
        """The text on the page."""
        return await self.page.inner_text("main")

    async def picture(self, name: str) -> None:
        """For the documentation, only when somebody asked for pictures: the first screen of it."""
        if PICTURES:
            await self.page.evaluate("scrollTo(0, 0); document.activeElement.blur()")
            foot = "Math.min(innerHeight, document.body.getBoundingClientRect().bottom)"
            wide, high = await self.page.evaluate(f"[innerWidth, {foot}]")
            clip = FloatRect(x=0, y=0, width=wide, height=high)
            await self.page.screenshot(path=f"{PICTURES}/{name}.png", clip=clip)
