"""What reading leaves to be written: that somebody signed in, which case they opened.

A database that another process holds, or whose disk is full, can still be read. So a page waits a
moment for what it leaves behind, and is shown in any case. What could not be written waits here,
for the next page and at last for the end of the session, when the log says what was lost.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.errors import StoreError
from bot.work import commit

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from concurrent.futures import Future

    from adapters.web.office import Driver

T = TypeVar("T")
PATIENCE: Final = 1.0  # seconds that a page waits: a commit takes a thousandth of one

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Owed:
    """Of one session, by name: what is owed twice is written once."""

    driver: Driver = field(repr=False)
    _parts: dict[Hashable, Callable[[], object]] = field(default_factory=dict, repr=False)
    _under_way: dict[Hashable, asyncio.Future[Any]] = field(default_factory=dict, repr=False)
    _handed_in: dict[Hashable, Future[Any]] = field(default_factory=dict, repr=False)

    @property
    def waits(self) -> bool:
        """Whether anything is not written yet."""
        return bool(self._parts)

    async def write(self, name: Hashable, part: Callable[[], T], *, keep: bool = True) -> T | None:
        """Have it written: its value, or None when that must wait.

        Without `keep` nothing tries again: the next page that finds it asks for it anew. Raises
        what `part` raises, unless it is the database that refuses.
        """
        if keep:
            self._parts[name] = part
        future: asyncio.Future[T] = self._under_way.get(name) or self._begun(name, part)
        await asyncio.wait({future}, timeout=PATIENCE)
        try:
            return future.result() if future.done() else None
        except StoreError:
            return None

    async def again(self) -> None:
        """Try what waits once more, for a moment."""
        for name, part in self._parts.items():
            if name not in self._under_way:
                self._begun(name, part)
        if trying := [self._under_way[name] for name in self._parts]:
            await asyncio.wait(trying, timeout=PATIENCE)

    def end(self) -> None:
        """The session ends: a last try, while its key is open still; or the one under way."""
        for name, part in self._parts.items():
            last = self._handed_in.get(name) or self.driver.submit(commit(part))
            last.add_done_callback(_said)

    def _begun(self, name: Hashable, part: Callable[[], T]) -> asyncio.Future[T]:
        self._handed_in[name] = self.driver.submit(commit(part))
        self._under_way[name] = future = asyncio.wrap_future(self._handed_in[name])
        future.add_done_callback(partial(self._ended, name))
        return future

    def _ended(self, name: Hashable, future: asyncio.Future[Any]) -> None:
        del self._under_way[name], self._handed_in[name]
        if future.cancelled():
            return
        if not isinstance(future.exception(), StoreError):
            self._parts.pop(name, None)  # written, or there is nothing any more to write it on


def _said(last: Future[Any]) -> None:
    if (failed := last.exception()) is not None:
        _log.error("what was read is not in the audit log", extra={"kind": type(failed).__name__})
