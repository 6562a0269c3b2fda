"""The benchmark: every ratio in one run, a table and JSON; exit 1 when a gate is broken.

    python -m tests.bench [--full] [--json FILE] [--only step,accept,...]

It takes five to six minutes on two cores; `--full` adds a million stored cases (13 GB of temporary
files). Run it on a machine that does nothing else: ratios bear a slow machine, not a changing one.
A new group is a function from a `Bench` to what it measured, and a line in `GROUPS`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.report import RawText
from bot.scrub import Scrubber
from tests.bench import (
    bench_accept,
    bench_console,
    bench_digest,
    bench_slack,
    bench_start,
    bench_step,
    bench_stored,
    bench_telegram,
    telegram_service,
)
from tests.bench.bench_scrub import NOTHING, SOMETHING, TEN, weight
from tests.bench.harness import Count, Ratio, Result, measure, per_call, report
from tests.bench.house import EN, House, house
from tests.unit.test_scrub_properties import ADVERSARIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Measured = tuple[list[Result], list[Count]]


@dataclass(slots=True)
class Bench:
    """What groups share: a folder, what is closed at the end, and one front door."""

    place: Path
    stack: ExitStack
    full: bool = False
    _house: list[House] = field(default_factory=list)

    @property
    def house(self) -> House:
        """An organisation with its front door open; founded when it is first asked for."""
        if not self._house:
            self._house.append(self.stack.enter_context(house(self.place / "house")))
        return self._house[0]

    def folder(self, name: str) -> Path:
        """A path of a group's own; nothing is there yet."""
        return self.place / name


def step(at: Bench) -> Measured:
    """A turn of a conversation."""
    return measure(bench_step.ratios(at.place, at.house)), []


def accept(at: Bench) -> Measured:
    """Send, and that nothing is lost or doubled."""
    return measure(bench_accept.ratios(at.house)), bench_accept.counts(at.house)


def scrub(_: Bench) -> Measured:
    """A message of 500 characters against what a simple redactor does with it."""
    scrubber = Scrubber(EN)
    texts = (("nothing to find", NOTHING, 0.2, 0.05), ("with detections", SOMETHING, 2.0, 1.0))
    ratios = [
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
    ratios.append(
        Ratio(
            f"scrub of a kilobyte of the worst of {len(ADVERSARIAL)} hostile texts of 100 kB",
            "a kilobyte with detections",
            partial(worst, scrubber),
            partial(_per_kilobyte, scrubber, SOMETHING),
            20.0,
            10.0,
            rounds=3,
        )
    )
    held = weight()
    took, size = held["import, ms"], held["import, build, scrub once, MB"]
    return measure(ratios), [
        Count(f"ms over 60 to import the coach ({took:.0f})", max(0, round(took - 60))),
        Count(f"MB over 12 with a coach that scrubbed ({size:.1f})", max(0, round(size - 12))),
    ]


def worst(scrubber: Scrubber) -> float:
    """Microseconds a kilobyte of the hostile text that takes longest."""
    texts = ((unit * (100_000 // len(unit) + 1))[:100_000] for unit in ADVERSARIAL)
    return max(_per_kilobyte(scrubber, text, 1) for text in texts)


def _per_kilobyte(scrubber: Scrubber, text: str, calls: int = 300) -> float:
    raw = RawText(text)
    return per_call(lambda: scrubber.scrub(raw), calls)() * 1000 / len(text)


def stored(at: Bench) -> Measured:
    """What must not grow with the archive."""
    results: list[Result] = []
    for full in (False, True) if at.full else (False,):
        folder = at.folder(f"stored-{full}")
        folder.mkdir()
        with ExitStack() as stack:
            results += measure(bench_stored.ratios(folder, stack, full=full))
    return results, []


def digest(at: Bench) -> Measured:
    """What must not grow with years of issues and thousands of readers."""
    folder = at.folder("digest")
    folder.mkdir()
    with ExitStack() as stack:
        return measure(bench_digest.ratios(folder, stack)), []


def start(at: Bench) -> Measured:
    """The first question, and memory."""
    return measure(bench_start.ratios(at.folder("start"))), []


def slack(at: Bench) -> Measured:
    """A page of a Slack form, many of them at once, and the memory of the service."""
    ratios = [*bench_slack.ratios(at.house), *bench_slack.weight()]
    return measure(ratios), bench_slack.counts(at.house)


def telegram(at: Bench) -> Measured:
    """A step in Telegram, many chats at once over HTTP, the first prompt."""
    found = bench_telegram.ratios(at.folder("telegram"), at.house)
    return measure([*found, *telegram_service.starts()]), telegram_service.counts()


def console(at: Bench) -> Measured:
    """The reviewers' pages at ten thousand cases."""
    folder = at.folder("console")
    folder.mkdir()
    with ExitStack() as stack:
        ratios, counts = bench_console.ratios(folder, stack)
        return measure(ratios), counts


GROUPS: Final[Mapping[str, Callable[[Bench], Measured]]] = {
    "step": step,
    "accept": accept,
    "scrub": scrub,
    "stored": stored,
    "digest": digest,
    "start": start,
    "slack": slack,
    "telegram": telegram,
    "console": console,
}
"""By the name that `--only` takes, in the order in which they run."""


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


def run(place: Path, groups: Sequence[str], *, full: bool) -> Measured:
    """All ratios and counts of these groups."""
    results: list[Result] = []
    counts: list[Count] = []
    with ExitStack() as stack:
        at = Bench(place, stack, full)
        for name, group in GROUPS.items():
            if name in groups:
                ratios, exact = group(at)
                results += ratios
                counts += exact
    return results, counts


if __name__ == "__main__":
    sys.exit(main())
