"""The life of a case in a real browser: told in the terminal, learned from in a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.words import Language
from bot.work import commit
from closecall import wiring
from digests.text import plain
from tests.privacy.house import SEND, TOLD, only, speak
from tests.web.browser.chromium import Person, back, press, press_twice
from tests.web.organisation import LESSON, record

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.web.browser.chromium import Served

pytestmark = pytest.mark.asyncio(loop_scope="module")
OTHERS = [
    record(
        "A pallet leans over the aisle right now.", barrier="not_stopped", kind="dropped_object"
    ),
    record("A mail asked for a password.", family="cyber", kind="phishing_stopped"),
    record("The side door stood open again.", family="physical", kind="access_schedule_or_lock"),
]
STORY = "The longest ladder was too short, and it slid off the gutter onto the rubber mats."


def told_in_the_terminal(served: Served) -> str:
    """A reporter at `closecall chat`; gives the eight words."""
    settings = served.organisation.settings
    with wiring.front(settings, "terminal") as (intake, writer):
        events = speak(intake, writer, settings.home, {"say": STORY}, *TOLD, SEND)
    return str(only(events, "receipt")[0]["words"])


async def investigates(person: Person, case: str) -> None:
    """Sort, find out why, agree on a change, ask."""
    await person.follows("Sort")
    await person.page.get_by_label("Life, or the whole business").check()
    await person.presses("Keep")
    assert "Sorted." in await person.reads()
    await person.follows("Find out why")
    await person.page.get_by_label("Why 1").fill("It was the only ladder at hand")
    await person.page.get_by_label("Why 2").fill("Nobody had ordered a longer one")
    await person.page.get_by_label("Root cause").select_option("equipment")
    await person.page.get_by_label("Kind of weakness").select_option("design")
    await person.page.get_by_label("The weakness it uncovered").fill("No ladder fits that roof.")
    await person.page.get_by_label("What worked").select_option("luck")
    await person.presses("Keep")
    await person.goes(f"/case/{case}/action")
    await person.presses("Keep")
    assert "3 things need another look" in await person.reads()
    await person.page.get_by_label("What changes").fill("Hang a longer ladder by each roof door.")
    await person.page.get_by_label("Who sees to it").fill("facilities lead")
    await person.page.get_by_label("Replace it with something safer").check()
    await person.presses("Keep")
    await person.goes(f"/case/{case}/ask")
    await person.page.get_by_label("The question").fill("On which side of the roof?")
    await person.page.get_by_label("Answer 1").fill("north")
    await person.page.get_by_label("Answer 2").fill("south")
    await person.presses("Sign and ask")


async def writes(person: Person, case: str) -> None:
    """The lesson, with the linter reading along."""
    await person.goes(f"/case/{case}/lesson")
    for name, said in LESSON.items():
        place = person.page.locator(f"#f-{name}")
        if name in {"kind", "barrier", "level", "language"}:
            await place.select_option(said)
        else:
            await place.fill(said)
    await person.page.get_by_text("As Slack shows it").wait_for()
    await person.picture("lesson")
    await person.presses("Keep the draft")
    assert "Another reviewer of this case approves it." in await person.reads()


def next_digest(served: Served) -> str:
    """What `closecall digest preview` would show."""
    with wiring.digests(served.organisation.settings) as opened:
        press, week = opened.press, served.doors.office.calendar()
        compose = commit(lambda: press.issue(press.preview(week), Language.EN))
        return plain(opened.writer.submit(compose).result())


async def test_from_a_report_in_the_terminal_to_a_lesson_in_the_digest(
    served: Served, browser: Browser
) -> None:
    told_in_the_terminal(served)
    served.organisation.reports(served.doors.writer, OTHERS)
    first = await Person.sits_down(served, browser, viewport={"width": 1280, "height": 900})
    await first.goes("/inbox")
    await first.picture("sign-in")
    await first.signs_in("safety")
    await first.picture("inbox")
    await first.page.get_by_label("Search").fill("gutter")
    await first.presses("Find")
    await press(first.page.get_by_role("table").get_by_role("link").first)
    assert STORY in await first.reads()
    case = first.page.url.rpartition("/")[2]
    await investigates(first, case)
    await writes(first, case)

    second = await Person.sits_down(served, browser, viewport={"width": 390, "height": 844})
    await second.goes(f"/case/{case}/approve")
    await second.signs_in("security")
    assert second.page.url.endswith(f"/case/{case}/approve"), "signing in leads on"
    await second.picture("approve-phone")
    await second.presses("Approve and publish")
    assert "Published for everyone" in await second.reads()

    await first.goes(f"/case/{case}/close")
    await first.page.get_by_label("A sentence for the reporter").fill("A longer ladder is there.")
    await first.presses("Close the case")
    assert "Closed." in await first.reads()
    await first.picture("case")
    assert LESSON["story"] in next_digest(served)
    assert first.troubles == second.troubles == []

    await first.goes(f"/case/{case}/exclude")
    await first.page.get_by_label("security").check()
    await first.presses("Exclude")
    await second.goes(f"/case/{case}")
    assert "not sealed to you" in await second.reads()
    assert STORY not in await second.page.content()
    await first.context.close()
    await second.context.close()


async def test_a_session_that_expires_in_the_middle_of_a_lesson_loses_nothing(
    served: Served, browser: Browser
) -> None:
    case = served.organisation.report(served.doors.writer)
    person = await Person.sits_down(served, browser)
    await person.goes(f"/case/{case}/lesson")
    await person.signs_in()
    long = "A colleague stood on the only ladder at hand — its feet moved; “già” said another."
    await person.page.get_by_label("The story").fill(long)
    await person.page.get_by_label("Title").fill("Short ladders")
    served.organisation.time.now += 15 * 60
    await person.presses("Keep the draft")
    assert "Nothing you typed is lost" in await person.reads()
    assert long not in await person.reads()
    await person.signs_in()
    assert person.page.url.endswith(f"/case/{case}/lesson")
    assert await person.page.get_by_label("The story").input_value() == long
    assert await person.page.get_by_label("Title").input_value() == "Short ladders"
    assert person.troubles == []
    await person.context.close()


async def test_the_story_goes_off_the_screen_with_the_key_and_what_was_typed_stays(
    served: Served, browser: Browser
) -> None:
    case = served.organisation.report(served.doors.writer)
    person = await Person.sits_down(served, browser)
    await person.page.clock.install()
    await person.goes(f"/case/{case}/lesson")
    await person.signs_in()
    async with person.page.expect_response("**/lint"):  # the last thing that was asked for
        await person.page.get_by_label("Title").fill("Short ladders")
        await person.page.clock.run_for(1000)
    await person.page.get_by_text("The linter refuses").wait_for()
    assert await person.page.get_by_text("The ladder at bay four").is_visible()
    await person.page.clock.fast_forward(14 * 60 * 1000)
    await person.page.get_by_text("signed out in two minutes").wait_for()
    await person.page.clock.fast_forward(2 * 60 * 1000)
    await person.page.get_by_text("You were signed out.").wait_for()
    assert not await person.page.get_by_text("The ladder at bay four").is_visible()
    assert await person.page.get_by_label("Title").input_value() == "Short ladders"
    assert person.troubles == []
    await person.context.close()


async def test_back_double_click_and_a_second_tab_do_nothing_twice(
    served: Served, browser: Browser
) -> None:
    case = served.organisation.report(served.doors.writer)
    person = await Person.sits_down(served, browser)
    await person.goes(f"/case/{case}/note")
    await person.signs_in()
    tab = await person.context.new_page()
    await tab.goto(f"{served.origin}/case/{case}/note")
    await person.page.get_by_label("The note").fill("Asked facilities.")
    keep = person.page.get_by_role("main").get_by_role("button", name="Keep")
    await press_twice(keep, f"{served.origin}/case/{case}")
    await back(person.page, f"**/case/{case}/note")
    await person.page.get_by_label("The note").fill("Typed after going back.")
    await person.presses("Keep")
    await tab.get_by_label("The note").fill("From the second tab.")
    await press(tab.get_by_role("main").get_by_role("button", name="Keep"))
    said = await tab.inner_text("main")
    assert said.count("Asked facilities.") == 1
    assert said.count("From the second tab.") == 1
    assert said.count("Typed after going back.") == 1
    assert person.troubles == []
    await person.context.close()


async def test_every_form_works_without_script(served: Served, browser: Browser) -> None:
    case = served.organisation.report(served.doors.writer)
    person = await Person.sits_down(served, browser, java_script_enabled=False)
    await person.goes(f"/case/{case}/lesson")
    await person.signs_in()
    await person.page.get_by_label("The story").fill("I fell at 14:30.")
    await person.presses("Keep the draft")
    said = await person.reads()
    assert "The story: first person" in said
    assert "The story: a clock time" in said
    assert await person.page.get_by_label("The story").input_value() == "I fell at 14:30."
    await person.context.close()
