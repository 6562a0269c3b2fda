"""What is asked on the way back with the eight words: a pure function of the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow import record, script
from bot.flow.choosing import back, choices, one_of
from bot.flow.talk import Ask, Choice, Prompt
from bot.flow.visits import (
    Adding,
    Answering,
    AtCase,
    Erasing,
    Judging,
    LookingUp,
    Rating,
    Renewing,
    Rewording,
    Seeking,
    Withdrawing,
)
from bot.sealed import CaseState

if TYPE_CHECKING:
    from bot.flow.visits import Parting, Visiting
    from bot.words import Words


def asked(state: Visiting | Parting, words: Words) -> Prompt | None:  # noqa: PLR0911 - one arm a state
    """The prompt of a state of the way back; None while it waits for the world."""
    match state:
        case Seeking():
            return Prompt("words", Ask.TEXT, words("followup.words.ask"))
        case AtCase():
            return _case(state, words)
        case Adding():
            return Prompt("add", Ask.TEXT, words("followup.add.ask"), back(words))
        case Answering():
            return _answer(state, words)
        case Judging(_, preview):
            text = words("followup.verdict.ask", preview=preview)
            verdicts = choices(words, "followup.verdict", script.VERDICTS)
            return Prompt("verdict", Ask.ONE, text, verdicts + back(words))
        case Rating():
            marks = tuple(Choice(mark, mark) for mark in script.MARKS)
            return Prompt("rate", Ask.ONE, words("followup.rate.ask"), marks + back(words))
        case Rewording():
            return one_of(words, "followup.reword", ("yes",), back(words))
        case Withdrawing():
            return one_of(words, "followup.withdraw", ("yes",), back(words))
        case LookingUp() | Renewing() | Erasing():
            return None
        case _:
            assert_never(state)


def _case(state: AtCase, words: Words) -> Prompt:
    ids: tuple[str, ...] = ("answer",) if state.question else ()
    ids += ("verdict",) if state.preview else ()
    ids += ("add", "more")
    closed = state.status.state == CaseState.CLOSED
    ids += ("rate",) if closed and "rate" not in state.visit.settled else ()
    return one_of(words, "followup.case", (*ids, "reword", "withdraw", "done"))


def _answer(state: Answering, words: Words) -> Prompt:
    question = state.question
    buttons = tuple(Choice(id_, said) for id_, said in record.numbered(question.choices))
    how = "followup.answer.how" if buttons else "followup.answer.text"
    text = f"{words('followup.answer.ask', question=question.text)}\n{words(how)}"
    kind = Ask.ONE if buttons else Ask.TEXT
    return Prompt("answer", kind, text, buttons + back(words))
