"""Port `Spool`: accepted once, found before and after release, withdrawn whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.errors import NoSuchCase, StoreBusy
from bot.ports import ReporterKey
from bot.report import CaseId, Week
from bot.sealed import CaseState, Found, ObjectKind, Reader, SealedAddition
from tests.sealed_things import sealed_addition, sealed_object, sealed_report

if TYPE_CHECKING:
    from bot.sealed import SealedReport
    from tests.contracts.conftest import Stores

WEEK = Week(2026, 47)
EXPIRES = Week(2027, 47)


def accepted(stores: Stores, *, released: bool = False, urgent: bool = False) -> SealedReport:
    """A report in the spool, or already among the cases."""
    report = sealed_report(stores.dice, urgent=urgent)
    assert stores.do(lambda: stores.spool.accept(report))
    if released:
        assert stores.do(lambda: stores.spool.release(WEEK, EXPIRES)) == 1
    return report


def new_key(stores: Stores) -> ReporterKey:
    return ReporterKey(stores.dice(16), stores.dice(32), stores.dice(1216))


@pytest.mark.parametrize("released", [False, True])
def test_the_same_report_is_accepted_once(stores: Stores, released: bool) -> None:  # noqa: FBT001
    report = accepted(stores, released=released)
    assert not stores.do(lambda: stores.spool.accept(report))
    waiting = stores.do(stores.spool.waiting)
    assert waiting == (0 if released else 1)


@pytest.mark.parametrize("urgent", [False, True])
def test_one_sealed_anew_for_the_same_words_is_the_same_report(
    stores: Stores,
    urgent: bool,  # noqa: FBT001
) -> None:
    first = accepted(stores, urgent=urgent)
    again = sealed_report(stores.dice, urgent=not urgent)
    again = type(again)(
        first.lookup,
        *(again.case_id, again.case_public, again.reporter_public, again.slots, again.objects),
        urgent=not urgent,
    )
    assert not stores.do(lambda: stores.spool.accept(again))
    found = stores.do(lambda: stores.spool.find(first.lookup))
    assert found is not None
    assert found.case_id == first.case_id


@pytest.mark.parametrize("released", [False, True])
def test_the_words_find_their_case(stores: Stores, released: bool) -> None:  # noqa: FBT001
    report = accepted(stores, released=released)
    found = stores.do(lambda: stores.spool.find(report.lookup))
    assert found is not None
    assert (found.case_id, found.case_public, found.reporter_public, found.for_reporter) == (
        *(report.case_id, report.case_public, report.reporter_public),
        (),
    )
    assert stores.do(lambda: stores.spool.find(stores.dice(16))) is None


def test_a_release_moves_everything_as_it_was_sealed(stores: Stores) -> None:
    report = accepted(stores)
    addition = sealed_addition(stores.dice, report)
    assert stores.do(lambda: stores.spool.add(addition))
    assert stores.do(stores.cases.all) == ()
    assert stores.do(stores.spool.waiting) == 2
    assert stores.do(lambda: stores.spool.release(WEEK, EXPIRES)) == 2
    assert stores.do(stores.spool.waiting) == 0
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert (case.week, case.expires, case.state) == (WEEK, EXPIRES, CaseState.RECEIVED)
    assert (case.case_public, case.reporter_public) == (report.case_public, report.reporter_public)
    assert set(case.slots) == set(report.slots)
    assert set(case.objects) == {(WEEK, report.objects[0]), (WEEK, addition.added)}


def test_a_release_of_nothing_moves_nothing(stores: Stores) -> None:
    assert stores.do(lambda: stores.spool.release(WEEK, EXPIRES)) == 0


def test_a_second_release_in_the_week_leaves_the_first_cases_as_they_were(stores: Stores) -> None:
    first = accepted(stores, released=True)
    question = sealed_object(stores.dice, ObjectKind.QUESTION)
    stores.do(lambda: stores.cases.put(first.case_id, WEEK, (question,)))
    stores.do(lambda: stores.cases.move(first.case_id, CaseState.READ))
    before = stores.do(lambda: stores.cases.load(first.case_id))
    accepted(stores, released=True)
    assert stores.do(lambda: stores.cases.load(first.case_id)) == before
    assert len(stores.do(stores.cases.all)) == 2


def test_an_addition_to_an_older_case_carries_the_week_of_its_own_release(stores: Stores) -> None:
    report = accepted(stores, released=True)
    addition = sealed_addition(stores.dice, report)
    stores.do(lambda: stores.spool.add(addition))
    stores.do(lambda: stores.spool.release(WEEK.plus(3), EXPIRES))
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert (WEEK.plus(3), addition.added) in case.objects
    assert (case.week, case.expires) == (WEEK, EXPIRES)


def test_an_urgent_report_is_a_case_at_once(stores: Stores) -> None:
    report = accepted(stores, urgent=True)
    assert stores.do(stores.spool.waiting) == 0
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert (case.week, case.expires) == (WEEK, WEEK.plus(52))
    assert set(case.slots) == set(report.slots)


def test_an_addition_is_kept_once_and_only_for_a_case_that_is_there(stores: Stores) -> None:
    """Other cases are there, released and waiting."""
    accepted(stores, released=True)
    report = accepted(stores)
    addition = sealed_addition(stores.dice, report)
    assert stores.do(lambda: stores.spool.add(addition))
    assert stores.do(lambda: stores.spool.add(addition))
    assert stores.do(stores.spool.waiting) == 2
    lost = SealedAddition(CaseId(stores.dice(16)), addition.added)
    assert not stores.do(lambda: stores.spool.add(lost))
    assert stores.do(stores.spool.waiting) == 2


def test_an_addition_delivered_again_after_its_release_is_not_doubled(stores: Stores) -> None:
    report = accepted(stores)
    addition = sealed_addition(stores.dice, report)
    stores.do(lambda: stores.spool.add(addition))
    stores.do(lambda: stores.spool.release(WEEK, EXPIRES))
    assert stores.do(lambda: stores.spool.add(addition))
    stores.do(lambda: stores.spool.release(WEEK, EXPIRES))
    assert len(stores.do(lambda: stores.cases.load(report.case_id)).objects) == 2


def test_what_was_left_for_the_reporter_is_found_and_nothing_else(stores: Stores) -> None:
    report = accepted(stores, released=True)
    question = sealed_object(stores.dice, ObjectKind.QUESTION, Reader.REPORTER)
    note = sealed_object(stores.dice, ObjectKind.NOTE)
    stores.do(lambda: stores.cases.put(report.case_id, WEEK, (question, note)))
    found = stores.do(lambda: stores.spool.find(report.lookup))
    assert found is not None
    assert found.for_reporter == (question,)


def found_by(stores: Stores, lookup: bytes) -> Found:
    found = stores.do(lambda: stores.spool.find(lookup))
    assert found is not None
    return found


@pytest.mark.parametrize("released", [False, True])
def test_new_words_replace_the_old_ones(stores: Stores, released: bool) -> None:  # noqa: FBT001
    report = accepted(stores, released=released)
    before, new = found_by(stores, report.lookup), new_key(stores)
    assert stores.do(lambda: stores.spool.rekey(report.lookup, new, before, ()))
    assert stores.do(lambda: stores.spool.find(report.lookup)) is None
    found = found_by(stores, new.lookup)
    assert (found.case_id, found.reporter_public) == (report.case_id, new.public)
    assert not stores.do(lambda: stores.spool.rekey(report.lookup, new, before, ()))


def test_new_words_take_along_what_was_left_for_the_reporter(stores: Stores) -> None:
    report = accepted(stores, released=True)
    old = sealed_object(stores.dice, ObjectKind.QUESTION, Reader.REPORTER)
    note = sealed_object(stores.dice, ObjectKind.NOTE)
    stores.do(lambda: stores.cases.put(report.case_id, WEEK, (old, note)))
    anew = type(old)(old.object_id, old.kind, old.reader, stores.dice(2164))
    before, new = found_by(stores, report.lookup), new_key(stores)
    assert stores.do(lambda: stores.spool.rekey(report.lookup, new, before, (anew,)))
    assert found_by(stores, new.lookup).for_reporter == (anew,)
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert set(case.objects) == {(WEEK, report.objects[0]), (WEEK, note), (WEEK, anew)}


def test_what_a_reviewer_tells_while_the_words_change_is_not_lost(stores: Stores) -> None:
    report = accepted(stores, released=True)
    before, new = found_by(stores, report.lookup), new_key(stores)
    asked = sealed_object(stores.dice, ObjectKind.QUESTION, Reader.REPORTER)
    stores.do(lambda: stores.cases.put(report.case_id, WEEK, (asked,)))
    with pytest.raises(StoreBusy):
        stores.do(lambda: stores.spool.rekey(report.lookup, new, before, ()))
    assert stores.do(lambda: stores.spool.find(new.lookup)) is None
    now = found_by(stores, report.lookup)
    assert now.for_reporter == (asked,)
    assert stores.do(lambda: stores.spool.rekey(report.lookup, new, now, (asked,)))
    assert found_by(stores, new.lookup).for_reporter == (asked,)


@pytest.mark.parametrize("released", [False, True])
def test_a_withdrawn_report_leaves_nothing(stores: Stores, released: bool) -> None:  # noqa: FBT001
    report = accepted(stores, released=released)
    stores.do(lambda: stores.spool.add(sealed_addition(stores.dice, report)))
    assert stores.do(lambda: stores.spool.withdraw(report.lookup))
    assert stores.do(stores.spool.waiting) == 0
    assert stores.do(lambda: stores.spool.find(report.lookup)) is None
    assert stores.do(lambda: stores.spool.release(WEEK, EXPIRES)) == 0
    with pytest.raises(NoSuchCase):
        stores.do(lambda: stores.cases.load(report.case_id))
    assert not stores.do(lambda: stores.spool.withdraw(report.lookup))


def test_withdrawing_one_case_touches_no_other(stores: Stores) -> None:
    kept, gone = accepted(stores), accepted(stores)
    stores.do(lambda: stores.spool.release(WEEK, EXPIRES))
    before = stores.do(lambda: stores.cases.load(kept.case_id))
    assert stores.do(lambda: stores.spool.withdraw(gone.lookup))
    assert stores.do(stores.cases.all) == (before,)


# --- readers who are excluded later --------------------------------------------------------------


def barring(stores: Stores, report: SealedReport) -> SealedAddition:
    """An addition that excludes the first of the report's two readers."""
    return replace(sealed_addition(stores.dice, report), barred=(report.slots[0].key_id,))


