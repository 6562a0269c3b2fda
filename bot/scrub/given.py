"""Given names of several countries."""

from __future__ import annotations

from typing import Final

GIVEN: Final = frozenset(
    """
mario luca marco giulia anna paolo sara chiara francesco andrea alessandro giovanni giuseppe maria laura john
sarah karen dave mike michael james david jennifer linda susan robert
""".split()
)
AMBIGUOUS: Final = frozenset("may april june will mark grant rose".split())
NICKNAMES: Final[dict[str, tuple[str, ...]]] = {
    "michael": ("mike", "mick"),
    "robert": ("rob", "bob"),
}
