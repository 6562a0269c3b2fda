"""The conversation: `step(state, heard) -> Turn`, total and pure. No clock, dice, I/O or log.

Commands come first, then what the world answers, then what a person chooses or says. The rooms
(`telling`, `details`, `wayback`) know where an answer leads; this file knows which room is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.flow.beside import Beside
from bot.flow.details import Details
from bot.flow.hearing import Hearing
from bot.flow.library import Library
from bot.flow.outcomes import Outcomes, Rooms
from bot.flow.picking import near, picked
from bot.flow.pictures import Pictures
from bot.flow.stage import Stage
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
from bot.flow.talk import Ask, Chose, Odd, Pictured, Pressed, Said
from bot.flow.telling import Report
from bot.flow.text import told
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
from bot.flow.wayback import WayBack

if TYPE_CHECKING:
    from bot.flow.prompts import Scrubs
    from bot.flow.states import State, Turn
    from bot.flow.talk import Heard, Prompt, Say
    from bot.flow.terms import Terms
    from bot.words import Words


class Machine:
    """The whole conversation in one language, for one organisation."""

    def __init__(self, words: Words, scrubber: Scrubs, terms: Terms) -> None:
        """Bind the language, what finds identifying words, and what was configured."""
        self._stage = Stage(words, scrubber, terms)
        report, details = Report(self._stage), Details(self._stage)
        pictures, wayback = Pictures(self._stage), WayBack(self._stage)
        self._rooms = Rooms(report, details, pictures, wayback, Library(self._stage))
        self._beside = Beside(self._stage, report)
        self._hearing = Hearing(self._stage, report, details, wayback)
        self._outcomes = Outcomes(self._stage, self._rooms)

    def begin(self) -> Turn:
        """A conversation begins: the banner, then the first question."""
        return self._stage.asking(self._rooms.report.begin())

    def again(self, state: State, *says: Say) -> Turn:
        """The same question once more, or the same act: after a stale tap or a lost screen."""
        return self._stage.asking(self._stage.turn(state, *says))

    def step(self, state: State, heard: Heard, offered: Prompt | None = None) -> Turn:
        """One step. Every pair of state and heard has an answer; none raises.

        `offered`: what the state offers, of whom has asked for that already.
        """
        return self._stage.asking(self._stepped(state, heard, offered))

    def prompt(self, state: State) -> Prompt | None:
        """What a state asks; None while it waits for the world."""
        return self._stage.prompt(state)

    def offered(self, state: State) -> Prompt | None:
        """What an answer is checked against: the prompt without its costly parts."""
        return self._stage.offered(state)

    def passing(self, state: State, prompt: Prompt, heard: Said | Chose) -> Turn:
        """A step that nobody sees the end of, because the next answer is there already.

        `prompt`: what the state offers. The turn says what it says, and asks nothing.
        """
        return self._person(state, prompt, heard)

    def _stepped(  # noqa: PLR0911 - one arm a thing heard
        self, state: State, heard: Heard, offered: Prompt | None
    ) -> Turn:
        match heard:
            case Pressed(command):
                return self._beside.pressed(state, command)
            case Pictured(picture):
                return self._rooms.pictures.came(state, picture)
            case Odd("photo"):
                return self._rooms.pictures.refused(state)
            case Odd():
                return self._stage.turn(state, self._stage.problem("intake.odd"))
            case Said() | Chose():
                prompt = offered or self._stage.offered(state)
                if prompt is None:  # the world has not answered yet: ask it again
                    return self._stage.turn(state)
                return self._person(state, prompt, heard)
            case _:
                return self._outcomes.heard(state, heard)

    def _person(  # noqa: PLR0911 - one arm a room
        self, state: State, prompt: Prompt, heard: Said | Chose
    ) -> Turn:
        """A person chose or said something: a choice first, then text where text is welcome."""
        ids = picked(prompt, heard)
        if ids:
            return self._chosen(state, ids)
        if isinstance(heard, Said):
            match state:
                case Idle():
                    return self._hearing.opening(heard.raw)
                case Seeking():
                    return self._rooms.wayback.seek(heard.raw.text)
                case Telling() | Adding() | Answering():
                    return self._hearing.text(state, heard.raw)
                case Picturing():
                    return self._rooms.pictures.typed(state)
                case Detailing() if prompt.kind is Ask.TEXT:
                    return self._hearing.text(state, heard.raw)
                case _:
                    ids = near(prompt, heard.raw.text)
        if ids:
            return self._chosen(state, ids)
        if isinstance(heard, Said) and prompt.choices and told(heard.raw.text):
            return self._stage.turn(state, self._stage.untaken("intake.choice.words"))
        return self._stage.turn(state, self._stage.problem(_unfit(prompt, heard)))

    def _chosen(self, state: State, ids: tuple[str, ...]) -> Turn:  # noqa: PLR0911 - one arm a room
        """A choice that was offered: to the room that offered it."""
        match state:
            case Idle() | Leaving():
                return self._beside.chose(state, ids[0])
            case Browsing() | Narrowing():
                return self._rooms.library.chose(state, ids[0])
            case Coaching():
                return self._hearing.coached(state, ids)
            case Telling() | Asking() | Confirming() | Changing():
                return self._rooms.report.chose(state, ids)
            case More() | Recalling() | Detailing() | Reviewing():
                return self._rooms.details.chose(state, ids)
            case Picturing() | Showing():
                return self._rooms.pictures.chose(state, ids[0])
            case AtCase() | Adding() | Answering() | Judging():
                return self._rooms.wayback.chose(state, ids[0])
            case Rating() | Rewording() | Withdrawing():
                return self._rooms.wayback.chose(state, ids[0])
            case (  # these offer no choices
                (Seeking() | Filing() | LookingUp() | Sending() | Posting())
                | (Renewing() | Erasing() | Listing() | Gathering())
            ):
                return self._stage.turn(state)
            case _:
                assert_never(state)


def _unfit(prompt: Prompt, heard: Said | Chose) -> str:
    """What is said of an answer that the prompt does not offer."""
    if not prompt.choices:
        return "door.stale"
    several = isinstance(heard, Chose) and len(heard.ids) > 1 and prompt.kind is not Ask.MANY
    return "intake.choice.one" if several else "intake.choice.unknown"
