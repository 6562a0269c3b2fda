"""An edition: what all issues of one week share, whatever their channel and language.

It is made once for the whole organisation and then frozen: two channels that printed different
counts of one week could be compared. It names lessons by id and holds no text, no person, no
channel.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, Self

from bot.errors import StoreDamaged
from bot.frozen import frozen
from bot.report import Week, canonical
from bot.words import Language
from digests.classics import after
from digests.issue import Trend
from digests.numbers import SEVERITY, STEPS, Carry, Count, Figures, K, advance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.ports import PublishedLesson

LOOK_BACK: Final = 8
"""Weeks in which an approved lesson is still news."""

TRAIL: Final = 8
"""Numbers of reports that the picture shows: what a phone can show."""

PICKS: Final = 3
"""The story and two short takes; what is left over waits for next week."""


@frozen
class Approved:
    """A published lesson, by id, and the week of its approval."""

    lesson_id: str
    week: Week


@frozen
class Edition:
    """One week's edition.

    `picks`: the story first, then the takes; empty in a quiet week. `asked`: whose drill it is,
    a lesson or (None) the classic's. `classic`: the newest classic used, so that none comes
    twice in a row. `told`: every lesson that is no news any more. `trail`: the newest numbers of
    reports that were printed, with the weeks of their issues, oldest first.
    """

    week: Week
    number: int
    figures: Figures
    carry: Carry
    picks: tuple[Approved, ...]
    asked: Approved | None
    classic: str
    told: tuple[Approved, ...]
    trail: tuple[tuple[Week, int], ...] = ()

    def encode(self) -> str:
        """Canonical JSON."""
        carry = self.carry
        return canonical(
            {
                "v": 1,
                "week": str(self.week),
                "number": self.number,
                "series": self.figures.series,
                "counts": _rows(self.figures.counts),
                "turn": carry.turn,
                "through": str(carry.through),
                "taken": _rows(carry.taken),
                "opened": _rows(carry.opened),
                "printed": _rows(carry.printed),
                "picks": [[told.lesson_id, str(told.week)] for told in self.picks],
                "asked": self.asked and [self.asked.lesson_id, str(self.asked.week)],
                "classic": self.classic,
                "told": [[told.lesson_id, str(told.week)] for told in self.told],
                "trail": [[str(week), n] for week, n in self.trail],
            }
        ).decode()

    @classmethod
    def decode(cls, body: str) -> Self:
        """Read `encode`'s text back. Raises StoreDamaged for anything else."""
        try:
            held = json.loads(body)
            return cls._read(held)
        except (KeyError, TypeError, ValueError) as broken:
            raise StoreDamaged("an edition of the digest") from broken

    @classmethod
    def _read(cls, held: dict[str, Any]) -> Self:
        """The fields of version 1, the only one so far."""
        if held["v"] != 1:
            raise ValueError("version")
        return cls(
            week=Week.parse(held["week"]),
            number=int(held["number"]),
            figures=Figures(held["series"], _counts(held["counts"])),
            carry=Carry(
                int(held["turn"]),
                Week.parse(held["through"]),
                _counts(held["taken"]),
                _counts(held["opened"]),
                _counts(held["printed"]),
            ),
            picks=_approved(held["picks"]),
            asked=_approved([held["asked"]])[0] if held["asked"] else None,
            classic=str(held["classic"]),
            told=_approved(held["told"]),
            # The first editions had none; they are read as they are.
            trail=tuple((Week.parse(week), int(n)) for week, n in held.get("trail", [])),
        )


def edition_after(
    before: Edition | None,
    week: Week,
    lessons: Sequence[PublishedLesson],
    tallies: Mapping[Week, Mapping[tuple[str, str], int]],
    k: int = K,
) -> Edition:
    """The edition of `week` after the one `before`. Pure: the same arguments, the same edition.

    Args:
        before: the newest edition there is; None for the first.
        week: later than `before.week`.
        lessons: what was approved in the last LOOK_BACK weeks up to `week`.
        tallies: all counters from `carry.since(week)` to `week`.
        k: the smallest number that may be printed.
    """
    carry = before.carry if before else Carry()
    figures, carry = advance(carry, tallies, week, k)
    told = before.told if before else ()
    old = {each.lesson_id for each in told}
    news = [each for each in lessons if not each.urgent and each.lesson_id not in old]
    news.sort(key=lambda each: (each.week, each.lesson_id))
    # The oldest one that has a drill tells the story; the others follow by age, so none waits
    # behind newer ones for ever.
    drilled = next((place for place, each in enumerate(news) if each.lesson.drill), 0)
    news = [*news[drilled : drilled + 1], *news[:drilled], *news[drilled + 1 :]]
    picks = tuple(Approved(each.lesson_id, each.week) for each in news[:PICKS])
    asked = picks[0] if news and news[0].lesson.drill else None
    classic = before.classic if before else ""
    first = week.plus(-LOOK_BACK)
    return Edition(
        week=week,
        number=before.number + 1 if before else 1,
        figures=figures,
        carry=carry,
        picks=picks,
        asked=asked,
        classic=classic if asked else after(classic, Language.EN).key,
        told=tuple(each for each in told if each.week >= first) + picks,
        trail=_trail(before, week, figures),
    )


def trend(edition: Edition, k: int = K) -> Trend | None:
    """What the issue of this edition draws; None when it prints nothing that is drawn."""
    drawn = {"received", SEVERITY}
    if not any(count.facet in drawn for count in edition.figures.counts):
        return None
    sums = {count.code: count.n for count in edition.carry.printed if count.facet == SEVERITY}
    little, serious, critical = (sums.get(step, 0) for step in STEPS)
    return Trend(edition.trail, (little, serious, critical), k)


def _trail(before: Edition | None, week: Week, figures: Figures) -> tuple[tuple[Week, int], ...]:
    """The trail with what this issue prints."""
    new = tuple((week, count.n) for count in figures.counts if count.facet == "received")
    return ((before.trail if before else ()) + new)[-TRAIL:]


def _rows(counts: tuple[Count, ...]) -> list[list[str | int]]:
    return [[count.facet, count.code, count.n] for count in counts]


def _counts(rows: list[list[Any]]) -> tuple[Count, ...]:
    return tuple(Count(str(facet), str(code), int(n)) for facet, code, n in rows)


def _approved(rows: list[list[str]]) -> tuple[Approved, ...]:
    return tuple(Approved(lesson_id, Week.parse(week)) for lesson_id, week in rows)
