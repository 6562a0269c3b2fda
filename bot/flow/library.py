"""The library of lessons: a page, the next one, one kind alone, and back to where one was.

    Listing ── a page ── Browsing ── next ── Listing
                            └── kinds ── Gathering ── Narrowing (family, then kind) ── Listing

Only kinds that have lessons are offered. A library of one page has no menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flow.browsing import ALL, KNOWN, only
from bot.flow.errands import Kinds, Listed
from bot.flow.states import Browsing, Gathering, Listing, Narrowing
from bot.flow.talk import Notice
from bot.taxonomy import Kind

if TYPE_CHECKING:
    from bot.flow.stage import Stage
    from bot.flow.states import Turn
    from bot.flow.talk import Say


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
            said.insert(0, stage.notice("learn.lessons.of", kind=name))
        if not said and not listed.page:
            said.append(stage.notice("learn.lessons.none"))
        elif not listed.more and (listed.page or kind):
            said.append(stage.notice("learn.lessons.last"))
        if listed.more or kind:
            then = Browsing(listed.page, state.back, kind, more=listed.more)
            return stage.turn(then, *said)
        return stage.turn(state.back, *said)

    def _gathered(self, state: Gathering, kinds: Kinds) -> Turn:
        known = tuple(kind for kind in kinds.ids if kind in KNOWN)
        if not known:
            return self._stage.turn(state.back, self._stage.notice("learn.lessons.none"))
        return self._stage.turn(Narrowing(state.back, known, only(known)))

    def _narrowed(self, state: Narrowing, choice: str) -> Turn:
        stage, back = self._stage, state.back
        if choice == "back":
            wide = bool(state.family) and not only(state.kinds)
            return stage.turn(Narrowing(back, state.kinds) if wide else back)
        if choice == ALL:
            return stage.turn(Listing(0, back))
        if not state.family and choice != Kind.OTHER:
            return stage.turn(Narrowing(back, state.kinds, choice))
        return stage.turn(Listing(0, back, choice))
