"""What a console keeps open: it follows the desk, and opens nothing twice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot.desk.caseload import Caseload
from bot.report import CaseId
from bot.taxonomy import ActionLevel
from tests.desk_world import World, investigated, record

if TYPE_CHECKING:
    from bot.desk.inbox import Row

CRANE = "A gantry crane hook scraped along the mezzanine railing above the packing benches"
FORK = "A forklift reversed towards the charging station while nobody looked"


@pytest.fixture
def world() -> World:
    """Two desks, nothing reported."""
    return World()


def ids(rows: tuple[Row, ...]) -> list[str]:
    """The cases of an inbox."""
    return [str(row.case_id) for row in rows]


def test_it_shows_what_the_inbox_shows(world: World) -> None:
    for story in (CRANE, FORK, CRANE):
        world.report(record(story))
    investigated(world, world.report())
    caseload = Caseload(world.desk())
    assert caseload.freshen() == 0
    assert caseload.rows() == world.desk().inbox(everything=True)


def test_it_opens_in_slices_and_says_how_many_are_left(world: World) -> None:
    for _ in range(7):
        world.report()
    caseload = Caseload(world.desk())
    assert [caseload.freshen(3) for _ in range(4)] == [4, 1, 0, 0]
    assert len(caseload.rows()) == 7


def test_what_did_not_change_is_not_opened_again(world: World) -> None:
    first, second = world.report(), world.report()
    caseload = Caseload(world.desk())
    caseload.freshen()
    before = {case.case_id: case for case in caseload.open_cases()}
    world.desk().note(first, "a note")
    caseload.freshen()
    after = {case.case_id: case for case in caseload.open_cases()}
    assert after[CaseId.parse(second)] is before[CaseId.parse(second)]
    assert after[CaseId.parse(first)].notes


def test_a_case_that_was_taken_away_is_forgotten_with_its_words(world: World) -> None:
    case = world.report(record(CRANE))
    caseload = Caseload(world.desk("security"))
    caseload.freshen()
    assert ids(caseload.search("mezzanine")) == [case]
    world.desk("safety").exclude(case, "security")
    caseload.freshen()
    assert caseload.search("mezzanine") == ()
    assert list(caseload.open_cases()) == []
    assert ids(caseload.rows()) == [case], "it is there, and locked"
    assert "mezzanine" not in repr(caseload._where)


def test_a_withdrawn_case_is_gone(world: World) -> None:
    case = world.report(record(CRANE))
    caseload = Caseload(world.desk())
    caseload.freshen()
    del world.cases.rows[CaseId.parse(case)]
    caseload.freshen()
    assert caseload.rows() == ()
    assert (caseload._where, caseload._words) == ({}, {})


def test_the_clocks_move_with_the_week(world: World) -> None:
    case = world.report()
    world.desk().show(case)
    due = world.clock().plus(1)
    world.desk().act(case, "a ladder", "facilities", due, ActionLevel.REPLACE)
    caseload = Caseload(world.desk())
    caseload.freshen()
    before = caseload.rows()
    world.clock.week = due.plus(2)
    assert caseload.rows() != before
    assert caseload.rows() == world.desk().inbox(everything=True)


def test_similar_cases_share_rare_words(world: World) -> None:
    crane = world.report(record(CRANE))
    alike = world.report(record(CRANE.replace("scraped", "struck")))
    for _ in range(5):
        world.report(record(FORK))
    caseload = Caseload(world.desk())
    caseload.freshen()
    found = caseload.similar(world.desk().look(crane))
    assert [str(one.case_id) for one in found] == [alike]


def test_all_words_must_be_there_and_none_means_everything(world: World) -> None:
    crane, _ = world.report(record(CRANE)), world.report(record(FORK))
    caseload = Caseload(world.desk())
    caseload.freshen()
    assert ids(caseload.search("Gantry MEZZANINE")) == [crane]
    assert caseload.search("gantry forklift") == ()
    assert caseload.search("unheard") == ()
    assert len(caseload.search(" ")) == 2


def test_the_interpreter_is_given_no_word_to_keep(world: World) -> None:
    word = "".join(reversed("yeksoldirb"))  # constants are interned: this is none
    world.report(record(f"A hook scraped along the {word} railing above the packing benches"))
    caseload = Caseload(world.desk())
    caseload.freshen()
    assert ids(caseload.search(word))
    fresh = word[:4] + word[4:]
    assert sys.intern(fresh) is fresh


def test_a_word_of_many_cases_is_one_object_in_memory(world: World) -> None:
    for _ in range(3):
        world.report(record(CRANE))
    caseload = Caseload(world.desk())
    caseload.freshen()
    objects = {
        id(word) for one in caseload._held.values() for word in one.words if word == "crane"
    }
    assert len(objects) == 1


def test_forgetting_leaves_nothing(world: World) -> None:
    world.report(record(CRANE))
    caseload = Caseload(world.desk())
    caseload.freshen()
    caseload.forget()
    assert caseload.rows() == ()
    assert list(caseload.open_cases()) == []
    assert caseload.freshen() == 0
    assert len(caseload.rows()) == 1
