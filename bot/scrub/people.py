"""Names of people nobody listed: by their title, their context, or because they are names.

Without a roster this is a guess, and it prefers to miss: a tool or a month taken for a person
teaches people to tap *keep mine* without reading. `given.py` holds the names; each locale says
which words never are one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, first_words, matches, pattern, words
from bot.scrub.given import AMBIGUOUS, CAPITAL_ONLY, GIVEN
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Rules

_PARTICLE: Final = (
    r"(?:O'|D'|Mc|Mac|De\s|Di\s|Del\s|Della\s|Dal\s|Da\s|Lo\s|La\s|Li\s|Van\s|van\s|von\s|Von\s|der\s|den\s"
    r"|de\s|di\s|El\s|Al-|el-|al-|Bin\s|bin\s)"
)
_NAME: Final = (
    rf"(?:[A-Z]\.\s?){{0,3}}{_PARTICLE}{{0,2}}[A-Z][a-z]{{1,20}}+(?:-?[A-Z][a-z]{{1,20}}+)?"
)
_NAMES: Final = rf"{_NAME}(?:\s{_NAME}){{0,2}}"


def people(rules: Rules) -> tuple[Detector, ...]:
    """The rows that all locales share."""
    titles = "|".join(sorted((re.escape(t) for t in rules.titles.split()), key=len, reverse=True))
    leads = f"{rules.before_name} {rules.greetings} {rules.roles}"
    return (
        Detector(
            "titled name", Tag.PERSON, _titled(rules, titles), hint=rf"\b(?:{titles})\.?\s?[a-z]"
        ),
        Detector(
            "name in context",
            Tag.PERSON,
            _context(rules, leads),
            hint=rf"(?-i:\b(?i:{words(leads).replace('{1,3}', '+')}),?\s\s?[A-Z][a-z]"
            r"|(?:\n|-)\s?[A-Z][a-z]+(?:\s[A-Z][a-z]*)?\.?\s*$)",
        ),
    )


def local(rules: Rules) -> tuple[Detector, ...]:
    """The rows of one locale."""
    return (
        Detector(
            "street address",
            Tag.PLACE,
            pattern(rules.streets, cased=True, leads=rules.street_leads),
            hint=rules.street_hint,
        ),
        Detector(
            "role that names one",
            Tag.PERSON,
            pattern(rules.unique_roles, leads=rules.unique_leads),
            hint=rules.unique_hint,
        ),
        Detector(
            "age",
            Tag.NUMBER,
            pattern(
                rules.ages % {"roles": words(rules.roles)},
                leads=f"0 aged age di man woman guy lady male female uomo donna signore signora "
                f"{rules.roles}",
            ),
            hint=rules.age_hint,
        ),
    )


_INITIAL: Final = re.compile(
    r"(?<![\w.])(?:[A-Z]\.\s?){1,2}[A-Z][a-z]{2,20}+(?:-[A-Z][a-z]{1,20}+)?(?![\w.]\w)"
    r"|(?<![\w.])[A-Z][a-z]{2,20}+\s[A-Z]\.(?=[\s,;:!?]|$)"
)


def initials(rules: Rules) -> Detector:
    """The row for an initial with a name: *J. Alvarez*, *Gianni B.*, and the like."""

    def find(seen: Folded) -> Iterator[Hit]:
        for match in _INITIAL.finditer(seen.text):
            if match[0][1] != "." and match[0].split()[0].lower() not in GIVEN:
                continue
            if _may_name(rules, seen.text, *match.span()):
                yield Hit(*match.span())

    return Detector(
        "name with initial",
        Tag.PERSON,
        find,
        hint=r"(?-i:\b[A-Z]\.\s?[A-Z][a-z]|[a-z] [A-Z]\.)",
    )


def given_names(rules: Rules) -> Detector:
    """The row that knows given names, for a locale's stop words."""
    sure = "|".join(sorted(name for name in GIVEN if name not in AMBIGUOUS and len(name) > 3))
    short = "|".join(
        sorted(name.capitalize() for name in GIVEN if name in AMBIGUOUS or len(name) < 4)
    )
    return Detector(
        "given name", Tag.PERSON, _given(rules), hint=rf"\b(?:{sure})\b|(?-i:\b(?:{short})\b)"
    )


