"""The scrubber of one language, with the roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import MissingKey

if TYPE_CHECKING:
    from bot.scrub import Scrubber
    from bot.words import Language
    from closecall.settings import Settings


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
