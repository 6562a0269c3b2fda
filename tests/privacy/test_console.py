"""The canary suite through the console: the real process, a real browser, and its whole profile.

A reviewer reads a story, searches for a word of it, asks, notes, writes a lesson, goes back and
forward, and closes the browser. Afterwards every byte is searched that the process or the browser
wrote: home, database, standard error, temporary files, and the profile with its caches, history,
sessions and storage. Odd words are looked for as well as sentences: Chromium's databases compress
what repeats, and a word that stands once is kept as it is.
"""

from __future__ import annotations

import asyncio
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import async_playwright

from tests.e2e.world import World
from tests.privacy.hunt import Hit, hunt, hunt_tree
from tests.web.browser.chromium import FLAGS, back, binary, forward, press

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Page

pytestmark = pytest.mark.timeout(300)
STORY = "A velocipede rolled over the rhododendron while a marmoreal obelisk toppled beside it."
NOTE = "The palimpsest shelf was looked at by the foundry."
QUESTION = "Was the bathysphere locked before?"
WHY = "Nobody had moored the zeugmatic ballast"
LESSON = "A colleague kept clear of a crepuscular shelf that leaned."
WORDS = (
    *("velocipede", "rhododendron", "marmoreal", "palimpsest", "bathysphere", "zeugmatic"),
    *("crepuscular", "oubliette", "xenolithic", "onomatopoeia", "catafalque", "pergola"),
)
LATE = "Somebody asked about the oubliette, after the session was over."
HALF = "The catafalque was half way through the pergola when"
MISTYPED = "xenolithic onomatopoeia typed by mistake"
CANARIES = (STORY, NOTE, QUESTION, WHY, LESSON, LATE, HALF, MISTYPED, *WORDS)


@dataclass
class Lived:
    """What was left behind, and what must not be in it."""

    world: World
    profile: Path
    temporary: Path
    said: bytes
    case: str
    passphrase: str

    def look(self) -> list[Hit]:
        """Every hit in every place but what Chromium was shown on its screen."""
        wanted = (*CANARIES, self.passphrase)
        hits = [hit for place in self.places for hit in hunt_tree(place, wanted)]
        hits += hunt("what the process said", self.said, wanted)
        return hits

    @property
    def places(self) -> tuple[Path, ...]:
        """Folders."""
        return (self.profile, self.temporary, self.world.folder / "closecall-home")


