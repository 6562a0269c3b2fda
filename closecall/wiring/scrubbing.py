"""The scrubber of one language, with the roster: of the settings, and what a platform adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import MissingKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.report import RawText
    from bot.scrub import Scrubber
    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Language
    from closecall.settings import Settings


class GrowingScrubber:
    """A scrubber whose roster may grow while the service runs: then it is another one, whole.

    All doors of a process share the one of a language: its automaton takes three megabytes.
    """

    def __init__(self, settings: Settings, language: Language) -> None:
        """Begin with the roster of the settings. Raises MissingKey without that file."""
        self._language = language
        self._listed = names(settings)
        self._regions = settings.phone_regions
        self._learned: tuple[str, ...] = ()
        self._now = scrubber(settings, language)

    def scrub(self, raw: RawText) -> Scrubbed:
        """What identifies in a text."""
        return self._now.scrub(raw)

    def missing(self) -> tuple[str, ...]:
        """What is lacking."""
        return self._now.missing()

    def learn(self, learned: Sequence[str]) -> None:
        """From here on these are known beside the roster of the settings, and only these.

        They are in memory alone. It takes a moment with many names: in a thread of its own.
        """
        from bot.scrub import Scrubber

        kept = tuple(sorted(set(learned)))
        if kept != self._learned:
            self._now = Scrubber(self._language, (*self._listed, *kept), self._regions)
            self._learned = kept


def growing(
    settings: Settings,
    language: Language,
    scrubbers: dict[Language, GrowingScrubber] | None = None,
) -> GrowingScrubber:
    """The scrubber of a language: one of those that are there, else a new one among them."""
    found = {} if scrubbers is None else scrubbers
    if language not in found:
        found[language] = GrowingScrubber(settings, language)
    return found[language]


def scrubber(settings: Settings, language: Language) -> Scrubber:
    """The scrubber of one language, with the roster. Raises MissingKey without the roster."""
    from bot.scrub import Scrubber

    return Scrubber(language, names(settings), settings.phone_regions)


def names(settings: Settings) -> tuple[str, ...]:
    """The names of the roster, one a line; `#` begins a comment. Raises MissingKey."""
    if settings.roster is None:
        return ()
    try:
        lines = settings.roster.read_text("utf-8-sig").splitlines()
    except (OSError, ValueError) as away:
        raise MissingKey("CLOSECALL_ROSTER") from away
    bare = (line.partition("#")[0].strip() for line in lines)
    return tuple(name for name in bare if name)
