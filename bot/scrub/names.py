"""Names of people, as three lists beside this file. Data only: `people` and `listed` judge.

`known.txt`   common names of some thirty countries, written down from common knowledge. A mark
              follows a name: `?` it is also a word, `^` it counts with a capital only; `~` is a
              word that is no name unless a roster says so.
`given.txt`   given names of many more countries, none of them a word of English or Italian.
`family.txt`  family names, and given names that are also places or brands.

The last two are facts taken from Faker 40.54.0 and Mimesis 22.2.0 (both MIT): the names of all
their locales, without accents, without those in `known.txt`, without words of the English and
Italian spelling dictionaries. A line begins with the three letters that its names share.
"""

from __future__ import annotations

from functools import cache
from pkgutil import get_data
from typing import Final


class Names:
    """Many names in little memory: a text per beginning, searched as it stands."""

    __slots__ = ("_tails",)

    def __init__(self, listed: str) -> None:
        """Read the lines of a list."""
        self._tails = {line[:3]: f"{line[3:]} " for line in listed.splitlines()}

    def __contains__(self, name: str) -> bool:
        """Whether a name in lower case, without accents, is listed."""
        return f" {name[3:]} " in self._tails.get(name[:3], "")


def _read(name: str) -> str:
    return (get_data("bot.scrub", name) or b"").decode("ascii")


@cache
def given() -> Names:
    """Given names that are hardly anything else; read when a text first asks for one."""
    return Names(_read("given.txt"))


@cache
def family() -> Names:
    """Names that count beside another one, or before what only people do."""
    return Names(_read("family.txt"))


def _marked(mark: str) -> frozenset[str]:
    return frozenset(word.rstrip("?^~") for word in _KNOWN if mark in word)


_KNOWN: Final = _read("known.txt").split()
CAPITAL_ONLY: Final = _marked("^")
"""Names that are words when written small, or with an accent: *sarà*."""

AMBIGUOUS: Final = _marked("?") | _marked("~")
"""Names that are also words, and words that are names only in a roster."""

KNOWN: Final = frozenset(word.rstrip("?^") for word in _KNOWN if not word.endswith("~"))
"""Common names, in any case."""
