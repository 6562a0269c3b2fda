"""Near misses as rows of codes for somebody's statistics: no words, no week, nobody alone. Pure.

Every row stands in a group of at least k rows with the same period, family and kind: what is too
rare is told more coarsely (the year, then without the kind, then without the family), and what is
still too rare is left out without saying how many there were. After Samarati's and Sweeney's
k-anonymity by generalisation (1998).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.desk.evidence import group_of
from bot.desk.register import effect_of
from bot.desk.sheets import quarter, sheet
from bot.sealed import CaseState
from bot.taxonomy import ActionLevel, Disposition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.case import OpenCase
    from bot.report import Week
    from bot.words import Words

    Key = tuple[str, str, str]

_COLUMNS: Final = (
    *("period", "family", "kind", "severity", "worked", "group", "cause", "weakness"),
    *("level", "effect"),
)
ANY: Final = "*"
_STEPS: Final = 5
OUT: Final = ("words", "week", "concerns", "rare", "order")


def table(cases: Iterable[OpenCase], k: int, now: Week, words: Words) -> str:
    """The rows as a sheet, shuffled into the order of their codes."""
    lines = [
        (*key, *_codes(case, now))
        for key, case in grouped([case for case in cases if _counts(case)], k)
    ]
    return sheet([words(f"export.column.{name}") for name in _COLUMNS], sorted(lines))


def grouped(cases: Sequence[OpenCase], k: int) -> list[tuple[Key, OpenCase]]:
    """Each case with what may be told of when and what it was."""
    told: list[tuple[Key, OpenCase]] = []
    left = list(cases)
    for step in range(_STEPS):
        keys = [_key(case, step) for case in left]
        sizes = Counter(keys)
        told += [(key, case) for key, case in zip(keys, left, strict=True) if sizes[key] >= k]
        left = [case for key, case in zip(keys, left, strict=True) if sizes[key] < k]
    return told


def _counts(case: OpenCase) -> bool:
    """A closed near miss with its outcome; never a concern, nor what could point to somebody."""
    closing = case.closing
    return (
        case.state is CaseState.CLOSED
        and closing is not None
        and closing.disposition is Disposition.NEAR_MISS
        and case.finding is not None
        and not case.concern
    )


def _key(case: OpenCase, step: int) -> Key:
    period = (quarter(case.week), str(case.week.year), str(case.week.year), str(case.week.year))
    return (
        period[step] if step < len(period) else ANY,
        str(case.family) if step < 3 else ANY,
        str(case.kind) if step < 2 else ANY,
    )


def _codes(case: OpenCase, now: Week) -> tuple[str, ...]:
    found = case.finding
    if found is None:
        return ()
    levels = [each.level for each in case.actions]
    return (
        str(case.triage.severity) if case.triage else "",
        str(found.worked),
        str(group_of(found.cause)),
        str(found.cause),
        str(found.vulnerability),
        str(min(levels, key=list(ActionLevel).index)) if levels else "",
        str(effect_of(case, now)),
    )
