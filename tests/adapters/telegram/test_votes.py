"""Votes under an issue: what a button holds, what a tap means, where a voter's number ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from adapters.telegram.booth import Booth
from adapters.telegram.spot import Spot
from adapters.telegram.translate import read
from adapters.telegram.votes import (
    MOST,
    Asked,
    Counted,
    Key,
    Voted,
    label,
    message_of,
    place,
    poll_of,
    read_data,
    with_poll,
)
from bot.errors import StoreFull
from bot.ports import Fate, Run, RunStatus
from bot.words import Language
from bot.work import commit
from digests.voting import Cast
from tests.fakes import MemoryWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.telegram.votes import Board
    from bot.work import Work

T = TypeVar("T")
CHANNEL, VOTER = -1001234567890, 777000111
NAME = f"telegram:{CHANNEL}"
HERE = Asked(Language.EN, "2026-W47", "here.0")
TAKE = Asked(Language.EN, "2026-W47", "here.1")


def tapped(asked: Asked = HERE, voter: int = VOTER, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A tap as Telegram brings it."""
    keys = [
        [{"text": "Could happen here", "callback_data": HERE.data()}],
        [{"text": "Could happen here: short take 1", "callback_data": TAKE.data()}],
        [{"text": "Lessons", "url": "https://t.me/close_bot?start=lessons"}],
    ]
    chat = {"id": CHANNEL, "type": "channel", "title": "Calls", "username": "Calls"}
    message = {"message_id": 5, "date": 1, "chat": chat, "reply_markup": {"inline_keyboard": keys}}
    sender = {"id": voter, "first_name": "Canary", "language_code": "it"}
    query = {"id": "9", "from": sender, "data": asked.data(), "message": {**message, **more}}
    return {"update_id": 1, "callback_query": query}


def voted(asked: Asked = HERE, voter: int = VOTER) -> Voted:
    found = read(tapped(asked, voter))
    assert isinstance(found, Voted)
    return found


# --- what is read --------------------------------------------------------------------------------


def test_a_tap_under_an_issue_is_a_vote_and_the_voter_is_not_shown() -> None:
    found = voted()
    assert (found.chat, found.name, found.topic, found.message) == (CHANNEL, "calls", None, 5)
    assert found.asked == HERE
    assert [key.asked for row in found.board for key in row] == [HERE, TAKE, None]
    assert str(VOTER) not in repr(found)


@pytest.mark.parametrize("period", ["2026-W47", "urgent-" + "a" * 32])
@pytest.mark.parametrize("question", ["here.0", "here.2"])
@pytest.mark.parametrize("language", list(Language))
def test_every_question_fits_on_a_button_and_comes_back(
    period: str, question: str, language: Language
) -> None:
    asked = Asked(language, period, question)
    data = asked.data()
    assert data is not None
    assert len(data.encode()) <= MOST
    assert read_data(data) == asked


@pytest.mark.parametrize(
    "data",
    [
        *(None, 7, "", "v", "v:en:2026-W47:here.3", "v:xx:2026-W47:here.0", "v:en::here.0"),
        *("v:en:2026-W47:drill", "v:en:2026-W47:here.0:", "v:en:" + "a" * 60 + ":here.0"),
    ],
)
def test_what_no_button_of_ours_holds_is_none(data: object) -> None:
    assert read_data(data) is None


@pytest.mark.parametrize(
    "update",
    [
        tapped(chat={"id": VOTER, "type": "private"}),
        tapped(chat={"id": "x", "type": "channel"}),
        {"callback_query": {"id": "9", "from": {"id": 1}, "data": HERE.data()}},
        {"poll": {"id": "1", "options": [{"voter_count": "3"}]}},
        {"poll": {"id": 1, "options": []}},
        {"poll": {"id": "1", "options": [{"voter_count": -1}]}},
        {"poll_answer": {"user": {"id": VOTER}}},
    ],
)
def test_what_is_no_vote_is_none_of_these(update: dict[str, Any]) -> None:
    assert not isinstance(read(update), Voted | Counted)


def test_a_poll_brings_its_counts_alone() -> None:
    options = [{"text": "a", "voter_count": 3}, {"text": "b", "voter_count": 0}]
    assert read({"poll": {"id": "77", "options": options}}) == Counted("77", (3, 0))


@pytest.mark.parametrize(
    ("spot", "found"),
    [
        (Spot(CHANNEL), True),
        (Spot("@calls"), True),
        (Spot("@other"), False),
        (Spot(-100999), False),
        (Spot(CHANNEL, 12), False),
    ],
)
def test_a_tap_belongs_to_the_place_that_the_settings_name(
    spot: Spot,
    found: bool,  # noqa: FBT001 - a column
) -> None:
    assert (place(voted(), {"it": spot}) == "it") is found


def test_a_topic_is_a_place_of_its_own() -> None:
    within = read(tapped(message_thread_id=12, is_topic_message=True))
    assert isinstance(within, Voted)
    places = {"all": Spot(CHANNEL), "topic": Spot(CHANNEL, 12)}
    assert place(within, places) == "topic"


def test_a_quiz_s_reference_holds_its_message_and_its_poll() -> None:
    reference = with_poll("https://t.me/calls/12", "5123")
    assert (message_of(reference), poll_of(reference)) == (12, "5123")
    assert (message_of("12#7"), poll_of("12"), message_of("nowhere")) == (12, "", None)


# --- what becomes of it --------------------------------------------------------------------------


