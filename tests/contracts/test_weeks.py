"""Which weeks a database knows of: a clock that leaps is told from one that goes, on both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.report import Week
from bot.work import commit, read
from storage.audit import Audit
from storage.ledger import Ledger
from storage.rota import Rota
from storage.weeks import LEAP, leaps, newest, seen

if TYPE_CHECKING:
    from storage.writer import Writer

WEEK = Week(2026, 47)
PEPPER = b"p" * 32


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases; nothing of this is a port."""
    return str(request.param)


def rests(writer: Writer, weeks: int) -> bool:
    """Whether the service holds back so many weeks after the first one."""
    rota = Rota(writer, (PEPPER,))
    return writer.run(commit(lambda: leaps(rota, WEEK.plus(weeks))))


def ran(writer: Writer, now: Week) -> tuple[Week, ...]:
    """When it was here."""
    rota = Rota(writer, (PEPPER,))
    return writer.run(read(lambda: seen(rota, now)))


def test_weeks_that_follow_each_other_are_no_leap(writer: Writer) -> None:
    after = (0, 0, 1, 2, 2, 2 + LEAP)
    assert [rests(writer, weeks) for weeks in after] == [False] * len(after)
    assert ran(writer, WEEK.plus(9)) == (WEEK.plus(2), WEEK.plus(2 + LEAP))


def test_a_leap_is_one_until_the_next_week(writer: Writer) -> None:
    rests(writer, 0)
    assert [rests(writer, weeks) for weeks in (30, 30, 31, 31)] == [True, True, False, False]


def test_a_clock_that_was_set_right_again_is_trusted_once_two_weeks_follow(writer: Writer) -> None:
    assert [rests(writer, weeks) for weeks in (0, 30, 0, 1, 2)] == [False, True, True, True, False]


def test_a_clock_that_falls_back_is_no_less_a_leap(writer: Writer) -> None:
    rests(writer, 0)
    assert rests(writer, -30)
    assert ran(writer, WEEK.plus(-30)) == (WEEK, WEEK.plus(-30))


def test_the_service_was_nowhere_before_it_was_here(writer: Writer) -> None:
    assert ran(writer, WEEK) == ()


def test_the_newest_week_is_that_of_whatever_was_written_last(writer: Writer) -> None:
    assert writer.run(read(lambda: newest(writer))) is None
    audit, ledger = Audit(writer), Ledger(writer)
    writer.run(commit(lambda: audit.append(WEEK, b"operator", "reviewer-add")))
    assert writer.run(read(lambda: newest(writer))) == WEEK
    later = str(WEEK.plus(3))
    for period in (later, "urgent-ab", "alert-ab", "day-2030-01-01"):
        writer.run(commit(lambda period=period: ledger.skip("file:wall", period)))  # type: ignore[misc]
    assert writer.run(read(lambda: newest(writer))) == WEEK.plus(3)
