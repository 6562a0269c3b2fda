"""The benchmark's own arithmetic: a broken gate is exit 1, a ratio is the median of its rounds."""

from __future__ import annotations

import json
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from tests.bench.harness import Count, Ratio, Result, measure, report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def side(*figures: float) -> Callable[[], float]:
    """A side that gives these figures, over and over."""
    given = cycle(figures)
    return lambda: next(given)


def ratio(
    ours: float, theirs: float, gate: float | None = 2.0, *, at_least: bool = False
) -> Ratio:
    """A ratio of two constants."""
    return Ratio("ours", "theirs", side(ours), side(theirs), gate, 1.0, at_least=at_least)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (ratio(3.0, 2.0), 0),
        (ratio(5.0, 2.0), 1),
        (ratio(5.0, 2.0, at_least=True), 0),
        (ratio(3.0, 2.0, at_least=True), 1),
        (ratio(500.0, 2.0, None), 0),
    ],
)
def test_a_broken_gate_is_exit_1(
    wanted: Ratio, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(measure([wanted])) == code
    assert ("BROKEN" in capsys.readouterr().out) is bool(code)


def test_one_broken_gate_among_many_is_exit_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(measure([ratio(1.0, 1.0), ratio(9.0, 1.0), ratio(1.0, 1.0)])) == 1
    assert capsys.readouterr().out.count("BROKEN") == 1


@pytest.mark.parametrize(("found", "code"), [(0, 0), (1, 1), (-1, 1)])
def test_a_count_must_be_exact(found: int, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert report([], [Count("lost", found)]) == code
    assert "lost" in capsys.readouterr().out


def test_the_ratio_is_the_median_of_the_rounds_and_no_ratio_of_medians() -> None:
    told = Result(ratio(0, 0), ours=[1.0, 2.0, 9.0], theirs=[1.0, 4.0, 3.0])
    assert told.median == 1.0


def test_a_floor_is_told_beside_the_ratio_and_moves_no_gate(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wanted = Ratio("a", "b", side(9.0), side(2.0), 2.0, floor=side(5.0))
    (told,) = measure([wanted])
    assert told.floor == 2.5
    assert told.row()["floor"] == 2.5
    assert report([told]) == 1
    assert "2.5 | BROKEN" in capsys.readouterr().out


def test_the_first_round_of_both_sides_is_not_counted() -> None:
    ours, theirs = iter([99.0, *[1.0] * 7]), iter([99.0, *[2.0] * 7])
    (told,) = measure([Ratio("a", "b", lambda: next(ours), lambda: next(theirs), 1.0)])
    assert told.ours == [1.0] * 7
    assert told.theirs == [2.0] * 7


def test_the_json_says_what_the_table_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bench.json"
    code = report(measure([ratio(3.0, 2.0)]), [Count("lost", 0)], {"seconds": 9}, file)
    held = json.loads(file.read_text("utf-8"))
    assert code == 0
    assert held["ratios"][0]["ratio"] == 1.5
    assert held["counts"] == [{"name": "lost", "found": 0, "wanted": 0, "holds": True}]
    assert held["more"] == {"seconds": 9}
    assert set(held["machine"]) == {"python", "system", "cores"}
    assert "**1.5**" in capsys.readouterr().out
