"""Votes: counted once, changed, withdrawn, closed; and nothing of a reader outlives its issue."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Ballot, Fate
from bot.report import Week
from bot.work import commit
from storage.epochs import FileEpochs, TableEpochs
from storage.tables import vote, vote_key, vote_total
from storage.votes import MARK_BYTES, Marks, Votes, WeekKeys
from tests.fakes import FixedDice

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.writer import Writer

T = TypeVar("T")
WEEK = Week(2026, 47)
PEPPER, OLDER = b"p" * 32, b"o" * 32
DRILL = Ballot(WEEK, "slack:C1", "2026-W47", "drill")
ELSEWHERE = Ballot(WEEK, "slack:C2", "2026-W47", "drill")
ANNA, BRUNO = b"T1:U0ANNA", b"T1:U0BRUNO"


@pytest.fixture
def store(engine: sa.Engine, tmp_path: Path) -> FileEpochs | TableEpochs:
    """Where the keys are: files beside SQLite, an unlogged table on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        return FileEpochs(tmp_path / "votes")
    return TableEpochs(engine, vote_key)


@pytest.fixture
def keys(store: FileEpochs | TableEpochs, dice: FixedDice) -> WeekKeys:
    return WeekKeys(store, dice)


@pytest.fixture
def marks(keys: WeekKeys) -> Marks:
    return Marks(keys, (PEPPER,))


def do(writer: Writer, part: Callable[[], T]) -> T:
    return writer.run(commit(part))


def tap(writer: Writer, marks: Marks, ballot: Ballot, who: bytes, choice: int) -> Fate:
    mine = marks.of(ballot, who)
    return do(writer, lambda: Votes(writer).cast(ballot, choice, mine))


def counts(writer: Writer, ballot: Ballot) -> dict[int, int]:
    return dict(do(writer, lambda: Votes(writer).counts(ballot)))


def test_a_second_tap_changes_the_vote_and_the_same_one_again_takes_it_back(
    writer: Writer, marks: Marks
) -> None:
    assert tap(writer, marks, DRILL, ANNA, 1) is Fate.COUNTED
    assert tap(writer, marks, DRILL, BRUNO, 1) is Fate.COUNTED
    assert counts(writer, DRILL) == {1: 2}
    assert tap(writer, marks, DRILL, ANNA, 3) is Fate.CHANGED
    assert counts(writer, DRILL) == {1: 1, 3: 1}
    assert tap(writer, marks, DRILL, ANNA, 3) is Fate.WITHDRAWN
    assert counts(writer, DRILL) == {1: 1}
    assert tap(writer, marks, DRILL, ANNA, 0) is Fate.COUNTED


def test_each_channel_counts_for_itself_and_the_sum_is_of_all(
    writer: Writer, marks: Marks
) -> None:
    tap(writer, marks, DRILL, ANNA, 1)
    tap(writer, marks, ELSEWHERE, ANNA, 2)
    telegram = Ballot(WEEK, "telegram:@c", "2026-W47", "drill")
    do(writer, lambda: Votes(writer).totals(telegram, (0, 4, 0, 7)))
    do(writer, lambda: Votes(writer).totals(telegram, (0, 5, 0, 7)))
    assert counts(writer, DRILL) == {1: 1}
    assert counts(writer, telegram) == {1: 5, 3: 7}
    assert do(writer, lambda: Votes(writer).spread("drill")) == (1, 1, 12)
    assert not do(writer, lambda: Votes(writer).spread("here:0a"))


def test_of_a_closed_week_only_the_counts_stay(
    writer: Writer, marks: Marks, keys: WeekKeys, store: FileEpochs | TableEpochs
) -> None:
    later = Ballot(WEEK.plus(1), "slack:C1", "2026-W48", "drill")
    tap(writer, marks, DRILL, ANNA, 1)
    tap(writer, marks, DRILL, BRUNO, 2)
    tap(writer, marks, later, ANNA, 0)
    for _ in range(2):  # closing twice changes nothing
        do(writer, lambda: Votes(writer).close(WEEK.plus(1)))
        keys.shred(WEEK.plus(1))
        assert counts(writer, DRILL) == {1: 1, 2: 1}
        assert counts(writer, later) == {0: 1}
    rows = do(writer, lambda: writer.connection.execute(sa.select(vote)).all())
    assert [row.period for row in rows] == ["2026-W48"]
    assert list(store.change(lambda keys: keys)) == [WEEK.plus(1).monday.toordinal()]


def test_one_channel_is_closed_and_the_others_keep_their_marks(
    writer: Writer, marks: Marks
) -> None:
    for ballot in (DRILL, ELSEWHERE):
        tap(writer, marks, ballot, ANNA, 1)
    do(writer, lambda: Votes(writer).close(WEEK.plus(1), DRILL.channel))
    rows = do(writer, lambda: writer.connection.execute(sa.select(vote)).all())
    assert [row.channel for row in rows] == [ELSEWHERE.channel]
    assert tap(writer, marks, ELSEWHERE, ANNA, 1) is Fate.WITHDRAWN
    assert (counts(writer, DRILL), counts(writer, ELSEWHERE)) == ({1: 1}, {})


