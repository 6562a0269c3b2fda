"""Runs the table of detectors over one text. Pure, thread safe, quick where nothing is found.

    raw text -> folded text -> hints that occur (RE2, one pass) -> their detectors -> echoes
             -> detections

All locales' keyword tables run for every reporter, because people mix languages; the reporter's
own language decides which words stand for what was removed. Nothing here is logged, counted or
kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import re2

from bot.scrub.echoes import echoes
from bot.scrub.fold import Folded
from bot.scrub.identifiers import IDENTIFIERS
from bot.scrub.keyed import keyed
from bot.scrub.listed import listed_names
from bot.scrub.moments import moments, numeric_dates
from bot.scrub.names import AMBIGUOUS
from bot.scrub.nicknames import NICKNAMES
from bot.scrub.overlap import settle
from bot.scrub.people import initials, local, people
from bot.scrub.phones import phones
from bot.scrub.roster import roster
from bot.scrub.rules import united
from bot.scrub.rules_en import ENGLISH
from bot.scrub.rules_it import ITALIAN
from bot.scrub.scripts import IN_OTHER_LETTERS
from bot.scrub.scrubbed import Detection, Scrubbed
from bot.scrub.secret import SECRETS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.report import RawText
    from bot.scrub.detector import Detector, Hit

RULES: Final = {rules.language: rules for rules in (ENGLISH, ITALIAN)}

_TOKENS: Final = frozenset(token for rules in RULES.values() for token in rules.tokens.values())


class Scrubber:
    """All detectors for one language, roster and set of telephone regions."""

    __slots__ = ("_detectors", "_hints", "_lacks", "_order", "_rules", "_tokens", "language")

    def __init__(
        self,
        language: str,
        roster: Sequence[str] = (),
        regions: Sequence[str] = ("US", "GB", "IT"),
    ) -> None:
        """Build the table. A language without rules gets English replacements; see `missing`."""
        self.language = str(language)
        own = RULES.get(self.language, ENGLISH)
        self._rules = own
        self._tokens = own.tokens
        named = tuple(name for name in roster if name.strip())
        self._detectors = _table(own.language, named, tuple(regions))
        hints = tuple(detector.hint for detector in self._detectors)
        self._hints, self._order = _shared(hints, named, tuple(regions))
        lacks = []
        if not named:
            lacks.append("roster")
        if self.language not in RULES:
            lacks.append("rules")
        if not regions:
            lacks.append("regions")
        self._lacks = tuple(lacks)

    def scrub(self, raw: RawText) -> Scrubbed:
        """What identifies in `raw`, sorted and disjoint."""
        seen = Folded(raw.text)
        hinted = self._hints.Match(seen.text.encode("utf-8", "replace"))
        if not hinted:
            return Scrubbed(raw, ())
        hits = [
            (detector, hit)
            for detector in map(self._detectors.__getitem__, map(self._order.__getitem__, hinted))
            for hit in detector.find(seen)
        ]
        hits += tuple(echoes(hits, seen, self._rules))
        found = [
            detection
            for detector, hit in hits
            if (detection := self._detection(detector, hit, seen))
        ]
        return Scrubbed(raw, settle(found, raw.text))

    def _detection(self, detector: Detector, hit: Hit, seen: Folded) -> Detection | None:
        """The hit in the offsets of the text as typed; None for the mark of an earlier scrub."""
        start, end, becomes = hit
        start, end = seen.span(start, end)
        cut = seen.raw[start:end]
        if cut in _TOKENS:
            return None
        if not becomes:
            becomes = self._tokens[detector.tag]
        elif cut[:1].isupper():
            becomes = becomes[:1].upper() + becomes[1:]
        return Detection(start, end, detector.tag, detector.name, becomes, detector.keepable)

    def missing(self) -> tuple[str, ...]:
        """What is lacking: `roster` (colleagues' names), `rules` (for the language), `regions`."""
        return self._lacks


@lru_cache(maxsize=16)
def _table(
    language: str, named: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[Detector, ...]:
    """Every row. Rows of the reporter's own language come first."""
    own = RULES[language]
    others = [rules for rules in RULES.values() if rules is not own]
    every = united(own, others)
    rows = [
        *SECRETS,
        *IDENTIFIERS,
        IN_OTHER_LETTERS,
        phones(regions),
        *numeric_dates(own),
        *keyed(every),
        *people(every),
    ]
    for rules in (own, *others):
        rows += [*moments(rules, own), *local(rules)]
    rows += [initials(every), *listed_names(every)]
    if named:
        rows += roster(named, NICKNAMES, AMBIGUOUS)
    return tuple(rows)


def _shared(
    hints: tuple[str, ...], named: tuple[str, ...], regions: tuple[str, ...]
) -> tuple[re2.Set, tuple[int, ...]]:
    """The automaton for these hints, and which detector each of its answers means.

    The languages have the same hints in another order: they share the one of the English table.
    """
    first = tuple(detector.hint for detector in _table(ENGLISH.language, named, regions))
    if sorted(first) != sorted(hints):
        first = hints
    places: dict[str, list[int]] = {}
    for index, hint in enumerate(hints):
        places.setdefault(hint, []).append(index)
    return _automaton(first), tuple(places[hint].pop(0) for hint in first)


@lru_cache(maxsize=1)
def _automaton(hinted: tuple[str, ...]) -> re2.Set:
    """All hints as one automaton: one pass says which detectors may find something.

    It takes megabytes. Only the last one is kept: the names of a roster that was replaced go.
    """
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = 64 << 20
    hints = re2.Set.SearchSet(options)
    for hint in hinted:
        hints.Add(hint)
    hints.Compile()
    return hints