def _titled(rules: Rules, titles: str) -> Find:
    compiled = re.compile(
        rf"(?<!\w)(?i:{titles})(?:\.|(?!\w))\s{{0,2}}(?P<hide>{_NAMES}|[a-z]{{3,20}})(?!\w)"
    )
    first = first_words(rules.titles)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(compiled, seen, first):
            name = match["hide"]
            if name.islower() and name not in GIVEN:
                continue
            if name.split()[0].lower() not in rules.not_names:
                yield Hit(match.start(), match.end("hide"))

    return find


def _context(rules: Rules, leads: str) -> Find:
    before = re.compile(rf"(?<!\w)(?i:{words(leads)}),?\s{{1,2}}(?P<hide>{_NAMES})(?!\w)")
    signed = re.compile(
        rf"(?:(?<=\n)|(?<=-\s)|(?<=-))\s?(?P<hide>{_NAMES})\s{{0,3}}\.?\s{{0,3}}\Z"
    )
    first = first_words(leads)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(before, seen, first):
            if _may_name(rules, seen.text, *match.span("hide")):
                yield Hit(*match.span("hide"))
        last = signed.search(seen.text, max(0, len(seen.text) - 80))
        if last and _may_name(rules, seen.text, *last.span("hide")):
            yield Hit(*last.span("hide"))

    return find


_PREVIOUS: Final = re.compile(r"(?<!\w)([A-Za-z']{1,14})\s$")
_NEXT: Final = re.compile(r"[\s-]{1,2}([A-Za-z]+)")


def _may_name(rules: Rules, text: str, start: int, end: int) -> bool:
    """Not a stop word, and not followed by the thing it names."""
    name = text[start:end]
    if any(part.lower() in rules.not_names for part in re.split(r"[\s'.-]+", name) if part):
        return False
    following = _NEXT.match(text, end)
    if following and following[1].lower() in rules.things:
        return False
    before = _PREVIOUS.search(text, max(0, start - 16), start)
    return before is None or before[1].lower() not in rules.things_before


_SURNAME: Final = re.compile(
    rf"\s(?!(?:The|A|An|I|In|On|At|Il|La|Lo|Un|Una|E|Ma)\s){_NAME}(?:\s{_NAME})?(?!\w)"
)


def _given(rules: Rules) -> Find:
    after = re.compile(rf"\s{{1,2}}{words(rules.after_name)}(?!\w)")

    def find(seen: Folded) -> Iterator[Hit]:
        for word in GIVEN.intersection(seen.starts):
            for start in seen.starts[word]:
                hit = _judged(rules, seen, start, start + len(word), after)
                if hit:
                    yield hit

    return find


def _judged(
    rules: Rules, seen: Folded, start: int, end: int, after: re.Pattern[str]
) -> Hit | None:
    """A known name: with a surname or a verb of telling, or alone if it is no other word."""
    text = seen.text
    word = text[start:end]
    lower = word.lower()
    small = word[0].islower()
    if lower in CAPITAL_ONLY and (small or seen.as_typed(start, end).lower() != lower):
        return None
    if (word.isupper() and len(word) < 4) or not _may_name(rules, text, start, end):
        return None
    surname = None if small else _SURNAME.match(text, end)
    if surname and _may_name(rules, text, surname.start() + 1, surname.end()):
        return Hit(start, surname.end())
    alone = len(lower) >= 4 or not small
    told = not small and after.match(text, end)
    return Hit(start, end) if told or (alone and lower not in AMBIGUOUS) else None
