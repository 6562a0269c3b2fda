"""From the first words to Send: the story, the script's questions, the record, the receipt.

Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow import script
from bot.flow.states import Asking, Changing, Confirming, Filing, Telling
from bot.flow.talk import Ending
from bot.flow.terms import UNNAMED
from bot.flow.visits import More, Visit
from bot.taxonomy import Barrier, Gravity

if TYPE_CHECKING:
    from bot.flow.answers import Answers
    from bot.flow.stage import Stage
    from bot.flow.states import Turn
    from bot.flow.talk import Say
    from bot.report import CleanText


class Report:
    """A report in: what each answer leads to."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words and the terms."""
        self._stage = stage

    def begin(self) -> Turn:
        """The banner, then the first question."""
        return self._stage.turn(Telling(), *self._stage.banner())

    def told(self, state: Telling, story: CleanText) -> Turn:
        """The story is clean: on with the next question."""
        return self._onward(state.answers.saying("story", story))

    def chose(self, state: Telling | Asking | Confirming | Changing, ids: tuple[str, ...]) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        match state:
            case Telling(answers):
                return self._onward(answers)
            case Asking(answers, question):
                chosen = script.answered(answers, question, ids, self._stage.terms)
                return self._onward(chosen, *self._remarks(chosen, question))
            case Confirming(answers):
                return self._decided(answers, ids[0])
            case Changing(answers):
                return self._stage.turn(self._reopened(answers, ids[0]))
            case _:
                assert_never(state)

    def filed(self, state: Filing, receipt: int) -> Turn:
        """The report is durable: thanks, the eight words, and what happens next."""
        stage, answers = self._stage, state.answers
        day = stage.terms.weekday
        if script.is_concern(answers):
            follows = stage.notice("intake.filed.concern")
        elif not day:
            follows = stage.notice("intake.filed.unposted")
        else:
            weekday = stage.words(f"intake.weekday.{day}") if day in script.WEEKDAYS else day
            follows = stage.notice("intake.filed.next", weekday=weekday)
        told = "intake.filed.now" if stage.terms.alerts else "intake.filed.unheard"
        alert = (stage.notice(told),) if answers.pick("urgent") == "now" else ()
        thanks = stage.notice("intake.filed")
        return stage.turn(
            More(Visit(receipt, fresh=True)), thanks, stage.eight(receipt), *alert, follows
        )

    def _onward(self, answers: Answers, *says: Say) -> Turn:
        """To the first open question, or to the record when none is left."""
        question = script.next_question(answers, self._stage.terms)
        if question == "story":
            return self._stage.turn(Telling(answers), *says)
        state = Asking(answers, question) if question else Confirming(answers)
        return self._stage.turn(state, *says)

    def _decided(self, answers: Answers, decision: str) -> Turn:
        if decision == "send":
            return self._stage.turn(Filing(answers))
        if decision == "change":
            return self._stage.turn(Changing(answers))
        return self._stage.over(Ending.DISCARDED, "intake.discarded")

    @staticmethod
    def _reopened(answers: Answers, step: str) -> Telling | Asking | Confirming:
        if step == "back":
            return Confirming(answers)
        return Telling(answers) if step == "story" else Asking(answers, step)

    def _remarks(self, answers: Answers, question: str) -> tuple[Say, ...]:
        """What an answer sets off at once: the incident door, danger, a concern's limits."""
        stage = self._stage
        if question == "family" and script.is_concern(answers):
            return self._of_concerns()
        if question == "branch" and script.meaning(answers) is script.Meaning.HARM_DONE:
            door = stage.terms.incident_door or stage.words("intake.incident.door")
            return (stage.notice("intake.incident", door=door),)
        if self._alarming(answers, question):
            return (stage.notice("intake.danger", emergency=stage.terms.emergency),)
        return ()

    def _of_concerns(self) -> tuple[Say, ...]:
        """What a concern's door is not, who reads it, and which other doors there are."""
        stage, terms = self._stage, self._stage.terms
        says: list[Say] = [stage.notice("intake.concern.is")]
        if n := len(terms.readers):
            roles = ", ".join(dict.fromkeys(terms.readers))
            how = "few" if roles == UNNAMED else "readers"
            says.append(stage.notice(f"intake.concern.{how}", n=n, roles=roles))
            if not terms.excludable:
                says.append(stage.notice("intake.concern.all", n=n))
        if channels := terms.external_channels:
            says.append(stage.notice("intake.concern.channels", channels=channels))
        return tuple(says)

    @staticmethod
    def _alarming(answers: Answers, question: str) -> bool:
        match question:
            case "barrier":
                return answers.pick("barrier") == Barrier.NOT_STOPPED
            case "branch":
                return script.meaning(answers) is script.Meaning.STILL_DANGEROUS
            case "gravity":
                return answers.pick("gravity") == Gravity.HARM
            case _:
                return False
