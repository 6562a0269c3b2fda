"""Where the rooms of the conversation meet: the words, the prompts, how a turn is put together.

Prompt and act are functions of the state alone, so a room only says where to go and what to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flow.acts import act_of
from bot.flow.picturing import welcome
from bot.flow.prompts import Prompts
from bot.flow.states import Idle, Turn
from bot.flow.talk import Notice, Over, Problem, Words8
from bot.receipt import digits
from bot.receipt import words as receipt_words

if TYPE_CHECKING:
    from bot.flow.prompts import Scrubs
    from bot.flow.states import State
    from bot.flow.talk import Ending, Prompt, Say
    from bot.flow.terms import Terms
    from bot.words import Words


class Stage:
    """One language, one scrubber, one organisation."""

    def __init__(self, words: Words, scrubber: Scrubs, terms: Terms) -> None:
        """Bind what every room needs."""
        self.words = words
        self.scrubber = scrubber
        self.terms = terms
        self._prompts = Prompts(words, scrubber, terms)

    def prompt(self, state: State) -> Prompt | None:
        """What a state asks; None while it waits for the world."""
        prompt = self._prompts.of(state)
        if prompt is not None and welcome(state, self.terms):
            return replace(prompt, photo=True)
        return prompt

    def offered(self, state: State) -> Prompt | None:
        """What an answer is checked against: the prompt without its costly parts."""
        return self._prompts.offered(state)

    def turn(self, state: State, *says: Say) -> Turn:
        """Go to a state, saying something on the way; what it asks is added by `asking`."""
        return Turn(state, says)

    def over(self, reason: Ending, key: str) -> Turn:
        """The conversation ends, with a last sentence; nothing is asked any more."""
        return self.turn(Idle(), self.notice(key), Over(reason))

    def asking(self, turn: Turn) -> Turn:
        """The turn with what its state asks of a person, or wants done in the world."""
        if any(isinstance(say, Over) for say in turn.says):
            return turn
        state = turn.state
        return Turn(state, turn.says, self.prompt(state), act_of(state, self.words))

    def notice(self, key: str, **values: object) -> Notice:
        """A sentence that asks for nothing."""
        return Notice(self.words(key, **values))

    def problem(self, key: str, **values: object) -> Problem:
        """A sentence about what did not fit."""
        return Problem(self.words(key, **values))

    def untaken(self, key: str, **values: object) -> Problem:
        """A sentence about a text that was not taken, and that its writer may still need."""
        return Problem(self.words(key, **values), untaken=True)

    def eight(self, receipt: int) -> Words8:
        """The receipt, to be shown once."""
        return Words8(receipt_words(receipt), digits(receipt))

    def banner(self) -> tuple[Say, ...]:
        """What is said before the first question: help first, then the promise, then this door."""
        terms = self.terms
        door = (Notice(terms.door),) if terms.door else ()
        return (
            self.notice("intake.banner", emergency=terms.emergency),
            self.pledge(),
            *door,
        )

    def pledge(self) -> Notice:
        """What the organisation promises to whoever tells."""
        return Notice(self.terms.pledge or self.words("intake.pledge"))
