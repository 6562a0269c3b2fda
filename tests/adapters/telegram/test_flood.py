"""An issue goes out in the middle of a burst of conversations, and Telegram tells many to wait.

The door waits and calls again; a post of the digest is a certain refusal and comes back with a
later tick. The two do not know each other: nothing of either is lost, nothing is there twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from adapters.telegram.channel import Issues, Pictures, Quizzes
from adapters.telegram.client import client
from adapters.telegram.courier import Account, Courier
from adapters.telegram.spot import Spot
from bot.ports import RunStatus
from bot.report import Week
from bot.words import Language, Words
from bot.work import commit
from digests.due import Timetable
from digests.press import Press
from digests.publish import Outlet, Publisher
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.tallies import Tallies
from storage.votes import Votes
from tests.adapters.telegram.channel_api import TOKEN, ChannelApi, Chat, Refused

if TYPE_CHECKING:
    from storage.writer import Writer

GROUP = -1001234567890
PLACE = f"telegram:{GROUP}"
PARTS = [f"{PLACE}#picture", PLACE, f"{PLACE}#quiz"]
PEOPLE = range(777000101, 777000141)
NINE = Timetable(0, time(9), ZoneInfo("UTC"))
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


class Busy(ChannelApi):
    """Says wait to the first tries: of every part of an issue, and of some people's messages."""

    def __init__(self) -> None:
        """A group, and people in chats of their own."""
        super().__init__(Chat(GROUP), *(Chat(one, "private") for one in PEOPLE))
        self.tries = Counter[tuple[int, str]]()

    def _taken(self, chat: Chat, sent: dict[str, str], **held: object) -> dict[str, Any]:
        (kind,) = held
        self.tries[chat.id, kind] += 1
        refusals = 2 if chat.id == GROUP else int(chat.id % 10 == 0)
        if self.tries[chat.id, kind] <= refusals:
            raise Refused(429, "Too Many Requests: retry after 1", retry_after=1)
        return super()._taken(chat, sent, **held)


class Desk:
    """A channel whose issue is due, on a clock that a test moves."""

    def __init__(self, writer: Writer, api: ChannelApi) -> None:
        """There is something to draw, and the channel was posted to before."""
        self.now, self.writer, self.ledger = MONDAY, writer, Ledger(writer)
        sender = Courier(Account(TOKEN, api.url), Spot.parse(str(GROUP)), Words(Language.EN))
        tallies = Tallies(writer)
        self.publisher = Publisher(
            press=Press(Lessons(writer), tallies, Editions(writer), Votes(writer)),
            ledger=self.ledger,
            writer=writer,
            outlets=[
                Outlet(PARTS[0], Language.EN, NINE, Pictures(sender), before=PLACE),
                Outlet(PARTS[1], Language.EN, NINE, Issues(sender)),
                Outlet(PARTS[2], Language.EN, NINE, Quizzes(sender), after=PLACE),
            ],
            owner="me",
            clock=lambda: self.now,
            draw=lambda _trend, _language: b"\x89PNG\r\n\x1a\n",
        )

        def before() -> None:
            tallies.count(Week(2026, 47), "received", "all", 7)
            for name in PARTS:
                self.ledger.skip(name, "2026-W46")

        writer.run(commit(before))

    def status(self, name: str) -> RunStatus:
        """What became of a part so far."""
        runs = self.writer.run(commit(lambda: self.ledger.runs(name)))
        return next((run.status for run in runs if run.period == "2026-W47"), RunStatus.SKIPPED)

    async def ticks(self) -> list[RunStatus]:
        """A tick an hour until the last part is out; what became of that part each time."""
        seen: list[RunStatus] = []
        while not seen or seen[-1] is not RunStatus.SENT:
            await self.publisher.tick()
            seen.append(self.status(PARTS[2]))
            self.now += timedelta(hours=1)
        return seen


@pytest.fixture(params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    """The ledger is tried on both databases in `contracts/test_ledger.py`."""
    return str(request.param)


async def test_an_issue_amid_a_burst_is_posted_once_and_no_conversation_loses_a_screen(
    writer: Writer,
) -> None:
    with Busy() as api:
        desk, calls = Desk(writer, api), client(TOKEN, api.url)
        burst = (calls("sendMessage", chat_id=one, text=f"Screen of {one}.") for one in PEOPLE)
        async with calls.bot:
            seen, *_ = await asyncio.gather(desk.ticks(), *burst)
    issue = [sent for sent in api.posted if sent["chat_id"] == str(GROUP)]
    kinds = [kind for sent in issue for kind in ("photo", "poll", "text") if kind in sent]
    assert kinds == ["photo", "text", "poll"]
    assert [desk.status(name) for name in PARTS] == [RunStatus.SENT] * 3
    assert len(seen) == 7  # two ticks for each part's refusals; the next part goes in the same one
    assert api.tries[GROUP, "photo"] == api.tries[GROUP, "text"] == api.tries[GROUP, "poll"] == 3
    screens = sorted(sent["text"] for sent in api.posted if int(sent["chat_id"]) > 0)
    assert screens == [f"Screen of {one}." for one in PEOPLE]
    assert sum(api.tries[one, "text"] for one in PEOPLE) == len(PEOPLE) + 4
