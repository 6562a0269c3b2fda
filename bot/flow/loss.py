"""What would be lost if a conversation were left where it stands. Pure: it asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow.states import (
    Asking,
    Browsing,
    Changing,
    Coaching,
    Confirming,
    Filing,
    Gathering,
    Idle,
    Leaving,
    Listing,
    Narrowing,
    Telling,
)
from bot.flow.talk import Loss
from bot.flow.visits import (
    Adding,
    Answering,
    AtCase,
    Detailing,
    Erasing,
    Judging,
    LookingUp,
    More,
    Picturing,
    Posting,
    Rating,
    Recalling,
    Renewing,
    Reviewing,
    Rewording,
    Seeking,
    Sending,
    Showing,
    Withdrawing,
)

if TYPE_CHECKING:
    from bot.flow.states import State


def losing(state: State) -> Loss:
    """What would be lost if nothing more were heard."""
    if telling(state):
        return Loss.REPORT
    return Loss.ADDITION if unsent(state) else Loss.NOTHING


def telling(state: State) -> bool:
    """Whether a report is under way that nothing has been kept of."""
    match state:
        case Telling() | Asking() | Confirming() | Changing():
            return True
        case Coaching(wants=wants):
            return isinstance(wants, Telling)
        case _:
            return False


def unsent(state: State) -> bool:  # noqa: PLR0911 - one arm a room
    """Whether leaving this state would lose something that somebody said."""
    match state:
        case Telling(answers):
            return bool(answers)
        case Coaching() | Asking() | Confirming() | Changing() | Reviewing():
            return True
        case More() | Recalling() | Detailing() | Picturing():
            return bool(state.details)
        case Showing() | Posting():
            return True
        case Idle() | Seeking() | LookingUp() | AtCase() | Adding() | Answering() | Judging():
            return False
        case Rating() | Rewording() | Withdrawing():
            return False
        case Filing() | Sending() | Renewing() | Erasing():
            return True
        case Listing() | Browsing() | Gathering() | Narrowing() | Leaving():
            return unsent(state.back)
        case _:
            assert_never(state)


def fresh(state: State) -> bool:
    """Whether the eight words were just made: whoever goes elsewhere never sees them again."""
    match state:
        case More() | Recalling() | Detailing() | Picturing() | Showing() | Posting():
            return state.visit.fresh
        case Reviewing() | Sending():
            return state.place.visit.fresh
        case Listing() | Browsing() | Gathering() | Narrowing() | Leaving():
            return fresh(state.back)
        case _:
            return False
