"""Patterns of what points at a person or a moment. A rule gives places in a text, nothing else.

They read English and Italian alike, except for the first person, whose words mean other things in
the other language ("me", "mi").
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Span = tuple[int, int]

# --- the reporter's voice ------------------------------------------------------------------------

_VOICE: Final = {
    "en": frozenset(
        ("i", "im", "ive", "id", "ill", "me", "my", "mine", "myself", "we", "weve", "were", "us")
    ).union(("our", "ours", "ourselves", "lets")),
    "it": frozenset(
        ("io", "me", "mi", "mio", "mia", "miei", "mie", "noi", "nostro", "nostra", "nostri")
    ).union(("nostre", "ho", "abbiamo", "ero", "avevo", "stavo", "siamo")),
}
_EITHER: Final = frozenset(chain.from_iterable(_VOICE.values()))
_WE_VERB: Final = re.compile(r"\w{2,}(?:[aei]vamo|iamo|[aei]mmo)")
_NOT_WE: Final = frozenset({"richiamo", "proclamo"})
# Without their apostrophe these are other words: "were", "ill", "id", "lets".
_NEEDS_APOSTROPHE: Final = frozenset({"were", "ill", "id", "lets"})
_ARTICLES: Final = frozenset({"a", "the", "this", "that", "each", "every"})


def first_person(
    words: Sequence[tuple[str, int, int]], text: str, language: str
) -> Iterator[Span]:
    """Words of a speaker, among `(folded word, start, end)`."""
    voice = _VOICE.get(language, _EITHER)
    for at, (word, start, end) in enumerate(words):
        typed = text[start:end]
        if word in _NEEDS_APOSTROPHE and typed.isalpha():
            continue
        if typed == "US" or (word == "mine" and at and words[at - 1][0] in _ARTICLES):
            continue
        verb = language == "it" and word not in _NOT_WE and _WE_VERB.fullmatch(word)
        if word in voice or verb:
            yield start, end


# --- exact times ---------------------------------------------------------------------------------

_MONTHS: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|gennaio|febbraio|marzo|aprile|maggio|giugno"
    "|luglio|agosto|settembre|ottobre|novembre|dicembre"
)
_DATE: Final = re.compile(
    r"\b\d{4}-\d{1,2}-\d{1,2}\b|\b\d{1,2}([/.-])\d{1,2}\1(?:\d{4}|\d{2})\b|\b\d{1,2}/\d{1,2}\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th|[º°])?\s+(?:of\s+|di\s+)?(?:{_MONTHS})\b"
    rf"|\b(?:{_MONTHS})\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\b"
    r"|\bthe\s+\d{1,2}(?:st|nd|rd|th)\b(?!\s+floor)"
    rf"|\bprimo\s+(?:{_MONTHS})\b",
    re.IGNORECASE,
)
_HOURS: Final = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una|due|tre|quattro|cinque"
    "|sei|sette|otto|nove|dieci|undici|dodici"
)
_TIME: Final = re.compile(
    r"\b(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?:\s?[ap]\.?m\b\.?)?"
    r"|\b(?:1[0-2]|0?[1-9])(?:[.:][0-5]\d)?\s?[ap]\.?m\b\.?"
    r"|\b(?:at|alle|dalle|ore|around|verso\s+le)\s+(?:[01]?\d|2[0-3])(?:[.:h][0-5]\d)?\b"
    r"(?![.,]?\d|\s*(?:%|°|met|km|volt|bar|grad|deg|percent|per\scento))"
    rf"|\b(?:{_HOURS}|\d{{1,2}})\s+o\W?clock\b|\b(?:half|quarter)\s+(?:past|to)\s+(?:{_HOURS})\b"
    rf"|\b(?:alle|dalle|ore)\s+(?:{_HOURS})(?:\s+e\s+(?:mezza|un\s+quarto|trenta|quindici))?\b",
    re.IGNORECASE,
)


def dates(text: str) -> Iterator[Span]:
    """Exact dates: with a day. A month or a year alone is coarse enough."""
    return (hit.span() for hit in _DATE.finditer(text))


def times(text: str) -> Iterator[Span]:
    """Clock times, in figures and in words."""
    return (hit.span() for hit in _TIME.finditer(text))


# --- numbers and names ---------------------------------------------------------------------------

_NUMBERED: Final = (
    "badge|ticket|plate|licence|license|case|incident|order|asset|serial|employee|staff|trailer"
    "|truck|train|unit|gate|room|bay|targa|cartellino|matricola|segnalazione|pratica|ordine"
    "|rimorchio|camion|treno|varco|stanza|baia"
)
_NUMBER: Final = re.compile(
    rf"\b(?i:{_NUMBERED})\s*(?i:number|numero|no\.?|nr\.?|n\.|n°|id|#)?\s*#?[A-Za-z]{{0,4}}-?\d+\w*"
    r"|#\s?\d{2,}"
    r"|\b[A-Z]{2}[\s-]?\d{3}[\s-]?[A-Z]{2}\b|\b[a-z]{2}\d{3}[a-z]{2}\b"
    r"|\b[A-Z]{2,6}[\s-]?\d{3,}\b|\b[a-z]{2,6}-\d{3,}\b"
    r"|\b\d{5,}\b"
)
# Rules that everyone may read have numbers too.
_STANDARDS: Final = "ISO|IEC|EN|UNI|CEI|RFC|CVE|NIST|DIN|ANSI|OSHA|HTTP|AES|SHA"
_STANDARD: Final = re.compile(rf"(?:{_STANDARDS})[\s-]?\d+", re.IGNORECASE)
_AFTER_STANDARD: Final = re.compile(rf"\b(?:{_STANDARDS})[/\s-]+$", re.IGNORECASE)


def numbers(text: str) -> Iterator[Span]:
    """Badge, plate, ticket and serial numbers; not the numbers of public standards."""
    for hit in _NUMBER.finditer(text):
        if not (_STANDARD.fullmatch(hit.group()) or _AFTER_STANDARD.search(text[: hit.start()])):
            yield hit.span()


def names_of(roster: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """A pattern per name: whole words; a short one only as written, because many are words too."""
    names = {name.strip() for name in roster}
    return tuple(
        re.compile(
            rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE if len(name) >= 5 else re.NOFLAG
        )
        for name in sorted(names)
        if len(name) >= 3
    )
