"""Names of people nobody listed: by their title, their context, or because they are names.

Without a roster this is a guess, and it prefers to miss: a tool or a month taken for a person
teaches people to tap *keep mine* without reading. `listed.py` knows the names themselves; each
locale says which words never are one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, first_words, matches, pattern, words
from bot.scrub.names import KNOWN
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
NAME: Final = (
    rf"(?:[A-Z]\.\s?){{0,3}}{_PARTICLE}{{0,2}}[A-Z][a-z]{{1,20}}+(?:-?[A-Z][a-z]{{1,20}}+)?"
)
# Where the next person begins: "Mr Bell Mrs Okon" are two.
NEXT_TITLE: Final = (
    r"(?!(?:Mrs?|Ms|Miss|Dr|Prof|Sir|Capt|Sgt|Sister|Nurse|Sig|Signor[ae]?|Dott|Dottor|Dottoressa|Ing"
    r"|Avv|Geom|Suor)(?!\w))"
)
_NAMES: Final = rf"{NAME}(?:\s{NEXT_TITLE}{NAME}){{0,3}}"


def people(rules: Rules) -> tuple[Detector, ...]:
    """The rows that all locales share."""
    longest = sorted(map(re.escape, set(rules.titles.split())), key=lambda t: (-len(t), t))
    titles = "|".join(longest)
    leads = f"{rules.before_name} {rules.greetings} {rules.roles}"
    return (
        Detector(
            "titled name",
            Tag.PERSON,
            _titled(rules, titles),
            hint=rf"\b(?:{titles})\W{{1,3}}[a-z]",
        ),
        Detector(
            "name with particle",
            Tag.PERSON,
            _particle(rules),
            hint=r"(?-i:O'[A-Z]|Mc[A-Z]|[Aa]l-[A-Z]"
            r"|(?:van|von|der|den|bin|bint|De|Di|Lo|La|El|Abu|Dos|Da|Del|Della|Dalla) [A-Z])",
        ),
        Detector(
            "name in context",
            Tag.PERSON,
            _context(rules, leads),
            hint=rf"(?-i:\b(?i:{words(leads).replace('{1,3}', '+')}),?\s\s?[A-Z][a-z.']"
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
            if match[0][1] != "." and match[0].split()[0].lower() not in KNOWN:
                continue
            if may_name(rules, seen.text, *match.span()):
                yield Hit(*match.span())

    return Detector(
        "name with initial",
        Tag.PERSON,
        find,
        hint=r"(?-i:\b[A-Z]\.\s?[A-Z][a-z]|[a-z] [A-Z]\.)",
    )


def _titled(rules: Rules, titles: str) -> Find:
    compiled = re.compile(
        rf"(?<!\w)(?i:{titles})(?:\.|(?!\w))\s{{0,2}}(?P<hide>{_NAMES}|[a-z]{{3,20}})(?!\w)"
    )
    first = first_words(rules.titles)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(compiled, seen, first):
            name = match["hide"]
            if name.islower() and name not in KNOWN:
                continue
            if name.split()[0].lower() not in rules.not_names:
                yield Hit(match.start(), match.end("hide"))

    return find


_PARTICLED: Final = re.compile(
    r"(?<![\w'-])(?P<hide>(?:[A-Z][a-z]{1,20}\s)?(?:"
    r"O'[A-Z][a-z]{3,20}|Mc[A-Z][a-z]{2,20}|[Aa]l-[A-Z][a-z]{2,20}"
    r"|(?:[Vv]an\s(?:der|den|de)|[Vv]on(?:\sder)?|bin|bint|Abu|El)\s[A-Z][a-z]{2,20}"
    r"|(?P<capital>De|Di|Lo|La|Del|Della|Dalla|Da|Dos)\s[A-Z][a-z]{2,20}))(?!\w)"
)


def _particle(rules: Rules) -> Find:
    """Family names with a particle. *De*, *Di* and *La* are one within a sentence only."""

    def find(seen: Folded) -> Iterator[Hit]:
        for match in _PARTICLED.finditer(seen.text):
            start = match.start("hide")
            begins = seen.text[max(0, start - 2) : start].strip()
            if match["capital"] and (not begins or begins in ".!?:-"):
                continue
            last = match["hide"].replace("'", " ").replace("-", " ").rfind(" ") + 1
            if may_name(rules, seen.text, start + last, match.end("hide"), alone=True):
                yield Hit(*match.span("hide"))

    return find


def _context(rules: Rules, leads: str) -> Find:
    before = re.compile(rf"(?<!\w)(?i:{words(leads)}),?\s{{1,2}}(?P<hide>{_NAMES})(?!\w)")
    signed = re.compile(
        rf"(?:(?<=\n)|(?<=-\s)|(?<=-))\s?(?P<hide>{_NAMES})\s{{0,3}}\.?\s{{0,3}}\Z"
    )
    first = first_words(leads)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(before, seen, first):
            if may_name(rules, seen.text, *match.span("hide")):
                yield Hit(*match.span("hide"))
        tail = max(0, len(seen.text) - 80)
        begins = "-" in seen.text[tail:] or "\n" in seen.text[tail:]
        last = signed.search(seen.text, tail) if begins else None
        if last and may_name(rules, seen.text, *last.span("hide")):
            yield Hit(*last.span("hide"))

    return find


_NEXT: Final = re.compile(r"[\s-]{1,2}([A-Za-z]+)")


def may_name(rules: Rules, text: str, start: int, end: int, *, alone: bool = False) -> bool:
    """Not a stop word, and not followed by the thing it names; nor after it, unless `alone`."""
    name = text[start:end].lower()
    parts = name.replace("'", " ").replace(".", " ").replace("-", " ").split()
    if not rules.not_names.isdisjoint(parts):
        return False
    following = _NEXT.match(text, end)
    if following and following[1].lower() in rules.things:
        return False
    if alone or not text[start - 1 : start].isspace():
        return True
    before = text[max(0, start - 16) : start].split()
    return not before or before[-1].lower().lstrip("\"'(") not in rules.things_before
