"""What is asked in the library of lessons: a pure function of the state.

Only kinds that have lessons are offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.states import Browsing, Gathering, Listing, Narrowing
from bot.flow.talk import Ask, Choice, Prompt
from bot.taxonomy import KINDS, Family, Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.flow.states import Reading
    from bot.words import Words

ALL: Final = "all"
KNOWN: Final = frozenset(Kind)


def asked(state: Reading, words: Words) -> Prompt | None:
    """The prompt of a state of the library; None while it waits for the world."""
    match state:
        case Browsing():
            return _browsing(state, words)
        case Narrowing():
            return _narrowing(state, words)
        case Listing() | Gathering():
            return None
        case _:
            assert_never(state)


def sound(state: Narrowing) -> bool:
    """Whether the state means something: kinds that exist, a family that has some of them."""
    families = {family.value for family in _families(state.kinds)}
    return bool(state.kinds) and KNOWN.issuperset(state.kinds) and state.family in {"", *families}


def only(kinds: Collection[str]) -> str:
    """The one family of these kinds, when there is nothing to choose; else an empty string."""
    families = _families(kinds)
    return families[0].value if len(families) == 1 and Kind.OTHER not in kinds else ""


def _browsing(state: Browsing, words: Words) -> Prompt:
    """What to do after a page."""
    ids = (*("next",) * state.more, "kinds", *(ALL,) * bool(state.kind), "back")
    choices = tuple(Choice(one, words(f"learn.lessons.{one}")) for one in ids)
    return Prompt("lessons", Ask.ONE, words("learn.lessons.ask"), choices)


def _narrowing(state: Narrowing, words: Words) -> Prompt:
    """Which family, then which kind."""
    back = Choice("back", words("learn.lessons.back"))
    if not state.family:
        offered = [Choice(one.value, words.label(one)) for one in _families(state.kinds)]
        if Kind.OTHER in state.kinds:
            offered.append(Choice(Kind.OTHER.value, words.label(Kind.OTHER)))
        every = Choice(ALL, words("learn.lessons.all"))
        text = words("learn.lessons.family")
        return Prompt("lessons_family", Ask.ONE, text, (*offered, every, back))
    kinds = [one for one in KINDS[Family(state.family)] if one in _own(state.kinds)]
    offered = [Choice(one.value, words.label(one)) for one in kinds]
    return Prompt("lessons_kind", Ask.ONE, words("learn.lessons.kind"), (*offered, back))


def _own(kinds: Collection[str]) -> set[str]:
    """The kinds that belong to one family; `other` belongs to all."""
    return {kind for kind in kinds if kind != Kind.OTHER}


def _families(kinds: Collection[str]) -> list[Family]:
    own = _own(kinds)
    return [family for family in Family if own.intersection(KINDS[family])]
