"""The tick: what is due is posted once, what is doubtful waits, what is new starts next week."""

from __future__ import annotations

import asyncio
import errno
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import pytest

from adapters.folder import Folder
from bot.errors import DeliveryError, Undecided
from bot.ports import PublishedLesson, Run, RunStatus
from bot.report import Week
from bot.words import Language
from bot.work import commit
from digests.due import Timetable
from digests.posting import ATTEMPTS, LEASE
from digests.press import Press
from digests.publish import Outlet, Publisher
from digests.text import plain
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes
from tests.builders import door_lesson

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digests.issue import Issue
    from storage.writer import Writer

T = TypeVar("T")
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = Week(2026, 47)
NINE = Timetable(0, time(9), ZoneInfo("UTC"))
LESSON = replace(door_lesson(WEEK), drill=None)


@dataclass
class Wall:
    """A channel in memory. `mood` is raised, if there is one, instead of posting."""

    posts: list[tuple[str, str]] = field(default_factory=list)
    mood: Exception | None = None

    def render(self, issue: Issue) -> str:
        return plain(issue)

    async def post(self, period: str, frozen: str) -> str:
        await asyncio.sleep(0)
        if self.mood:
            raise self.mood
        self.posts.append((period, frozen))
        return f"post {len(self.posts)}"

    @property
    def periods(self) -> list[str]:
        return [period for period, _ in self.posts]


class Newsroom:
    """Everything around one publisher or two, with a clock that a test moves."""

    def __init__(self, writer: Writer) -> None:
        """Two channels, English and Italian; both have been posted to before."""
        self.now = MONDAY
        self.writer = writer
        self.ledger = Ledger(writer)
        self.lessons = Lessons(writer)
        self.tallies = Tallies(writer)
        self.walls = {"wall": Wall(), "muro": Wall()}
        self.outlets = [
            Outlet("wall", Language.EN, NINE, self.walls["wall"]),
            Outlet("muro", Language.IT, NINE, self.walls["muro"]),
        ]
        self.publisher = self.another("one")

    def another(self, owner: str) -> Publisher:
        return Publisher(
            press=Press(self.lessons, self.tallies, Editions(self.writer), Votes(self.writer)),
            ledger=self.ledger,
            writer=self.writer,
            outlets=self.outlets,
            owner=owner,
            clock=lambda: self.now,
        )

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def known(self) -> None:
        for name in self.walls:
            self.do(lambda name=name: self.ledger.skip(name, "2026-W40"))  # type: ignore[misc]

    def tick(self, **later: int) -> tuple[Run, ...]:
        self.now += timedelta(**later)
        return asyncio.run(self.publisher.tick())

    def run(self, channel: str, period: str = "2026-W47") -> Run:
        runs = self.do(lambda: self.ledger.runs(channel))
        return next(run for run in runs if run.period == period)


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The statements are tried on both databases in `contracts/test_ledger.py`."""
    return str(request.param)


@pytest.fixture
def room(writer: Writer) -> Newsroom:
    made = Newsroom(writer)
    made.known()
    return made


def test_a_due_issue_is_posted_once_to_every_channel_in_its_language(room: Newsroom) -> None:
    ends = room.tick()
    assert [(end.channel, end.status) for end in ends] == [
        ("wall", RunStatus.SENT),
        ("muro", RunStatus.SENT),
    ]
    assert room.tick(minutes=1) == ()
    assert "How to tell one" in room.walls["wall"].posts[0][1]
    assert "Come raccontarne uno" in room.walls["muro"].posts[0][1]
    assert room.run("wall").reference == "post 1"


def test_nothing_is_posted_before_it_is_due(room: Newsroom) -> None:
    room.tick()
    room.tick(days=6, hours=23)
    assert room.walls["wall"].periods == ["2026-W47"]
    room.tick(hours=1)
    assert room.walls["wall"].periods == ["2026-W47", "2026-W48"]


def test_a_new_channel_starts_with_its_next_week(writer: Writer) -> None:
    room = Newsroom(writer)
    assert room.tick() == ()
    assert room.tick(days=6) == ()
    assert room.run("wall").status is RunStatus.SKIPPED
    room.tick(days=1)
    assert room.walls["wall"].periods == ["2026-W48"]


def test_after_weeks_of_downtime_only_the_newest_week_is_posted(room: Newsroom) -> None:
    room.tick()
    room.tick(weeks=5, days=3)
    assert room.walls["wall"].periods == ["2026-W47", "2026-W52"]


def test_a_clock_that_is_set_back_posts_no_week_that_this_channel_passed_over(
    room: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    """It was not in the settings for a week; then the host's clock was wrong by as much."""
    here = room.publisher._outlets
    wall = here.pop("wall")
    room.tick()
    here["wall"] = wall
    room.tick(weeks=1)
    room.tick(days=-6)
    room.tick(days=6, hours=1)
    room.tick(days=-6)
    assert [
        "clock" in each.getMessage() for each in caplog.records if each.levelname == "ERROR"
    ] == [True]
    assert room.walls["wall"].periods == ["2026-W48"]
    assert room.walls["muro"].periods == ["2026-W47", "2026-W48"]


