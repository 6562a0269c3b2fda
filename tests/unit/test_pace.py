"""How fast somebody may go: buckets that refill, under names that nobody else has."""

from __future__ import annotations

from bot.pace import BURST, DAY, MOST, Keyed, Pace
from tests.fakes import FixedDice

ANN, BEN = 71, "U1BEN"


def test_buckets_refill_and_forget_with_the_day() -> None:
    pace = Pace(FixedDice(), burst=2, per_second=1.0)
    assert [pace.pour(ANN, 0.0) for _ in range(3)] == [True, True, False]
    assert pace.pour(BEN, 0.0)
    assert [pace.told(ANN), pace.told(ANN)] == [False, True]
    assert pace.pour(ANN, 1.5)
    assert not pace.pour(ANN, 1.6)
    assert [pace.pour(ANN, DAY) for _ in range(3)] == [True, True, False]


def test_who_is_too_fast_again_is_told_again() -> None:
    pace = Pace(FixedDice(), burst=1, per_second=1.0)
    for now in (0.0, 10.0):
        assert [pace.pour(ANN, now), pace.pour(ANN, now)] == [True, False]
        assert [pace.told(ANN), pace.told(ANN)] == [False, True]


def test_of_a_crowd_the_latest_are_known_and_the_memory_is_bounded() -> None:
    pace = Pace(FixedDice(), burst=1, per_second=0.0)
    assert [pace.pour(ANN, 0.0), pace.pour(BEN, 0.0)] == [True, True]
    for number in range(MOST):
        pace.pour(f"U{number}", 0.0)
        assert not pace.pour(BEN, 0.0)
    assert pace.pour(ANN, 0.0)


def test_nobody_in_particular_is_never_too_fast() -> None:
    pace = Pace(FixedDice())
    assert all(pace.pour("", 0.0) for _ in range(BURST + 1))


def test_somebody_is_named_by_a_key_that_no_other_process_has() -> None:
    assert Keyed(FixedDice("a"))(BEN) != Keyed(FixedDice("b"))(BEN)
    assert Keyed(FixedDice("a"))(BEN) == Keyed(FixedDice("a"))(BEN)
    assert BEN.encode() not in Keyed(FixedDice())(BEN)


def test_who_was_named_yesterday_is_a_stranger_today() -> None:
    named = Keyed(FixedDice(), DAY)
    before = named(ANN)
    assert (named.turned(DAY - 1), named(ANN) == before) == (False, True)
    assert (named.turned(DAY), named(ANN) == before) == (True, False)
