"""The conversation in each language, made anew when the list of readers was changed.

What it says of who reads, and whom it offers to leave out, is true while a service runs for
months. It decides nothing: `taking.terms` says what follows from a list.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from bot.errors import CloseCallError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.flow.machine import Machine
    from bot.words import Language
    from storage.manifest import Manifest

_Sight = tuple[int, int, int] | None

LOOKS: Final = 0.1
"""Seconds between two looks at the file: one at each turn took a twentieth of the turn."""


class Machines(Mapping["Language", "Machine"]):
    """One machine a language, of the list as it was at most a tenth of a second ago."""

    def __init__(
        self,
        file: Path,
        readers: Callable[[], Manifest],
        made: Callable[[Manifest], dict[Language, Machine]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`file` holds what `readers` gives. Raises what both raise, before the first question."""
        self._file = file
        self._readers = readers
        self._made = made
        self._clock = clock
        self._looked = clock()
        self._now = (_sight(file), made(readers()))

    def __getitem__(self, language: Language) -> Machine:
        """The machine of now; the one before where the list is not valid: Send refuses then."""
        seen, machines = self._now
        now = self._clock()
        if now - self._looked < LOOKS:
            return machines[language]
        self._looked = now
        sight = _sight(self._file)
        if sight != seen:
            try:
                machines = self._made(self._readers())
            except CloseCallError:
                return machines[language]
            self._now = (sight, machines)  # one assignment: threads see either
        return machines[language]

    def __iter__(self) -> Iterator[Language]:
        """The languages."""
        return iter(self._now[1])

    def __len__(self) -> int:
        """How many languages."""
        return len(self._now[1])


def _sight(file: Path) -> _Sight:
    """What changes with a file: every change replaces it whole. None: it is away."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
