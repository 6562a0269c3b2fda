"""Typed text on its way in: tidied, measured, scrubbed, coached. Only clean text leaves here."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from bot.flow import script
from bot.flow.coach import keeping
from bot.flow.states import Coaching, Leaving, Telling
from bot.flow.text import tidy, wordless
from bot.flow.visits import Adding, Answering, Detailing, LookingUp, Visit
from bot.receipt import COUNT, INDEX, digits, parse
from bot.report import RawText

if TYPE_CHECKING:
    from bot.flow.details import Details
    from bot.flow.stage import Stage
    from bot.flow.states import TextWanting, Turn
    from bot.flow.telling import Report
    from bot.flow.wayback import WayBack
    from bot.report import CleanText

# More than any text may have; what lies behind it is too long anyway and is not looked at.
_HEARD: Final = 8000
# The list knows no other letters; a class of all letters takes twice as long.
_TOKENS: Final = re.compile(r"[a-z]+(?:-[a-z]+)*")


class Hearing:
    """The ear: one way in for every text that may be kept."""

    def __init__(self, stage: Stage, report: Report, details: Details, wayback: WayBack) -> None:
        """Bind the rooms that clean text goes to."""
        self._stage = stage
        self._report = report
        self._details = details
        self._wayback = wayback

    def opening(self, raw: RawText) -> Turn:
        """The first words of a conversation: a story, a receipt, or only a greeting."""
        begun = self._report.begin()
        heard = self.text(Telling(), raw)
        if isinstance(heard.state, LookingUp):
            return heard
        if len(tidy(raw.text[:_HEARD])[0]) < script.LENGTHS["story"][0]:
            return begun
        return replace(heard, says=(*begun.says, *heard.says))

    def text(self, state: TextWanting, raw: RawText) -> Turn:
        """A text for a state that wants one."""
        stage = self._stage
        typed, altered = tidy(raw.text[:_HEARD])
        receipt = parse(typed) if isinstance(state, Telling) else None
        if receipt is not None and isinstance(state, Telling):
            to = LookingUp(Visit(receipt))
            return stage.turn(Leaving(state, to) if state.answers else to)
        if not typed:
            return stage.turn(state, stage.problem("intake.text.empty"))
        limit = script.LENGTHS[_place(state)][1]
        if len(typed) > limit:
            long = len(typed) if len(raw.text) <= _HEARD else len(raw.text)
            return stage.turn(state, stage.untaken("intake.text.long", n=long, limit=limit))
        if holds_receipt(typed, None if isinstance(state, Telling) else state.visit.receipt):
            return stage.turn(state, stage.problem("intake.text.receipt"))
        scrubbed = stage.scrubber.scrub(RawText(typed))
        says = (stage.notice("intake.text.invisible"),) if altered else ()
        if scrubbed.detections:
            return stage.turn(Coaching(scrubbed.raw, _emptied(state)), *says)
        turn = self._clean(state, scrubbed.safe)
        if isinstance(state, Telling) and turn.state != state:
            turn = self._worded(state, scrubbed.safe, turn)
        return replace(turn, says=(*says, *turn.says)) if says else turn

    def coached(self, state: Coaching, ids: tuple[str, ...]) -> Turn:
        """The coach was answered: the marked text ends here, or one question later."""
        scrubbed = self._stage.scrubber.scrub(state.raw)
        match ids[0]:
            case "edit":
                return self._stage.turn(state.wants)
            case "some":
                return self._stage.turn(replace(state, sorting=True))
            case "keep":
                return self._clean(state.wants, scrubbed.mine)
            case _:
                return self._clean(state.wants, keeping(scrubbed, ids))

    def _worded(self, state: Telling, story: CleanText, turn: Turn) -> Turn:
        """A story of emoji alone is asked for words once. It is kept, and may stay as it is."""
        if not wordless(story.text) or story == state.answers.text("story"):
            return turn
        asked = Telling(state.answers.saying("story", story))
        return self._stage.turn(asked, self._stage.problem("intake.text.wordless"))

    def _clean(self, state: TextWanting, text: CleanText) -> Turn:
        """Clean text, measured again (a replacement may be longer or shorter), to its room."""
        stage = self._stage
        least, most = script.LENGTHS[_place(state)]
        if len(text.text) < least:
            return stage.turn(state, stage.problem("intake.text.short"))
        if len(text.text) > most:
            long = len(text.text)
            return stage.turn(state, stage.untaken("intake.text.long", n=long, limit=most))
        match state:
            case Telling():
                return self._report.told(state, text)
            case Detailing():
                return self._details.told(state, text)
            case Adding() | Answering():
                return self._wayback.told(state, text)
            case _:
                assert_never(state)


def holds_receipt(text: str, receipt: int | None) -> bool:
    """Whether a text holds eight words of the list in a row or this receipt's digits, or is it.

    Whoever comes back types the words as they know them: shortened, or with a typo.
    """
    run = 0
    for token in _TOKENS.findall(text.casefold()):
        run = run + 1 if token in INDEX else 0
        if run == COUNT:
            return True
    if receipt is None:
        return False
    figures = "".join(char for char in text if char.isdecimal())
    return digits(receipt) in figures or parse(text) == receipt


def _place(state: TextWanting) -> str:
    match state:
        case Telling():
            return "story"
        case Detailing(question=question):
            return question
        case Adding():
            return "add"
        case Answering():
            return "answer"
        case _:
            assert_never(state)


def _emptied(state: TextWanting) -> TextWanting:
    """The state without an older text for the same place: a draft never holds a text twice."""
    match state:
        case Telling(answers):
            return Telling(answers.without("story"))
        case Detailing(visit, details, question):
            return Detailing(visit, details.without(question), question)
        case Adding() | Answering():
            return state
        case _:
            assert_never(state)
