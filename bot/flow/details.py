"""After the words: optional details in any order, the word check, the last look before sending.

Pure.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from bot.flow import script
from bot.flow.answers import NOTHING
from bot.flow.errands import Done
from bot.flow.talk import Ending
from bot.flow.visits import (
    Adding,
    Answering,
    Detailing,
    Judging,
    LookingUp,
    More,
    Picturing,
    Rating,
    Recalling,
    Reviewing,
    Sending,
)
from bot.receipt import words as receipt_words

if TYPE_CHECKING:
    from bot.flow.errands import Barred
    from bot.flow.stage import Stage
    from bot.flow.states import Turn
    from bot.flow.talk import Say
    from bot.flow.visits import Visit
    from bot.report import CleanText


class Details:
    """A little more: what each optional answer leads to."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words."""
        self._stage = stage

    def told(self, state: Detailing, text: CleanText) -> Turn:
        """A detail in words is clean: back to the menu."""
        return self._stage.turn(More(state.visit, state.details.saying(state.question, text)))

    def chose(self, state: More | Recalling | Detailing | Reviewing, ids: tuple[str, ...]) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        match state:
            case More():
                return self._menu(state, ids[0])
            case Recalling():
                return self._recalled(state, ids[0])
            case Detailing():
                return self._detail(state, ids)
            case Reviewing():
                return self._reviewed(state, ids[0])
            case _:
                assert_never(state)

    def sent(self, state: Sending, how: Done | Barred) -> Turn:
        """What was sent is durable."""
        stage, place = self._stage, state.place
        match place:
            case More(visit):
                return stage.turn(More(visit), stage.notice("followup.added"), *self._barred(how))
            case Adding(visit):
                return stage.turn(LookingUp(visit), stage.notice("followup.added"))
            case Answering(visit, question):
                here = settle(visit, question.question_id)
                return stage.turn(LookingUp(here), stage.notice("followup.answered"))
            case Judging(visit):
                here = settle(visit, "preview")
                return stage.turn(LookingUp(here), stage.notice("followup.judged"))
            case Rating(visit):
                here = settle(visit, "rate")
                return stage.turn(LookingUp(here), stage.notice("followup.rated"))
            case _:
                assert_never(place)

    def _barred(self, how: Done | Barred) -> tuple[Say, ...]:
        """What excluding somebody came to: it may have been too late to matter."""
        if isinstance(how, Done):
            return ()
        return (self._stage.notice(f"followup.barred.{'before' if how.in_time else 'after'}"),)

    def _menu(self, state: More, choice: str) -> Turn:  # noqa: PLR0911 - one arm a choice
        stage = self._stage
        if choice == "send" or (choice == "done" and state.details):
            return stage.turn(Reviewing(state))
        if choice == "recall":
            return stage.turn(Recalling(state.visit, state.details))
        if choice == "again":
            return stage.turn(state, stage.eight(state.visit.receipt))
        if choice == "done" and state.visit.fresh:
            return stage.over(Ending.FINISHED, "intake.bye")
        if choice == "done":
            return stage.turn(LookingUp(state.visit))
        if choice == "photo":
            return stage.turn(Picturing(state.visit, state.details))
        return stage.turn(Detailing(state.visit, state.details, choice))

    def _recalled(self, state: Recalling, choice: str) -> Turn:
        stage, eight = self._stage, receipt_words(state.visit.receipt)
        if choice == "back":
            return stage.turn(More(state.visit, state.details))
        if choice == eight[state.visit.receipt % len(eight)]:
            return stage.turn(
                More(state.visit, state.details), stage.notice("intake.recall.right")
            )
        return stage.turn(state, stage.problem("intake.recall.wrong"))

    def _detail(self, state: Detailing, ids: tuple[str, ...]) -> Turn:
        follows = script.AND_THEN.get(state.question, "")
        if ids == ("skip",):
            dropped = state.details.without(state.question, follows)
            return self._stage.turn(More(state.visit, dropped))
        details = state.details.picking(state.question, ids)
        then = Detailing(state.visit, details, follows) if follows else More(state.visit, details)
        return self._stage.turn(then)

    def _reviewed(self, state: Reviewing, decision: str) -> Turn:
        place = state.place
        if decision == "send":
            return self._stage.turn(Sending(place, state.text))
        if decision == "change":
            return self._stage.turn(place)
        erased = self._stage.notice("followup.discarded")
        if isinstance(place, More):
            return self._stage.turn(replace(place, details=NOTHING), erased)
        return self._stage.turn(LookingUp(place.visit), erased)


def settle(visit: Visit, what: str) -> Visit:
    """The visit, with one thing more that its page need not ask again."""
    return replace(visit, settled=(*visit.settled, what))
