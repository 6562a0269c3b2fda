"""What an organisation configured, as the conversation knows it: plain sentences and ids.

It reads no setting.
"""

from __future__ import annotations

from typing import Final

from bot.frozen import frozen

UNNAMED: Final = "reviewer"
"""The role that a set-up gives to whom nobody gave one: it tells a reporter nothing."""


@frozen
class Terms:
    """What an organisation configured, ready to be said. An empty string takes our own sentence.

    `roles`: reviewing roles that a concern may exclude. `rare`: ids of kinds and areas that only
    a few people could know of. `weekday`: the digest's day, `monday` to `sunday`; empty where none
    is posted. `lacking`: what the scrubber has not got (`roster`, `rules`), so that the coach says
    it. `photos`: whether this door takes photos. `readers`: the role of each reviewer whom a
    concern goes to. `alerts`: an urgent report is told to the duty reviewers at once. `batch`: how
    long a report waits at the most: `hour`, `four_hours` or `day`.
    """

    emergency: str = "112"
    pledge: str = ""
    incident_door: str = ""
    external_channels: str = ""
    roles: tuple[str, ...] = ()
    weekday: str = "friday"
    door: str = ""
    retention: str = ""
    rare: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    photos: bool = False
    readers: tuple[str, ...] = ()
    alerts: bool = False
    batch: str = "day"

    @property
    def excludable(self) -> tuple[str, ...]:
        """The roles that a concern may exclude: none where one role alone would read it."""
        return () if len(set(self.readers)) == 1 else self.roles
