"""What was found once is found wherever it stands again: a password typed twice, a name alone.

A detector finds *told Sipho* by the word before it, and the password by its keyword; the same
letters elsewhere have neither. Times and places do not echo: a gate named twice is found twice.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Hit
from bot.scrub.names import AMBIGUOUS
from bot.scrub.people import may_name
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.scrub.detector import Detector
    from bot.scrub.fold import Folded
    from bot.scrub.rules import Rules

NAMED: Final = frozenset(
    (
        *("titled name", "name with particle", "name in context", "name with initial"),
        *("given name", "listed name", "roster name"),
    )
)
"""The detectors whose detection is a name as written, each part of which leads to the person."""
_SECRET: Final = Tag.SECRET
_MOST: Final = 32  # different secrets that are looked for again: more is no text, but an attack
_LONGEST: Final = 200  # of one of them


def echoes(
    found: Iterable[tuple[Detector, Hit]], seen: Folded, rules: Rules
) -> Iterator[tuple[Detector, Hit]]:
    """What stands again, with the detector that found it first."""
    secrets: dict[str, Detector] = {}
    names: dict[str, Detector] = {}
    for detector, hit in found:
        if detector.tag is _SECRET:
            secrets.setdefault(seen.lower[hit.start : hit.end], detector)
        elif detector.name in NAMED:
            for part in seen.text[hit.start : hit.end].split():
                names.setdefault(part, detector)
    for value, detector in islice(secrets.items(), _MOST):
        if _telling(value):
            yield from ((detector, hit) for hit in _again(value, seen.lower))
    for name, detector in names.items():
        yield from ((detector, hit) for hit in _called(name, seen, rules))


def _telling(value: str) -> bool:
    """Whether a secret is sure to be one wherever it stands: *admin* is also a word."""
    return 4 <= len(value) <= _LONGEST and (len(value) >= 8 or not value.isalpha())


def _again(value: str, text: str) -> Iterator[Hit]:
    """Every place of a secret, in any case, that is not the inside of something longer."""
    at = text.find(value)
    if at == text.rfind(value):
        return
    while at >= 0:
        end = at + len(value)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield Hit(at, end)
        at = text.find(value, end)


def _called(name: str, seen: Folded, rules: Rules) -> Iterator[Hit]:
    """Every place of a name with the same capital, unless it names a product there."""
    lower = name.lower()
    places = seen.starts(lower) if lower in seen.words else ()
    if len(places) < 2 or len(name) < 4 or not name.istitle() or lower in AMBIGUOUS:
        return
    for start in places:
        end = start + len(name)
        if seen.text[start:end] == name and may_name(rules, seen.text, start, end):
            yield Hit(start, end)
