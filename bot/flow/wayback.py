"""The way back with the eight words: the case's page, and everything that can be done from it.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.talk import Ending
from bot.flow.visits import (
    Adding,
    Answering,
    AtCase,
    Erasing,
    Judging,
    LookingUp,
    More,
    Rating,
    Renewing,
    Reviewing,
    Rewording,
    Seeking,
    Sending,
    Visit,
    Withdrawing,
)
from bot.receipt import parse
from bot.sealed import CaseState
from bot.taxonomy import Disposition

if TYPE_CHECKING:
    from bot.flow.errands import Known, Status
    from bot.flow.stage import Stage
    from bot.flow.states import State, Turn
    from bot.flow.talk import Say
    from bot.report import CleanText

_DISPOSITIONS: Final = frozenset(Disposition)


class WayBack:
    """A reporter back at their case."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words."""
        self._stage = stage

    def seek(self, text: str) -> Turn:
        """Look for the case behind these words. Words that do not parse take the same road."""
        receipt = parse(text)
        return self._stage.turn(LookingUp(None if receipt is None else Visit(receipt)))

    def arrived(self, visit: Visit, seen: Known) -> Turn:
        """The words opened the page: where the case stands, and what waits."""
        question = seen.question
        if question and question.question_id in visit.settled:
            question = None
        preview = None if "preview" in visit.settled else seen.preview
        says = [*self._standing(seen.status)]
        if question:
            says.append(self._stage.notice("followup.case.question"))
        if preview:
            says.append(self._stage.notice("followup.case.preview"))
        return self._stage.turn(AtCase(visit, seen.status, question, preview), *says)

    def lost(self) -> Turn:
        """Nothing answers to the words: wrong, withdrawn and expired sound the same."""
        return self._stage.turn(Seeking(), self._stage.problem("followup.words.unknown"))

    def told(self, state: Adding | Answering, text: CleanText) -> Turn:
        """Words for the case are clean: show them exactly as they would be kept."""
        return self._stage.turn(Reviewing(state, text))

    def chose(
        self,
        state: AtCase | Adding | Answering | Judging | Rating | Rewording | Withdrawing,
        choice: str,
    ) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        if choice == "back":
            return self._stage.turn(LookingUp(state.visit))
        match state:
            case AtCase():
                return self._page(state, choice)
            case Answering() | Judging() | Rating():
                return self._stage.turn(Sending(state, None, choice))
            case Rewording(visit):
                return self._stage.turn(Renewing(visit))
            case Withdrawing(visit):
                return self._stage.turn(Erasing(visit))
            case Adding():
                return self._stage.turn(state)
            case _:
                assert_never(state)

    def reworded(self, receipt: int) -> Turn:
        """The case has new words."""
        stage = self._stage
        new = stage.notice("followup.reworded")
        return stage.turn(More(Visit(receipt, fresh=True)), new, stage.eight(receipt))

    def withdrawn(self) -> Turn:
        """The case is gone."""
        return self._stage.over(Ending.WITHDRAWN, "followup.withdrawn")

    def _page(self, state: AtCase, choice: str) -> Turn:
        stage, visit = self._stage, state.visit
        if choice == "answer" and state.question:
            return stage.turn(Answering(visit, state.question))
        if choice == "verdict" and state.preview:
            return stage.turn(Judging(visit, state.preview))
        if choice == "done":
            return stage.over(Ending.FINISHED, "followup.bye")
        rooms: dict[str, State] = {
            "add": Adding(visit),
            "more": More(visit),
            "rate": Rating(visit),
            "reword": Rewording(visit),
            "withdraw": Withdrawing(visit),
        }
        return stage.turn(rooms.get(choice, state))

    def _standing(self, status: Status) -> tuple[Say, ...]:
        """Where the case stands, in plain language, with reason and note when there are any."""
        state = status.state if status.state in set(CaseState) else CaseState.RECEIVED.value
        why = f".{status.reason}" if status.reason in _DISPOSITIONS else ""
        line = self._stage.notice(f"followup.case.{state}{why if state == 'closed' else ''}")
        note = status.note
        return (line, self._stage.notice("followup.case.note", note=note)) if note else (line,)
