"""Commands and side doors: they work in every state and never lose what was said.

After help, privacy and learning the same prompt is asked again; lessons return to it; *check* and
*report* ask first when something unsent would be lost. Cancel ends everything, everywhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, assert_never

from bot.flow.loss import fresh, telling, unsent
from bot.flow.states import (
    Browsing,
    Filing,
    Gathering,
    Idle,
    Leaving,
    Listing,
    Narrowing,
    Telling,
)
from bot.flow.talk import Command, Ending, Notice
from bot.flow.visits import LookingUp, Seeking

if TYPE_CHECKING:
    from bot.flow.stage import Stage
    from bot.flow.states import State, Turn
    from bot.flow.talk import Say
    from bot.flow.telling import Report

_LEARN: Final = ("what", "safety", "physical", "cyber", "concern", "why", "ratios", "then")


class Beside:
    """What stands beside the road: help, privacy, learning, lessons, check, cancel."""

    def __init__(self, stage: Stage, report: Report) -> None:
        """Bind the words and the room where a report begins."""
        self._stage = stage
        self._report = report

    def pressed(self, state: State, command: Command) -> Turn:
        """A command, in any state."""
        stage = self._stage
        match command:
            case Command.CANCEL:
                return self._cancel(state)
            case Command.HELP:
                return stage.turn(state, stage.notice("learn.help"))
            case Command.PRIVACY:
                return stage.turn(state, *self._privacy())
            case Command.LEARN:
                return stage.turn(state, *self._learn())
            case Command.LESSONS | Command.CHECK | Command.REPORT:
                return self._elsewhere(state, command)
            case _:
                assert_never(command)

    def chose(self, state: Idle | Leaving, choice: str) -> Turn:
        """A side door was chosen, or the question about leaving was answered."""
        match state:
            case Idle():
                return self.pressed(state, _DOORS[choice])
            case Leaving(back, to):
                return self._stage.turn(back) if choice == "stay" else self._left(back, to)
            case _:
                assert_never(state)

    def _elsewhere(self, state: State, command: Command) -> Turn:
        """To the lessons, the way back or a new report, without losing anything silently."""
        if isinstance(state, Browsing | Narrowing):
            return self._elsewhere(state.back, command)
        if self._stage.prompt(state) is None or isinstance(state, Leaving):
            return self._stage.turn(state)
        if command is Command.LESSONS:
            return self._stage.turn(Listing(0, state))
        if command is Command.REPORT and telling(state):
            return self._stage.turn(state, *self._stage.banner())
        to = Seeking() if command is Command.CHECK else Telling()
        if unsent(state) or fresh(state):
            return self._stage.turn(Leaving(state, to))
        return self._report.begin() if isinstance(to, Telling) else self._stage.turn(to)

    def _left(self, back: State, to: Telling | Seeking | LookingUp) -> Turn:
        """What was not sent is gone, and that is said; what was sent before stays."""
        turn = self._report.begin() if isinstance(to, Telling) else self._stage.turn(to)
        if not unsent(back):
            return turn
        gone = "intake.cancelled" if telling(back) else "followup.discarded"
        return replace(turn, says=(self._stage.notice(gone), *turn.says))

    def _cancel(self, state: State) -> Turn:
        match state:
            case Listing(_, back) | Browsing(_, back):
                return self._cancel(back)
            case Gathering(back) | Narrowing(back) | Leaving(back):
                return self._cancel(back)
            case Idle() | Seeking() | LookingUp(None):
                return self._stage.over(Ending.CANCELLED, "intake.cancelled.nothing")
            case _ if telling(state) or isinstance(state, Filing):
                return self._stage.over(Ending.CANCELLED, "intake.cancelled")
            case _:
                return self._stage.over(Ending.FINISHED, "followup.bye")

    def _learn(self) -> tuple[Say, ...]:
        """What a near miss is, why it matters, what comes of it, the pledge, what is kept."""
        stage = self._stage
        lesson = (stage.notice(f"learn.{each}") for each in _LEARN)
        kept, retention, _ = self._privacy()
        return (*lesson, stage.pledge(), kept, retention)

    def _privacy(self) -> tuple[Say, ...]:
        stage = self._stage
        kept = stage.terms.retention
        return (
            stage.notice("learn.privacy"),
            Notice(kept) if kept else stage.notice("learn.privacy.retention"),
            stage.notice("learn.privacy.limits"),
        )


_DOORS: Final = {
    "tell": Command.REPORT,
    "learn": Command.LEARN,
    "lessons": Command.LESSONS,
    "check": Command.CHECK,
    "privacy": Command.PRIVACY,
}
