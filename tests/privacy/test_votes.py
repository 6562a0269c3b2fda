"""A reader taps: the name is in no byte that is written, and the two keys lie apart.

Names of accounts are few and can be tried. A thief of the database has the marks and no key, a
thief of the host's secrets after the issue has the pepper and no key of that week. The
counter-proof: with both, and only while the issue is open, the mark of a name can be made.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

import pytest
import time_machine

from bot.ports import Ballot, Fate
from bot.report import Week
from bot.work import commit
from closecall import wiring
from digests.voting import DRILL, HERE
from storage.envelope import Label, framed
from storage.tables import vote, vote_total
from tests.privacy.hunt import hunt, hunt_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from closecall.settings import Settings
    from closecall.wiring import Store
    from tests.privacy.house import House

NOW = "2026-11-18T10:00:00+00:00"
WEEK = Week(2026, 47)
CHANNEL = "slack:C0DIGEST1"
READERS = ("T0QUIMPERLE:U0ZANZOTTERA", "T0QUIMPERLE:U0BRAMBILLA", "telegram:8877665544")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """A Wednesday."""
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def issued(settings: Settings, opened: Store, week: Week) -> None:
    """That week's issue goes out, and with it ends what readers are asked until then."""
    with wiring.digests(settings, opened) as press:

        def claim() -> None:
            assert press.press.edition(week)
            assert press.ledger.claim(CHANNEL, str(week), "me", now=1, until=2)
            press.press.close(CHANNEL, week)

        opened.writer.run(commit(claim))
        asyncio.run(press.publisher._forget())


def voted(house: House, week: Week = WEEK) -> None:
    """An issue is out and everybody taps everything."""
    with wiring.store(house.settings) as opened:
        voting = wiring.voting(house.settings, opened)
        issued(house.settings, opened, week)
        for who in READERS:
            for question in (DRILL, HERE[0]):
                work = voting.cast(CHANNEL, str(week), question, 0, who.encode())
                assert opened.writer.run(work).fate is Fate.COUNTED


def mark(house: House, key: bytes, who: str) -> bytes:
    """What stands for a reader, made by hand as `docs/formats.md` describes it."""
    pepper = bytes.fromhex(house.settings.peppers[0].reveal())
    inner = hmac.digest(pepper, key, "sha256")
    ballot = Ballot(WEEK, CHANNEL, str(WEEK), DRILL)
    said = (ballot.channel, ballot.period, ballot.question)
    bound = framed(Label.VOTE, *(part.encode() for part in said), who.encode())
    return hmac.digest(inner, bound, "sha256")[:16]


def keys(house: House) -> list[bytes]:
    """The keys of the weeks, wherever this database keeps them."""
    held = [row["key"] for row in house.rows().get("vote_key", [])]
    folder = house.settings.epoch_dir / "votes"
    return [bytes(key) for key in held] + [file.read_bytes() for file in folder.glob("*.key")]


def test_no_reader_is_in_any_byte_that_was_written(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    voted(house)
    rows = house.rows()
    assert len(rows["vote"]) == 2 * len(READERS)
    assert hunt_tree(house.home.parent, READERS) == []
    parts = [part for who in READERS for part in who.split(":")]
    assert hunt("rows", repr(rows).encode(), (*READERS, *parts)) == []
    assert hunt("log", caplog.text.encode(), (*READERS, *parts)) == []


def test_only_with_pepper_and_key_of_the_week_can_a_name_be_tried(house: House) -> None:
    voted(house)
    marks = {bytes(row["mark"]) for row in house.rows()["vote"]}
    (key,) = keys(house)
    assert {mark(house, key, who) for who in READERS} < marks
    rows = {name: held for name, held in house.rows().items() if name != "vote_key"}
    stolen = {
        value
        for held in rows.values()
        for row in held
        for value in row.values()
        if isinstance(value, bytes)
    }
    assert key not in stolen
    for wrong in (*stolen, b"", bytes(32)):
        assert not {mark(house, wrong, who) for who in READERS} & marks


def test_when_the_next_issue_is_out_neither_mark_nor_key_is_left(house: House) -> None:
    voted(house)
    (key,) = keys(house)
    marks = [mark(house, key, who) for who in READERS]
    with wiring.store(house.settings) as opened:
        issued(house.settings, opened, WEEK.plus(1))
    house.tick()
    rows = house.rows()
    assert rows["vote"] == []
    assert sum(row["n"] for row in rows["vote_total"]) == 2 * len(READERS)
    assert keys(house) == []
    assert hunt_tree(house.home.parent, [*marks, key]) == []


def test_what_is_kept_of_a_vote_has_no_place_for_a_reader_or_a_moment() -> None:
    assert set(vote.c.keys()) == {"mark", "week", "channel", "period", "question", "choice"}
    assert set(vote_total.c.keys()) == {"question", "period", "channel", "choice", "week", "n"}
