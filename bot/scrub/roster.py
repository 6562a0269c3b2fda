"""Names of people that the operator listed, also as people write them in haste.

A name of the roster is found whole or in parts, in either order, with accents or without, as
possessive, with an initial for one part (*M. Rossi*, *Mario R.*), by a nickname, with one typo in
a long part, and in lower case from five letters on. The roster lives in memory only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit
from bot.scrub.fold import fold
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded

_WORD: Final = re.compile(r"[^\W\d_]+")
_TYPO_FROM: Final = 7
_ANY_CASE_FROM: Final = 5
_CHECKED: Final = 4000


def roster(
    names: Sequence[str], nicknames: Mapping[str, Sequence[str]], common: frozenset[str]
) -> Detector:
    """The row for these names. `common`: words that count only beside another part of the name."""
    people = [tuple(part for part in _WORD.findall(fold(name)) if part) for name in names]
    return Detector(
        "roster name",
        Tag.PERSON,
        _find([p for p in people if p], nicknames, common),
        hint=_hint(people),
    )


def _hint(people: Sequence[tuple[str, ...]]) -> str:
    """Any letter: with a roster every text is looked at, because a typo has no fixed form."""
    return r"\pL\pL" if any(people) else r"[^\x00-\x{10FFFF}]"


def _find(
    people: Sequence[tuple[str, ...]],
    nicknames: Mapping[str, Sequence[str]],
    common: frozenset[str],
) -> Find:
    parts: dict[str, str] = {}
    beside: dict[str, set[str]] = {}
    for person in people:
        lower = [part.lower() for part in person]
        for part in lower:
            if len(part) >= 3:
                parts.setdefault(part, part)
                for nickname in nicknames.get(part, ()):
                    parts.setdefault(nickname, part)
            beside.setdefault(part, set()).update(other for other in lower if other != part)
            for nickname in nicknames.get(part, ()):
                beside.setdefault(nickname, set()).update(
                    other for other in lower if other != part
                )
    typos = _deletions(part for part in parts if len(part) >= _TYPO_FROM)

    def known(word: str, lower: str) -> bool:
        if lower in parts:
            return word[:1].isupper() or len(lower) >= _ANY_CASE_FROM
        if len(lower) < _TYPO_FROM - 1 or lower in common:
            return False
        return _one_typo(lower, typos)

    def find(seen: Folded) -> Iterator[Hit]:
        text = seen.text
        memo: dict[str, bool] = {}
        tokens = [(m.start(), m.end(), m[0]) for m in _WORD.finditer(text)]
        for index, (start, end, word) in enumerate(tokens):
            if word not in memo:
                memo[word] = known(word, word.lower())
            lower = word.lower()
            if not memo[word] and not (lower in beside and len(lower) < 3):
                continue
            near = [tokens[i] for i in (index - 1, index + 1) if 0 <= i < len(tokens)]
            paired = any(
                other.lower() in beside.get(lower, ())
                and abs(min(start - e, s - end, key=abs)) <= 2
                for s, e, other in near
            )
            if lower in common and not paired:
                continue
            if len(lower) < 3 and not (paired and word[:1].isupper()):
                continue
            yield _grown(text, start, end, beside.get(parts.get(lower, lower), set()))

    return find


_BEFORE: Final = re.compile(r"(?<!\w)([A-Za-z])\.?\s?$")
_AFTER: Final = re.compile(r"(?:'s(?!\w))|(?:\s([A-Za-z])(?:\.|(?!\w)))")


def _grown(text: str, start: int, end: int, others: set[str]) -> Hit:
    """The name with its possessive, or with the initial of its other part."""
    initials = {other[0] for other in others}
    before = _BEFORE.search(text, max(0, start - 4), start)
    if before and before[1].lower() in initials and before[1].isupper():
        start = before.start(1)
    after = _AFTER.match(text, end)
    if after and (after[1] is None or (after[1].lower() in initials and after[1].isupper())):
        end = after.end() if after[1] is not None else end
    return Hit(start, end)


def _deletions(names: Iterable[str]) -> dict[str, set[str]]:
    """Each name under each form with one letter left out: words one edit apart share one."""
    forms: dict[str, set[str]] = {}
    for name in names:
        for form in _forms(name):
            forms.setdefault(form, set()).add(name)
    return forms


def _forms(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _one_typo(word: str, forms: dict[str, set[str]]) -> bool:
    """One letter more, less, other, or two swapped (Damerau 1964)."""
    if len(word) > 40:
        return False
    near = {name for form in _forms(word) for name in forms.get(form, ())}
    return any(_distance_one(word, name) for name in near)


def _distance_one(one: str, two: str) -> bool:
    if len(one) == len(two):
        off = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
        if len(off) == 1:
            return off[0] > 0
        return (
            len(off) == 2
            and off[1] == off[0] + 1
            and one[off[0]] == two[off[1]]
            and one[off[1]] == two[off[0]]
        )
    short, long = sorted((one, two), key=len)
    return len(long) - len(short) == 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )
