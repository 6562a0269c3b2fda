"""The gate: what all requests share, and which addresses lie behind it.

It lets nobody in and answers nothing: that is the porter's. It knows no page, only addresses.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from starlette.routing import Match

from adapters.web.luggage import Luggage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from starlette.routing import Route

    from adapters.web.lockout import Lockout
    from adapters.web.office import Office
    from adapters.web.sessions import Sessions

HOME: Final = "/inbox"
UNLOCKING: Final = 2  # at once: each keeps a core and 256 MiB busy
STRANGERS: Final = 8  # who may stand before them
KNOWN: Final = 24  # and how many with who has signed in before: no stranger takes their place


class Doorway(asyncio.Semaphore):
    """A semaphore that says how many stand before it."""

    queue = 0

    def full(self, *, known: bool) -> bool:
        """Whether one more has to come back later; `known`: has signed in before."""
        return self.queue >= (KNOWN if known else STRANGERS)

    async def __aenter__(self) -> None:
        """Wait for a turn."""
        self.queue += 1
        try:
            await super().__aenter__()
        finally:
            self.queue -= 1


@dataclass(slots=True, kw_only=True)
class Gate:
    """Everything that requests share.

    `behind`: addresses that show a page to who is signed in; `before`: that show one to anybody.
    """

    office: Office = field(repr=False)
    sessions: Sessions
    lockout: Lockout
    behind: Collection[str] = field(repr=False)
    before: Collection[str] = field(repr=False)
    routes: Sequence[Route] = field(default=(), repr=False)
    luggage: Luggage = field(init=False, repr=False)
    unlocking: Doorway = field(default_factory=lambda: Doorway(UNLOCKING))

    def __post_init__(self) -> None:
        """Nothing waits yet."""
        self.luggage = Luggage(self.office.clock, self.office.dice)

    @property
    def cookie(self) -> str:
        """The session's cookie: over TLS its name binds it to this host alone."""
        return "__Host-closecall" if self.office.secure else "closecall"

    def nearest(self, path: str) -> str:
        """The address itself, or the first above it that shows a page."""
        while path and not self.shown(path):
            path = path.rpartition("/")[0]
        return path or HOME

    def shown(self, path: str) -> bool:
        """Whether a page of ours that needs signing in shows itself at this address."""
        return self._route(path) in self.behind

    def stands(self, path: str) -> bool:
        """Whether any page of ours shows itself at this address."""
        return self._route(path) in {*self.behind, *self.before}

    def _route(self, path: str) -> str:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": ""}
        found = (one.path for one in self.routes if one.matches(scope)[0] is not Match.NONE)
        return next(found, "")
