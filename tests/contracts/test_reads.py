"""What is marked [read] only reads: each runs where nothing can be written, on either database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.errors import NoSuchCase
from bot.report import CaseId, Week
from bot.sealed import CaseState
from bot.words import Language
from bot.work import commit, read
from digests.press import Press
from storage.audit import Audit
from storage.cases import Cases
from storage.editions import Editions
from storage.ledger import Ledger
from storage.lessons import Lessons
from storage.spool import Spool
from storage.tallies import Tallies
from storage.votes import Votes
from tests.contracts.test_learning import published
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.writer import Writer

WEEK = Week(2026, 47)
KEY = bytes(16)


def press(writer: Writer) -> Press:
    """What composes an issue."""
    return Press(Lessons(writer), Tallies(writer), Editions(writer), Votes(writer))


LOOKS: dict[str, Callable[[Writer, CaseId], object]] = {
    "all cases": lambda writer, _: len(Cases(writer).all()),
    "some cases": lambda writer, case: len(Cases(writer).some([case])),
    "one case": lambda writer, case: Cases(writer).load(case).state,
    "its id": lambda writer, case: Cases(writer).match(str(case)[:6]) == case,
    "the marks": lambda writer, _: len(Cases(writer).glance(KEY)),
    "the pulse": lambda writer, _: Cases(writer).pulse(KEY) is not None,
    "the chain's head": lambda writer, _: Audit(writer).head()[0],
    "a page of it": lambda writer, _: [one.act for one in Audit(writer).page(0, 9)],
    "the last act": lambda writer, _: Audit(writer).last(KEY, ["open", "close"]),
    "the whole chain": lambda writer, _: Audit(writer).broken(),
    "lessons of a week": lambda writer, _: len(Lessons(writer).of_week(WEEK)),
    "the library": lambda writer, _: len(Lessons(writer).after(None, 9, "")),
    "its length": lambda writer, _: Lessons(writer).count(""),
    "the numbers": lambda writer, _: Tallies(writer).weeks(WEEK, WEEK),
    "the runs": lambda writer, _: Ledger(writer).runs(),
    "an issue": lambda writer, _: (
        press(writer).issue(press(writer).preview(WEEK.plus(1)), Language.EN).week
    ),
}
SEEN = {
    "all cases": 1,
    "some cases": 1,
    "one case": CaseState.RECEIVED,
    "its id": True,
    "the marks": 1,
    "the pulse": True,
    "the chain's head": 1,
    "a page of it": ["open"],
    "the last act": "open",
    "the whole chain": None,
    "lessons of a week": 1,
    "the library": 1,
    "its length": 1,
    "the numbers": {WEEK: {("received", "all"): 1}},
    "the runs": (),
    "an issue": WEEK.plus(1),
}


@pytest.fixture
def case(writer: Writer) -> CaseId:
    """A case, an act, a lesson, a number."""
    dice = FixedDice()
    spool = Spool(writer, dice, this_week, keep_weeks=52)
    report = sealed_report(dice)

    def life() -> None:
        spool.accept(report)
        spool.release(WEEK, WEEK.plus(52))
        Audit(writer).append(WEEK, KEY, "open")
        Lessons(writer).publish(published("a"))
        Tallies(writer).count(WEEK, "received", "all")

    writer.run(commit(life))
    return report.case_id


@pytest.mark.parametrize("what", LOOKS)
def test_what_is_only_looked_at_writes_nothing(writer: Writer, case: CaseId, what: str) -> None:
    part: Callable[[], Any] = lambda: LOOKS[what](writer, case)  # noqa: E731 - it is run twice
    assert writer.run(read(part)) == writer.run(commit(part)) == SEEN[what]


def test_a_case_that_is_gone_is_gone_for_who_reads_too(writer: Writer) -> None:
    with pytest.raises(NoSuchCase):
        writer.run(read(lambda: Cases(writer).load(CaseId(KEY))))
