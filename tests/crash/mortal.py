"""Processes that kill themselves at random, with another in the place of each that died."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 400


@dataclass(frozen=True)
class Mortal:
    """A program that takes `arguments`, a seed, and how likely it is to die at each step."""

    program: Path
    arguments: tuple[str, ...]
    deadly: float

    def start(self, seed: int, *, immortal: bool = False) -> subprocess.Popen[bytes]:
        """One more process."""
        deadly = 0.0 if immortal else self.deadly
        return subprocess.Popen(
            [sys.executable, str(self.program), *self.arguments, str(seed), str(deadly)]
        )

    def among_deaths(
        self, processes: int, deaths: int, died: Callable[[], None] = lambda: None
    ) -> int:
        """Keep so many alive until they end by themselves; how many were killed.

        After so many `deaths` those that come are immortal. `died` is called after each.
        """
        killed, alive = 0, [self.start(seed) for seed in range(processes)]
        deadline = time.monotonic() + PATIENCE
        try:
            while alive:
                assert time.monotonic() < deadline, "they do not come to an end"
                for process in [process for process in alive if process.poll() is not None]:
                    alive.remove(process)
                    if process.returncode != 0:
                        assert process.returncode == -9
                        killed += 1
                        alive.append(self.start(processes + killed, immortal=killed >= deaths))
                        died()
                if alive:
                    with suppress(subprocess.TimeoutExpired):
                        alive[0].wait(timeout=0.05)
        finally:
            for process in alive:
                process.kill()
                process.wait()
        return killed
