"""A work of the writer, awaited in an event loop: woken once for all that ended in one group.

`asyncio.wrap_future` wakes the loop once for each work; with many conversations at once that took
a sixth of a step. Nothing here runs a work or touches the database.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.work import Work

T = TypeVar("T")


class Starts(Protocol):
    """Whoever runs works: `storage.writer.Writer`."""

    def start(
        self,
        work: Work[T],
        end: Callable[[T | None, BaseException | None], None],
        post: Callable[[list[Callable[[], None]]], None],
    ) -> None:
        """Start a work; its end is posted after its last commit."""


def awaited(writer: Starts, work: Work[T]) -> asyncio.Future[T]:
    """Start `work`; the future of the running loop ends after the last commit.

    Who cancels the future stops waiting; the work goes on to its end.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    writer.start(work, partial(_settle, future), _Loop(loop))
    return future


@frozen
class _Loop:
    """Posts into one loop. Equal for the same loop, so that a group is one post."""

    loop: asyncio.AbstractEventLoop

    def __call__(self, ends: list[Callable[[], None]]) -> None:
        """Wake the loop. One that is closed meanwhile has nobody left who waits."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(_all, ends)


def _all(ends: list[Callable[[], None]]) -> None:
    for end in ends:
        end()


def _settle(future: asyncio.Future[T], value: Any, error: BaseException | None) -> None:  # noqa: ANN401
    if future.done():
        return
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)
