"""Ratios, measured in one run: interleaved rounds, the median of the per-round ratios, a gate each.

A machine's speed drifts, so no time is ever judged: only our time against something real that ran in
the same round. A *measure* gives seconds per call for both sides; a round runs both, in turn.
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
    from collections.abc import Callable, Iterable
    from pathlib import Path

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ours` over `theirs`; each gives one figure per round, in `unit`.

    `gate` breaks the run, `aim` is where we want to be. With `at_least` a ratio must not fall below its
    gate (throughput); otherwise it must not rise above it (time).
    """

    name: str
    against: str
    ours: Callable[[], float]
    theirs: Callable[[], float]
    gate: float
    aim: float
    unit: str = "µs"
    at_least: bool = False
    rounds: int = ROUNDS


@dataclass(slots=True)
class Result:
    """All rounds of one ratio."""

    ratio: Ratio
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the per-round ratios."""
        return statistics.median(a / b for a, b in zip(self.ours, self.theirs, strict=True))

    @property
    def holds(self) -> bool:
        """Whether the gate holds."""
        wanted = self.ratio
        return self.median >= wanted.gate if wanted.at_least else self.median <= wanted.gate

    def row(self) -> dict[str, object]:
        """One line of the JSON and of the table."""
        wanted = self.ratio
        sign = "≥" if wanted.at_least else "≤"
        return {
            "name": wanted.name,
            "against": wanted.against,
            "ours": round(statistics.median(self.ours), 3),
            "theirs": round(statistics.median(self.theirs), 3),
            "unit": wanted.unit,
            "ratio": round(self.median, 3),
            "gate": f"{sign} {wanted.gate}",
            "aim": wanted.aim,
            "holds": self.holds,
        }


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
    """Run every ratio's rounds, both sides in turn, the first side alternating; say how far it is."""
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
        results.append(result)
        print(f"  {ratio.name}: {result.median:.3f}", file=sys.stderr, flush=True)
    return results


def report(results: list[Result], extra: dict[str, object], path: Path | None) -> int:
    """Print the table, write the JSON, give the exit code: 1 when a gate is broken."""
    rows = [result.row() for result in results]
    print(f"\n| {'ratio':<66} | ours | theirs | ratio | gate | aim |  |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        name = f"{row['name']} / {row['against']}"
        mark = "" if row["holds"] else "BROKEN"
        print(
            f"| {name:<66} | {row['ours']} {row['unit']} | {row['theirs']} {row['unit']} "
            f"| **{row['ratio']}** | {row['gate']} | {row['aim']} | {mark} |"
        )
    for name, value in extra.items():
        print(f"{name}: {value}")
    if path is not None:
        machine = {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "cores": os.cpu_count(),
        }
        document = {"machine": machine, "ratios": rows, "more": extra}
        path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")
    return 0 if all(result.holds for result in results) else 1
