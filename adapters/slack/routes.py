"""What this process remembers of a direct conversation, in memory alone: where it stands.

A conversation is known by its `Keyed` name, under a key that is drawn when the process starts and
never leaves it. Everything here has an end and a bound; nothing is written anywhere. Time comes in
as seconds of a clock that only runs forward.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final, TypeVar

from bot.frozen import frozen
from bot.pace import MOST, Keyed

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.ports import Dice
    from bot.report import Token
    from bot.words import Language

T = TypeVar("T")
IDLE: Final = 3600.0
"""Seconds after which the way from a conversation to its draft is forgotten."""

AGAIN: Final = 900.0
"""Seconds within which an event that comes again is known: Slack's last retry is after five
minutes (docs.slack.dev, "Events API")."""


@frozen
class Route:
    """From a conversation to its draft, and to the message of ours that shows it."""

    token: Token = field(repr=False)
    language: Language
    shown: str = field(repr=False, default="")


class Routes:
    """Who is in the middle of what, and which events were heard."""

    def __init__(self, dice: Dice) -> None:
        """Draw the key of this process."""
        self._name = Keyed(dice)
        self._held: dict[bytes, tuple[Route, float]] = {}
        self._heard: dict[bytes, float] = {}

    def of(self, chat: str, now: float) -> Route | None:
        """Where a conversation stands, unless it was quiet for too long."""
        route, until = self._held.get(self._name(chat), (None, now))
        return route if until >= now else None

    def lay(self, chat: str, route: Route, now: float) -> None:
        """From here on what is written there belongs to this draft."""
        name = self._name(chat)
        self._held.pop(name, None)
        self._held[name] = route, now + IDLE
        _forget(self._held, lambda held: held[1] < now)

    def drop(self, chat: str) -> None:
        """The conversation is over."""
        self._held.pop(self._name(chat), None)

    def first(self, event: str, now: float) -> bool:
        """Whether this event was not heard before: Slack delivers again what was answered late."""
        name = self._name(event)
        known = self._heard.get(name, -AGAIN) > now - AGAIN
        self._heard.setdefault(name, now)
        _forget(self._heard, lambda at: at <= now - AGAIN)
        return not known


def _forget(held: dict[bytes, T], over: Callable[[T], bool]) -> None:
    """Let go of what is over, the oldest first: they stand in the order of their end."""
    while held:
        oldest = next(iter(held))
        if len(held) <= MOST and not over(held[oldest]):
            break
        del held[oldest]
