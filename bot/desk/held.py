"""What one reviewer has open at once: the opened cases of a console, in memory and nowhere else.

A mark per case, read without opening anything, says which cases have changed; only those are
opened again. So a page costs the same whether nothing happened among ten cases or ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.case import LockedCase, OpenCase
from bot.desk.inbox import in_order, row_of, words_in
from bot.desk.pen import unfold_or_say
from bot.lesson.linter import words
from bot.report import CaseId

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from bot.desk.casework import Casework
    from bot.desk.inbox import Row
    from bot.report import Week

CHUNK: Final = 200
_TELLING: Final = 5  # letters: shorter words stand in every story
_ALIKE: Final = 0.2
_SAME_KIND: Final = 0.1


@dataclass(frozen=True, slots=True)
class _One:
    mark: Hashable
    case: OpenCase | LockedCase = field(repr=False)
    words: frozenset[str] = field(repr=False)


@dataclass(slots=True)
class Held:
    """The opened cases of one desk."""

    desk: Casework
    _held: dict[bytes, _One] = field(default_factory=dict, repr=False)
    _rows: tuple[Row, ...] | None = field(default=None, repr=False)
    _week: Week | None = None

    def freshen(self, most: int = CHUNK) -> int:
        """[commit] Open what is new or changed, `most` at once; how many are left to open."""
        marks = self.desk.cases.glance(self.desk.unsealer.key_id)
        gone = self._held.keys() - marks.keys()
        for raw in gone:
            del self._held[raw]
        stale = [
            raw
            for raw, mark in marks.items()
            if (one := self._held.get(raw)) is None or one.mark != mark
        ]
        for sealed in self.desk.cases.some([CaseId(raw) for raw in stale[:most]]):
            raw = sealed.case_id.raw
            case = unfold_or_say(self.desk.unsealer, sealed)
            self._held[raw] = _One(marks[raw], case, words_in(case))
        if gone or stale:
            self._rows = None
        return max(0, len(stale) - most)

    def rows(self) -> tuple[Row, ...]:
        """One line per case, closed ones too, in the inbox's order."""
        now = self.desk.calendar()
        if self._rows is None or self._week != now:
            target = self.desk.target_weeks
            self._rows = in_order(row_of(one.case, now, target) for one in self._held.values())
            self._week = now
        return self._rows

    def search(self, text: str) -> tuple[Row, ...]:
        """The lines of the cases in which every word of `text` stands."""
        wanted = {word for word, _, _ in words(text)}
        return tuple(row for row in self.rows() if wanted <= self._held[row.case_id.raw].words)

    def similar(self, case: OpenCase, most: int = 5) -> tuple[OpenCase, ...]:
        """Cases that tell of the same thing: by the longer words they share, and by their kind."""
        mine, near = _telling(words_in(case)), []
        for raw, one in self._held.items():
            other = one.case
            if raw == case.case_id.raw or not isinstance(other, OpenCase):
                continue
            theirs = _telling(one.words)
            alike = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
            if other.kind is case.kind is not None:
                alike += _SAME_KIND
            if alike >= _ALIKE:
                near.append((-alike, other.case_id, other))
        return tuple(other for _, _, other in sorted(near, key=lambda each: each[:2])[:most])

    def open_cases(self) -> Iterable[OpenCase]:
        """Every case that this reviewer can read."""
        return (one.case for one in self._held.values() if isinstance(one.case, OpenCase))

    def forget(self) -> None:
        """Let go of everything that was opened."""
        self._held.clear()
        self._rows = None


def _telling(found: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in found if len(word) >= _TELLING)
