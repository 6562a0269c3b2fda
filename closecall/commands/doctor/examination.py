"""What the doctor writes down while it looks. It knows no check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import CloseCallError
from bot.frozen import frozen
from bot.sight import Level, Sight
from closecall.home import Home
from closecall.told import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.words import Words
    from closecall.settings import Settings
    from closecall.settings.values import Place


@frozen
class Observation:
    """One thing that was looked at. `part` and `what` are stable; `text` is for people."""

    part: str
    what: str
    level: Level
    text: str

    def as_json(self) -> dict[str, str]:
        """For scripts."""
        return {"part": self.part, "what": self.what, "level": self.level, "text": self.text}


class Examination:
    """Collects observations, each with its sentence."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is found yet."""
        self.settings = settings
        self.home = Home(settings.home)
        self.words: Words = settings.words
        self.observations: list[Observation] = []

    def note(self, part: str, what: str, level: Level, **values: object) -> None:
        """One observation; its sentence is `doctor.<part>.<what>`."""
        self.saw(part, Sight(what, level, values), f"doctor.{part}")

    def saw(self, part: str, sight: Sight, room: str) -> None:
        """What somebody saw who looked for us; its sentence is `<room>.<what>`."""
        text = self.words(f"{room}.{sight.what}", **sight.values)
        self.observations.append(Observation(part, sight.what, sight.level, text))

    def places(self, kind: str) -> Iterator[Place]:
        """Where the settings post on this platform, each place once, those of the digest first."""
        review = self.settings.review_channel
        wanted = (*self.settings.digest_channels, *((review,) if review else ()))
        yield from (place for place in dict.fromkeys(wanted) if place.kind == kind)

    def attempt(self, part: str, check: Callable[[Examination], None]) -> None:
        """A check; what it raises is an observation too."""
        try:
            check(self)
        except CloseCallError as refused:
            text = told(self.words, refused).text
            self.observations.append(Observation(part, "refused", Level.BAD, text))
