"""Where in Telegram something is posted: `-1001234567890`, `@closecalls`, either with `/topic`.

Pure. A person is never such a place: the ledger keeps the name of a channel, and the id of a
private chat is the id of a person.
"""

from __future__ import annotations

import re
from typing import Final, Self

from bot.frozen import frozen

# Groups and channels have negative ids (Bot API dialog ids); public names have 4 to 32 signs.
_WRITTEN: Final = re.compile(
    r"(?:(?P<id>-[1-9][0-9]{0,18})|(?P<name>@[A-Za-z][A-Za-z0-9_]{3,31}))(?:/(?P<topic>[1-9][0-9]{0,9}))?"
)
GENERAL: Final = 1
"""The topic every forum has; a message without a topic goes there."""


@frozen
class Spot:
    """A group, a supergroup or a channel, and perhaps a topic in it."""

    chat: int | str
    topic: int | None = None

    @classmethod
    def parse(cls, where: str) -> Self:
        """Read `-1001234567890/12`. Raises ValueError for a person and for anything else."""
        found = _WRITTEN.fullmatch(where)
        if found is None:
            raise ValueError("spot")
        topic = int(found["topic"]) if found["topic"] else None
        # Telegram does not tell capitals apart in a name, the ledger would: one place, one name.
        chat = int(found["id"]) if found["id"] else found["name"].lower()
        return cls(chat, None if topic == GENERAL else topic)

    def __str__(self) -> str:
        """As it is written in a setting."""
        return f"{self.chat}/{self.topic}" if self.topic else str(self.chat)
