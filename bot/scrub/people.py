"""Names of people nobody listed: after a title, beside a verb of telling, in a signature, or well known as names.

Without a roster this is a guess, and it prefers to miss: a tool or a month taken for a person teaches people
to tap *keep mine* without reading. `given.py` holds the names; each locale says which words never are one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, words
from bot.scrub.given import AMBIGUOUS, GIVEN
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Rules

_NAME: Final = r"(?:[A-Z]\.\s?){0,3}(?:(?:O'|D'|Mc|Mac|De\s|Di\s|Del\s|Della\s|Dal\s|Da\s|Lo\s|La\s|Li\s|Van\s|van\s|von\s|Von\s|der\s|den\s|de\s|di\s|El\s|Al-|el-|al-|Bin\s|bin\s){0,2}[A-Z][a-z]{1,20}+(?:-[A-Z][a-z]{1,20}+|[A-Z][a-z]{1,20}+)?)"
_NAMES: Final = rf"{_NAME}(?:\s{_NAME}){{0,2}}"
_FLAG: Final = re.IGNORECASE


def people(rules: Rules) -> tuple[Detector, ...]:
    """The rows of one locale."""
    titles = "|".join(sorted((re.escape(t) for t in rules.titles.split()), key=len, reverse=True))
    return (
        Detector(
            "titled name", Tag.PERSON, _titled(rules, titles), hint=rf"\b(?:{titles})\.?\s?[a-z]"
        ),
        Detector("name in context", Tag.PERSON, _context(rules), hint=_context_hint(rules)),
        Detector("role that names one", Tag.PERSON, _role(rules), hint=_role_hint(rules)),
        Detector(
            "age",
            Tag.NUMBER,
            _age(rules),
            hint=r"\d\d[\s-]{0,2}year|aged?\s\d|\d\d ?anni|\d\denne|,? \d\d[,.;)]",
        ),
    )


def given_names(rules: Rules) -> Detector:
    """The row that knows given names, for a locale's stop words."""
    hint = r"\b(?:" + "|".join(sorted(GIVEN)) + r")\b"
    return Detector("given name", Tag.PERSON, _given(rules), hint=hint)


def _titled(rules: Rules, titles: str) -> Find:
    compiled = re.compile(rf"(?<!\w)(?i:{titles})(?:\.|(?!\w))\s{{0,2}}(?P<hide>{_NAMES})(?!\w)")
    small = re.compile(
        rf"(?<!\w)(?i:mr|mrs|ms|sig\.|sig\.ra|signor|signora|dott\.|dottor|ing\.)\.?\s(?P<hide>[a-z]{{4,20}})(?!\w)"
    )

    def find(seen: Folded) -> Iterator[Hit]:
        for match in compiled.finditer(seen.text):
            if match["hide"].split()[0].lower() not in rules.not_names:
                yield Hit(match.start(), match.end("hide"))
        for match in small.finditer(seen.text):
            if match["hide"] in GIVEN:
                yield Hit(match.start(), match.end("hide"))

    return find


def _context(rules: Rules) -> Find:
    lead = words(f"{rules.before_name} {rules.greetings}")
    before = re.compile(rf"(?<!\w)(?i:{lead}),?\s{{1,2}}(?P<hide>{_NAMES})(?!\w)")
    role = re.compile(rf"(?<!\w)(?i:{words(rules.roles)}),?\s{{1,2}}(?P<hide>{_NAMES})(?!\w)")
    after = re.compile(
        rf"(?<![\w.])(?P<hide>{_NAMES})\s{{1,2}}(?:{words(rules.after_name)})(?!\w)"
    )
    signed = re.compile(
        rf"(?:(?<=\n)|(?<=-\s)|(?<=--))\s{{0,2}}(?P<hide>{_NAMES})\s{{0,3}}\.?\s{{0,3}}\Z"
    )

    def find(seen: Folded) -> Iterator[Hit]:
        for expression in (before, role, after, signed):
            for match in expression.finditer(seen.text):
                start, end = match.span("hide")
                first = re.split(r"[\s'-]", match["hide"])[0].lower()
                opening = _opens(seen.text, start)
                if not _may_name(rules, seen.text, start, end):
                    continue
                if (
                    expression is after
                    and (opening or first not in GIVEN)
                    and not _known(match["hide"])
                ):
                    continue
                yield Hit(start, end)

    return find


