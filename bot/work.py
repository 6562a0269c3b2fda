"""Work that says where each of its parts runs, without running anything itself.

A conversation's turn has cheap parts that must be durable (*commit*: on the one writer thread,
inside a transaction, answered after the commit) and slow parts that must not hold the writer
(*aside*: key derivation, sealing). A turn is a generator of such parts, so that one plain function
serves a terminal that waits and an event loop that must not:

    def hear(...) -> Work[Reply]:
        turn = yield from commit(lambda: self._step(token, heard))
        sealed = yield from aside(lambda: self._seal(turn))
        return (yield from commit(lambda: self._accept(sealed)))

A committed part may run twice when its group of commits is rolled back: it must only read and
write through its ports.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar


@dataclass(frozen=True, slots=True)
class Commit:
    """A part for the writer thread: done when its transaction is durable."""

    part: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Aside:
    """A slow part without a database: any thread but the writer's."""

    part: Callable[[], Any]


T = TypeVar("T")
Work = Generator[Commit | Aside, Any, T]


def commit(part: Callable[[], T]) -> Work[T]:
    """Ask for `part` inside a durable transaction, and give its value."""
    value: T = yield Commit(part)
    return value


def aside(part: Callable[[], T]) -> Work[T]:
    """Ask for `part` off the writer thread, and give its value."""
    value: T = yield Aside(part)
    return value
