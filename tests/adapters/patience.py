"""How long an API on loopback has to answer: as long as it takes, unless it is to hang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.e2e.world import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def patience(moods: Mapping[str, Sequence[int | str]]) -> float:
    """Seconds. A busy machine is slow, not silent: only one that will hang is given up on soon."""
    return 3.0 if any("hang" in each for each in moods.values()) else PATIENCE
