"""Names of people known from lists (`names.py`), or by what only people do: *Xola shouted*.

A name that is also a word needs a neighbour: a family name, a verb of telling. Family names need
one too. Capital letters alone say nothing, so a name that no list has is found only in the middle
of a sentence, before a verb that machines and brands do not do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit, first_words, matches, words
from bot.scrub.names import AMBIGUOUS, CAPITAL_ONLY, KNOWN, family, given
from bot.scrub.people import NAME, NEXT_TITLE, may_name
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Rules


def listed_names(rules: Rules) -> tuple[Detector, ...]:
    """The rows that know names, with a locale's stop words."""
    sure = "|".join(sorted(name for name in KNOWN if name not in AMBIGUOUS and len(name) > 3))
    short = "|".join(
        sorted(name.capitalize() for name in KNOWN if name in AMBIGUOUS or len(name) < 4)
    )
    return (
        Detector(
            "given name",
            Tag.PERSON,
            _known(rules),
            hint=rf"(?:\b|_)(?:{sure}|(?-i:{short}))(?:\b|_)",
        ),
        Detector("listed name", Tag.PERSON, _capitals(rules), hint=_capital_hint(rules)),
        Detector(
            "name in lower case",
            Tag.PERSON,
            _small(rules),
            hint=rf"\b{_spaced(rules.before_any)} [a-z]{{4}}",
        ),
    )


def _capital_hint(rules: Rules) -> str:
    """A capitalised word of four letters or more, or one that does what people do."""
    does = f" {_spaced(rules.acts)}|'s {_spaced(rules.belongings)}"
    return rf"(?-i:\b[A-Z][a-z]{{3}})|(?-i:[A-Z][a-z]{{2,20}})(?:{does})"


def _spaced(listed: str) -> str:
    return words(listed).replace(r"\s{1,3}", r"\s+")


_SURNAME: Final = re.compile(
    rf"\s(?!(?:The|A|An|I|In|On|At|Il|La|Lo|Un|Una|E|Ma)\s){NEXT_TITLE}{NAME}(?:\s{NEXT_TITLE}{NAME})?(?!\w)"
)


def _known(rules: Rules) -> Find:
    after = re.compile(rf"\s{{1,2}}{words(rules.after_name)}(?!\w)")

    def find(seen: Folded) -> Iterator[Hit]:
        for word in KNOWN & seen.words:
            for start in seen.starts(word):
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
    if (word.isupper() and len(word) < 4) or not may_name(rules, text, start, end):
        return None
    compound = None if small else _COMPOUND.match(text, end)
    if compound:
        return Hit(start, compound.end())
    surname = None if small else _SURNAME.match(text, end)
    if surname and may_name(rules, text, surname.start() + 1, surname.end()):
        return Hit(_fondly(text, start), surname.end())
    alone = len(lower) >= 4 or not small
    told = not small and after.match(text, end)
    if told or (alone and lower not in AMBIGUOUS):
        return Hit(_fondly(text, start), _more(text, end, small=small))
    return None


_LETTER: Final = re.compile(r"\s[B-HJ-Z](?![\w.'-])")
_SMALL_FAMILY: Final = re.compile(r"\s([a-z]{4,20}+)(?![\w'-])")


def _more(text: str, end: int, *, small: bool) -> int:
    """The end of *Dave K* and of *abdul rahman*."""
    more = (_SMALL_FAMILY if small else _LETTER).match(text, end)
    if more is None or (small and not _is_name(more[1])):
        return end
    return more.end()


def _is_name(word: str) -> bool:
    """Whether a small-letter word is a name and nothing else."""
    return word not in AMBIGUOUS and (word in KNOWN or word in given() or word in family())


_COMPOUND: Final = re.compile(r"-[A-Z][a-z]{2,20}+(?![\w-])")
_FONDLY: Final = re.compile(r"(?<!\w)(?:Big|Little|Old|Young|Mad|Wee|Auntie|Uncle)\s$")


def _fondly(text: str, start: int) -> int:
    """Where *Big Dave* begins."""
    fond = _FONDLY.search(text, max(0, start - 8), start)
    return fond.start() if fond else start


_CAPITAL: Final = re.compile(r"[A-Z](?<![\w@/.'-].)[a-z]{2,20}+(?![\w@]|\.\w|-[a-z])")
_PAIRED: Final = re.compile(r"(?:\s?(?:&|,|and|e|ed)\s|-)(?P<other>[A-Z][a-z]{2,20}+)(?![\w@.])")
_WITHIN: Final = re.compile(r"[a-z0-9][,;]?\s$")
_ARTICLE: Final = re.compile(
    r"(?<!\w)(?:the|a|an|our|il|lo|la|l'|un|una|al|alla|dal|dalla|del|della|nel|nella|sul|sulla"
    r"|this|that|questo|questa|on|in|at|from|su|in|of|di)\s?$",
    re.IGNORECASE,
)


def _capitals(rules: Rules) -> Find:
    """Each capitalised word that a list has or that does what people do, with its family name."""
    acts = re.compile(rf"\s{words(rules.acts)}(?!\w)|'s\s{words(rules.belongings)}(?!\w)")

    def find(seen: Folded) -> Iterator[Hit]:
        text, reach = seen.text, 0
        for match in _CAPITAL.finditer(text):
            start, end = match.span()
            word = match[0].lower()
            if start < reach or word in rules.not_names:
                continue
            if word in KNOWN:
                told = word not in AMBIGUOUS
            elif word in given():
                told = True
            elif word in family():
                told = bool(acts.match(text, end)) and not _ARTICLE.search(text, start - 8, start)
            else:
                told = bool(acts.match(text, end)) and _strange(text, start)
            if told and may_name(rules, text, start, end):
                end = _whole(rules, text, end)
                reach = end
                if word not in KNOWN:
                    yield Hit(_fondly(text, start), end)
                other = _PAIRED.match(text, end)
                if other and may_name(rules, text, *other.span("other")):
                    yield Hit(*other.span("other"))

    return find


def _strange(text: str, start: int) -> bool:
    """Whether a word that no list has stands within a sentence, and after no article."""
    before = text[max(0, start - 10) : start]
    return bool(_WITHIN.search(before)) and not _ARTICLE.search(before)


def _whole(rules: Rules, text: str, end: int) -> int:
    """The end of the family name behind a given name, or of the name itself."""
    surname = _SURNAME.match(text, end)
    if surname and may_name(rules, text, surname.start() + 1, surname.end()):
        return surname.end()
    return _more(text, end, small=False)


def _small(rules: Rules) -> Find:
    """Names in the lower case of a chat, after a word that wants a person: *told priyanka*."""
    before = re.compile(rf"(?<!\w)(?i:{words(rules.before_any)})\s(?P<hide>[a-z]{{4,20}}+)(?!\w)")
    first = first_words(rules.before_any)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(before, seen, first):
            if match["hide"] in given() and may_name(rules, seen.text, *match.span("hide")):
                yield Hit(*match.span("hide"))

    return find
