"""The review channel: an alert at once, a reminder a day; at most once, whatever happens."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

import pytest

from bot.alert import Alert
from bot.errors import DeliveryError, Undecided
from bot.ports import Run, RunStatus
from bot.report import Week
from bot.taxonomy import Family, Kind, Severity
from bot.words import Language, Words
from bot.work import commit
from digests.duty import STALE_WEEKS, Bell, Duty
from digests.posting import LEASE, Poster
from storage.ledger import Ledger
from storage.outbox import Outbox
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.writer import Writer

T = TypeVar("T")
NIGHT = datetime(2026, 11, 21, 2, tzinfo=UTC)
FALL = Alert(Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.CRITICAL, running=True)


@dataclass
class Room:
    """A review channel in memory. `mood` is raised, if there is one, instead of posting."""

    posts: list[tuple[str, str]] = field(default_factory=list)
    mood: Exception | None = None

    async def post(self, period: str, frozen: str) -> str:
        await asyncio.sleep(0)
        if self.mood:
            raise self.mood
        self.posts.append((period, frozen))
        return period

    @property
    def alerts(self) -> list[str]:
        return [text for period, text in self.posts if period.startswith("alert-")]

    @property
    def days(self) -> list[str]:
        return [period for period, _ in self.posts if period.startswith("day-")]


class Watch:
    """One review channel, any number of services, and a clock that a test moves."""

    def __init__(self, writer: Writer) -> None:
        """It is night; nothing waits."""
        self.now = NIGHT
        self.room = Room()
        self.writer = writer
        self.ledger = Ledger(writer)
        self.outbox = Outbox(writer, FixedDice(), lambda: Week.of(self.now.date()))
        self.duty = self.another("one")

    def another(self, owner: str, language: Language = Language.EN) -> Duty:
        def clock() -> datetime:
            return self.now

        poster = Poster(ledger=self.ledger, writer=self.writer, owner=owner, clock=clock)
        return Duty(
            bell=Bell("review:room", self.room, Words(language), ZoneInfo("UTC")),
            outbox=self.outbox,
            ledger=self.ledger,
            poster=poster,
            clock=clock,
        )

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def sound(self) -> None:
        self.do(lambda: self.outbox.sound(FALL))

    def tick(self, duty: Duty | None = None, **later: int) -> tuple[Run, ...]:
        self.now += timedelta(**later)
        return asyncio.run((duty or self.duty).tick())

    @property
    def left(self) -> tuple[int, int]:
        """Rows in the outbox and in the ledger."""
        return len(self.do(self.outbox.waiting)), len(self.do(self.ledger.runs))


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The statements are tried on both databases in `contracts`."""
    return str(request.param)


@pytest.fixture
def watch(writer: Writer) -> Watch:
    return Watch(writer)


def test_an_alert_goes_out_with_the_next_tick_and_leaves_no_trace(watch: Watch) -> None:
    watch.sound()
    watch.tick()
    assert watch.room.alerts == [FALL.said(Words(Language.EN))]
    assert watch.left == (0, 0)
    assert watch.tick(minutes=1) == ()


def test_an_alert_speaks_the_language_of_the_settings(watch: Watch) -> None:
    watch.sound()
    watch.tick(watch.another("two", Language.IT))
    assert watch.room.alerts[0].startswith("Quasi incidente urgente")


def test_two_services_post_an_alert_once(watch: Watch) -> None:
    watch.sound()
    other = watch.another("two")

    async def both() -> None:
        await asyncio.gather(watch.duty.tick(), other.tick())

    asyncio.run(both())
    for _ in range(3):
        watch.tick(minutes=5)
        watch.tick(other)
    assert len(watch.room.alerts) == 1
    assert watch.left == (0, 0)


def test_one_that_comes_too_late_finds_nothing_to_post_and_cleans_up(watch: Watch) -> None:
    """It looked before the other one had sent the alert, and claims it after."""
    watch.sound()
    (queued,) = watch.do(watch.outbox.waiting)
    late = watch.another("two")
    watch.tick()
    assert asyncio.run(late.poster.publish(late._alert(queued))) is None
    assert len(watch.room.alerts) == 1
    watch.tick(minutes=5)
    assert watch.left == (0, 0)


def test_a_refused_alert_is_tried_again_with_the_same_words(watch: Watch) -> None:
    watch.sound()
    watch.room.mood = DeliveryError("slow down")
    watch.tick()
    watch.room.mood = None
    watch.tick(minutes=2)
    assert len(watch.room.alerts) == 1
    assert watch.left == (0, 0)


def test_an_alert_nobody_can_be_sure_of_waits_for_a_person_who_sends_it_again(
    watch: Watch,
) -> None:
    watch.sound()
    watch.room.mood = Undecided("no answer")
    (end,) = watch.tick()
    watch.room.mood = None
    watch.tick(hours=2)
    assert (end.status, watch.room.alerts) == (RunStatus.UNCERTAIN, [])
    again = asyncio.run(watch.duty.resend(end.period))
    assert again
    assert again.status is RunStatus.SENT
    assert len(watch.room.alerts) == 1
    assert watch.left == (0, 0)
    assert asyncio.run(watch.duty.resend(end.period)) is None