def test_two_publishers_post_once(room: Newsroom) -> None:
    other = room.another("two")

    async def both() -> None:
        await asyncio.gather(room.publisher.tick(), other.tick())

    asyncio.run(both())
    assert room.walls["wall"].periods == ["2026-W47"]


def test_both_channels_print_the_same_numbers_even_when_one_is_late(room: Newsroom) -> None:
    room.do(lambda: room.tallies.count(WEEK, "received", "all", 7))
    room.walls["muro"].mood = DeliveryError("closed for lunch")
    room.tick()
    room.do(lambda: room.tallies.count(WEEK, "received", "all", 4))
    room.walls["muro"].mood = None
    room.tick(minutes=5)
    assert "7 reports" in room.walls["wall"].posts[0][1]
    assert "7 segnalazioni" in room.walls["muro"].posts[0][1]


def test_a_refusal_for_now_is_tried_again_later_with_the_same_bytes(room: Newsroom) -> None:
    wall = room.walls["wall"]
    wall.mood = DeliveryError("slow down", wait=300)
    first = room.tick()[0]
    assert (first.status, first.detail) == (RunStatus.CLAIMED, "slow down")
    frozen = room.run("wall").frozen
    wall.mood = None
    room.do(lambda: room.lessons.publish(PublishedLesson("l1", WEEK, LESSON)))
    room.tick(seconds=299)
    assert wall.posts == []
    room.tick(seconds=10)
    assert wall.posts == [("2026-W47", frozen)]


def test_refusals_end_after_a_while_and_are_parked_with_their_sentence(room: Newsroom) -> None:
    room.walls["wall"].mood = DeliveryError("no such room")
    for _ in range(ATTEMPTS):
        room.tick(hours=2)
    assert (room.run("wall").status, room.run("wall").attempts) == (RunStatus.FAILED, ATTEMPTS)
    assert room.tick(hours=2) == ()


def test_a_refusal_for_good_is_parked_at_once(room: Newsroom) -> None:
    room.walls["wall"].mood = DeliveryError("the bot is not in the room", permanent=True)
    room.tick()
    run = room.run("wall")
    assert (run.status, run.attempts) == (RunStatus.FAILED, 1)
    assert "not in the room" in run.detail


@pytest.mark.parametrize("mood", [Undecided("no answer"), TimeoutError(), ConnectionResetError()])
def test_no_answer_is_never_tried_again_blindly(room: Newsroom, mood: Exception) -> None:
    room.walls["wall"].mood = mood
    room.tick()
    room.walls["wall"].mood = None
    room.tick(days=1)
    assert room.run("wall").status is RunStatus.UNCERTAIN
    assert room.walls["wall"].posts == []


def test_a_channel_that_left_the_settings_undecided_holds_up_no_other(room: Newsroom) -> None:
    room.walls["muro"].mood = Undecided("no answer")
    room.tick()
    room.outlets.pop()
    room.publisher = room.another("after a restart")
    room.tick(weeks=1)
    assert room.walls["wall"].periods == ["2026-W47", "2026-W48"]
    assert room.run("muro").status is RunStatus.UNCERTAIN


def test_a_publisher_that_died_while_sending_leaves_an_uncertain_run(room: Newsroom) -> None:
    now = int(room.now.timestamp())
    at = ("wall", "2026-W47", "the dead one")
    room.do(lambda: room.ledger.claim(*at, now=now, until=now + LEASE))
    room.do(lambda: room.ledger.sending(*at, until=now + LEASE, text="frozen"))
    assert [end.channel for end in room.tick()] == ["muro"]
    (doubted,) = room.tick(seconds=LEASE + 1)
    assert (doubted.channel, doubted.status) == ("wall", RunStatus.UNCERTAIN)
    assert room.walls["wall"].posts == []


