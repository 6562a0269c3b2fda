"""What the world answers to an act, and where that leads. The unexpected changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flow.errands import Barred, Done, Failed, Filed, Kinds, Known, Listed, Unknown
from bot.flow.states import Confirming, Filing, Gathering, Listing
from bot.flow.talk import Problem
from bot.flow.visits import (
    Adding,
    Answering,
    Erasing,
    LookingUp,
    More,
    Picturing,
    Posting,
    Renewing,
    Reviewing,
    Rewording,
    Seeking,
    Sending,
    Showing,
    Withdrawing,
)
from bot.frozen import frozen
from bot.report import CleanText

if TYPE_CHECKING:
    from bot.flow.details import Details
    from bot.flow.errands import Outcome
    from bot.flow.library import Library
    from bot.flow.pictures import Pictures
    from bot.flow.stage import Stage
    from bot.flow.states import State, Turn
    from bot.flow.telling import Report
    from bot.flow.wayback import WayBack


@frozen
class Rooms:
    """The rooms of the conversation: each knows where its own answers and outcomes lead."""

    report: Report
    details: Details
    pictures: Pictures
    wayback: WayBack
    library: Library


class Outcomes:
    """From a waiting state to the next one that a person sees."""

    def __init__(self, stage: Stage, rooms: Rooms) -> None:
        """Bind the rooms that acts come from."""
        self._stage = stage
        self._rooms = rooms

    def heard(self, state: State, outcome: Outcome) -> Turn:  # noqa: PLR0911 - one arm an outcome
        """The turn that an outcome brings."""
        match state, outcome:
            case _, Failed(why):
                return self._stage.turn(_before(state), Problem(why))
            case Filing(), Filed(receipt):
                return self._rooms.report.filed(state, receipt)
            case LookingUp(visit), Known() if visit:
                return self._rooms.wayback.arrived(visit, outcome)
            case LookingUp() | Sending() | Posting() | Renewing() | Erasing(), Unknown():
                return self._rooms.wayback.lost()
            case Posting(), Done():
                return self._rooms.pictures.sent(state)
            case Sending(), Done() | Barred():
                return self._rooms.details.sent(state, outcome)
            case Renewing(), Filed(receipt):
                return self._rooms.wayback.reworded(receipt)
            case Erasing(), Done():
                return self._rooms.wayback.withdrawn()
            case Listing() | Gathering(), Listed() | Kinds():
                return self._rooms.library.heard(state, outcome)
            case _:
                return self._stage.turn(state)


def _before(state: State) -> State:  # noqa: PLR0911 - one arm an act
    """Where a person stood before the act that failed; nothing they said is lost."""
    match state:
        case Filing(answers):
            return Confirming(answers)
        case LookingUp():
            return Seeking()
        case Sending(More() as place) | Sending((Adding() | Answering()) as place, CleanText()):
            return Reviewing(place, state.text)
        case Sending(place):
            return place
        case Posting(visit, details, picture):
            return Showing(visit, details, picture)
        case Showing(visit, details):  # its bytes are gone
            return Picturing(visit, details)
        case Renewing(visit):
            return Rewording(visit)
        case Erasing(visit):
            return Withdrawing(visit)
        case Listing(_, back) | Gathering(back):
            return back
        case _:
            return state