def test_who_is_excluded_while_a_report_waits_is_not_released_to(stores: Stores) -> None:
    report = accepted(stores)
    addition = barring(stores, report)
    for _ in range(2):
        assert stores.do(lambda: stores.spool.bar(addition)) is True
    found = stores.do(lambda: stores.spool.find(report.lookup))
    assert found is not None
    assert found.readers == (report.slots[1].key_id,)
    assert stores.do(lambda: stores.spool.release(WEEK, EXPIRES)) == 2
    (case,) = stores.do(stores.cases.all)
    assert case.slots == (report.slots[1],)
    assert {held for _, held in case.objects} == {*report.objects, addition.added}


def test_who_is_excluded_after_the_release_loses_the_slot_at_once(stores: Stores) -> None:
    report, other = accepted(stores, released=True), accepted(stores, released=True)
    addition = barring(stores, report)
    for _ in range(2):
        assert stores.do(lambda: stores.spool.bar(addition)) is False
    case = stores.do(lambda: stores.cases.load(report.case_id))
    assert case.slots == (report.slots[1],)
    assert {held for _, held in case.objects} == {*report.objects, addition.added}
    assert stores.do(stores.spool.waiting) == 0
    untouched = stores.do(lambda: stores.cases.load(other.case_id))
    assert set(untouched.slots) == set(other.slots)


def test_excluding_from_a_case_that_is_gone_keeps_nothing(stores: Stores) -> None:
    other, report = accepted(stores, released=True), accepted(stores)
    before = stores.do(lambda: stores.cases.load(other.case_id))
    assert stores.do(lambda: stores.spool.withdraw(report.lookup))
    assert stores.do(lambda: stores.spool.bar(barring(stores, report))) is None
    assert stores.do(stores.spool.waiting) == 0
    assert stores.do(lambda: stores.cases.load(other.case_id)) == before


@pytest.mark.parametrize("released", [False, True])
def test_whoever_finds_a_case_sees_who_has_a_key(stores: Stores, released: bool) -> None:  # noqa: FBT001
    report = accepted(stores, released=released)
    found = stores.do(lambda: stores.spool.find(report.lookup))
    assert found is not None
    assert set(found.readers) == {slot.key_id for slot in report.slots}
