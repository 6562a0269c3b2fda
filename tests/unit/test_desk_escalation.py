"""Escalation: a promise that is overdue for certain goes to the leads, once, and on record."""

from __future__ import annotations

import pytest

from bot.case.clocks import ClockName, unpassed
from bot.report import CaseId
from bot.sealed import ObjectKind
from bot.taxonomy import ActionLevel, Disposition
from tests.desk_world import World, investigated
from tests.fakes import THIS_WEEK


@pytest.fixture
def world() -> World:
    """Two reviewers and no case."""
    return World()


def passed(world: World, case: str) -> list[tuple[str, ...]]:
    """What was passed on in a case, each time."""
    return [each.clocks for each in world.desk().look(case).passed]


def test_nothing_is_passed_on_while_it_may_still_be_in_time(world: World) -> None:
    case = world.report(week=THIS_WEEK.plus(-2))  # three working days may end in the week after
    for ahead in (-2, -1):
        world.clock.week = THIS_WEEK.plus(ahead)
        desk = world.desk()
        desk.pass_on(desk.inbox())
    assert passed(world, case) == []
    assert world.acts() == []


def test_an_overdue_promise_is_passed_on_once_whoever_looks(world: World) -> None:
    case = world.report(week=THIS_WEEK.plus(-2))
    desk = world.desk()
    assert [row.unpassed for row in desk.inbox()] == [True]
    desk.pass_on(desk.inbox())
    assert [row.unpassed for row in desk.inbox()] == [False]
    desk.pass_on(desk.inbox())
    world.desk("security").show(case)
    assert passed(world, case) == [("read",)]
    assert world.acts() == ["escalate", "open"]


def test_opening_a_case_passes_it_on_too(world: World) -> None:
    case = world.report(week=THIS_WEEK.plus(-2))
    world.desk().show(case)
    assert passed(world, case) == [("read",)]
    assert world.acts() == ["open", "escalate"]


def test_another_promise_is_news_and_a_second_action_is_not(world: World) -> None:
    case = world.report()
    desk = world.desk()
    for text in ("a ladder", "a sign"):
        desk.act(case, text, "facilities", THIS_WEEK.plus(1), ActionLevel.REPLACE)
    world.clock.week = THIS_WEEK.plus(2)
    desk.pass_on(desk.inbox())
    desk.done(case, 1)
    world.clock.week = THIS_WEEK.plus(9)
    desk.pass_on(desk.inbox())
    assert passed(world, case) == [("action",), ("closed",)]


def test_after_a_case_ended_its_check_up_is_passed_on_anew(world: World) -> None:
    case = world.report()
    investigated(world, case)
    desk = world.desk()
    desk.close(case, Disposition.NEAR_MISS, weeks=2)
    world.clock.week = THIS_WEEK.plus(3)
    found = unpassed(desk.look(case), world.clock())
    assert ClockName.CHECK in found
    desk.pass_on(desk.inbox())
    assert unpassed(desk.look(case), world.clock()) == ()
    desk.check(case, helped=False)
    world.clock.week = THIS_WEEK.plus(20)
    assert ClockName.CLOSED in unpassed(desk.look(case), world.clock())


def test_it_is_sealed_to_the_readers_and_tells_the_reporter_nothing(world: World) -> None:
    case = world.report(week=THIS_WEEK.plus(-2))
    desk = world.desk()
    before = world.told(case, ObjectKind.STATUS)
    desk.pass_on(desk.inbox())
    assert world.told(case, ObjectKind.STATUS) == before


def test_a_case_that_went_meanwhile_holds_up_nobody(world: World) -> None:
    gone, there = (world.report(week=THIS_WEEK.plus(-2)) for _ in range(2))
    desk = world.desk()
    rows = desk.inbox()
    del world.cases.rows[CaseId.parse(gone)]
    desk.pass_on(sorted(rows, key=lambda row: str(row.case_id) == there))
    assert passed(world, there) == [("read",)]
    assert world.acts() == ["escalate"]
