"""The one clock of several processes: it stands still, and only who counts the dead moves it on.

A lease ends when time has passed. Were it real time, a process that a busy machine kept waiting
would lose its lease alive, and be counted among the dead. So the clock moves only while nobody is
at work: each worker holds the gate open for one turn; whoever moves the clock waits for all of
them in front of it. A process that is killed lets go of everything (flock).
"""

from __future__ import annotations

import fcntl
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON: Final = datetime(2026, 11, 18, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Hours:
    """The clock in this folder."""

    folder: Path

    def now(self) -> datetime:
        """What it shows."""
        clock = self.folder / "clock"
        return NOON + timedelta(seconds=int(clock.read_text() or 0) if clock.exists() else 0)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """At work: the clock stands still until the end of this."""
        with ExitStack() as held:
            with self._locked("queue", fcntl.LOCK_EX):  # nobody passes who waits behind the mover
                held.enter_context(self._locked("gate", fcntl.LOCK_SH))
            yield

    def move(self, seconds: int) -> None:
        """Once nobody is at work, so much later it is."""
        with self._locked("queue", fcntl.LOCK_EX), self._locked("gate", fcntl.LOCK_EX):
            later = self.now() - NOON + timedelta(seconds=seconds)
            (self.folder / "clock").write_text(str(int(later.total_seconds())))

    @contextmanager
    def _locked(self, name: str, how: int) -> Iterator[None]:
        with (self.folder / name).open("a") as lock:
            fcntl.flock(lock, how)
            yield
