"""Older cases when reviewers come and go: who opens what then, and how many changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from bot.sealed import ObjectKind
from bot.work import commit, read
from storage.cases import Cases
from storage.handover import hand_over, rotate
from storage.spool import Spool
from tests.fakes import FixedDice, this_week
from tests.keyring import NOW, Ring, reporter_key

if TYPE_CHECKING:
    from bot.report import CaseId
    from bot.sealed import SealedCase
    from storage.writer import Writer


@dataclass
class Desk:
    """An organisation with two reviewers, and its cases on one database."""

    writer: Writer
    ring: Ring = field(default_factory=Ring)

    def __post_init__(self) -> None:
        """Wire it."""
        self.cases = Cases(self.writer)
        self.spool = Spool(self.writer, FixedDice(), this_week, keep_weeks=52)

    def told(self, name: str, *excluded: str, concern: bool = False) -> CaseId:
        """A released case; `name` is its reporter's."""
        report = self.ring.report(reporter_key(name), excluded=excluded, concern=concern)
        self.writer.run(commit(lambda: self.spool.accept(report)))
        self.writer.run(commit(lambda: self.spool.release(NOW, NOW.plus(52))))
        return report.case_id

    def case(self, case_id: CaseId) -> SealedCase:
        """One case as it is now."""
        return self.writer.run(read(lambda: self.cases.load(case_id)))

    def opens(self, role: str, case_id: CaseId) -> bool:
        """Whether a role opens the report of a case."""
        hand, case = self.ring.unsealer(role), self.case(case_id)
        return hand.can_open(case) and bool(hand.open(case, case.objects[0][1]))


@pytest.fixture
def desk(writer: Writer) -> Desk:
    """Nothing was told yet."""
    return Desk(writer)


def test_a_newcomer_is_given_what_it_may_read_and_the_giver_opens(desk: Desk) -> None:
    """Not what was kept from its role, nor what the giver has no key to; and each case once."""
    plain, kept = desk.told("one"), desk.told("two", "legal")
    foreign = desk.told("three", "safety")
    newcomer = desk.ring.hire("legal").key_id
    assert hand_over(desk.writer, desk.ring.unsealer("safety"), newcomer) == 1
    assert [desk.opens("legal", one) for one in (plain, kept, foreign)] == [True, False, False]
    assert desk.opens("safety", plain)
    assert hand_over(desk.writer, desk.ring.unsealer("safety"), newcomer) == 0
    assert hand_over(desk.writer, desk.ring.unsealer("hr"), newcomer) == 1
    assert desk.opens("legal", foreign)


def test_who_leaves_loses_the_cases_that_the_remover_opens(desk: Desk) -> None:
    """Each has a new key, written down in the week of that; a foreign case is as it was."""
    plain, without = desk.told("one"), desk.told("two", "hr")
    foreign = desk.told("three", "safety")
    before = {one: desk.case(one) for one in (plain, without, foreign)}
    leaving, later = desk.ring.identities["hr"].key_id, NOW.plus(3)
    assert rotate(desk.writer, desk.ring.unsealer("safety"), leaving, later) == 1
    assert [desk.opens("safety", one) for one in (plain, without)] == [True, True]
    assert not desk.opens("hr", plain)
    assert desk.case(plain).case_public != before[plain].case_public
    keys = [week for week, one in desk.case(plain).objects if one.kind is ObjectKind.KEY]
    assert keys == [later]
    assert (desk.case(without), desk.case(foreign)) == (before[without], before[foreign])
    assert rotate(desk.writer, desk.ring.unsealer("safety"), leaving, later) == 0


def test_a_case_that_is_withdrawn_meanwhile_is_passed_over(desk: Desk) -> None:
    """It was there when the marks were read, and is gone when its turn comes."""
    gone, stays = desk.told("one"), desk.told("two")
    newcomer = desk.ring.hire("legal").key_id
    hand = desk.ring.unsealer("safety")

    class Withdrawing:
        """The reviewer's keys, during whose first use somebody withdraws a report."""

        key_id = hand.key_id
        asked = 0

        def can_open(self, case: SealedCase) -> bool:
            """The first case takes the other one along."""
            Withdrawing.asked += 1
            if Withdrawing.asked == 1:
                other = stays if case.case_id == gone else gone
                desk.spool.withdraw(reporter_key("one" if other == gone else "two").lookup)
            return hand.can_open(case)

        admit = staticmethod(hand.admit)
        rotate = staticmethod(hand.rotate)

    assert hand_over(desk.writer, Withdrawing(), newcomer) == 1
    assert Withdrawing.asked == 1
