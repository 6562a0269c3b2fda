"""A tick with nothing to do asks the database once, by indexes; one in doubt asks around."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.errors import DeliveryError, Undecided
from bot.ports import PublishedLesson, Run, RunStatus
from bot.report import Week
from bot.words import Language
from bot.work import commit
from digests.due import Timetable
from digests.issue import LIMIT
from digests.posting import LEASE
from digests.press import Press
from digests.publish import Outlet, Publisher
from digests.text import plain
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes
from tests.desk_world import LESSON

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digests.issue import Issue, Trend
    from storage.writer import Writer

T = TypeVar("T")
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = Week(2026, 47)
PERIOD = "2026-W47"
NINE = Timetable(0, time(9), ZoneInfo("UTC"))


@dataclass
class Wall:
    """A channel in memory that can be asked. `mood` is raised instead of posting."""

    posts: list[tuple[str, str]] = field(default_factory=list)
    mood: Exception | None = None
    answers: list[str | Exception | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def render(self, issue: Issue) -> str:
        return plain(issue)

    async def post(self, period: str, frozen: str) -> str:
        await asyncio.sleep(0)
        if self.mood:
            raise self.mood
        self.posts.append((period, frozen))
        return f"post {len(self.posts)}"

    async def find(self, period: str) -> str | None:
        await asyncio.sleep(0)
        self.asked.append(period)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Newsroom:
    """One publisher of two channels, and every statement that its writer runs."""

    def __init__(self, writer: Writer) -> None:
        """Both have been posted to before."""
        self.now = MONDAY
        self.writer = writer
        self.ledger = Ledger(writer)
        self.lessons = Lessons(writer)
        self.tallies = Tallies(writer)
        self.walls = [Wall(), Wall()]
        names = ("wall", "muro")
        self.press = Press(self.lessons, self.tallies, Editions(writer), Votes(writer))
        self.publisher = Publisher(
            press=self.press,
            ledger=self.ledger,
            writer=writer,
            outlets=[
                Outlet(name, Language.EN, NINE, wall)
                for name, wall in zip(names, self.walls, strict=True)
            ],
            owner="one",
            clock=lambda: self.now,
            draw=self.draw,
        )
        self.drawn: list[Trend] = []
        for name in names:
            self.do(lambda name=name: self.ledger.skip(name, "2026-W46"))  # type: ignore[misc]

    def draw(self, trend: Trend, _language: Language) -> bytes:
        self.drawn.append(trend)
        return b"png"

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def tick(self, **later: int) -> tuple[Run, ...]:
        self.now += timedelta(**later)
        return asyncio.run(self.publisher.tick())

    def run(self, channel: str = "wall", period: str = PERIOD) -> Run:
        runs = self.do(lambda: self.ledger.runs(channel))
        return next(run for run in runs if run.period == period)


@pytest.fixture
def room(writer: Writer) -> Newsroom:
    return Newsroom(writer)


@pytest.fixture
def statements(engine: sa.Engine) -> Iterator[list[tuple[str, object]]]:
    """What the engine is asked, with what it is asked about."""
    said: list[tuple[str, object]] = []

    def note(_c: object, _k: object, statement: str, held: object, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            said.append((statement, held))

    sa.event.listen(engine, "before_cursor_execute", note)
    yield said
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_tick_with_nothing_due_asks_once(
    room: Newsroom, statements: list[tuple[str, object]]
) -> None:
    room.tick()
    hot = PublishedLesson("0a", WEEK, LESSON, urgent=True)
    room.do(lambda: room.lessons.publish(hot))
    assert len(room.tick(minutes=1)) == 2
    statements.clear()
    for _ in range(3):
        assert room.tick(minutes=1) == ()
    assert len(statements) == 3
    assert not any("frozen" in statement for statement, _ in statements)


@pytest.mark.parametrize("backend", ["sqlite"])
def test_what_it_asks_is_found_by_indexes(
    room: Newsroom, engine: sa.Engine, statements: list[tuple[str, object]]
) -> None:
    room.tick()
    statements.clear()
    room.tick(minutes=1)
    ((statement, held),) = statements
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", held)  # type: ignore[arg-type]
        steps = [row.detail for row in plan]
    scans = [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step]
    assert scans == []
    assert (
        sum(("USING" in step and "INDEX" in step) or "PRIMARY KEY" in step for step in steps) >= 4
    )


# --- in doubt ------------------------------------------------------------------------------------


def doubtful(room: Newsroom) -> None:
    """A post of which nobody knows what became of it."""
    room.walls[0].mood = Undecided("no answer")
    room.tick()
    room.walls[0].mood = None
    assert room.run().status is RunStatus.UNCERTAIN


def test_what_the_platform_has_is_marked_as_sent(room: Newsroom) -> None:
    doubtful(room)
    room.walls[0].answers = ["C1 1700.5"]
    (end,) = room.tick(minutes=1)
    assert (end.channel, end.status, end.reference) == ("wall", RunStatus.SENT, "C1 1700.5")
    assert (room.run().status, room.run().reference) == (RunStatus.SENT, "C1 1700.5")
    assert room.tick(minutes=1) == ()
    assert room.walls[0].asked == [PERIOD]
    assert room.walls[0].posts == []


def test_what_the_platform_says_twice_that_it_has_not_is_posted_again_the_same_bytes(
    room: Newsroom,
) -> None:
    doubtful(room)
    frozen = room.run().frozen
    room.walls[0].answers = [None, None]
    assert room.tick(minutes=1) == ()
    assert room.walls[0].posts == []
    (end,) = room.tick(minutes=1)
    assert end.status is RunStatus.SENT
    assert room.walls[0].posts == [(PERIOD, frozen)]


def test_a_run_whose_process_died_while_sending_is_asked_about_too(room: Newsroom) -> None:
    now = int(room.now.timestamp())
    at = ("wall", PERIOD, "the dead one")
    room.do(lambda: room.ledger.claim(*at, now=now, until=now + LEASE))
    room.do(lambda: room.ledger.sending(*at, until=now + LEASE, text="frozen"))
    room.tick()
    room.walls[0].answers = ["there"]
    doubted, found = room.tick(seconds=LEASE + 1)
    assert (doubted.status, found.status) == (RunStatus.UNCERTAIN, RunStatus.SENT)


def test_who_may_not_be_asked_is_asked_once_and_a_person_is_waited_for(room: Newsroom) -> None:
    doubtful(room)
    room.walls[0].answers = [DeliveryError("no right to read", permanent=True)]
    for _ in range(3):
        assert room.tick(minutes=1) == ()
    assert len(room.walls[0].asked) == 1
    assert room.run().status is RunStatus.UNCERTAIN


@pytest.mark.parametrize("mood", [DeliveryError("busy"), TimeoutError(), ConnectionResetError()])
def test_no_answer_is_no_answer_and_is_asked_for_again(room: Newsroom, mood: Exception) -> None:
    doubtful(room)
    room.walls[0].answers = [mood, None, mood, "there"]
    for _ in range(3):
        assert room.tick(minutes=1) == ()
    assert [end.status for end in room.tick(minutes=1)] == [RunStatus.SENT]
    assert room.walls[0].posts == []


# --- what dies with an issue ---------------------------------------------------------------------


def test_with_an_issue_the_keys_of_earlier_ones_are_shredded_and_once_more_after_a_crash(
    room: Newsroom,
) -> None:
    shredded: list[Week] = []
    room.publisher._shred = shredded.append
    room.tick()
    assert shredded == [WEEK.plus(-1), WEEK]  # two channels: the second one had its readers still
    room.tick(minutes=1)
    assert len(shredded) == 2
    again = Newsroom(room.writer)
    again.publisher._shred = shredded.append
    again.now = room.now
    assert again.tick(minutes=1) == ()
    assert shredded == [WEEK.plus(-1), WEEK, WEEK]


def test_the_key_of_a_week_lives_until_the_slowest_channel_has_its_next_issue(
    room: Newsroom,
) -> None:
    """One posts on Monday, the other one on Friday: nobody votes twice over the weekend."""
    slow = room.publisher._outlets["muro"]
    room.publisher._outlets["muro"] = replace(slow, timetable=Timetable(4, time(15), NINE.zone))
    shredded: list[Week] = []
    room.publisher._shred = shredded.append
    room.tick()
    room.tick(days=4, hours=6)
    assert shredded == [WEEK.plus(-1), WEEK]
    room.tick(days=2, hours=18)
    assert shredded[2:] == [WEEK]
    room.tick(days=4, hours=6)
    assert shredded[3:] == [WEEK.plus(1)]
    room.do(lambda: room.press.edition(WEEK.plus(4)))
    again = Newsroom(room.writer)
    again.publisher._shred = shredded.append
    again.now = room.now
    again.tick(minutes=1)
    assert shredded[4:] == [WEEK.plus(3)]  # nobody keeps one for ever


# --- late, and drawn -----------------------------------------------------------------------------


def test_an_issue_after_a_gap_says_so_and_an_ordinary_one_does_not(room: Newsroom) -> None:
    room.tick()
    room.tick(weeks=4)
    room.tick(weeks=1)
    first, second, third = (text for _, text in room.walls[0].posts)
    assert "No issue came" not in first
    assert "No issue came in the last 3 weeks." in second
    assert "No issue came" not in third
    room.tick(weeks=2)
    assert "No issue came last week." in room.walls[0].posts[-1][1]
    assert all(len(text) <= LIMIT for _, text in room.walls[0].posts)


def test_the_first_issue_in_a_channel_welcomes_and_the_others_do_not(room: Newsroom) -> None:
    room.tick()  # the organisation's first: that one says how to report anyway
    room.do(lambda: room.ledger.forget("muro", PERIOD, int(room.now.timestamp())))
    room.tick(weeks=1)
    english, new = (wall.posts[-1][1] for wall in room.walls)
    assert "Welcome\nOnce a week this channel hears" in new
    assert "Welcome" not in english
    room.tick(weeks=1)
    assert not any("Welcome" in wall.posts[-1][1] for wall in room.walls)


def test_a_picture_is_drawn_for_a_week_that_prints_numbers_and_only_then(room: Newsroom) -> None:
    room.tick()
    assert room.drawn == []
    room.do(lambda: room.tallies.count(WEEK.plus(1), "received", "all", 7))
    room.tick(weeks=1)
    assert {trend.told for trend in room.drawn} == {((WEEK.plus(1), 7),)}


def test_a_picture_that_cannot_be_drawn_holds_up_no_issue(writer: Writer) -> None:
    room = Newsroom(writer)

    def broken(_trend: Trend, _language: Language) -> bytes:
        raise OSError("no font")

    room.publisher._layout = replace(room.publisher._layout, draw=broken)
    room.do(lambda: room.tallies.count(WEEK, "received", "all", 7))
    assert [end.status for end in room.tick()] == [RunStatus.SENT, RunStatus.SENT]