async def visit(url: str, profile: Path, passphrase: str, role: str) -> str:
    """A reviewer's hour at the browser; gives the case's id."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile), executable_path=binary(), args=FLAGS, locale="en-GB"
        )
        context.set_default_timeout(20_000)
        page = context.pages[0]
        await page.goto(url)
        await page.fill("#f-name", role)
        await page.fill("#f-passphrase", MISTYPED)
        await press(page.locator("main button:not([type=button])"))
        await page.get_by_text("do not open a key").wait_for()
        await page.fill("#f-name", role)
        await page.fill("#f-passphrase", passphrase)
        await press(page.locator("main button:not([type=button])"))
        await page.fill("#f-search", "velocipede")
        await press(page.locator("role=button[name='Find']"))
        await press(page.get_by_role("table").get_by_role("link").first)
        assert STORY in await page.inner_text("main")
        case = page.url.rpartition("/")[2]
        base = page.url
        for path, fields in (
            ("note", {"#f-text": NOTE}),
            ("ask", {"#f-text": QUESTION}),
            ("finding", {"#f-why-0": WHY}),
            ("lesson", {"#f-story": LESSON}),
        ):
            await page.goto(f"{base}/{path}")
            for field, said in fields.items():
                await page.fill(field, said)
            await press(page.locator(f"main form[action$='/{path}'] p.buttons button"))
            led = page.url
            await back(page, f"{base}/{path}")
            await forward(page, led)
        await page.goto(f"{base}/note")
        await context.clear_cookies(name="closecall")  # the session is over, the form still there
        await page.fill("#f-text", LATE)
        await press(page.locator("main p.buttons button"))
        await page.fill("#f-name", role)
        await page.fill("#f-passphrase", passphrase)
        await press(page.locator("main button:not([type=button])"))
        assert await page.input_value("#f-text") == LATE
        await in_another_language(page, f"{base}/note")
        await page.goto(f"{base}/lesson")
        await page.fill("#f-title", "zeugmatic, typed and left")
        await page.get_by_text("words of 90").wait_for()
        await page.goto(base)
        await context.close()
    return case


async def in_another_language(page: Page, place: str) -> None:
    """Change it in the middle of a sentence: with the script, and as a browser without one."""
    await page.goto(place)
    await page.fill("#f-text", HALF)
    await page.click("button[name=speak]")
    await page.locator("html[lang=it]").wait_for(state="attached")
    assert await page.input_value("#f-text") == HALF
    await page.route("**/console.js*", lambda route: route.abort())
    await page.goto(place)
    await page.fill("#f-text", HALF)
    await press(page.locator("button[name=speak]"))
    assert await page.get_attribute("html", "lang") == "en"
    assert await page.input_value("#f-text") == HALF
    await page.unroute("**/console.js*")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """One organisation, one reviewer, one browser."""
    binary()
    root = tmp_path_factory.mktemp("console")
    temporary, profile = root / "tmp", root / "profile"
    temporary.mkdir()
    world = World.copied(
        root / "site",
        CLOSECALL_RELEASE="now",
        TMPDIR=str(temporary),
        PYTHONASYNCIODEBUG="1",
    )
    with world.chat() as chat:
        chat.tell(STORY, "safety", "fall_from_height", "physical_barrier", "serious")
        chat.file()
        chat.leave()
    reviewer = world.handed["reviewer"]
    with subprocess.Popen(
        [sys.executable, "-m", "closecall", "console", "--port", "0"],
        cwd=world.folder,
        env=world.environment,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr is not None
        opened, found = b"", None
        while not found and (line := process.stderr.readline()):
            opened += line
            found = re.search(rb"open at (http://127\.0\.0\.1:\d+)", opened)
        try:
            assert found, opened
            url = found[1].decode()
            case = asyncio.run(visit(url, profile, reviewer["passphrase"], reviewer["key_id"][:8]))
        finally:
            process.terminate()
            opened += process.stderr.read()
    assert process.returncode == 0
    return Lived(world, profile, temporary, opened, case, reviewer["passphrase"])


def test_no_word_of_a_report_is_anywhere_after_the_visit(lived: Lived) -> None:
    assert lived.look() == []


def test_the_history_has_titles_and_addresses_without_a_word(lived: Lived) -> None:
    """Decoded, not only searched: the positive control that the profile was really written."""
    with closing(sqlite3.connect(lived.profile / "Default" / "History")) as history:
        rows = history.execute("SELECT url, title FROM urls").fetchall()
    text = "\n".join(f"{url} {title}" for url, title in rows)
    assert lived.case in text, "this is the profile that was used"
    assert not [word for word in CANARIES if word in text.lower()]
    assert "search" not in {name for url, _ in rows for name in re.findall(r"[?&](\w+)=", url)}


def test_no_page_is_in_the_cache_and_the_style_sheet_is(lived: Lived) -> None:
    cache = lived.profile / "Default" / "Cache"
    held = b"".join(path.read_bytes() for path in cache.rglob("*") if path.is_file())
    assert b"console.css" in held, "this is where Chromium keeps what it may keep"
    assert lived.case.encode() not in held
    assert b"<!doctype html>" not in held


def test_the_search_would_have_found_it(lived: Lived, tmp_path: Path) -> None:
    (tmp_path / "left").write_bytes(b"\x00" + "the Velocipede".encode("utf-16-le"))
    assert hunt_tree(tmp_path, ["Velocipede"])
    assert (lived.profile / "Default").is_dir()
