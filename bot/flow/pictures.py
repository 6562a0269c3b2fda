"""A photo, as an optional detail: wanted, on screen as it would be kept, on its way to the case.

    More ── photo ── Picturing ── (a photo) ── Showing ── send ── Posting ── More

A photo that comes unasked is welcome wherever somebody holds the words of a case and nothing else
waits for a yes. Everywhere else it is refused in words, and nothing that was said is lost. States
hold which photo is meant, never its bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.answers import NOTHING
from bot.flow.states import (
    Adding,
    Answering,
    AtCase,
    Browsing,
    Detailing,
    Erasing,
    Gathering,
    Judging,
    Leaving,
    Listing,
    More,
    Narrowing,
    Picturing,
    Posting,
    Rating,
    Recalling,
    Renewing,
    Reviewing,
    Rewording,
    Sending,
    Showing,
    Withdrawing,
)
from bot.flow.talk import Ask, Choice, Prompt

if TYPE_CHECKING:
    from bot.flow.stage import Stage
    from bot.flow.states import State, Terms, Turn, Visit
    from bot.flow.talk import Problem
    from bot.photo import Picture
    from bot.words import Words

MOST: Final = 3
"""Photos in one visit. Whoever has more to show comes back with the words."""

_ADDED: Final = "photo"


class Pictures:
    """The room where a photo is looked at before it is sent."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words."""
        self._stage = stage

    def came(self, state: State, picture: Picture) -> Turn:
        """A photo was made anew from its pixels: show it, where it is welcome."""
        stage = self._stage
        if holding(state) == picture:
            return stage.turn(state)  # delivered twice
        if not welcome(state, stage.terms):
            return self.refused(state)
        match state:
            case More() | Recalling() | Detailing() | Picturing() | Showing():
                return stage.turn(Showing(state.visit, state.details, picture))
            case AtCase() | Adding():
                return stage.turn(Showing(state.visit, NOTHING, picture))
            case _:
                raise AssertionError("a photo is welcome in no other state")

    def refused(self, state: State) -> Turn:
        """A photo that is not welcome here: a sentence, and the same question again."""
        return self._stage.turn(state, self._why_not(state))

    def typed(self, state: Picturing) -> Turn:
        """Words where a photo is wanted."""
        return self._stage.turn(state, self._stage.problem("photo.typed"))

    def chose(self, state: Picturing | Showing, choice: str) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        stage, visit, details = self._stage, state.visit, state.details
        if isinstance(state, Picturing):
            return stage.turn(More(visit, details))
        match choice:
            case "send":
                return stage.turn(Posting(visit, details, state.picture))
            case "another":
                return stage.turn(Picturing(visit, details), stage.notice("photo.removed"))
            case _:
                return stage.turn(More(visit, details), stage.notice("photo.removed"))

    def sent(self, state: Posting) -> Turn:
        """The photo is durable; the other details wait as before."""
        visit = replace(state.visit, settled=(*state.visit.settled, _ADDED))
        return self._stage.turn(More(visit, state.details), self._stage.notice("photo.added"))

    def _why_not(self, state: State) -> Problem:
        if not self._stage.terms.photos:
            return self._stage.problem("intake.odd")
        match state:
            case More() | Recalling() | Detailing() | Picturing() | Showing():
                return self._stage.problem("photo.enough", n=MOST)
            case AtCase() | Adding():
                return self._stage.problem("photo.enough", n=MOST)
            case Reviewing() | Answering() | Judging() | Rating() | Rewording() | Withdrawing():
                return self._stage.problem("photo.after")
            case Sending() | Posting() | Renewing() | Erasing():
                return self._stage.problem("photo.after")
            case _:
                return self._stage.problem("photo.later")


def welcome(state: State, terms: Terms) -> bool:
    """Whether a photo that comes now is shown and may be sent."""
    match state:
        case More() | Recalling() | Detailing() | Picturing() | Showing() | AtCase() | Adding():
            return terms.photos and not full(state.visit)
        case _:
            return False


def full(visit: Visit) -> bool:
    """Whether as many photos were sent as one visit takes."""
    return visit.settled.count(_ADDED) >= MOST


def holding(state: State) -> Picture | None:
    """The photo that this state would lose if nobody kept its bytes."""
    match state:
        case Showing() | Posting():
            return state.picture
        case Listing() | Browsing() | Gathering() | Narrowing() | Leaving():
            return holding(state.back)
        case _:
            return None


def asked(state: Picturing | Showing | Posting, words: Words) -> Prompt | None:
    """The prompt of a state of a photo; None while it is on its way."""
    match state:
        case Picturing():
            return wanted(words)
        case Showing(_, _, picture):
            return shown(picture, words)
        case Posting():
            return None
        case _:
            assert_never(state)


def wanted(words: Words) -> Prompt:
    """The question for a photo."""
    back = Choice("back", words("photo.ask.back"))
    return Prompt("photo", Ask.ONE, words("photo.ask"), (back,), optional=True)


def shown(picture: Picture, words: Words) -> Prompt:
    """The question under a photo as it would be kept."""
    text = words("photo.shown", width=picture.width, height=picture.height)
    choices = tuple(
        Choice(one, words(f"photo.shown.{one}")) for one in ("send", "another", "remove")
    )
    return Prompt("photo_shown", Ask.ONE, text, choices)


def offer(visit: Visit, terms: Terms, words: Words) -> tuple[Choice, ...]:
    """The button of the menu, where this door takes photos."""
    if not terms.photos or full(visit):
        return ()
    return (Choice("photo", words("photo.menu")),)
