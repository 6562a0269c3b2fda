"""`closecall` on a machine whose clock is wrong: `python shifted.py DAYS COMMAND…`.

The roof hands every clock down from `closecall.clock`; this process gives that file another one.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

from closecall import clock
from closecall.cli import main

DAYS = timedelta(days=int(sys.argv[1]))
HERE: type[datetime] = vars(clock)["datetime"]


class Shifted(datetime):
    """A `datetime` whose `now` is so many days off."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """The present, shifted."""
        return cls.fromtimestamp(HERE.now(UTC).timestamp(), tz) + DAYS


if __name__ == "__main__":
    vars(clock)["datetime"] = Shifted
    sys.exit(main(sys.argv[2:]))
