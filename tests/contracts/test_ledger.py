"""The ledger and the editions, on SQLite and PostgreSQL: claims that hold, states that end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

import pytest

from bot.ports import PublishedLesson, Run, RunStatus
from bot.report import Week
from bot.work import commit
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.writer import Writer
from tests.desk_world import LESSON

if TYPE_CHECKING:
    from collections.abc import Callable

    import sqlalchemy as sa

T = TypeVar("T")
NOW, LEASE, LATER = 1_000, 60, 2_000
HERE = ("file:page", "2026-W47")


class Book:
    """A ledger with the writer that it needs, so that a test reads as one line per step."""

    def __init__(self, writer: Writer) -> None:
        """Both ports on one writer."""
        self.writer = writer
        self.ledger = Ledger(writer)
        self.editions = Editions(writer)

    def do(self, part: Callable[[], T]) -> T:
        return self.writer.run(commit(part))

    def claim(self, owner: str, now: int = NOW, *, again: bool = False) -> Run | None:
        return self.do(
            lambda: self.ledger.claim(*HERE, owner, now=now, until=now + LEASE, again=again)
        )

    def sending(self, owner: str, text: str = "the text") -> str | None:
        return self.do(lambda: self.ledger.sending(*HERE, owner, until=NOW + LEASE, text=text))

    def settle(self, owner: str, status: RunStatus, detail: str = "") -> bool:
        return self.do(lambda: self.ledger.settle(*HERE, owner, status, detail=detail))

    def decide(self, *, sent: bool) -> bool:
        return self.do(lambda: self.ledger.decide(*HERE, sent=sent))

    def look(self, *pairs: tuple[str, str], now: int = NOW) -> list[tuple[str, RunStatus]]:
        runs = self.do(lambda: self.ledger.look(pairs, now)).runs
        return sorted((run.channel, run.status) for run in runs)

    @property
    def only(self) -> Run:
        (run,) = self.do(self.ledger.runs)
        return run


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Every statement here is about two processes: there is no ledger in memory."""
    return str(request.param)


@pytest.fixture
def book(writer: Writer) -> Book:
    return Book(writer)


def test_the_first_claim_wins_and_the_second_is_refused_while_the_lease_holds(book: Book) -> None:
    first = book.claim("one")
    assert first
    assert (first.status, first.attempts) == (RunStatus.CLAIMED, 1)
    assert book.claim("two", NOW + LEASE) is None


def test_a_claim_whose_lease_is_over_is_taken_over_and_the_first_owner_is_fenced_out(
    book: Book,
) -> None:
    book.claim("one")
    taken = book.claim("two", NOW + LEASE + 1)
    assert taken
    assert taken.attempts == 2
    assert book.sending("one") is None
    assert book.sending("two") == "the text"


def test_the_text_that_was_frozen_first_is_posted_by_whoever_comes_after(book: Book) -> None:
    book.claim("one")
    assert book.sending("one", "first words") == "first words"
    assert book.do(lambda: book.ledger.postpone(*HERE, "one", until=NOW + 5, detail="full"))
    taken = book.claim("two", NOW + 6)
    assert taken
    assert taken.frozen == "first words"
    assert book.sending("two", "other words") == "first words"


def test_sending_is_never_taken_over(book: Book) -> None:
    book.claim("one")
    book.sending("one")
    assert book.claim("two", LATER) is None
    assert book.claim("two", LATER, again=True) is None


def test_a_sending_run_whose_lease_is_over_becomes_uncertain_and_waits_for_a_person(
    book: Book,
) -> None:
    book.claim("one")
    book.sending("one")
    assert book.do(lambda: book.ledger.doubt(NOW)) == ()
    (doubted,) = book.do(lambda: book.ledger.doubt(LATER))
    assert (doubted.status, doubted.lease_until) == (RunStatus.UNCERTAIN, None)
    assert book.claim("two", LATER, again=True) is None


def test_a_slow_owner_may_still_say_that_a_doubted_run_was_sent(book: Book) -> None:
    book.claim("one")
    book.sending("one")
    book.do(lambda: book.ledger.doubt(LATER))
    assert book.settle("two", RunStatus.SENT) is False
    assert book.settle("one", RunStatus.SENT) is True
    assert book.only.status is RunStatus.SENT


