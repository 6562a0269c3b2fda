"""The inbox of many years: closed cases are hardly opened, and nothing that calls is missed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import Call
from bot.sealed import CaseState, ObjectKind, SealedCase, SealedObject
from bot.taxonomy import Disposition
from tests.desk_world import World, investigated
from tests.fakes import ROLES, THIS_WEEK
from tests.fakes_desk import PlainUnsealer


class Counting(PlainUnsealer):
    """An unsealer that remembers what kinds it opened."""

    opened: list[ObjectKind]

    def open(self, case: SealedCase, sealed: SealedObject) -> bytes:
        self.opened.append(sealed.kind)
        return super().open(case, sealed)


@pytest.fixture
def world() -> World:
    return World()


def closed(world: World) -> str:
    """A near miss with its whole life behind it, closed; its check is due in six weeks."""
    case = world.report()
    world.desk().show(case)
    investigated(world, case)
    world.desk().note(case, "spoke to facilities")
    world.desk().done(case, 1)
    world.desk().close(case, Disposition.NEAR_MISS)
    return case


def test_of_a_closed_case_only_its_ending_is_opened(world: World) -> None:
    closed(world)
    unsealer = Counting("safety", ROLES["safety"], world.dice)
    unsealer.opened = []
    desk = replace(world.desk(), unsealer=unsealer)
    assert desk.inbox() == ()
    assert set(unsealer.opened) == {ObjectKind.REPORT, ObjectKind.ACTION, ObjectKind.CLOSING}
    assert [row.call for row in desk.inbox(everything=True)] == [Call.CLOSED]
    assert ObjectKind.NOTE in unsealer.opened


def test_what_calls_is_the_same_whether_closed_cases_are_asked_for_or_not(world: World) -> None:
    quiet, back, left, due = (closed(world) for _ in range(4))
    world.says(back, ObjectKind.RATING, "rating", "5")
    world.desk().close(world.report(), Disposition.OUT_OF_SCOPE)
    world.desk("security").exclude(left, "safety")
    fresh = world.report()
    for weeks in (0, 6, 20):
        world.clock.week = THIS_WEEK.plus(weeks)
        if weeks == 20:
            world.desk().check(quiet, helped=True)
        usual = world.desk().inbox()
        every = world.desk().inbox(everything=True)
        assert usual == tuple(row for row in every if row.call is not Call.CLOSED)
        calls = {str(row.case_id): row.call for row in usual}
        assert calls[back] is Call.CAME_BACK
        assert calls[left] is Call.NOT_YOURS
        assert fresh in calls
        assert (due in calls) is (weeks >= 6)
        assert (quiet in calls) is (weeks == 6)


def test_a_closed_case_whose_ending_is_damaged_is_shown_as_such(world: World) -> None:
    world.break_up(closed(world))
    assert [row.call for row in world.desk().inbox()] == [Call.DAMAGED]
    assert {case.state for case in world.cases.all()} == {CaseState.CLOSED}
