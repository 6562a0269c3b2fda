"""Clocks that know weeks only: due when the time may be up, over only when it is for certain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.clocks import Clock, ClockName, Standing, clocks
from bot.report import Week
from bot.taxonomy import Barrier, Cause, Disposition, Family, Kind, Severity, Vulnerability
from tests.desk_world import World, investigated, record
from tests.fakes import THIS_WEEK

CONCERN = {"family": "concern", "kind": "retaliation", "barrier": ""}


def named(world: World, case: str) -> dict[ClockName, Clock]:
    """The running clocks of a case by name."""
    return {each.name: each for each in clocks(world.desk().look(case), world.clock())}


@given(st.dates(date(2020, 1, 6), date(2030, 1, 1)))
def test_three_working_days_end_between_the_ends_of_the_clock(released: date) -> None:
    end, left = released, 3
    while left:
        end += timedelta(days=1)
        left -= end.weekday() < 5
    world = World()
    clock = named(world, world.report(week=Week.of(released)))[ClockName.READ]
    assert clock.earliest <= Week.of(end) <= clock.latest


@given(st.dates(date(2020, 1, 6), date(2030, 1, 1)), st.integers(89, 92))
def test_seven_days_and_three_months_end_between_the_ends_of_their_clocks(
    released: date, quarter: int
) -> None:
    world = World()
    running = named(world, world.report(record(**CONCERN), week=Week.of(released)))
    answered, feedback = running[ClockName.ANSWERED], running[ClockName.FEEDBACK]
    assert answered.earliest <= Week.of(released + timedelta(days=7)) <= answered.latest
    assert feedback.earliest <= Week.of(released + timedelta(days=quarter)) <= feedback.latest


@pytest.mark.parametrize(
    ("weeks", "standing"),
    [(0, Standing.RUNNING), (1, Standing.DUE), (2, Standing.DUE), (3, Standing.OVER)],
)
def test_a_clock_is_over_only_when_its_time_is_up_for_certain(
    weeks: int, standing: Standing
) -> None:
    clock = Clock(ClockName.READ, THIS_WEEK.plus(1), THIS_WEEK.plus(2))
    assert clock.standing(THIS_WEEK.plus(weeks)) is standing


def test_a_near_miss_has_no_clocks_of_the_directive() -> None:
    world = World()
    assert set(named(world, world.report())) == {ClockName.READ, ClockName.CLOSED}


def test_reading_stops_the_reading_clock() -> None:
    world = World()
    case = world.report()
    world.desk().show(case)
    assert ClockName.READ not in named(world, case)


@pytest.mark.parametrize("answer", ["ask", "tell"])
def test_a_persons_answer_stops_the_seven_days_and_reading_alone_does_not(answer: str) -> None:
    world = World()
    case = world.report(record(**CONCERN))
    world.desk().show(case)
    assert ClockName.ANSWERED in named(world, case)
    getattr(world.desk(), answer)(case, "We are looking into it.")
    assert ClockName.ANSWERED not in named(world, case)


def test_an_action_runs_until_it_is_done_also_after_closing() -> None:
    world = World()
    case = world.report()
    investigated(world, case)
    world.desk().close(case, Disposition.NEAR_MISS)
    assert named(world, case)[ClockName.ACTION].latest == THIS_WEEK.plus(2)
    world.desk().done(case, 1)
    assert set(named(world, case)) == {ClockName.CHECK}


def test_the_worst_clock_comes_first() -> None:
    world = World()
    case = world.report(record(**CONCERN))
    world.clock.week = THIS_WEEK.plus(2)
    found = clocks(world.desk().look(case), world.clock())
    assert [each.standing(world.clock()) for each in found] == [
        Standing.OVER,
        Standing.OVER,
        Standing.RUNNING,
        Standing.RUNNING,
    ]


def test_a_case_closed_for_another_reason_has_no_clock() -> None:
    world = World()
    case = world.report()
    desk = world.desk()
    desk.triage(case, Family.SAFETY, Kind.MACHINERY, Severity.LITTLE, Disposition.HAZARD_ONLY)
    desk.find(case, Cause.SLIP, Vulnerability.DESIGN, "a guard is missing", Barrier.LUCK)
    desk.close(case, Disposition.HAZARD_ONLY)
    assert named(world, case) == {}
