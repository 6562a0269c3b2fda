"""The urgent alert: what may be said in a chat about a report that nobody has opened yet.

Coded answers only. The alert lands where others may read along and export, so the story stays
sealed; and of a concern it says no more than that there is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Self, TypeVar

from bot.frozen import frozen
from bot.report import canonical
from bot.taxonomy import Barrier, Family, Gravity, Kind, Severity

if TYPE_CHECKING:
    from enum import StrEnum

    from bot.report import Record
    from bot.words import Words

E = TypeVar("E", bound="StrEnum")
_GRAVE: Final = (Severity.UNKNOWN, Severity.LITTLE, Severity.SERIOUS, Severity.CRITICAL)


@frozen
class Alert:
    """What an urgent report answered by button. None: not asked, or not to be said here."""

    family: Family
    kind: Kind | None = None
    worst: Severity | Gravity | None = None
    running: bool = False

    @classmethod
    def of(cls, record: Record) -> Self:
        """The alert of a record. A code that this version does not know is left out."""
        family = _code(Family, record.code("family")) or Family.UNSURE
        if family is Family.CONCERN:
            return cls(family)
        told = (_code(Severity, record.code(name)) for name in ("worst", "severity"))
        worst = max((one for one in told if one), key=_GRAVE.index, default=None)
        running = record.code("barrier") == Barrier.NOT_STOPPED
        return cls(family, _code(Kind, record.code("kind")), worst, running)

    def encode(self) -> str:
        """Canonical JSON of the codes."""
        return canonical(
            {
                "family": self.family,
                "kind": self.kind or "",
                "worst": self.worst or "",
                "running": self.running,
            }
        ).decode()

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read `encode`'s text back. Raises ValueError for anything else.

        A code that this version does not know is left out, as in `of`: on PostgreSQL a newer
        process may have taken the report, and one alert must not hold up the others.
        """
        try:
            held = json.loads(text)
            family, kind, worst = held["family"], held["kind"], held["worst"]
            grave = _code(Severity, worst) or _code(Gravity, worst)
            known = _code(Family, family) or Family.UNSURE
            return cls(known, _code(Kind, kind), grave, held["running"] is True)
        except (KeyError, TypeError) as broken:
            raise ValueError("not an alert") from broken

    def said(self, words: Words) -> str:
        """The message: one line about the event, one about what to do."""
        family = words.label(self.family)
        what = f"{family} · {words.label(self.kind)}" if self.kind else family
        lines = [words("digest.alert.what", what=what)]
        if self.worst:
            lines.append(words("digest.alert.worst", worst=words.label(self.worst)))
        if self.running:
            lines.append(words("digest.alert.running"))
        lines.append(words("digest.alert.do"))
        return "\n".join(lines)


def _code(kind: type[E], text: str) -> E | None:
    try:
        return kind(text)
    except ValueError:
        return None