def test_a_publisher_that_died_before_sending_is_replaced(room: Newsroom) -> None:
    now = int(room.now.timestamp())
    room.do(lambda: room.ledger.claim("wall", "2026-W47", "dead", now=now, until=now + LEASE))
    room.tick()
    assert room.walls["wall"].posts == []
    room.tick(seconds=LEASE + 1)
    assert room.walls["wall"].periods == ["2026-W47"]


def test_a_person_has_the_same_bytes_posted_again(room: Newsroom) -> None:
    room.walls["wall"].mood = Undecided("no answer")
    room.tick()
    frozen = room.run("wall").frozen
    room.walls["wall"].mood = None
    room.now += timedelta(weeks=3)
    end = asyncio.run(room.publisher.resend(room.outlets[0], "2026-W47"))
    assert end
    assert end.status is RunStatus.SENT
    assert room.walls["wall"].posts == [("2026-W47", frozen)]
    assert asyncio.run(room.publisher.resend(room.outlets[0], "2026-W47")) is None


def test_post_now_posts_a_skipped_week_and_then_has_nothing_more_to_do(writer: Writer) -> None:
    room = Newsroom(writer)
    room.tick()
    period, end = asyncio.run(room.publisher.post(room.outlets[0]))
    assert (period, end and end.status) == ("2026-W47", RunStatus.SENT)
    assert asyncio.run(room.publisher.post(room.outlets[0])) == ("2026-W47", None)
    assert room.walls["wall"].periods == ["2026-W47"]


def test_a_lesson_is_news_once_and_an_urgent_one_goes_out_at_once_and_alone(
    room: Newsroom,
) -> None:
    room.tick()
    room.do(lambda: room.lessons.publish(PublishedLesson("l1", WEEK, LESSON)))
    hot = replace(LESSON, title="A trailer rolls")
    room.do(lambda: room.lessons.publish(PublishedLesson("l2", WEEK, hot, urgent=True)))
    room.tick(minutes=1)
    room.tick(minutes=1)
    room.tick(weeks=1)
    room.tick(weeks=1)
    wall = room.walls["wall"]
    assert wall.periods == ["2026-W47", "urgent-l2", "2026-W48", "2026-W49"]
    texts = [text for _, text in wall.posts]
    assert [LESSON.title in text.splitlines()[0] for text in texts] == [False, False, True, False]
    assert ["A trailer rolls" in text for text in texts] == [False, True, False, False]


def test_the_numbers_of_an_old_week_are_never_made_after_a_later_one(room: Newsroom) -> None:
    room.tick(weeks=2)
    press = Press(room.lessons, room.tallies, Editions(room.writer), Votes(room.writer))
    assert room.do(lambda: press.edition(WEEK)) is None
    assert room.do(lambda: press.upcoming(WEEK)) == WEEK.plus(3)


def test_a_preview_keeps_nothing(room: Newsroom) -> None:
    press = Press(room.lessons, room.tallies, Editions(room.writer), Votes(room.writer))
    room.do(lambda: room.tallies.count(WEEK, "received", "all", 7))
    one = room.do(lambda: press.preview(WEEK))
    assert one == room.do(lambda: press.preview(WEEK))
    assert room.do(lambda: press.edition(WEEK)) == one


@pytest.fixture
def quiz(room: Newsroom) -> Wall:
    """A second part of what the wall gets, posted there before."""
    part = room.walls["wall#quiz"] = Wall()
    room.outlets.append(Outlet("wall#quiz", Language.EN, NINE, part, after="wall"))
    room.publisher = room.another("three")
    room.do(lambda: room.ledger.skip("wall#quiz", "2026-W40"))
    return part


def test_a_second_part_follows_its_first_in_the_same_tick_once(room: Newsroom, quiz: Wall) -> None:
    ends = room.tick()
    assert [end.channel for end in ends] == ["wall", "muro", "wall#quiz"]
    assert room.tick(minutes=1) == ()
    assert (room.walls["wall"].periods, quiz.periods) == (["2026-W47"], ["2026-W47"])


