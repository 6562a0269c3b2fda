"""What is asked about a photo, and where one is welcome: pure functions of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.states import Browsing, Gathering, Leaving, Listing, Narrowing
from bot.flow.talk import Ask, Choice, Prompt
from bot.flow.visits import Adding, AtCase, Detailing, More, Picturing, Posting, Recalling, Showing

if TYPE_CHECKING:
    from bot.flow.states import State
    from bot.flow.terms import Terms
    from bot.flow.visits import Visit
    from bot.photo import Picture
    from bot.words import Words

MOST: Final = 3
"""Photos in one visit. Whoever has more to show comes back with the words."""

ADDED: Final = "photo"
"""Of what a visit has settled: a photo that was sent."""


def welcome(state: State, terms: Terms) -> bool:
    """Whether a photo that comes now is shown and may be sent."""
    match state:
        case More() | Recalling() | Detailing() | Picturing() | Showing() | AtCase() | Adding():
            return terms.photos and not full(state.visit)
        case _:
            return False


def full(visit: Visit) -> bool:
    """Whether as many photos were sent as one visit takes."""
    return visit.settled.count(ADDED) >= MOST


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
