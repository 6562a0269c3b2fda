"""Ratios, measured in one run: interleaved rounds, the median of the per-round ratios, a gate.

A machine's speed drifts, so no time is ever judged: only our time against something real that ran
in the same round. A side gives one figure a round; a round runs both sides, in turn. What must be
exact (nothing lost, nothing doubled) is a `Count`.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ours` over `theirs`; each gives one figure per round, in `unit`.

    `gate` breaks the run, `aim` is where we want to be; without a gate the ratio is only told.
    With `at_least` a ratio must not fall below its gate (throughput); otherwise it must not rise
    above it (time). `floor`: what nobody can be quicker than on this machine, in the same unit,
    run in each round and told as a ratio beside ours; it moves no gate.
    """

    name: str
    against: str
    ours: Callable[[], float]
    theirs: Callable[[], float]
    gate: float | None
    aim: float | None = None
    unit: str = "µs"
    at_least: bool = False
    rounds: int = ROUNDS
    floor: Callable[[], float] | None = None


@dataclass(slots=True)
class Result:
    """All rounds of one ratio."""

    ratio: Ratio
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    floors: list[float] = field(default_factory=list)

    @property
    def each(self) -> list[float]:
        """The ratio of each round."""
        return [a / b for a, b in zip(self.ours, self.theirs, strict=True)]

    @property
    def median(self) -> float:
        """The median of the per-round ratios."""
        return statistics.median(self.each)

    @property
    def floor(self) -> float | None:
        """The median of the per-round ratios of the floor to theirs; None without a floor."""
        if not self.floors:
            return None
        return statistics.median(a / b for a, b in zip(self.floors, self.theirs, strict=True))

    @property
    def holds(self) -> bool:
        """Whether the gate holds; without one, always."""
        wanted = self.ratio
        if wanted.gate is None:
            return True
        return self.median >= wanted.gate if wanted.at_least else self.median <= wanted.gate

    def row(self) -> dict[str, object]:
        """One line of the JSON and of the table."""
        wanted = self.ratio
        sign = "≥" if wanted.at_least else "≤"
        return {
            "name": wanted.name,
            "against": wanted.against,
            "ours": _short(statistics.median(self.ours)),
            "theirs": _short(statistics.median(self.theirs)),
            "unit": wanted.unit,
            "ratio": round(self.median, 3),
            "lowest": round(min(self.each), 3),
            "highest": round(max(self.each), 3),
            "gate": "-" if wanted.gate is None else f"{sign} {wanted.gate}",
            "aim": "-" if wanted.aim is None else wanted.aim,
            "floor": "-" if self.floor is None else round(self.floor, 3),
            "holds": self.holds,
        }


@dataclass(frozen=True, slots=True)
class Count:
    """Something that must be exactly `wanted`."""

    name: str
    found: int
    wanted: int = 0

    @property
    def holds(self) -> bool:
        """Whether it is."""
        return self.found == self.wanted


def per_call(work: Callable[[], object], calls: int) -> Callable[[], float]:
    """A side of a ratio: the median of `calls` timings of `work`, in microseconds."""

    def side() -> float:
        times = []
        for _ in range(calls):
            began = time.perf_counter_ns()
            work()
            times.append(time.perf_counter_ns() - began)
        return statistics.median(times) / 1000

    return side


def measure(ratios: Iterable[Ratio]) -> list[Result]:
    """Run every ratio's rounds, both sides in turn, alternating who is first; tell each median."""
    results = []
    for ratio in ratios:
        result = Result(ratio)
        ratio.ours()
        ratio.theirs()  # one round to warm both, not counted
        for number in range(ratio.rounds):
            gc.collect()
            if number % 2:
                result.theirs.append(ratio.theirs())
                result.ours.append(ratio.ours())
            else:
                result.ours.append(ratio.ours())
                result.theirs.append(ratio.theirs())
            if ratio.floor is not None:
                result.floors.append(ratio.floor())
        results.append(result)
        sys.stderr.write(f"  {ratio.name} / {ratio.against}: {result.median:.3f}\n")
        sys.stderr.flush()
    return results


def report(
    results: Sequence[Result],
    counts: Sequence[Count] = (),
    more: Mapping[str, object] | None = None,
    path: Path | None = None,
) -> int:
    """Print the table, write the JSON, give the exit code: 1 when a gate is broken."""
    rows = [result.row() for result in results]
    lines = [
        "| ours / theirs | ours | theirs | ratio | rounds | gate | aim | floor | |",
        "|---|---|---|---|---|---|---|---|---|",
        *map(_line, rows),
        *(
            f"| {one.name} | {one.found} | | | | = {one.wanted} | | | {_mark(holds=one.holds)} |"
            for one in counts
        ),
        *(f"\n{name}: {value}" for name, value in (more or {}).items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if path is not None:
        document = {
            "machine": machine(),
            "ratios": rows,
            "counts": [
                {"name": one.name, "found": one.found, "wanted": one.wanted, "holds": one.holds}
                for one in counts
            ],
            "more": dict(more or {}),
        }
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    held = [result.holds for result in results] + [count.holds for count in counts]
    return 0 if all(held) else 1


def machine() -> dict[str, object]:
    """The machine in general words: nothing that names it."""
    return {
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": os.cpu_count(),
    }


def _line(row: Mapping[str, object]) -> str:
    mark = _mark(holds=row["holds"] is True)
    return (
        f"| {row['name']} / {row['against']} | {row['ours']} {row['unit']} "
        f"| {row['theirs']} {row['unit']} | **{row['ratio']}** "
        f"| {row['lowest']} to {row['highest']} | {row['gate']} | {row['aim']} "
        f"| {row['floor']} | {mark} |"
    )


def _mark(*, holds: bool) -> str:
    return "" if holds else "BROKEN"


def _short(value: float) -> float:
    """Three digits are all that such a measurement has."""
    return round(value, 2) if value < 10 else round(value, 1) if value < 100 else round(value)
