"""What the world answers to an act, and where that leads. The unexpected changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flow.states import (
    Adding,
    Answering,
    Browsing,
    Confirming,
    Erasing,
    Filing,
    Listing,
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
from bot.flow.talk import Barred, Done, Failed, Filed, Listed, Notice, Problem, Seen, Unknown
from bot.report import CleanText

if TYPE_CHECKING:
    from bot.flow.details import Details
    from bot.flow.pictures import Pictures
    from bot.flow.stage import Stage
    from bot.flow.states import State, Turn
    from bot.flow.talk import Outcome
    from bot.flow.telling import Report
    from bot.flow.wayback import WayBack


class Outcomes:
    """From a waiting state to the next one that a person sees."""

    def __init__(  # one room more than a signature likes: each has acts of its own
        self,
        stage: Stage,
        report: Report,
        details: Details,
        pictures: Pictures,
        wayback: WayBack,
    ) -> None:
        """Bind the rooms that acts come from."""
        self._pictures = pictures
        self._stage = stage
        self._report = report
        self._details = details
        self._wayback = wayback

    def heard(self, state: State, outcome: Outcome) -> Turn:  # noqa: PLR0911 - one arm an outcome
        """The turn that an outcome brings."""
        match state, outcome:
            case _, Failed(why):
                return self._stage.turn(_before(state), Problem(why))
            case Filing(), Filed(receipt):
                return self._report.filed(state, receipt)
            case LookingUp(visit), Seen() if visit:
                return self._wayback.arrived(visit, outcome)
            case LookingUp() | Sending() | Posting() | Renewing() | Erasing(), Unknown():
                return self._wayback.lost()
            case Posting(), Done():
                return self._pictures.sent(state)
            case Sending(), Done() | Barred():
                return self._details.sent(state, outcome)
            case Renewing(), Filed(receipt):
                return self._wayback.reworded(receipt)
            case Erasing(), Done():
                return self._wayback.withdrawn()
            case Listing(), Listed():
                return self._listed(state, outcome)
            case _:
                return self._stage.turn(state)

    def _listed(self, state: Listing, listed: Listed) -> Turn:
        stage = self._stage
        lessons = tuple(Notice(lesson) for lesson in listed.lessons)
        if listed.more:
            return stage.turn(Browsing(listed.page, state.back), *lessons)
        if not lessons and not listed.page:
            return stage.turn(state.back, stage.notice("intake.lessons.none"))
        last = (stage.notice("intake.lessons.last"),) if listed.page else ()
        return stage.turn(state.back, *lessons, *last)


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
        case Listing(_, back):
            return back
        case _:
            return state
