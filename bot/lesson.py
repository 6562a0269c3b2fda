"""A lesson: what everyone may learn from a case.

Pure rules; the linter keeps a report's words out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.report import Week
    from bot.taxonomy import ActionLevel, Barrier, Family, Kind


@dataclass(frozen=True, slots=True)
class Drill:
    """One question about the story: four choices, the index (0 to 3) of the best, and why."""

    question: str
    choices: tuple[str, str, str, str]
    answer: int
    why: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """Written by a reviewer in the third person, never copied. `story` has at most 90 words."""

    title: str
    story: str
    saved_by: str
    vulnerability: str
    change: str
    why_it_helps: str
    check_up: Week
    family: Family
    kind: Kind
    barrier: Barrier
    level: ActionLevel
    drill: Drill | None = None
    language: str = "en"
