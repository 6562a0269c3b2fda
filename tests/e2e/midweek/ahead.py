"""In every process of a `World` it is midweek: `sitecustomize` loads this when Python starts.

    $MIDWEEK    how many seconds the clock is ahead (`tests/midweek.py`)

The roof hands every clock down from `closecall.clock`; this gives that file another one. Nothing
else of ours is changed, and nothing that other programs see.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, tzinfo
from typing import Self

AHEAD = timedelta(seconds=float(os.environ.get("MIDWEEK") or "0"))


class Midweek(datetime):
    """A `datetime` whose `now` is ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """The present, ahead."""
        return super().now(tz) + AHEAD


if AHEAD:
    from closecall import clock

    vars(clock)["datetime"] = Midweek
