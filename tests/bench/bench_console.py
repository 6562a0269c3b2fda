"""The console's pages at ten thousand cases: against the same pages at a hundred, and in full.

    python -m tests.bench --only console

Every case is really sealed, released and opened: nothing is left out that a reviewer waits for.
A page is asked for as a browser asks, without the browser. What the first opening of everything
takes is told beside it: it is paid once after signing in, in slices.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.work import commit
from closecall import wiring
from closecall.settings.values import Release
from storage.release import MOST
from tests.bench.harness import Count, Ratio
from tests.web.organisation import Organisation, record

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack
    from pathlib import Path

    from bot.report import Record
    from tests.web.organisation import Browser, Doors

SMALL, LARGE = 100, 10_000
MOST_MS, MOST_BYTES = 100, 100_000
_BATCH: Final = 1000
_TIMES: Final = 9


@dataclass(frozen=True, slots=True)
class Console:
    """A console with that many cases, opened by one reviewer. `opening`: seconds that it took."""

    organisation: Organisation
    browser: Browser
    case: str
    opening: float

    @classmethod
    def of(cls, folder: Path, cases: int, stack: ExitStack) -> Console:
        """Found it, fill it, sign in, and wait until everything is open."""
        organisation = Organisation.founded(folder, CLOSECALL_RELEASE=Release.DAILY.value)
        doors = stack.enter_context(organisation.open())
        names = fill(doors, cases)
        browser = doors.signed_in()
        began = time.perf_counter()
        while 'data-hx-trigger="load' in browser.get("/inbox").text:
            organisation.time.now += 1
        return cls(organisation, browser, names[0], time.perf_counter() - began)

    @property
    def pages(self) -> dict[str, str]:
        """What a reviewer looks at all day."""
        return {
            "inbox": "/inbox",
            "inbox, page 3": "/inbox?show=todo&page=3",
            "case": f"/case/{self.case}",
            "lesson": f"/case/{self.case}/lesson",
            "merge": f"/case/{self.case}/merge",
            "actions": "/actions",
            "digest": "/digest",
            "numbers": "/numbers",
            "exports": "/exports",
            "audit log": "/audit",
            "people": "/people",
        }

    def load(self, path: str) -> float:
        """One page; milliseconds."""
        self.organisation.time.now += 1
        began = time.perf_counter()
        answer = self.browser.client.get(path)
        took = time.perf_counter() - began
        assert answer.status_code == 200, path
        return took * 1e3

    def size(self, path: str) -> int:
        """Bytes of one page."""
        self.organisation.time.now += 1
        return len(self.browser.client.get(path).content)


def fill(doors: Doors, cases: int) -> list[str]:
    """Seal, accept and release that many reports at once."""
    settings, writer, names = doors.organisation.settings, doors.writer, []
    for at in range(0, cases, _BATCH):
        told = [_told(at + more) for more in range(min(_BATCH, cases - at))]
        names += doors.organisation.reports(writer, told)
    spool = wiring.spool(settings, wiring.Store(writer._engine, writer))
    week = doors.office.calendar()
    while writer.run(commit(lambda: spool.release(week, week.plus(52)))) >= MOST:
        continue  # so many leave in parts
    return names


def _told(number: int) -> Record:
    """Stories that share some words and differ in others, as life's do."""
    words = (f"gate{number % 97}", f"shelf{number % 389}", f"lorry{number * 7919 % 10007}")
    return record(f"The ladder near {' and '.join(words)} slid, and soft mats broke the fall.")


def ratios(folder: Path, stack: ExitStack) -> tuple[list[Ratio], list[Count]]:
    """Every page at both sizes; and what must hold at the large one."""
    small, large = (Console.of(folder / f"console-{n}", n, stack) for n in (SMALL, LARGE))
    found = [
        Ratio(
            f"the page `{name}` at {LARGE:,} cases",
            f"at {SMALL:,}",
            _median(large, path),
            _median(small, small.pages[name]),
            None,
            unit="ms",
            rounds=3,
        )
        for name, path in large.pages.items()
    ]
    counts = []
    for name, path in large.pages.items():
        took = _median(large, path)()
        size = large.size(path)
        counts += [
            Count(f"ms over {MOST_MS} for `{name}` ({took:.0f})", max(0, round(took - MOST_MS))),
            Count(f"bytes over {MOST_BYTES:,} for `{name}` ({size:,})", max(0, size - MOST_BYTES)),
        ]
    told = large.opening
    counts.append(Count(f"opening {LARGE:,} cases after signing in took {told:.1f} s", 0))
    return found, counts


def _median(console: Console, path: str) -> Callable[[], float]:
    return lambda: statistics.median(console.load(path) for _ in range(_TIMES))
