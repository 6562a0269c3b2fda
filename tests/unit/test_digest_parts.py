"""A picture over its text: posted before it, once, and never in its way."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from bot.errors import DeliveryError, Undecided
from bot.ports import RunStatus
from bot.words import Language
from bot.work import commit
from digests.due import Timetable
from digests.issue import Trend
from digests.press import Press
from digests.publish import Outlet, Publisher
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes

if TYPE_CHECKING:
    from bot.report import Week
    from digests.issue import Issue
    from storage.writer import Writer

NINE = Timetable(0, time(9), ZoneInfo("UTC"))
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@dataclass
class Wall:
    """Where every part of an issue appears, in the order in which it came."""

    name: str
    seen: list[str]
    mood: Exception | None = None

    def render(self, issue: Issue) -> str:
        return f"{self.name} of {issue.key}"

    async def post(self, period: str, frozen: str) -> str:
        assert frozen.endswith(period)
        if self.mood:
            raise self.mood
        self.seen.append(self.name)
        return "there"


class Printed(Press):
    """A press that has printed before: there is something to draw, unless a test says no."""

    drawn = True

    def trend(self, week: Week) -> Trend | None:
        return Trend(((week, 7),)) if self.drawn else None


@dataclass
class Room:
    """A channel with a picture, a text and a quiz; its issue is due."""

    writer: Writer
    now: datetime = MONDAY
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Wire it; it was posted to before."""
        self.walls = {name: Wall(name, self.seen) for name in ("picture", "text", "quiz")}
        self.outlets = [
            Outlet("it#picture", Language.EN, NINE, self.walls["picture"], before="it"),
            Outlet("it", Language.EN, NINE, self.walls["text"]),
            Outlet("it#quiz", Language.EN, NINE, self.walls["quiz"], after="it"),
        ]
        self.ledger = Ledger(self.writer)
        writer = self.writer
        self.press = Printed(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer))
        self.publisher = Publisher(
            press=self.press,
            draw=lambda _trend, _language: b"png",
            ledger=self.ledger,
            writer=writer,
            outlets=self.outlets,
            owner="me",
            clock=lambda: self.now,
        )
        for outlet in self.outlets:
            self.writer.run(commit(lambda o=outlet: self.ledger.skip(o.name, "2026-W40")))  # type: ignore[misc]

    def tick(self, **later: int) -> None:
        """A tick, so much later."""
        self.now += timedelta(**later)
        asyncio.run(self.publisher.tick())

    def status(self, name: str) -> RunStatus:
        """What became of a part."""
        runs = self.writer.run(commit(lambda: self.ledger.runs(name)))
        return next(run.status for run in runs if run.period == "2026-W47")


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The statements are tried on both databases in `contracts/test_ledger.py`."""
    return str(request.param)


@pytest.fixture
def room(writer: Writer) -> Room:
    return Room(writer)


def test_the_picture_comes_first_and_each_part_once(room: Room) -> None:
    room.tick()
    room.tick(minutes=1)
    assert room.seen == ["picture", "text", "quiz"]


@pytest.mark.parametrize(
    ("mood", "becomes"),
    [
        (DeliveryError("no", permanent=True), RunStatus.FAILED),
        (Undecided("who knows"), RunStatus.UNCERTAIN),
    ],
)
def test_a_picture_that_will_not_appear_holds_up_no_text(
    room: Room, mood: Exception, becomes: RunStatus
) -> None:
    room.walls["picture"].mood = mood
    room.tick()
    assert room.status("it#picture") is becomes
    assert room.seen == ["text", "quiz"]


def test_a_picture_that_is_refused_for_now_is_waited_for(room: Room) -> None:
    room.walls["picture"].mood = DeliveryError("wait")
    room.tick()
    assert room.seen == []
    room.walls["picture"].mood = None
    room.tick(minutes=5)
    assert room.seen == ["picture", "text", "quiz"]


def test_an_issue_with_nothing_to_draw_has_no_run_for_it(room: Room) -> None:
    room.press.drawn = False
    room.tick()
    room.tick(minutes=1)
    assert room.seen == ["text", "quiz"]
    runs = room.writer.run(commit(lambda: room.ledger.runs("it#picture")))
    assert [run.period for run in runs] == ["2026-W40"]


def test_a_picture_that_can_be_drawn_too_late_is_not_posted_below_its_text(room: Room) -> None:
    room.press.drawn = False
    room.tick()
    room.press.drawn = True
    room.tick(minutes=1)
    assert room.seen == ["text", "quiz"]


def test_by_hand_the_text_waits_for_its_picture_too(room: Room) -> None:
    picture, text, _ = room.outlets
    assert asyncio.run(room.publisher.post(text)) == ("2026-W47", None)
    asyncio.run(room.publisher.post(picture))
    asyncio.run(room.publisher.post(text))
    assert room.seen == ["picture", "text"]


def test_a_part_belongs_to_the_channel_whose_issue_it_is(room: Room) -> None:
    assert {outlet.whole for outlet in room.outlets} == {"it"}
