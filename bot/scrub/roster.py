"""Names of people that the operator listed, also as people write them in haste.

A name of the roster is found whole or in parts, in either order, with accents or without, with an
initial for one part (*M. Rossi*, *Mario R.*), by a nickname, in lower case from five letters on,
and with one typo in a capitalised word of seven letters or more. Ordinary words count only
beside another part of the same name: *Will* alone is no one. The roster lives in memory only.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.scrub.detector import Detector, Hit
from bot.scrub.fold import fold
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.scrub.fold import Folded

_WORD: Final = re.compile(r"[^\W\d_]+")
_TYPO_FROM: Final = 7
_ANY_CASE_FROM: Final = 5


@frozen
class _Known:
    """The roster taken apart: each part with the parts that belong beside it, in lower case."""

    beside: Mapping[str, set[str]] = field(repr=False)
    words: frozenset[str] = field(repr=False)
    common: frozenset[str] = field(repr=False)


def roster(
    names: Sequence[str], nicknames: Mapping[str, Sequence[str]], common: frozenset[str]
) -> tuple[Detector, ...]:
    """The rows for these names. `common`: words that count only beside another part."""
    beside = _parts(names, nicknames)
    known = _Known(beside, frozenset(beside), common)
    words = [part for part in known.beside if len(part) >= 2]
    if not words:
        return ()
    return (
        Detector("roster name", Tag.PERSON, lambda seen: _listed(known, seen), _hint(words)),
        Detector(
            "roster name",
            Tag.PERSON,
            _mistyped([part for part in words if len(part) >= _TYPO_FROM and part not in common]),
            hint=r"(?-i:\b[A-Z][a-z]{5,})",
        ),
    )


def _parts(names: Sequence[str], nicknames: Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = {}
    for name in names:
        parts = [part.lower() for part in _WORD.findall(fold(name))]
        for part in parts:
            for form in (part, *nicknames.get(part, ())):
                beside.setdefault(form, set()).update(other for other in parts if other != part)
    for part, others in tuple(beside.items()):
        for other in tuple(others):
            others.update(nicknames.get(other, ()))
            beside[other].add(part)
    return beside


def _hint(words: Sequence[str]) -> str:
    """The parts as they must be written; RE2 knows word borders of ASCII only."""
    small = [re.escape(word) for word in words if len(word) >= _ANY_CASE_FROM]
    capital = [re.escape(word.capitalize()) for word in words if len(word) < _ANY_CASE_FROM]
    shout = [re.escape(word.upper()) for word in words if len(word) < _ANY_CASE_FROM]
    return "|".join([*small, *(f"(?-i:{word})" for word in (*capital, *shout))])


def _listed(known: _Known, seen: Folded) -> Iterator[Hit]:
    """Each known part, grown over the parts and initials of the same person around it."""
    text = seen.text
    reach = 0
    spots = sorted((at, word) for word in known.words & seen.words for at in seen.starts(word))
    for start, word in spots:
        end = start + len(word)
        if start < reach:
            continue
        first, last = _grown(text, start, end, known.beside[word])
        alone = (first, last) == (start, end)
        if alone and (len(word) < 3 or word in known.common):
            continue
        if text[start].isupper() or len(word) >= _ANY_CASE_FROM:
            reach = last
            yield Hit(first, last)


_BEFORE: Final = re.compile(r"([^\W\d_]+)(?:\.\s?|[\s'-]{1,2})$")
_AFTER: Final = re.compile(r"(?:\s|'(?!s\b)|-|,\s)([^\W\d_]+)(\.(?=[\s,]|$))?")


def _grown(text: str, start: int, end: int, others: set[str]) -> tuple[int, int]:
    """The span with the neighbours that are another part of the name, or its initial."""
    initials = {other[0] for other in others}
    for _ in range(3):
        before = _BEFORE.search(text, max(0, start - 24), start)
        if before and _belongs(before[1], others, initials):
            start = before.start(1)
        after = _AFTER.match(text, end)
        if after and _belongs(after[1], others, initials):
            end = after.end(2) if after[2] and len(after[1]) == 1 else after.end(1)
    return start, end


def _belongs(word: str, others: set[str], initials: set[str]) -> bool:
    if word.lower() in others:
        return True
    return len(word) == 1 and word.isupper() and word.lower() in initials


_CAPITAL: Final = re.compile(r"[A-Z](?<![^\W\d_].)[a-z]{5,39}+(?![^\W\d_])")


def _mistyped(parts: Sequence[str]) -> Callable[[Folded], Iterator[Hit]]:
    """One letter more, less, other or two swapped, but never the first (Damerau 1964)."""
    forms: dict[str, set[str]] = {}
    for part in parts:
        for form in _forms(part):
            forms.setdefault(form, set()).add(part)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in _CAPITAL.finditer(seen.text):
            word = match[0].lower()
            near = {part for form in _forms(word) for part in forms.get(form, ())}
            if any(_one_off(word, part) for part in near):
                yield Hit(*match.span())

    return find


def _forms(word: str) -> Iterable[str]:
    """The word, and the word with one letter left out: words one edit apart share a form."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _one_off(one: str, two: str) -> bool:
    if one[0] != two[0] or one == two:
        return False
    if len(one) == len(two):
        off = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        swapped = len(off) == 2 and one[off[0]] == two[off[1]] and one[off[1]] == two[off[0]]
        return len(off) == 1 or (swapped and off[1] == off[0] + 1)
    short, long = sorted((one, two), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
