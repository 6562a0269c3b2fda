"""What somebody sees who looks whether things work: one thing, and how bad it is. No sentence.

Whoever looks at a platform or at this machine gives sights; who shows them knows their words.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


@unique
class Level(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@frozen
class Sight:
    """One thing that was seen. `what` names its sentence; `values` are filled into it."""

    what: str
    level: Level
    values: Mapping[str, object] = field(default_factory=dict)
