"""Where in Slack something is posted: `C0123456789`, or the name of a channel.

Pure. A person is never such a place: the ledger keeps the name of a channel, and the id of a
direct conversation leads to a person.
"""

from __future__ import annotations

import re
from typing import Final, Self

from bot.frozen import frozen

# Conversations begin with C, older private ones with G; D is a direct one, U and W are persons.
_ID: Final = re.compile(r"[CG][A-Z0-9]{6,20}")
# Slack's own rule for names: small letters, digits, hyphens, underscores; 80 signs at most.
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")


@frozen
class Spot:
    """A channel, by its id or by its name."""

    where: str

    @classmethod
    def parse(cls, where: str) -> Self:
        """Read `C0123456789`, `close-calls` or `#close-calls`. Raises ValueError for all else."""
        name = where.removeprefix("#")
        if not _ID.fullmatch(where) and not _NAME.fullmatch(name):
            raise ValueError("spot")
        return cls(name)

    @property
    def named(self) -> bool:
        """Whether only the name is known: Slack can then be asked to post there, nothing else."""
        return not _ID.fullmatch(self.where)

    @property
    def channel(self) -> str:
        """As Slack takes it."""
        return f"#{self.where}" if self.named else self.where

    def __str__(self) -> str:
        """As it is written in a setting."""
        return self.where
