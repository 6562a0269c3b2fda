"""Carry-over: nothing below k is printed, nothing is lost, no week is counted twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report import Week
from bot.taxonomy import Kind, Severity
from digests.numbers import (
    CEILED,
    COUNTERS,
    FACETS,
    FLOOR,
    HEADLINE,
    SEVERITY,
    TURNS,
    Carry,
    Count,
    Figures,
    advance,
    publish,
    turn,
)

FIRST = Week(2026, 40)
NAMES = [
    *((counter, "all") for counter in COUNTERS),
    *(("severity", severity.value) for severity in Severity),
    ("kind", Kind.PHISHING_STOPPED.value),
    ("kind", Kind.RETALIATION.value),
    ("cause", "slip"),
    ("barrier", "luck"),
]
NEVER = {"retaliation", "unknown"}
A_WEEK = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 12))


def run(weeks: list[dict[tuple[str, str], int]], k: int = 5) -> tuple[list[Figures], Carry]:
    """One issue a week, from the first one on."""
    carry, issues = Carry(), []
    for number, counts in enumerate(weeks):
        week = FIRST.plus(number)
        tallies = {FIRST.plus(place): weeks[place] for place in range(max(0, number - 1), number)}
        figures, carry = advance(carry, {**tallies, week: counts}, week, k)
        issues.append(figures)
    return issues, carry


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(3, 9))
def test_nothing_below_k_is_printed_and_nothing_is_lost(news: list[int], k: int) -> None:
    opened, printed = 0, []
    for new in news:
        shown, opened = publish(opened, new, k)
        printed += [shown] if shown is not None else []
    assert all(shown >= k for shown in printed)
    assert sum(printed) + opened == sum(news)
    assert opened < k


def test_a_correction_downwards_never_prints_a_negative_count() -> None:
    assert publish(2, -5) == (None, 0)


@given(st.lists(A_WEEK, max_size=16), st.integers(FLOOR, 8))
def test_every_printed_number_of_every_issue_is_k_or_more(
    weeks: list[dict[tuple[str, str], int]], k: int
) -> None:
    issues, _ = run(weeks, k)
    assert all(count.n >= k for figures in issues for count in figures.counts)


@given(st.lists(A_WEEK, max_size=16))
def test_an_issue_prints_the_headline_or_one_facet_and_never_both(
    weeks: list[dict[tuple[str, str], int]],
) -> None:
    for figures in run(weeks)[0]:
        facets = {count.facet for count in figures.counts}
        allowed = set(COUNTERS) if figures.series == HEADLINE else {figures.series}
        assert facets <= allowed


@given(st.lists(A_WEEK, max_size=16))
def test_a_weeks_counts_are_seen_by_one_series_alone(
    weeks: list[dict[tuple[str, str], int]],
) -> None:
    issues, carry = run(weeks)
    seen: dict[str, int] = {}
    for number, counts in enumerate(weeks):
        series = turn(number)
        for (facet, code), n in counts.items():
            if (series == HEADLINE and facet in COUNTERS) or facet == series:
                seen[facet] = seen.get(facet, 0) + (n if code not in NEVER else 0)
    told: dict[str, int] = {}
    for count in [*(c for figures in issues for c in figures.counts), *carry.opened]:
        told[count.facet] = told.get(count.facet, 0) + count.n
    assert {f: n for f, n in told.items() if n} == {f: n for f, n in seen.items() if n}


@given(st.lists(A_WEEK, max_size=16))
def test_what_is_printed_of_closed_and_waiting_stays_k_below_received(
    weeks: list[dict[tuple[str, str], int]],
) -> None:
    sums = dict.fromkeys(COUNTERS, 0)
    for figures in run(weeks)[0]:
        for count in figures.counts:
            if count.facet in sums:
                sums[count.facet] += count.n
        assert all(sums[part] == 0 or sums[part] + 5 <= sums["received"] for part in CEILED)


def test_a_week_that_grew_after_its_issue_adds_only_what_is_new() -> None:
    week = {("received", "all"): 6}
    first, carry = advance(Carry(), {FIRST: week}, FIRST)
    grown = {FIRST: {("received", "all"): 8}, FIRST.plus(1): {("received", "all"): 4}}
    second, _ = advance(carry, grown, FIRST.plus(1))
    assert first.counts == (Count("received", "", 6),)
    assert second.counts == (Count("received", "", 6),)


def test_an_issue_asks_for_no_week_before_the_last_issue_s() -> None:
    """What those weeks counted was taken: it would be printed twice."""
    assert Carry().since(FIRST) < FIRST
    _, carry = advance(Carry(), {FIRST: {("received", "all"): 7}}, FIRST)
    assert carry.since(FIRST.plus(3)) == FIRST


def test_weeks_without_an_issue_are_counted_by_the_next_one() -> None:
    _, carry = advance(Carry(), {}, FIRST)
    missed = {FIRST.plus(n): {("received", "all"): 2} for n in (1, 2, 3)}
    figures, _ = advance(carry, missed, FIRST.plus(3))
    assert figures.counts == (Count("received", "", 6),)


def test_the_facets_take_turns_and_the_headline_has_the_rest() -> None:
    series = [turn(number) for number in range(3 * len(TURNS))]
    assert [each for each in series if each not in {HEADLINE, SEVERITY}] == list(FACETS)
    assert series.count(SEVERITY) == 3
    assert series[0] == HEADLINE


def test_concerns_never_appear_as_a_cell() -> None:
    carry = Carry(turn=TURNS.index("facet"))
    figures, left = advance(carry, {FIRST: {("kind", Kind.RETALIATION.value): 50}}, FIRST)
    assert figures == Figures("kind")
    assert left.opened == ()


def test_a_code_that_this_version_does_not_know_is_left_out() -> None:
    carry = Carry(turn=TURNS.index("facet"))
    figures, _ = advance(carry, {FIRST: {("kind", "from_the_future"): 50}}, FIRST)
    assert figures.counts == ()


def test_a_k_that_protects_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="protects nobody"):
        advance(Carry(), {}, FIRST, FLOOR - 1)
