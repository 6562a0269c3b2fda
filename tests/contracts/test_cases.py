"""Port `Cases`: the desk's view of what is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import NoSuchCase
from bot.report import CaseId, Week
from bot.sealed import CaseState, ObjectKind, Reader, SealedObject, Slot
from tests.sealed_things import sealed_object, sealed_report

if TYPE_CHECKING:
    from bot.sealed import SealedReport
    from tests.contracts.conftest import Stores

WEEK = Week(2026, 47)
EXPIRES = Week(2027, 47)


def a_case(stores: Stores, week: Week = WEEK, expires: Week = EXPIRES) -> SealedReport:
    """A released case."""
    report = sealed_report(stores.dice)
    stores.do(lambda: stores.spool.accept(report))
    stores.do(lambda: stores.spool.release(week, expires))
    return report


def test_an_unknown_case_is_refused_everywhere(stores: Stores) -> None:
    lost = CaseId(stores.dice(16))
    for part in (
        lambda: stores.cases.load(lost),
        lambda: stores.cases.move(lost, CaseState.READ),
        lambda: stores.cases.put(lost, WEEK, ()),
        lambda: stores.cases.reslot(lost, ()),
        lambda: stores.cases.match(str(lost)),
    ):
        with pytest.raises(NoSuchCase):
            stores.do(part)


def test_all_cases_come_by_their_random_id(stores: Stores) -> None:
    ids = sorted(a_case(stores).case_id for _ in range(5))
    assert [case.case_id for case in stores.do(stores.cases.all)] == ids


@pytest.mark.parametrize("length", [1, 2, 7, 8, 31, 32])
def test_the_first_letters_of_an_id_are_enough(stores: Stores, length: int) -> None:
    case_id = a_case(stores).case_id
    assert stores.do(lambda: stores.cases.match(str(case_id)[:length])) == case_id
    assert stores.do(lambda: stores.cases.match(str(case_id)[:length].upper())) == case_id


@pytest.mark.parametrize("prefix", ["z", "not hex", "é", "0" * 33])
def test_what_cannot_begin_an_id_matches_nothing(stores: Stores, prefix: str) -> None:
    a_case(stores)
    with pytest.raises(NoSuchCase):
        stores.do(lambda: stores.cases.match(prefix))


def test_letters_that_two_ids_share_match_neither(stores: Stores) -> None:
    first = a_case(stores).case_id
    while str(a_case(stores).case_id)[0] != str(first)[0]:
        pass
    with pytest.raises(NoSuchCase):
        stores.do(lambda: stores.cases.match(str(first)[0]))


def test_an_object_is_added_once_and_both_copies_of_a_question_are_kept(stores: Stores) -> None:
    case_id = a_case(stores).case_id
    mine = sealed_object(stores.dice, ObjectKind.QUESTION)
    theirs = SealedObject(mine.object_id, mine.kind, Reader.REPORTER, stores.dice(2164))
    stores.do(lambda: stores.cases.put(case_id, WEEK, (mine, theirs)))
    changed = SealedObject(mine.object_id, mine.kind, mine.reader, stores.dice(2164))
    stores.do(lambda: stores.cases.put(case_id, WEEK.plus(1), (changed,)))
    objects = stores.do(lambda: stores.cases.load(case_id)).objects
    assert {pair for pair in objects if pair[1].kind is ObjectKind.QUESTION} == {
        (WEEK, mine),
        (WEEK, theirs),
    }


@pytest.mark.parametrize("state", list(CaseState))
def test_a_case_moves_to_every_state(stores: Stores, state: CaseState) -> None:
    case_id = a_case(stores).case_id
    stores.do(lambda: stores.cases.move(case_id, state))
    assert stores.do(lambda: stores.cases.load(case_id)).state is state


def test_new_slots_replace_the_old_ones(stores: Stores) -> None:
    case_id, other = a_case(stores).case_id, a_case(stores)
    slots = (Slot(stores.dice(16), stores.dice(1168)),)
    stores.do(lambda: stores.cases.reslot(case_id, slots))
    assert stores.do(lambda: stores.cases.load(case_id)).slots == slots
    assert set(stores.do(lambda: stores.cases.load(other.case_id)).slots) == set(other.slots)
    stores.do(lambda: stores.cases.reslot(case_id, ()))
    assert stores.do(lambda: stores.cases.load(case_id)).slots == ()


def test_a_rotated_case_has_its_new_key_and_keeps_its_objects(stores: Stores) -> None:
    report = a_case(stores)
    slots = (Slot(stores.dice(16), stores.dice(1168)),)
    public, old_seed = stores.dice(1216), sealed_object(stores.dice, ObjectKind.NOTE)
    stores.do(lambda: stores.cases.rotate(report.case_id, public, slots, WEEK, (old_seed,)))
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert (case.case_public, case.slots) == (public, slots)
    assert set(case.objects) == {(WEEK, report.objects[0]), (WEEK, old_seed)}


def test_a_case_expires_after_its_last_week_and_leaves_nothing(stores: Stores) -> None:
    old = a_case(stores, expires=WEEK.plus(2))
    young = a_case(stores, expires=WEEK.plus(3))
    assert stores.do(lambda: stores.cases.expire(WEEK.plus(2))) == 0
    in_its_last_week = stores.do(lambda: stores.cases.load(old.case_id))
    assert set(in_its_last_week.slots) == set(old.slots)
    assert [held for _, held in in_its_last_week.objects] == list(old.objects)
    assert stores.do(lambda: stores.cases.expire(WEEK.plus(3))) == 1
    assert [case.case_id for case in stores.do(stores.cases.all)] == [young.case_id]
    assert stores.do(lambda: stores.spool.find(old.lookup)) is None
    assert stores.do(lambda: stores.spool.find(young.lookup)) is not None


def test_a_mark_changes_with_what_a_key_can_read_and_with_nothing_else(stores: Stores) -> None:
    report, other = a_case(stores), a_case(stores)
    key = report.slots[0].key_id
    read, raw = (lambda: stores.cases.glance(key)), report.case_id.raw
    before, pulse = stores.do(read), stores.do(lambda: stores.cases.pulse(key))
    assert stores.do(lambda: stores.cases.pulse(key)) == pulse
    assert before.keys() == {raw, other.case_id.raw}
    note = sealed_object(stores.dice, ObjectKind.NOTE)
    for change in (
        lambda: stores.cases.put(report.case_id, WEEK, [note]),
        lambda: stores.cases.move(report.case_id, CaseState.READ),
        lambda: stores.cases.reslot(report.case_id, report.slots[1:]),
        lambda: stores.cases.reslot(report.case_id, report.slots),
    ):
        stores.do(change)
        after, beat = stores.do(read), stores.do(lambda: stores.cases.pulse(key))
        assert after[raw] != before[raw]
        assert after[other.case_id.raw] == before[other.case_id.raw]
        assert beat != pulse
        before, pulse = after, beat


def test_some_cases_come_as_all_of_them_would(stores: Stores) -> None:
    ids = [a_case(stores).case_id for _ in range(4)]
    every = {case.case_id: case for case in stores.do(stores.cases.all)}
    wanted = [ids[2], ids[0], CaseId(stores.dice(16))]
    found = stores.do(lambda: stores.cases.some(wanted))
    assert list(found) == [every[one] for one in sorted(ids[:1] + ids[2:3])]
    assert stores.do(lambda: stores.cases.some([])) == ()
