"""A photo, as an optional detail: wanted, on screen as it would be kept, on its way to the case.

    More ── photo ── Picturing ── (a photo) ── Showing ── send ── Posting ── More

A photo that comes unasked is welcome wherever somebody holds the words of a case and nothing else
waits for a yes. Everywhere else it is refused in words, and nothing that was said is lost. States
hold which photo is meant, never its bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.flow.answers import NOTHING
from bot.flow.picturing import ADDED, MOST, holding, welcome
from bot.flow.visits import (
    Adding,
    Answering,
    AtCase,
    Detailing,
    Erasing,
    Judging,
    More,
    Picturing,
    Posting,
    Rating,
    Recalling,
    Renewing,
    Reviewing,
    Rewording,
    Sending,
    Showing,
    Withdrawing,
)

if TYPE_CHECKING:
    from bot.flow.stage import Stage
    from bot.flow.states import State, Turn
    from bot.flow.talk import Problem
    from bot.photo import Picture


class Pictures:
    """The room where a photo is looked at before it is sent."""

    def __init__(self, stage: Stage) -> None:
        """Bind the words."""
        self._stage = stage

    def came(self, state: State, picture: Picture) -> Turn:
        """A photo was made anew from its pixels: show it, where it is welcome."""
        stage = self._stage
        if holding(state) == picture:
            return stage.turn(state)  # delivered twice
        if not welcome(state, stage.terms):
            return self.refused(state)
        match state:
            case More() | Recalling() | Detailing() | Picturing() | Showing():
                return stage.turn(Showing(state.visit, state.details, picture))
            case AtCase() | Adding():
                return stage.turn(Showing(state.visit, NOTHING, picture))
            case _:
                raise AssertionError("a photo is welcome in no other state")

    def refused(self, state: State) -> Turn:
        """A photo that is not welcome here: a sentence, and the same question again."""
        return self._stage.turn(state, self._why_not(state))

    def typed(self, state: Picturing) -> Turn:
        """Words where a photo is wanted."""
        return self._stage.turn(state, self._stage.problem("photo.typed"))

    def chose(self, state: Picturing | Showing, choice: str) -> Turn:
        """A choice was made, and it is one of those that were offered."""
        stage, visit, details = self._stage, state.visit, state.details
        if isinstance(state, Picturing):
            return stage.turn(More(visit, details))
        match choice:
            case "send":
                return stage.turn(Posting(visit, details, state.picture))
            case "another":
                return stage.turn(Picturing(visit, details), stage.notice("photo.removed"))
            case _:
                return stage.turn(More(visit, details), stage.notice("photo.removed"))

    def sent(self, state: Posting) -> Turn:
        """The photo is durable; the other details wait as before."""
        visit = replace(state.visit, settled=(*state.visit.settled, ADDED))
        return self._stage.turn(More(visit, state.details), self._stage.notice("photo.added"))

    def _why_not(self, state: State) -> Problem:
        if not self._stage.terms.photos:
            return self._stage.problem("intake.odd")
        match state:
            case More() | Recalling() | Detailing() | Picturing() | Showing():
                return self._stage.problem("photo.enough", n=MOST)
            case AtCase() | Adding():
                return self._stage.problem("photo.enough", n=MOST)
            case Reviewing() | Answering() | Judging() | Rating() | Rewording() | Withdrawing():
                return self._stage.problem("photo.after")
            case Sending() | Posting() | Renewing() | Erasing():
                return self._stage.problem("photo.after")
            case _:
                return self._stage.problem("photo.later")
