"""The library of lessons: a page, the next one, one kind alone, and back to where one was.

    Listing ── a page ── Browsing ── next ── Listing
                            └── kinds ── Gathering ── Narrowing (family, then kind) ── Listing

Only kinds that have lessons are offered. A library of one page has no menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.states import Browsing, Gathering, Listing, Narrowing
from bot.flow.talk import Ask, Choice, Kinds, Listed, Notice, Prompt
from bot.taxonomy import KINDS, Family, Kind

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.flow.stage import Stage
    from bot.flow.states import Reading, Turn
    from bot.flow.talk import Say
    from bot.words import Words

ALL: Final = "all"
_KNOWN: Final = frozenset(Kind)


class Library:
    """The room where lessons are read."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words."""
        self._stage = stage

    def chose(self, state: Browsing | Narrowing, choice: str) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        if isinstance(state, Narrowing):
            return self._narrowed(state, choice)
        match choice:
            case "next":
                return self._stage.turn(Listing(state.page + 1, state.back, state.kind))
            case "kinds":
                return self._stage.turn(Gathering(state.back))
            case "all":
                return self._stage.turn(Listing(0, state.back))
            case _:
                return self._stage.turn(state.back)

    def heard(self, state: Listing | Gathering, outcome: Listed | Kinds) -> Turn:
        """A page is there, or the kinds are known. The unexpected changes nothing."""
        match state, outcome:
            case Listing(), Listed():
                return self._listed(state, outcome)
            case Gathering(), Kinds():
                return self._gathered(state, outcome)
            case _:
                return self._stage.turn(state)

    def _listed(self, state: Listing, listed: Listed) -> Turn:
        stage, kind = self._stage, state.kind
        said: list[Say] = [Notice(lesson) for lesson in listed.lessons]
        if kind and said and not listed.page:
            name = stage.words.label(Kind(kind))
            said.insert(0, stage.notice("intake.lessons.of", kind=name))
        if not said and not listed.page:
            said.append(stage.notice("intake.lessons.none"))
        elif not listed.more and (listed.page or kind):
            said.append(stage.notice("intake.lessons.last"))
        if listed.more or kind:
            then = Browsing(listed.page, state.back, kind, more=listed.more)
            return stage.turn(then, *said)
        return stage.turn(state.back, *said)

    def _gathered(self, state: Gathering, kinds: Kinds) -> Turn:
        known = tuple(kind for kind in kinds.ids if kind in _KNOWN)
        if not known:
            return self._stage.turn(state.back, self._stage.notice("intake.lessons.none"))
        return self._stage.turn(Narrowing(state.back, known, _only(known)))

    def _narrowed(self, state: Narrowing, choice: str) -> Turn:
        stage, back = self._stage, state.back
        if choice == "back":
            wide = bool(state.family) and not _only(state.kinds)
            return stage.turn(Narrowing(back, state.kinds) if wide else back)
        if choice == ALL:
            return stage.turn(Listing(0, back))
        if not state.family and choice != Kind.OTHER:
            return stage.turn(Narrowing(back, state.kinds, choice))
        return stage.turn(Listing(0, back, choice))


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
    return bool(state.kinds) and _KNOWN.issuperset(state.kinds) and state.family in {"", *families}


def _browsing(state: Browsing, words: Words) -> Prompt:
    """What to do after a page."""
    ids = (*("next",) * state.more, "kinds", *(ALL,) * bool(state.kind), "back")
    choices = tuple(Choice(one, words(f"intake.lessons.{one}")) for one in ids)
    return Prompt("lessons", Ask.ONE, words("intake.lessons.ask"), choices)


def _narrowing(state: Narrowing, words: Words) -> Prompt:
    """Which family, then which kind."""
    back = Choice("back", words("intake.lessons.back"))
    if not state.family:
        offered = [Choice(one.value, words.label(one)) for one in _families(state.kinds)]
        if Kind.OTHER in state.kinds:
            offered.append(Choice(Kind.OTHER.value, words.label(Kind.OTHER)))
        every = Choice(ALL, words("intake.lessons.all"))
        text = words("intake.lessons.family")
        return Prompt("lessons_family", Ask.ONE, text, (*offered, every, back))
    kinds = [one for one in KINDS[Family(state.family)] if one in _own(state.kinds)]
    offered = [Choice(one.value, words.label(one)) for one in kinds]
    return Prompt("lessons_kind", Ask.ONE, words("intake.lessons.kind"), (*offered, back))


def _own(kinds: Collection[str]) -> set[str]:
    """The kinds that belong to one family; `other` belongs to all."""
    return {kind for kind in kinds if kind != Kind.OTHER}


def _families(kinds: Collection[str]) -> list[Family]:
    own = _own(kinds)
    return [family for family in Family if own.intersection(KINDS[family])]


def _only(kinds: Collection[str]) -> str:
    """The one family of these kinds, when there is nothing to choose; else an empty string."""
    families = _families(kinds)
    return families[0].value if len(families) == 1 and Kind.OTHER not in kinds else ""
