"""Somebody who can reach the console asks and sends without end: nobody else loses anything.

The flood is real: requests of the application, hundreds of them, from addresses of their own.
"""

from __future__ import annotations

import asyncio
from html import unescape
from typing import TYPE_CHECKING

import httpx2
import pytest

from adapters.web.gate import KNOWN, STRANGERS, UNLOCKING, Doorway
from adapters.web.lockout import COOKIE as DEVICE
from adapters.web.lockout import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    LONGEST_WAIT,
    MOST_DEVICES,
    Lockout,
)
from adapters.web.luggage import KEPT, MOST, Luggage, Traveller
from adapters.web.sessions import IDLE
from tests.fakes import FixedDice
from tests.web.organisation import ORIGIN, Organisation, Time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.organisation import Browser, Doors

TYPED = "A colleague stood on the only ladder at hand."


@pytest.fixture
def organisation(tmp_path: Path) -> Organisation:
    """One of one test's own: nobody has signed in there before."""
    return Organisation.founded(tmp_path / "flooded")


@pytest.fixture
def doors(organisation: Organisation) -> Iterator[Doors]:
    """Its console, open."""
    with organisation.open() as opened:
        yield opened


def stranger(doors: Doors, host: str) -> httpx2.AsyncClient:
    """Somebody at an address of the network, without any cookie."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(doors.app, client=(host, 40_000)),
        base_url=ORIGIN,
        headers={"sec-fetch-site": "same-origin"},
    )


async def flood(doors: Doors, case: str, hosts: int = 1) -> None:
    """Texts for a page that nobody is signed in for, many times more than there is room."""
    for number in range(MOST * 4):
        async with stranger(doors, f"10.0.{number % hosts}.1") as one:
            sent = await one.post(f"/case/{case}/note", data={"text": f"flood {number}"})
            assert sent.status_code == 303


def expired(doors: Doors, case: str) -> Browser:
    """A reviewer whose session ended in the middle of a note, which they sent all the same."""
    browser = doors.signed_in()
    doors.organisation.time.now += IDLE
    answer = browser.post(f"/case/{case}/note", {"text": TYPED, "to": "reviewers"})
    assert "Nothing you typed is lost" in answer.text
    return browser


@pytest.mark.parametrize("hosts", [1, 200])
def test_a_flood_of_typed_text_drives_out_nothing_of_who_has_signed_in_before(
    doors: Doors, hosts: int
) -> None:
    case = doors.organisation.report(doors.writer)
    browser = expired(doors, case)
    asyncio.run(flood(doors, case, hosts))
    assert len(browser.gate(doors).luggage._held) == MOST
    browser.sign_in("safety")
    assert TYPED in unescape(browser.get(f"/case/{case}/note").text)


def test_a_flood_from_one_address_drives_out_nothing_of_another_stranger(doors: Doors) -> None:
    """A console that was started anew knows nobody's browser."""
    case = doors.organisation.report(doors.writer)
    browser = doors.browser()
    browser.post(f"/case/{case}/note", {"text": TYPED, "to": "reviewers"})
    asyncio.run(flood(doors, case))
    led = browser.sign_in("safety").headers["location"]
    assert led == f"/case/{case}/note", "to where it stands, asked for or not"
    assert TYPED in unescape(browser.get(f"/case/{case}/note").text)


def test_a_cookie_that_nobody_got_here_makes_no_known_browser(doors: Doors) -> None:
    case = doors.organisation.report(doors.writer)
    browser = doors.browser(cookie=f"{DEVICE}={'f' * 64}")
    browser.post(f"/case/{case}/note", {"text": TYPED, "to": "reviewers"})
    (piece,) = browser.gate(doors).luggage._held.values()
    assert not piece.known


def left(luggage: Luggage, traveller: Traveller, many: int) -> list[str]:
    """So many pieces of one traveller; what takes each again."""
    return [luggage.leave("/case/x/note", {"text": [str(at)]}, traveller) for at in range(many)]


def waiting(luggage: Luggage, cookies: list[str]) -> int:
    """How many of these are there still."""
    return sum(luggage.waits(each) for each in cookies)


def test_among_strangers_the_oldest_of_whoever_left_the_most_goes() -> None:
    luggage = Luggage(Time(), FixedDice())
    modest, greedy = left(luggage, Traveller("a", known=False), 3), []
    for _ in range(5):
        greedy += left(luggage, Traveller("b", known=False), 30)
    assert waiting(luggage, modest) == 3
    assert waiting(luggage, greedy) == waiting(luggage, greedy[-(MOST - 3) :]) == MOST - 3


def test_a_stranger_takes_no_room_from_who_has_signed_in_before_not_even_the_last() -> None:
    luggage = Luggage(Time(), FixedDice())
    known = [
        each for at in range(MOST) for each in left(luggage, Traveller(str(at), known=True), 1)
    ]
    strange = left(luggage, Traveller("b", known=False), 1)
    assert waiting(luggage, known) == MOST
    assert waiting(luggage, strange) == 0


def test_one_who_has_signed_in_before_takes_no_room_from_another() -> None:
    luggage = Luggage(Time(), FixedDice())
    colleague = left(luggage, Traveller("a", known=True), 2)
    left(luggage, Traveller("b", known=True), MOST * 2)
    assert waiting(luggage, colleague) == 2


