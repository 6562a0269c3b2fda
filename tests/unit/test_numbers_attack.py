"""The attack: a reader keeps every issue of a year and solves for what was not printed.

The attacker knows the rule, every printed number, which weeks a series counts, that kinds add up
to `received`, and severities too, causes and barriers to `closed`, that a case is closed and asked
about only after it was received, and, worse than in life, when a number was held back by the
ceiling. A linear program gives the least and the most that every hidden count can be. A count is
bounded when it is below k and fewer than k values are left for it: "fewer than k" itself, which
silence says, leaves exactly k.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from bot.report import Week
from bot.taxonomy import Barrier, Cause, Kind, Severity
from digests.numbers import COUNTERS, HEADLINE, Carry, advance, publish, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

K = 5
WEEKS = 52
FIRST = Week(2026, 1)
KINDS = tuple(("kind", kind.value) for kind in list(Kind)[:3])
BARRIERS = tuple(("barrier", barrier.value) for barrier in list(Barrier)[:2])
CAUSES = tuple(("cause", cause.value) for cause in list(Cause)[:2])
SEVERE = tuple(("severity", severity.value) for severity in list(Severity)[:3])
CELLS = (*KINDS, *BARRIERS, *CAUSES, *SEVERE, ("actions", ""), ("waiting", ""))
PARTS = {("received", ""): KINDS, ("closed", ""): CAUSES}

Name = tuple[str, str]
Year = list[dict[Name, int]]


@dataclass(frozen=True)
class Known:
    """What one issue says of a counter: its sum over `weeks` is from `least` to `most`."""

    name: Name
    weeks: tuple[int, ...]
    least: int
    most: float


def a_year(seed: int) -> Year:
    """What really happened: a random organisation, busier in some weeks."""
    dice = random.Random(seed)  # noqa: S311 - a simulation
    rate = dice.choice((1, 3, 6, 12))
    odds = dice.choice(((6, 3, 1), (1, 12, 1), (1, 1, 8)))
    year: Year = []
    waiting_to_close = unasked = 0
    for _ in range(WEEKS):
        counts: dict[Name, int] = dict.fromkeys((*CELLS, *PARTS), 0)
        for _ in range(dice.randint(0, 2 * rate)):
            counts[dice.choices(KINDS, (6, 3, 1))[0]] += 1
            counts[dice.choices(SEVERE, odds)[0]] += 1
        counts["received", ""] = sum(counts[kind] for kind in KINDS)
        waiting_to_close += counts["received", ""]
        unasked += counts["received", ""]
        for _ in range(dice.randint(0, waiting_to_close)):
            counts[dice.choices(CAUSES, (4, 1))[0]] += 1
            counts[dice.choices(BARRIERS, (4, 1))[0]] += 1
        counts["closed", ""] = sum(counts[cause] for cause in CAUSES)
        waiting_to_close -= counts["closed", ""]
        counts["waiting", ""] = dice.randint(0, unasked)
        unasked -= counts["waiting", ""]
        counts["actions", ""] = dice.randint(0, 2 * counts["closed", ""] + 1)
        year.append(counts)
    return year


def as_published(year: Year) -> Iterator[Known]:
    """The issues of `digests.numbers`, as their reader understands them."""
    carry = Carry()
    counted: dict[str, list[int]] = {}
    printed: dict[Name, int] = {}
    for number, counts in enumerate(year):
        week = FIRST.plus(number)
        before = year[number - 1] if number else {}
        tallies = {week: counts, **({week.plus(-1): before} if number else {})}
        series = turn(carry.turn)
        figures, carry = advance(carry, tallies, week, K)
        weeks = counted.setdefault(series, [])
        weeks.append(number)
        shown = {(count.facet, count.code): count.n for count in figures.counts}
        left = {(count.facet, count.code): count.n for count in carry.opened}
        names = (
            [(name, "") for name in COUNTERS]
            if series == HEADLINE
            else [cell for cell in CELLS if cell[0] == series]
        )
        for name in names:
            printed[name] = printed.get(name, 0) + shown.get(name, 0)
            yield _known(name, weeks, printed[name], name in shown, left.get(name, 0))


def with_totals(year: Year) -> Iterator[Known]:
    """A broken press: the same carry-over, but every week a total stands beside its cells."""
    opened: dict[Name, int] = {}
    printed: dict[Name, int] = {}
    for number, counts in enumerate(year):
        for name in (("received", ""), *KINDS):
            shown, opened[name] = publish(opened.get(name, 0), counts[name], K)
            printed[name] = printed.get(name, 0) + (shown or 0)
            weeks = list(range(number + 1))
            yield _known(name, weeks, printed[name], shown is not None, opened[name])


def without_ceiling(year: Year) -> Iterator[Known]:
    """A broken press: `received` and `closed` in every issue, and nothing keeps them apart."""
    opened: dict[Name, int] = {}
    printed: dict[Name, int] = {}
    for number, counts in enumerate(year):
        for name in PARTS:
            shown, opened[name] = publish(opened.get(name, 0), counts[name], K)
            printed[name] = printed.get(name, 0) + (shown or 0)
            weeks = list(range(number + 1))
            yield _known(name, weeks, printed[name], shown is not None, opened[name])


def _known(name: Name, weeks: list[int], printed: int, was_shown: bool, left: int) -> Known:  # noqa: FBT001
    if was_shown and left == 0:
        return Known(name, tuple(weeks), printed, printed)
    most = printed + K - 1 if left < K else float("inf")
    return Known(name, tuple(weeks), printed, most)


class Attack:
    """The linear program over all issues; variables are what really happened, week by week."""

    def __init__(self, known: list[Known]) -> None:
        """Collect what every issue says, and what everybody knows anyway."""
        self.rows: list[dict[int, float]] = []
        self.limits: list[float] = []
        for each in known:
            row = self.row(each.name, each.weeks)
            if each.most < float("inf"):
                self.at_most(row, each.most)
            self.at_most({at: -value for at, value in row.items()}, -each.least)
        for week in range(WEEKS):
            past = range(week + 1)
            for later in (("closed", ""), ("waiting", "")):
                self.at_most(
                    self.minus(self.row(later, past), self.row(("received", ""), past)), 0
                )
            one = (week,)
            severe = {self.at(each, week): 1.0 for each in SEVERE}
            self.equal(self.minus(severe, self.row(("received", ""), one)))
            same = self.minus(
                self.row(("closed", ""), one), {self.at(b, week): 1.0 for b in BARRIERS}
            )
            self.equal(same)
        data = [(i, j, v) for i, row in enumerate(self.rows) for j, v in row.items()]
        lines, columns, values = zip(*data, strict=True)
        shape = (len(self.rows), WEEKS * len(CELLS))
        self.matrix = csr_matrix((values, (lines, columns)), shape=shape)

    @staticmethod
    def at(cell: Name, week: int) -> int:
        """The variable of one cell in one week."""
        return week * len(CELLS) + CELLS.index(cell)

    def row(self, name: Name, weeks: range | tuple[int, ...]) -> dict[int, float]:
        """The sum of a counter over some weeks."""
        return {self.at(cell, week): 1.0 for week in weeks for cell in PARTS.get(name, (name,))}

    @staticmethod
    def minus(one: dict[int, float], other: dict[int, float]) -> dict[int, float]:
        """One sum less another."""
        return {at: one.get(at, 0.0) - other.get(at, 0.0) for at in sorted({*one, *other})}

    def at_most(self, row: dict[int, float], limit: float) -> None:
        """One thing that the attacker knows."""
        self.rows.append(row)
        self.limits.append(limit)

    def equal(self, row: dict[int, float]) -> None:
        """The same from both sides: this difference is nothing."""
        self.at_most(row, 0)
        self.at_most({at: -value for at, value in row.items()}, 0)

    def bounds(self, row: dict[int, float]) -> tuple[float, float]:
        """The least and the most that this sum can be."""
        aim = np.zeros(WEEKS * len(CELLS))
        for at, value in row.items():
            aim[at] = value
        ends = []
        for sign in (1.0, -1.0):
            solved = linprog(sign * aim, A_ub=self.matrix, b_ub=self.limits, method="highs")
            assert solved.status in {0, 3}, solved.message
            ends.append(sign * solved.fun if solved.status == 0 else -sign * np.inf)
        return ends[0], ends[1]

    def leaks(self, row: dict[int, float]) -> bool:
        """Whether a count below k is bounded: fewer than k values are left for it."""
        least, most = self.bounds(row)
        values = np.floor(most + 1e-6) - np.ceil(least - 1e-6) + 1
        return bool(least < K - 1e-6 and values < K)


def targets(attack: Attack, seed: int, size: int) -> Iterator[dict[int, float]]:
    """What the attacker goes for: single weeks, sums of a few weeks, the backlog."""
    dice = random.Random(seed)  # noqa: S311 - a simulation
    for _ in range(size):
        week = dice.randrange(WEEKS)
        name = dice.choice((*CELLS, *PARTS))
        yield attack.row(name, (week,))
        yield attack.row(name, range(dice.randrange(week + 1), week + 1))
        past = range(week + 1)
        part = ("closed", "") if dice.random() < 0.5 else ("waiting", "")
        yield attack.minus(attack.row(("received", ""), past), attack.row(part, past))


def leaks(press: Callable[[Year], Iterator[Known]], seed: int, size: int) -> int:
    """How many of the attacker's targets are bounded."""
    attack = Attack(list(press(a_year(seed))))
    return sum(attack.leaks(row) for row in targets(attack, seed, size))


@pytest.mark.parametrize("seed", range(6))
def test_all_issues_of_a_year_together_bound_no_count_below_k(seed: int) -> None:
    assert leaks(as_published, seed, 12) == 0


def test_the_attack_is_real_it_finds_small_counts_when_totals_stand_beside_cells() -> None:
    assert sum(leaks(with_totals, seed, 12) for seed in range(2)) > 0


def test_the_attack_is_real_it_finds_the_backlog_when_nothing_keeps_parts_from_their_total() -> (
    None
):
    assert sum(leaks(without_ceiling, seed, 12) for seed in range(2)) > 0