@pytest.mark.parametrize("end", [RunStatus.SENT, RunStatus.FAILED, RunStatus.UNCERTAIN])
def test_a_settled_run_keeps_no_clock(book: Book, end: RunStatus) -> None:
    book.claim("one")
    book.sending("one")
    assert book.settle("one", end, detail="x" * 400)
    assert book.only.lease_until is None
    assert len(book.only.detail) == 255


def test_nothing_is_settled_before_it_was_being_sent(book: Book) -> None:
    book.claim("one")
    assert book.settle("one", RunStatus.SENT) is False
    assert book.only.status is RunStatus.CLAIMED


def test_a_person_marks_an_uncertain_run_as_sent_or_lets_it_go_out_again(book: Book) -> None:
    book.claim("one")
    book.sending("one")
    assert book.decide(sent=True) is False
    book.settle("one", RunStatus.UNCERTAIN)
    assert book.decide(sent=False)
    again = book.claim("two", NOW)
    assert again
    assert again.frozen == "the text"
    book.sending("two")
    book.settle("two", RunStatus.UNCERTAIN)
    assert book.decide(sent=True)
    assert book.decide(sent=True) is False


def test_a_skipped_week_is_claimed_only_when_a_person_asks(book: Book) -> None:
    assert book.do(lambda: book.ledger.known(HERE[0])) is False
    assert book.do(lambda: book.ledger.skip(*HERE)) is True
    assert book.do(lambda: book.ledger.skip(*HERE)) is False
    assert book.do(lambda: book.ledger.known(HERE[0])) is True
    assert book.claim("one", LATER) is None
    assert book.claim("one", LATER, again=True)


def test_looking_shows_the_pairs_asked_for_and_every_run_that_died_while_sending(
    book: Book,
) -> None:
    book.claim("one")
    book.sending("one")
    other = ("file:other", "2026-W47")
    book.do(lambda: book.ledger.skip(*other))
    assert book.look() == []
    assert book.look(now=LATER) == [("file:page", RunStatus.SENDING)]
    assert book.look(other) == [("file:other", RunStatus.SKIPPED)]
    assert book.look(HERE, other, now=LATER) == [
        ("file:other", RunStatus.SKIPPED),
        ("file:page", RunStatus.SENDING),
    ]


def test_what_is_uncertain_is_seen_until_somebody_decides_and_no_text_is_read_for_it(
    book: Book,
) -> None:
    book.claim("one")
    book.sending("one")
    book.do(lambda: book.ledger.doubt(LATER))
    assert book.look() == [("file:page", RunStatus.UNCERTAIN)]
    (run,) = book.do(lambda: book.ledger.look([HERE], NOW)).runs
    assert (run.frozen, run.lease_until, run.attempts) == (None, None, 1)
    assert book.do(lambda: book.ledger.decide(*HERE, sent=True, reference="C1 17.5"))
    assert book.look() == []
    assert (book.only.status, book.only.reference) == (RunStatus.SENT, "C1 17.5")


def test_an_urgent_lesson_is_seen_until_every_channel_has_it(book: Book) -> None:
    week, channels = Week(2026, 47), ("file:page", "file:other")
    for name, urgent, at in (("0a", True, week), ("0b", False, week), ("0c", True, week.plus(-3))):
        published = PublishedLesson(name, at, LESSON, urgent)
        book.do(lambda p=published: Lessons(book.writer).publish(p))  # type: ignore[misc]

    def unsent() -> tuple[str, ...]:
        return book.do(lambda: book.ledger.look([], NOW, channels, (week.plus(-1), week))).urgent

    assert unsent() == ("0a",)
    book.do(lambda: book.ledger.skip("file:page", "urgent-0a"))
    assert unsent() == ("0a",)
    book.do(
        lambda: book.ledger.claim("file:other", "urgent-0a", "one", now=NOW, until=NOW + LEASE)
    )
    assert unsent() == ("0a",)
    book.do(lambda: book.ledger.sending("file:other", "urgent-0a", "one", until=NOW, text="x"))
    assert unsent() == ()
    assert book.do(lambda: book.ledger.look([], NOW, (), (week,))).urgent == ()


