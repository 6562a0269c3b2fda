"""The benchmark: every ratio in one run, a table and JSON; exit 1 when a gate is broken.

    python -m tests.bench [--full] [--json FILE] [--only step,accept,scrub,stored,start]

It takes under two minutes on two cores; `--full` adds a million stored cases (8 GB of temporary
files). Run it on a machine that does nothing else: ratios bear a slow machine, not a changing one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bot.report import RawText
from bot.scrub import Scrubber
from tests.bench import bench_accept, bench_start, bench_step, bench_stored
from tests.bench.bench_scrub import NOTHING, SOMETHING, TEN
from tests.bench.harness import Ratio, measure, per_call, report
from tests.bench.house import EN, house

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.harness import Count, Result

GROUPS = ("step", "accept", "scrub", "stored", "start")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--full", action="store_true", help="a million stored cases as well")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there")
    parser.add_argument("--only", default=",".join(GROUPS), help="groups, with commas between")
    told = parser.parse_args(arguments)
    groups = told.only.split(",")
    if not set(groups) <= set(GROUPS):
        parser.error(f"groups are {', '.join(GROUPS)}")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="closecall-bench-") as place:
        results, counts = run(Path(place), groups, full=told.full)
    more = {"seconds": round(time.perf_counter() - began)}
    return report(results, counts, more, told.json)


def run(place: Path, groups: Sequence[str], *, full: bool) -> tuple[list[Result], list[Count]]:
    """All ratios and counts of these groups."""
    results: list[Result] = []
    counts: list[Count] = []
    with ExitStack() as stack:
        if {"step", "accept"} & set(groups):
            ours = stack.enter_context(house(place / "house"))
            if "step" in groups:
                results += measure(bench_step.ratios(place, ours))
            if "accept" in groups:
                results += measure(bench_accept.ratios(ours))
                counts += bench_accept.counts(ours)
    if "scrub" in groups:
        results += measure(scrubs())
    if "start" in groups:
        results += measure(bench_start.ratios(place / "start"))
    for size in (False, True) if full else (False,):
        if "stored" in groups:
            with ExitStack() as stack:
                folder = place / f"stored-{size}"
                folder.mkdir()
                results += measure(bench_stored.ratios(folder, stack, full=size))
    return results, counts


def scrubs() -> list[Ratio]:
    """A message of 500 characters against what a simple redactor does with it."""
    scrubber = Scrubber(EN)
    texts = (("nothing to find", NOTHING, 0.2, 0.05), ("with findings", SOMETHING, 2.0, 1.0))
    return [
        Ratio(
            f"scrub of {len(text)} characters, {what}",
            "ten `re` patterns",
            per_call(lambda text=text: scrubber.scrub(RawText(text)), 300),  # type: ignore[misc]
            per_call(lambda text=text: [p.findall(text) for p in TEN], 300),  # type: ignore[misc]
            gate,
            aim,
        )
        for what, text, gate, aim in texts
    ]


if __name__ == "__main__":
    sys.exit(main())
