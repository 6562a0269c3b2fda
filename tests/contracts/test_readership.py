"""Who could open what, on both databases: counted before a key is retired."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.report import Week
from bot.sealed import Slot
from bot.work import commit
from storage.cases import Cases
from storage.readership import Readership, left_alone
from storage.spool import Spool
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_report

if TYPE_CHECKING:
    from storage.writer import Writer

A, B, GLASS = b"A" * 16, b"B" * 16, b"G" * 16
WEEK = Week(2026, 47)
KEPT = ((A, GLASS), (A, B, GLASS), (B, GLASS))


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases; nothing of this is a port."""
    return str(request.param)


def stocked(writer: Writer, *, released: bool) -> Spool:
    """A case per set of readers."""
    dice = FixedDice()
    spool = Spool(writer, dice, this_week, keep_weeks=52)
    for keys in KEPT:
        slots = tuple(Slot(key, b"sealed to " + key) for key in keys)
        report = replace(sealed_report(dice), slots=slots)
        writer.run(commit(lambda report=report: spool.accept(report)))  # type: ignore[misc]
    if released:
        writer.run(commit(lambda: spool.release(WEEK, WEEK)))
    return spool


@pytest.mark.parametrize("released", [False, True])
def test_the_readers_of_each_case_are_known_released_or_waiting(
    writer: Writer,
    released: bool,  # noqa: FBT001
) -> None:
    stocked(writer, released=released)
    readership = Readership(writer)
    slots = writer.run(commit(readership.slots))
    assert set(slots) == {frozenset(keys) for keys in KEPT}
    assert len(writer.run(commit(readership.released))) == (3 if released else 0)
    assert left_alone(slots, A, {B}) == 1
    assert left_alone(slots, B, {A}) == 1
    assert left_alone(slots, A, {A, B}) == 0
    assert left_alone(slots, GLASS, set()) == 3


def test_only_cases_that_nobody_else_reads_lose_the_slot(writer: Writer) -> None:
    stocked(writer, released=True)
    readership = Readership(writer)
    assert writer.run(commit(lambda: readership.drop(A, [B]))) == 1
    assert writer.run(commit(lambda: readership.drop(A, [B]))) == 0
    kept = {
        frozenset(slot.key_id for slot in case.slots)
        for case in writer.run(commit(Cases(writer).all))
    }
    assert kept == {frozenset({GLASS}), frozenset({A, B, GLASS}), frozenset({B, GLASS})}


def test_without_cases_nobody_is_left_alone(writer: Writer) -> None:
    assert writer.run(commit(Readership(writer).slots)) == ()