@dataclass
class Votes:
    """The works of `digests.voting.Voting`, over a dictionary: one answer for each name."""

    held: dict[tuple[str, str, str], set[bytes]] = field(default_factory=dict)
    told: list[tuple[str, str, str, tuple[int, ...]]] = field(default_factory=list)
    open: str = "2026-W47"

    def cast(
        self, channel: str, period: str, question: str, choice: int, who: bytes
    ) -> Work[Cast]:
        assert choice == 0

        def count() -> Cast:
            if period != self.open:
                return Cast(Fate.CLOSED)
            names = self.held.setdefault((channel, period, question), set())
            fate = Fate.WITHDRAWN if who in names else Fate.COUNTED
            names ^= {who}
            return Cast(fate, (len(names),))

        return commit(count)

    def counts(self, channel: str, period: str, question: str) -> Work[tuple[int, ...]]:
        return commit(lambda: (len(self.held.get((channel, period, question), ())),))

    def totals(
        self, channel: str, period: str, question: str, counts: Sequence[int]
    ) -> Work[bool]:
        def keep() -> bool:
            self.told.append((channel, period, question, tuple(counts)))
            return True

        return commit(keep)


@dataclass
class Runs:
    """A ledger that only lists."""

    found: list[Run] = field(default_factory=list)

    def runs(self, channel: str = "") -> tuple[Run, ...]:
        return tuple(run for run in self.found if run.channel == channel)


@dataclass
class Telegram:
    """What was answered, and how the buttons stand."""

    toasts: list[str] = field(default_factory=list)
    boards: list[Board] = field(default_factory=list)

    async def answer(self, query: str, text: str) -> None:
        assert query == "9"
        self.toasts.append(text)

    async def relabel(self, chat: int, message: int, board: Board) -> bool:
        assert (chat, message) == (CHANNEL, 5)
        self.boards.append(board)
        return True


@dataclass
class Place:
    """A booth with Telegram in front of it."""

    votes: Votes = field(default_factory=Votes)
    ledger: Runs = field(default_factory=Runs)
    telegram: Telegram = field(default_factory=Telegram)
    writer: MemoryWriter = field(default_factory=MemoryWriter)

    def __post_init__(self) -> None:
        """Open it; a pause between edits would only slow the tests."""
        places = {NAME: Spot(CHANNEL)}
        self.booth = Booth(
            self.votes,  # type: ignore[arg-type]
            self.ledger,  # type: ignore[arg-type]
            self.writer,
            self.telegram,
            places,
            pause=0.0,
        )

    async def hear(self, one: Voted | Counted) -> None:
        """One update, to its end."""
        settled = asyncio.Event()
        step = self.booth.vote(one) if isinstance(one, Voted) else self.booth.count(one)
        await step(settled.set)
        assert settled.is_set()
        await self.booth._labels.drain(5)


async def test_a_tap_is_counted_and_the_same_tap_takes_it_back() -> None:
    at = Place()
    await at.hear(voted())
    await at.hear(voted())
    assert [toast.split(",")[0] for toast in at.telegram.toasts] == ["Counted", "Taken back."]
    assert at.telegram.boards == []


async def test_the_count_on_the_button_moves_in_steps_of_five() -> None:
    """A number that moved with every tap would show each of them."""
    at = Place()
    for voter in range(9):
        await at.hear(voted(voter=VOTER + voter))
    labels = {row[0].label for board in at.telegram.boards for row in board[:1]}
    assert labels == {"Could happen here · 5 or more"}
    (board, *_) = at.telegram.boards
    assert board[1][0].label == "Could happen here: short take 1"
    assert board[2][0] == Key("Lessons", url="https://t.me/close_bot?start=lessons")


async def test_a_closed_issue_and_a_place_that_is_none_of_ours_say_so() -> None:
    at = Place()
    at.votes.open = "2026-W48"
    await at.hear(voted())
    at.booth.places = {}
    await at.hear(voted())
    assert all(toast.startswith("This issue is closed") for toast in at.telegram.toasts)
    assert len(at.telegram.toasts) == 2


async def test_a_database_that_refuses_is_said_and_nothing_counts() -> None:
    at = Place()

    def full(_part: str) -> None:
        raise StoreFull

    at.writer.before = full
    await at.hear(voted())
    assert at.telegram.toasts[0].startswith("The disk is full.")
    assert at.votes.held == {}


async def test_a_poll_is_counted_for_the_place_and_the_week_that_posted_it() -> None:
    at = Place()
    quiz = f"{NAME}#quiz"
    at.ledger.found = [
        Run(quiz, "2026-W46", RunStatus.SENT, 1, reference="4#111"),
        Run(quiz, "2026-W47", RunStatus.SENT, 1, reference="7#222"),
        Run(quiz, "2026-W45", RunStatus.SENT, 1, reference="of a version before"),
    ]
    await at.hear(Counted("222", (1, 2, 3, 4)))
    await at.hear(Counted("333", (9, 9, 9, 9)))
    await at.hear(Counted("", (9, 9, 9, 9)))
    assert at.votes.told == [(NAME, "2026-W47", "drill", (1, 2, 3, 4))]


def test_a_label_says_how_many_at_least_in_both_languages() -> None:
    assert label(HERE) == "Could happen here"
    italian = Asked(Language.IT, "2026-W47", "here.2")
    assert label(italian, 10) == "Può succedere anche qui: in breve, 2 · 10 o più"
