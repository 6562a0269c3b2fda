"""Wednesday, one in the afternoon: where the tests live that take their time from a clock.

Time has edges: at six in the morning a batch leaves, at midnight one day key follows another, on
Monday a week begins, and far in the east on Sunday. A test that ran across one would see both
sides of it. So for tests of whole commands it is the middle of the present week, in their own
process (`midweek`) as in every process of a `World` (`tests/e2e/midweek`). Tests of the edges
themselves go there on purpose.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import time_machine

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER: Final = Path(__file__).parent / "e2e" / "midweek"
_NOW: Final = datetime.now(UTC)
_WEDNESDAY: Final = _NOW.date() + timedelta(days=2 - _NOW.weekday())
AHEAD: Final = datetime.combine(_WEDNESDAY, time(13, 1), UTC) - _NOW
"""How far every clock is ahead; a clock of the past week is ahead by less than nothing."""


@contextmanager
def midweek() -> Iterator[None]:
    """In this process it is midweek, and time goes on."""
    with time_machine.travel(datetime.now(UTC) + AHEAD, tick=True):
        yield