def test_no_address_is_kept_as_it_is() -> None:
    luggage = Luggage(Time(), FixedDice())
    left(luggage, Traveller("192.0.2.77", known=False), 1)
    held = [(piece.traveller, piece.locked) for piece in luggage._held.values()]
    assert "192.0.2.77" not in repr(luggage) + repr(held) + repr(
        Traveller("192.0.2.77", known=False)
    )
    other = Luggage(Time(), lambda n: b"\x07" * n)
    left(other, Traveller("192.0.2.77", known=False), 1)
    assert {one.traveller for one in luggage._held.values()} != {
        one.traveller for one in other._held.values()
    }


class Watched(Doorway):
    """Doors that tell of everybody who comes to stand before them."""

    def __init__(self) -> None:
        """As wide as the real ones."""
        super().__init__(UNLOCKING)
        self.came: asyncio.Queue[None] = asyncio.Queue()

    async def __aenter__(self) -> None:
        """Told first, then as ever."""
        self.came.put_nowait(None)
        await super().__aenter__()


async def test_a_flood_of_tries_keeps_no_known_browser_from_signing_in(doors: Doors) -> None:
    """The doors are full of strangers; who has signed in before has places of their own."""
    browser = doors.signed_in()
    gate, device = browser.gate(doors), browser.client.cookies[DEVICE]
    gate.unlocking = at = Watched()
    for _ in range(UNLOCKING):
        await at.acquire()  # two keys are being opened all the while
    flooding = [
        asyncio.create_task(tried(doors, f"10.0.0.{each}", f"nobody {each}"))
        for each in range(STRANGERS)
    ]
    for _ in flooding:
        await at.came.get()
    more = [tried(doors, f"10.0.1.{each}", f"somebody {each}") for each in range(50)]
    assert set(await asyncio.gather(*more)) == {"/sign-in?refused=too_fast"}
    known = asyncio.create_task(tried(doors, "10.9.9.9", "safety", device))
    coming = asyncio.create_task(at.came.get())
    await asyncio.wait({known, coming}, return_when=asyncio.FIRST_COMPLETED)
    assert not known.done(), "they stand in line"
    for _ in range(UNLOCKING):
        at.release()
    assert (await known) == "/inbox"
    assert set(await asyncio.gather(*flooding)) == {"/sign-in?refused=wrong"}


async def tried(doors: Doors, host: str, name: str, device: str = "") -> str:
    """One try to sign in; where it leads. With a device's cookie it is the right passphrase."""
    phrase = doors.organisation.passphrases[name] if device else "not these words"
    cookie = {"cookie": f"{DEVICE}={device}"} if device else {}
    async with stranger(doors, host) as one:
        form = {"name": name, "passphrase": phrase}
        answer = await one.post("/sign-in", data=form, headers=cookie)
    return answer.headers["location"]


async def test_who_is_turned_away_at_full_doors_has_not_failed(doors: Doors) -> None:
    gate = doors.browser().gate(doors)
    gate.unlocking.queue = STRANGERS
    for _ in range(FREE_TRIES * 3):
        assert (await tried(doors, "10.0.0.1", "safety")) == "/sign-in?refused=too_fast"
    gate.unlocking.queue = 0
    assert gate.lockout.wait("sign-in safety", "") == 0
    assert not gate.lockout._tries


def test_known_browsers_have_more_room_and_not_without_end(doors: Doors) -> None:
    at = doors.browser().gate(doors).unlocking
    at.queue = STRANGERS
    assert (at.full(known=False), at.full(known=True)) == (True, False)
    at.queue = KNOWN
    assert at.full(known=True)
    at.queue = STRANGERS - 1
    assert not at.full(known=False)


def test_signing_in_every_day_keeps_a_browser_known() -> None:
    lockout, drawn = Lockout(Time(), FixedDice()), []
    mine = lockout.entered("safety", "")
    for at in range(MOST_DEVICES * 2):
        drawn.append(lockout.entered(f"name {at}", ""))
        assert lockout.entered("safety", mine) == mine
    assert lockout.knows(mine)
    assert not lockout.knows(drawn[0])
    assert len(lockout._devices) == MOST_DEVICES


def test_what_succeeds_behind_the_door_makes_no_browser_known() -> None:
    lockout = Lockout(Time(), FixedDice())
    for _ in range(FREE_TRIES + 1):
        lockout.failed("organisation", "")
    assert lockout.wait("organisation", "") > 0
    lockout.cleared("organisation", "")
    assert lockout.wait("organisation", "") == 0
    assert not lockout._devices


def test_what_waits_is_taken_once_and_for_an_hour() -> None:
    time = Time()
    luggage = Luggage(time, FixedDice())
    first, late = left(luggage, Traveller("a", known=False), 2)
    assert luggage.take(first) == ("/case/x/note", {"text": ["0"]})
    assert luggage.take(first) is None
    assert luggage.waits(late)
    time.now += KEPT
    assert not luggage.waits(late)
    assert luggage.take(late) is None


def test_what_nobody_came_for_makes_room_by_itself() -> None:
    time = Time()
    luggage = Luggage(time, FixedDice())
    left(luggage, Traveller("a", known=True), 5)
    time.now += KEPT
    left(luggage, Traveller("b", known=False), 1)
    assert len(luggage._held) == 1


def test_a_failure_is_forgotten_after_an_hour_and_no_wait_is_longer_than_a_quarter() -> None:
    time = Time()
    lockout = Lockout(time, FixedDice())
    for _ in range(40):
        lockout.failed("safety", "")
        assert lockout.wait("safety", "") <= LONGEST_WAIT
    time.now += FORGOTTEN_AFTER + 1
    lockout.failed("another", "")
    lockout.failed("safety", "")
    assert lockout.wait("safety", "") == 0
