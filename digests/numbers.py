"""The numbers of an issue: counts that cannot betray a single report. Pure arithmetic, no clock.

What protects (measured by a linear-programming attack on a year of issues,
`tests/unit/test_numbers_attack.py`):

1. *Carry-over.* A count is printed when it has reached k; until then it is carried on. So
   periods are disjoint, and nothing smaller than k is ever printed.
2. *One way only.* Each new week is counted in one way: the headline counters, or one facet's
   cells. No total ever stands beside its cells, in the same issue or in another one, and no two
   facets count the same weeks: there is nothing to subtract.
3. *A ceiling.* `closed` and `waiting` are parts of `received`. What is printed of them stays k
   below what was printed of `received`, so that the difference says nothing small either.

Concerns are counted in the headline, never as cells: their kinds are few and their readers are
not.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.taxonomy import KINDS, Barrier, Cause, Family, Kind, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.report import Week

K: Final = 5
FLOOR: Final = 3
HEADLINE: Final = "headline"
COUNTERS: Final = ("received", "closed", "actions", "waiting")
CEILED: Final = frozenset({"closed", "waiting"})
SEVERITY: Final = "severity"
STEPS: Final = (Severity.LITTLE, Severity.SERIOUS, Severity.CRITICAL)
"""The steps of the pyramid, from its foot."""

FACETS: Final = ("kind", "barrier", "cause")
TURNS: Final = (HEADLINE, HEADLINE, SEVERITY, HEADLINE, "facet")
"""Whose turn it is, issue by issue; each `facet` turn goes to the next of `FACETS`.

Severities have a turn of their own: the pyramid is made of them, and all its steps must come from
the same weeks. As parts of `received` they would leak: silence there bounds them week by week.
"""

_SUMMED: Final = CEILED | {"received", SEVERITY}
_BACK: Final = 8
_CODES: Final[dict[str, frozenset[str]]] = {
    "kind": frozenset(Kind) - frozenset(KINDS[Family.CONCERN]),
    "barrier": frozenset(Barrier),
    "cause": frozenset(Cause),
    SEVERITY: frozenset(STEPS),
}


@frozen
class Count:
    """One number: `code` is empty in the headline, a taxonomy id in a facet."""

    facet: str
    code: str
    n: int


@frozen
class Figures:
    """What one issue prints. `counts` may be empty: then everything is carried on."""

    series: str
    counts: tuple[Count, ...] = ()


@frozen
class Carry:
    """What goes into the next issue.

    `turn` counts issues; `taken` is what has been counted already of the week `through`;
    `opened` are the open counts; `printed` the sums printed so far of `received`, of its parts,
    and of the severities: what was printed may be added up.
    """

    turn: int = 0
    through: Week | None = None
    taken: tuple[Count, ...] = ()
    opened: tuple[Count, ...] = ()
    printed: tuple[Count, ...] = ()

    def since(self, week: Week) -> Week:
        """The first week whose tallies `advance` wants to see."""
        return self.through or week.plus(-_BACK)


def publish(open_count: int, new: int, k: int = K) -> tuple[int | None, int]:
    """What to print (None: nothing yet) and what to carry into next week."""
    total = max(0, open_count + new)
    return (total, 0) if total >= k else (None, total)


def about(n: int, k: int = K) -> int:
    """`n` rounded down to a multiple of `k`; 0 says nothing but "fewer than k".

    For a count that people watch while it grows: a number that moved with every tap would show
    each of them.
    """
    return n - n % k


def advance(
    carry: Carry, tallies: Mapping[Week, Mapping[tuple[str, str], int]], week: Week, k: int = K
) -> tuple[Figures, Carry]:
    """The numbers of the issue of `week`, and what the next one starts from.

    Args:
        carry: what the issue before left.
        tallies: all counters of the weeks from `carry.since(week)` to `week`.
        week: the week of this issue; later than `carry.through`, or the same.
        k: the smallest number that may be printed. Raises ValueError below FLOOR.
    """
    if k < FLOOR:
        raise ValueError(f"k below {FLOOR} protects nobody")
    series = turn(carry.turn)
    fresh = _fresh(carry, tallies, series)
    opened, printed = _counter(carry.opened), _counter(carry.printed)
    counts: list[Count] = []
    for name in _order(series, opened, fresh):
        shown, opened[name] = publish(opened[name], fresh[name], k)
        if shown is not None and name[0] in CEILED:
            room = printed["received", ""] - printed[name] - k
            shown, opened[name] = _under(shown, room, k)
        if shown is None:
            continue
        counts.append(Count(*name, shown))
        if name[0] in _SUMMED:
            printed[name] += shown
    return Figures(series, tuple(counts)), Carry(
        carry.turn + 1,
        week,
        _counts(Counter(tallies.get(week, {}))),
        _counts(opened),
        _counts(printed),
    )


def turn(number: int) -> str:
    """Which series the issue with that many before it prints: `headline`, or one facet's name."""
    rounds, place = divmod(number, len(TURNS))
    facets = TURNS.count("facet")
    if TURNS[place] != "facet":
        return TURNS[place]
    return FACETS[(rounds * facets + TURNS[:place].count("facet")) % len(FACETS)]


def _under(total: int, room: int, k: int) -> tuple[int | None, int]:
    """Print no more than `room`, and carry the rest on."""
    shown = min(total, room)
    return (shown, total - shown) if shown >= k else (None, total)


def _fresh(
    carry: Carry, tallies: Mapping[Week, Mapping[tuple[str, str], int]], series: str
) -> Counter[tuple[str, str]]:
    """What was counted since, in this series alone: the other series never see these weeks."""
    found: Counter[tuple[str, str]] = Counter()
    for tally in tallies.values():
        found.update(tally)
    found.subtract(_counter(carry.taken))
    fresh: Counter[tuple[str, str]] = Counter()
    for (facet, code), n in found.items():
        if series == HEADLINE and facet in COUNTERS:
            fresh[facet, ""] += n
        elif facet == series and code in _CODES[series]:
            fresh[facet, code] += n
    return fresh


def _order(
    series: str, opened: Counter[tuple[str, str]], fresh: Counter[tuple[str, str]]
) -> list[tuple[str, str]]:
    """A fixed order, so that the same counts always print the same line."""
    if series == HEADLINE:
        return [(name, "") for name in COUNTERS]
    return sorted(name for name in {*opened, *fresh} if name[0] == series)


def _counter(counts: tuple[Count, ...]) -> Counter[tuple[str, str]]:
    return Counter({(count.facet, count.code): count.n for count in counts})


def _counts(counter: Mapping[tuple[str, str], int]) -> tuple[Count, ...]:
    return tuple(Count(*name, n) for name, n in sorted(counter.items()) if n)