def test_a_vote_that_comes_while_its_week_is_being_closed_is_counted_once(
    writer: Writer, marks: Marks
) -> None:
    tap(writer, marks, DRILL, ANNA, 1)
    late = marks.of(DRILL, BRUNO)
    do(writer, lambda: Votes(writer).close(WEEK.plus(1)))
    do(writer, lambda: Votes(writer).cast(DRILL, 1, late))
    assert counts(writer, DRILL) == {1: 2}
    do(writer, lambda: Votes(writer).close(WEEK.plus(1)))
    assert counts(writer, DRILL) == {1: 2}


def test_the_same_reader_has_another_mark_on_every_ballot(marks: Marks) -> None:
    others = [
        DRILL,
        ELSEWHERE,
        Ballot(WEEK, "slack:C1", "2026-W47", "here:ab"),
        Ballot(WEEK, "slack:C1", "urgent-ab", "drill"),
        Ballot(WEEK.plus(1), "slack:C1", "2026-W47", "drill"),
    ]
    seen = {marks.of(ballot, who) for ballot in others for who in (ANNA, BRUNO)}
    assert len(seen) == 10
    assert {len(mark) for found in seen for mark in found} == {MARK_BYTES}


def test_every_process_makes_the_same_mark_and_nobody_does_after_the_end(
    store: FileEpochs | TableEpochs,
) -> None:
    processes = [WeekKeys(store, FixedDice(name)) for name in ("here", "there", "later")]
    here, there, later = (Marks(keys, (PEPPER,)) for keys in processes)
    before = here.of(DRILL, ANNA)
    assert there.of(DRILL, ANNA) == before
    processes[0].shred(WEEK.plus(1))
    assert not store.change(lambda keys: keys)
    assert later.of(DRILL, ANNA) != before
    assert here.of(DRILL, ANNA) == later.of(DRILL, ANNA)


def test_without_the_pepper_the_key_of_a_week_does_not_tell_a_reader(
    keys: WeekKeys, marks: Marks
) -> None:
    other = Marks(keys, (OLDER,))
    assert other.of(DRILL, ANNA) != marks.of(DRILL, ANNA)
    with pytest.raises(ValueError, match="pepper"):
        Marks(keys, ())


def test_a_vote_is_found_after_a_new_pepper_was_added(writer: Writer, keys: WeekKeys) -> None:
    tap(writer, Marks(keys, (OLDER,)), DRILL, ANNA, 1)
    renewed = Marks(keys, (PEPPER, OLDER))
    assert tap(writer, renewed, DRILL, ANNA, 2) is Fate.CHANGED
    assert counts(writer, DRILL) == {2: 1}


def test_two_processes_at_once_count_one_reader_once(
    make_writer: Callable[[], Writer], marks: Marks
) -> None:
    writers = [make_writer() for _ in range(4)]
    mine = marks.of(DRILL, ANNA)

    def often(writer: Writer) -> None:
        for choice in (1, 2, 3) * 6:
            do(writer, partial(Votes(writer).cast, DRILL, choice, mine))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(often, writers))
    kept = do(writers[0], lambda: writers[0].connection.execute(sa.select(vote_total)).all())
    left = do(writers[0], lambda: writers[0].connection.execute(sa.select(vote)).all())
    assert {row.choice: row.n for row in kept if row.n} == {row.choice: 1 for row in left}
    assert len(left) <= 1


def test_the_rows_do_not_lie_in_the_order_of_the_taps(writer: Writer, marks: Marks) -> None:
    readers = [b"T1:U%d" % at for at in range(40)]
    for who in readers:
        tap(writer, marks, DRILL, who, 0)
    found = do(writer, lambda: writer.connection.scalars(sa.select(vote.c.mark)).all())
    places = {bytes(mark): at for at, mark in enumerate(found)}
    order = [places[marks.of(DRILL, who)[0]] for who in readers]
    if writer.on_sqlite:  # a heap of PostgreSQL has an order, the same as its xmin: see storage.md
        assert order != sorted(order)
    assert sorted(order) == list(range(40))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    taps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=25),
    close_at=st.integers(0, 25),
)
def test_the_counts_are_those_of_the_last_choice_of_everybody(
    writer: Writer, marks: Marks, taps: list[tuple[int, int]], close_at: int
) -> None:
    do(writer, lambda: writer.connection.execute(sa.delete(vote)).rowcount)
    do(writer, lambda: writer.connection.execute(sa.delete(vote_total)).rowcount)
    chosen: dict[int, int] = {}
    for at, (who, choice) in enumerate(taps):
        if at == close_at:  # closing an earlier week touches nothing of this one
            do(writer, lambda: Votes(writer).close(WEEK))
        tap(writer, marks, DRILL, b"T1:U%d" % who, choice)
        if chosen.get(who) == choice:
            del chosen[who]
        else:
            chosen[who] = choice
    assert counts(writer, DRILL) == Counter(chosen.values())
    do(writer, lambda: Votes(writer).close(WEEK.plus(1)))
    assert counts(writer, DRILL) == Counter(chosen.values())


def test_no_table_of_votes_has_a_place_for_a_reader() -> None:
    assert set(vote.c.keys()) == {"mark", "week", "channel", "period", "question", "choice"}
    assert set(vote_total.c.keys()) == {
        *("question", "period", "channel", "choice", "week", "n"),
    }
    assert set(vote_key.c.keys()) == {"day", "key"}