@pytest.mark.parametrize("mood", [DeliveryError("not now", wait=60), Undecided("no answer")])
def test_a_second_part_waits_while_nobody_knows_that_the_first_is_out(
    room: Newsroom, quiz: Wall, mood: Exception
) -> None:
    room.walls["wall"].mood = mood
    room.tick()
    room.tick(seconds=30)
    assert quiz.posts == []
    room.walls["wall"].mood = None
    room.do(lambda: room.ledger.decide("wall", "2026-W47", sent=True))
    room.tick(minutes=2)
    assert quiz.periods == ["2026-W47"]
    assert len(room.walls["wall"].posts) == (0 if isinstance(mood, Undecided) else 1)


def test_a_second_part_that_is_refused_is_tried_again_alone(room: Newsroom, quiz: Wall) -> None:
    quiz.mood = DeliveryError("slow down", wait=60)
    room.tick()
    quiz.mood = None
    room.tick(minutes=2)
    assert (room.walls["wall"].periods, quiz.periods) == (["2026-W47"], ["2026-W47"])


def test_a_process_that_dies_between_two_parts_leaves_the_second_to_another(
    room: Newsroom, quiz: Wall
) -> None:
    asyncio.run(room.publisher.post(room.outlets[0]))
    assert quiz.posts == []
    room.tick(minutes=1)
    assert (room.walls["wall"].periods, quiz.periods) == (["2026-W47"], ["2026-W47"])


def test_a_person_cannot_post_a_second_part_before_its_first(room: Newsroom, quiz: Wall) -> None:
    assert asyncio.run(room.publisher.post(room.outlets[2])) == ("2026-W47", None)
    assert quiz.posts == []
    asyncio.run(room.publisher.post(room.outlets[0]))
    _, end = asyncio.run(room.publisher.post(room.outlets[2]))
    assert end
    assert end.status is RunStatus.SENT


def test_an_urgent_lesson_of_a_monday_that_is_sunday_in_utc_goes_out_at_once(
    room: Newsroom,
) -> None:
    room.tick()
    room.now = datetime(2026, 11, 22, 15, tzinfo=UTC)  # nine hours east it is Monday
    room.do(lambda: room.lessons.publish(PublishedLesson("l2", WEEK.plus(1), LESSON, urgent=True)))
    room.tick(minutes=1)
    assert room.walls["wall"].periods == ["2026-W47", "urgent-l2"]


def test_an_urgent_lesson_has_one_part(room: Newsroom, quiz: Wall) -> None:
    room.tick()
    room.do(lambda: room.lessons.publish(PublishedLesson("l2", WEEK, LESSON, urgent=True)))
    room.tick(minutes=1)
    assert room.walls["wall"].periods == ["2026-W47", "urgent-l2"]
    assert quiz.periods == ["2026-W47"]


def test_the_folder_gets_whole_pages_and_never_loses_one(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "new" / "pages")
    reference = asyncio.run(folder.post("2026-W47", "words\n"))
    assert asyncio.run(folder.post("2026-W47", "words\n")) == reference
    with pytest.raises(DeliveryError) as refused:
        asyncio.run(folder.post("2026-W47", "other words\n"))
    assert refused.value.permanent
    assert [page.name for page in (tmp_path / "new" / "pages").iterdir()] == ["2026-W47.md"]
    assert (tmp_path / "new" / "pages" / "2026-W47.md").read_text() == "words\n"


def test_a_share_that_knows_no_links_gets_its_pages_and_keeps_those_it_has(tmp_path: Path) -> None:
    def no_links(_draft: Path, _page: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    share = Folder(tmp_path, no_links)
    reference = asyncio.run(share.post("2026-W47", "words"))
    assert asyncio.run(share.post("2026-W47", "words")) == reference
    with pytest.raises(DeliveryError, match="already"):
        asyncio.run(share.post("2026-W47", "other words"))
    assert [page.read_text() for page in tmp_path.iterdir()] == ["words"]


def test_a_folder_that_cannot_be_written_is_a_refusal_for_now(tmp_path: Path) -> None:
    (tmp_path / "pages").write_text("a file, not a folder")
    with pytest.raises(DeliveryError) as refused:
        asyncio.run(Folder(tmp_path / "pages").post("2026-W47", "words"))
    assert not refused.value.permanent
