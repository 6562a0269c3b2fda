"""A caseload: the cases that one reviewer has open at once, in memory and nowhere else.

A mark per case, read without opening anything, says which cases have changed; only those are
opened again. So a page costs the same whether nothing happened among ten cases or ten thousand.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.case import LockedCase, OpenCase
from bot.desk.inbox import in_order, row_of, words_in
from bot.desk.pen import unfold_or_say
from bot.frozen import frozen
from bot.lesson.linter import words
from bot.report import CaseId

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from bot.desk.casework import Casework
    from bot.desk.inbox import Row
    from bot.report import Week

CHUNK: Final = 200
_TELLING: Final = 5  # letters: shorter words stand in every story
_COMMON: Final = 200  # a word in more cases than this tells nothing, and would cost time
_ALIKE: Final = 0.2
_SAME_KIND: Final = 0.1


@frozen
class _One:
    """One opened case, its line in `week`, and the words that stand in it."""

    mark: Hashable
    case: OpenCase | LockedCase = field(repr=False)
    words: frozenset[str] = field(repr=False)
    week: Week
    row: Row


@dataclass(slots=True)
class Caseload:
    """The opened cases of one desk.

    Everything but `open_cases` belongs on the thread of `freshen`: what one call counts, another
    may change.
    """

    desk: Casework
    _held: dict[bytes, _One] = field(default_factory=dict, repr=False)
    _where: dict[str, set[bytes]] = field(default_factory=dict, repr=False)
    _words: dict[str, str] = field(default_factory=dict, repr=False)
    _rows: tuple[Row, ...] | None = field(default=None, repr=False)
    _pulse: Hashable = None
    _week: Week | None = None

    def freshen(self, most: int = CHUNK) -> int:
        """[read] Open what is new or changed, `most` at once; how many are left to open."""
        mine = self.desk.unsealer.key_id
        pulse = self.desk.cases.pulse(mine)
        if pulse == self._pulse:
            return 0
        marks = self.desk.cases.glance(mine)
        gone = self._held.keys() - marks.keys()
        stale = [
            raw
            for raw, mark in marks.items()
            if (one := self._held.get(raw)) is None or one.mark != mark
        ]
        now = self.desk.calendar()
        for raw in (*gone, *stale[:most]):
            self._drop(raw)
        for sealed in self.desk.cases.some([CaseId(raw) for raw in stale[:most]]):
            self._put(marks[sealed.case_id.raw], unfold_or_say(self.desk.unsealer, sealed), now)
        if gone or stale:
            self._rows = None
        left = max(0, len(stale) - most)
        self._pulse = None if left else pulse
        return left

    def rows(self) -> tuple[Row, ...]:
        """One line per case, closed ones too, in the inbox's order."""
        now = self.desk.calendar()
        if self._rows is None or self._week != now:
            for raw, one in self._held.items():
                if one.week != now:  # every clock moves with the week
                    row = row_of(one.case, now, self.desk.target_weeks)
                    self._held[raw] = replace(one, week=now, row=row)
            self._rows = in_order(one.row for one in self._held.values())
            self._week = now
        return self._rows

    def search(self, text: str) -> tuple[Row, ...]:
        """The lines of the cases in which every word of `text` stands."""
        wanted = {word for word, _, _ in words(text)}
        if not wanted:
            return self.rows()
        found = set.intersection(*(self._where.get(word, set()) for word in wanted))
        return tuple(row for row in self.rows() if row.case_id.raw in found)

    def similar(self, case: OpenCase, most: int = 5) -> tuple[OpenCase, ...]:
        """Cases that tell of the same thing: by the rarer words they share, and by their kind."""
        total, whole = len(self._held), 0.0
        shared: dict[bytes, float] = {}
        # Only what was told: coded answers read alike in half of all cases.
        for word in {word for text in case.texts for word, _, _ in words(text)}:
            there = self._where.get(word, set())
            if len(word) < _TELLING or not there:
                continue
            weight = math.log(1 + total / len(there))
            whole += weight
            if len(there) <= _COMMON:
                for raw in there:
                    shared[raw] = shared.get(raw, 0.0) + weight
        near = []
        for raw, weight in shared.items():
            other = self._held[raw].case
            if raw == case.case_id.raw or not isinstance(other, OpenCase):
                continue
            alike = weight / whole + (_SAME_KIND if other.kind is case.kind is not None else 0)
            if alike >= _ALIKE:
                near.append((-alike, other.case_id, other))
        return tuple(other for _, _, other in sorted(near, key=lambda each: each[:2])[:most])

    def open_cases(self) -> Iterable[OpenCase]:
        """Every case that this reviewer can read."""
        opened = list(self._held.values())
        return (one.case for one in opened if isinstance(one.case, OpenCase))

    def __len__(self) -> int:
        """How many cases are open, or known to be locked."""
        return len(self._held)

    def forget(self) -> None:
        """Let go of everything that was opened."""
        self._held.clear()
        self._where.clear()
        self._words.clear()
        self._rows, self._pulse = None, None

    def _put(self, mark: Hashable, case: OpenCase | LockedCase, now: Week) -> None:
        # One object per word, however many cases it stands in. Not `sys.intern`: what is interned
        # is never let go of by Python 3.12.0 to 3.12.5 (CPython issue 113993).
        said = frozenset(self._words.setdefault(word, word) for word in words_in(case))
        row = row_of(case, now, self.desk.target_weeks)
        self._held[case.case_id.raw] = _One(mark, case, said, now, row)
        for word in said:
            self._where.setdefault(word, set()).add(case.case_id.raw)

    def _drop(self, raw: bytes) -> None:
        one = self._held.pop(raw, None)
        for word in one.words if one else ():
            self._where[word].discard(raw)
            if not self._where[word]:
                del self._where[word], self._words[word]