def test_a_person_who_saw_the_alert_marks_it_and_it_is_forgotten(watch: Watch) -> None:
    watch.sound()
    watch.room.mood = Undecided("no answer")
    (end,) = watch.tick()
    watch.room.mood = None
    watch.do(lambda: watch.ledger.decide(end.channel, end.period, sent=True))
    watch.tick(minutes=1)
    assert watch.room.alerts == []
    assert watch.left == (0, 0)


def test_a_service_that_died_while_it_sent_an_alert_leaves_it_uncertain(watch: Watch) -> None:
    watch.sound()
    (queued,) = watch.do(watch.outbox.waiting)
    at = ("review:room", f"alert-{queued.queued_id}", "the dead one")
    now = int(watch.now.timestamp())
    watch.do(lambda: watch.ledger.claim(*at, now=now, until=now + LEASE))
    watch.do(lambda: watch.ledger.sending(*at, until=now + LEASE, text="frozen"))
    assert watch.tick() == ()
    (doubted,) = watch.tick(seconds=LEASE + 1)
    assert doubted.status is RunStatus.UNCERTAIN
    assert watch.room.posts == []


def test_an_alert_that_is_weeks_old_alarms_nobody_any_more(watch: Watch) -> None:
    watch.sound()
    watch.room.mood = DeliveryError("no such room", permanent=True)
    watch.tick()
    watch.room.mood = None
    watch.tick(weeks=STALE_WEEKS)
    assert watch.left[0] == 1
    watch.tick(weeks=1)
    assert watch.left == (0, 0)
    assert watch.room.alerts == []


def test_the_reminder_comes_once_a_day_after_six_whatever_restarts(watch: Watch) -> None:
    watch.tick()
    watch.tick(hours=3, minutes=59)
    assert watch.room.days == []
    watch.tick(minutes=1)
    for owner in ("two", "three"):
        watch.tick(watch.another(owner), hours=4)
    watch.tick(days=1)
    assert watch.room.days == ["day-2026-11-21", "day-2026-11-22"]


def test_two_services_post_one_reminder(watch: Watch) -> None:
    watch.now += timedelta(hours=5)
    other = watch.another("two")

    async def both() -> None:
        await asyncio.gather(watch.duty.tick(), other.tick())

    asyncio.run(both())
    assert watch.room.days == ["day-2026-11-21"]


def test_the_reminder_says_the_same_whether_something_waits_or_not(watch: Watch) -> None:
    watch.tick(hours=5)
    watch.sound()
    watch.tick(days=1)
    first, second = (text for period, text in watch.room.posts if period.startswith("day-"))
    assert first == second


def test_reminders_do_not_pile_up(watch: Watch) -> None:
    for _ in range(9):
        watch.tick(hours=24)
        watch.tick(hours=6)
    assert watch.left[1] <= 2


def test_a_service_whose_clock_is_behind_at_midnight_does_not_repeat_yesterday(
    watch: Watch,
) -> None:
    watch.tick(hours=5)
    watch.tick(hours=18)
    watch.tick(watch.another("behind"), hours=-2)
    assert watch.room.days == ["day-2026-11-21"]


# --- an issue of which nobody knows whether it arrived -------------------------------------------


def in_doubt(watch: Watch, channel: str) -> None:
    """What a crash between asking a platform and its answer leaves."""
    at = (channel, "2026-W47", "dead")
    watch.do(lambda: watch.ledger.claim(*at, now=1, until=2))
    watch.do(lambda: watch.ledger.sending(*at, until=2, text="the issue"))
    watch.do(lambda: watch.ledger.doubt(int(watch.now.timestamp())))


def doubts(watch: Watch) -> list[str]:
    return [text for period, text in watch.room.posts if period.startswith("doubt-")]


def test_an_issue_in_doubt_is_said_at_once_and_once_a_day_until_somebody_has_looked(
    watch: Watch,
) -> None:
    watch.tick()
    assert doubts(watch) == []
    in_doubt(watch, "slack:C1")
    watch.tick(minutes=1)
    watch.tick(minutes=1)
    assert len(doubts(watch)) == 1
    assert "whether an issue of the digest arrived" in doubts(watch)[0]
    in_doubt(watch, "slack:C2")
    watch.tick(days=1)
    assert "whether 2 issues of the digest arrived" in doubts(watch)[-1]
    for name in ("slack:C1", "slack:C2"):
        watch.do(lambda name=name: watch.ledger.decide(name, "2026-W47", sent=True))  # type: ignore[misc]
    watch.tick(days=1)
    assert len(doubts(watch)) == 2


def test_an_alert_of_ones_own_in_doubt_is_no_issue(watch: Watch) -> None:
    watch.sound()
    watch.room.mood = Undecided("no answer")
    watch.tick()
    watch.room.mood = None
    watch.tick(minutes=1)
    assert doubts(watch) == []


def test_doubts_do_not_pile_up(watch: Watch) -> None:
    in_doubt(watch, "slack:C1")
    for _ in range(10):
        watch.tick(days=1)
    kept = [run.period for run in watch.do(lambda: watch.ledger.runs("review:room"))]
    assert len([period for period in kept if period.startswith("doubt-")]) == 2