def test_the_last_week_of_a_channel_is_the_newest_one_that_it_had_or_may_have_had(
    book: Book,
) -> None:
    def last(before: str) -> str | None:
        return book.do(lambda: book.ledger.last(HERE[0], before))

    assert last("2026-W47") is None
    book.do(lambda: book.ledger.skip(HERE[0], "2026-W40"))  # where a new channel begins
    book.claim("one")
    book.do(lambda: book.ledger.lapse(HERE[0], "2026-W48", LATER))
    assert last("2026-W48") is None  # lapsed: it never came
    book.claim("two", LATER, again=True)
    book.sending("two")
    assert last("2026-W48") == "2026-W47"
    assert last("2026-W47") is None
    urgent = (HERE[0], "urgent-0a")
    book.do(lambda: book.ledger.claim(*urgent, "two", now=NOW, until=LATER))
    book.do(lambda: book.ledger.sending(*urgent, "two", until=LATER, text="x"))
    assert last("2026-W48") == "2026-W47"


def test_the_newest_week_of_a_channel_is_its_own_and_no_urgent_lesson(book: Book) -> None:
    def newest() -> str | None:
        return book.do(lambda: book.ledger.newest(HERE[0]))

    assert newest() is None
    book.do(lambda: book.ledger.claim(HERE[0], "urgent-0a", "one", now=NOW, until=LATER))
    book.do(lambda: book.ledger.claim("file:/else", "2026-W50", "one", now=NOW, until=LATER))
    assert newest() is None
    book.do(lambda: book.ledger.skip(HERE[0], "2026-W46"))
    assert newest() == "2026-W46"
    book.claim("one")
    assert newest() == "2026-W47"
    book.do(lambda: book.ledger.lapse(HERE[0], "2026-W48", LATER))
    assert newest() == "2026-W47"  # what was over once does not begin again


def test_old_claims_lapse_and_urgent_ones_do_not(book: Book) -> None:
    book.claim("one")
    book.do(lambda: book.ledger.claim(HERE[0], "urgent-l1", "one", now=NOW, until=NOW + LEASE))
    assert book.do(lambda: book.ledger.lapse(HERE[0], "2026-W48", NOW)) == 0
    assert book.do(lambda: book.ledger.lapse(HERE[0], "2026-W48", LATER)) == 1
    states = {run.period: run.status for run in book.do(book.ledger.runs)}
    assert states == {"2026-W47": RunStatus.SKIPPED, "urgent-l1": RunStatus.CLAIMED}


def test_a_run_is_forgotten_only_when_nobody_works_on_it(book: Book) -> None:
    def forget(now: int) -> bool:
        return book.do(lambda: book.ledger.forget(*HERE, now))

    assert forget(NOW) is False
    book.claim("one")
    assert forget(NOW + LEASE) is False
    book.sending("one")
    assert forget(NOW + LEASE) is False
    book.settle("one", RunStatus.SENT)
    assert forget(NOW) is True
    book.claim("one")
    assert forget(NOW + LEASE + 1) is True
    assert book.do(book.ledger.runs) == ()


def test_eight_writers_that_claim_at_once_leave_one_winner(engine: sa.Engine) -> None:
    books = [Book(Writer(engine)) for _ in range(8)]
    try:
        with ThreadPoolExecutor(8) as pool:
            claims = list(pool.map(lambda n: books[n].claim(f"owner {n}"), range(8)))
    finally:
        for book in books:
            book.writer.close()
    assert sum(claim is not None for claim in claims) == 1


def test_an_edition_is_kept_once_per_week_and_the_chain_never_forks(book: Book) -> None:
    week, editions = Week(2026, 53), book.editions
    assert book.do(lambda: editions.enter(week, None, "first"))
    assert book.do(lambda: editions.enter(week, None, "again")) is False
    assert book.do(lambda: editions.enter(week.plus(1), None, "a second beginning")) is False
    assert book.do(lambda: editions.enter(week.plus(2), week, "next"))
    assert book.do(lambda: editions.enter(week.plus(1), week, "a fork")) is False
    assert book.do(lambda: editions.edition(week)) == "first"
    assert book.do(lambda: editions.edition(week.plus(1))) is None
    assert book.do(editions.newest) == "next"
    assert book.do(lambda: editions.newest(week.plus(2))) == "first"
    assert book.do(lambda: editions.newest(week)) is None