def _known(name: str) -> bool:
    return any(part.lower() in GIVEN for part in name.split())


_OPENING: Final = re.compile(r"(?:^|[.!?:\n\"(*-])\s{0,3}$")


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins here, so that a capital says nothing."""
    return bool(_OPENING.search(text, max(0, start - 6), start)) or start == 0


_NEXT: Final = re.compile(r"[\s-]{1,2}([A-Za-z]+)")


def _may_name(rules: Rules, text: str, start: int, end: int) -> bool:
    """Not a stop word, and not followed by the thing it names."""
    name = text[start:end]
    if any(part.lower() in rules.not_names for part in re.split(r"[\s'.-]+", name) if part):
        return False
    following = _NEXT.match(text, end)
    return following is None or following[1].lower() not in rules.things


def _context_hint(rules: Rules) -> str:
    lead = words(f"{rules.before_name} {rules.greetings} {rules.roles}").replace("{1,3}", "+")
    follow = words(rules.after_name).replace("{1,3}", "+")
    return rf"(?-i)\b(?i:{lead}),?\s\s?[A-Z]|[A-Z][a-z'A-Z-]+\s\s?(?:{follow})\b|[\n-]\s?\s?[A-Z][a-z]+(?:\s[A-Z][a-z]+)?\s*\.?\s*$"


def _role(rules: Rules) -> Find:
    compiled = re.compile(rules.unique_roles, re.VERBOSE | _FLAG)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in compiled.finditer(seen.text):
            yield Hit(*match.span())

    return find


def _role_hint(rules: Rules) -> str:
    if rules.language == "en":
        return r"c[efoit]o\b|ciso|c[mpr]o\b|cdo|chro|officer|director|manager|president|chair|company|head|matron|dean|mayor|dpo|founder|owner"
    return r"dirett|amministrat|c[efoit]o\b|ciso|dpo|rspp|rls|president|responsabil|capo|primario|preside|dirigente|sindac|medico|titolare|proprietari|fondat|rett|notaio"


def _age(rules: Rules) -> Find:
    compiled = re.compile(rules.ages % {"roles": words(rules.roles)}, re.VERBOSE | _FLAG)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in compiled.finditer(seen.text):
            yield Hit(*match.span("hide" if match["hide"] else "hide2"))

    return find


_TOKEN: Final = re.compile(r"[A-Za-z][a-z]+(?:'[a-z]{2,}|-[A-Z][a-z]+)?|[A-Z]{3,}")
_SURNAME: Final = re.compile(
    rf"\s(?!(?:The|A|An|I|In|On|At|Il|La|Lo|Un|Una|E|Ma)\s){_NAME}(?:\s{_NAME})?(?!\w)"
)


def _given(rules: Rules) -> Find:
    def find(seen: Folded) -> Iterator[Hit]:
        text = seen.text
        for match in _TOKEN.finditer(text):
            lower = match[0].lower().partition("-")[0]
            if lower not in GIVEN:
                continue
            hit = _judged(rules, text, match)
            if hit:
                yield hit

    return find


def _judged(rules: Rules, text: str, match: re.Match[str]) -> Hit | None:
    """A known name: certain with a surname; alone only if the word is nothing else."""
    start, end, word = match.start(), match.end(), match[0]
    lower = word.lower().partition("-")[0]
    if word.isupper() and not text.isupper() and len(word) < 4:
        return None
    if not _may_name(rules, text, start, end):
        return None
    surname = _SURNAME.match(text, end) if word[0].isupper() else None
    if surname and _may_name(rules, text, surname.start() + 1, surname.end()):
        return Hit(start, surname.end())
    if lower in AMBIGUOUS:
        return None
    if word[0].isupper() or len(lower) >= 4:
        return Hit(start, end)
    return None
