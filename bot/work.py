"""Work that says where each of its parts runs, without running anything itself.

A conversation's turn has cheap parts that must be durable (*commit*: on the one writer thread,
inside a transaction, answered after the commit), parts that only look (*read*: at one moment of
the database, beside whoever writes) and slow parts that need no database (*aside*: key derivation,
sealing). A turn is a generator of such parts, so that one plain function
serves a terminal that waits and an event loop that must not:

    def hear(...) -> Work[Reply]:
        turn = yield from commit(lambda: self._step(token, heard))
        sealed = yield from aside(lambda: self._seal(turn))
        return (yield from commit(lambda: self._accept(sealed)))

A part that is committed or reads may run twice, when its transaction is rolled back or its
connection lost: it must only read and write through its ports.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

from bot.frozen import frozen


@frozen
class Commit:
    """A part for the writer thread: done when its transaction is durable."""

    part: Callable[[], Any]


@frozen
class Read:
    """A part that only reads. It waits for nobody who writes, and cannot write itself."""

    part: Callable[[], Any]


@frozen
class Aside:
    """A slow part without a database: any thread but the writer's."""

    part: Callable[[], Any]


T = TypeVar("T")
Part = Commit | Read | Aside
Work = Generator[Part, Any, T]


def commit(part: Callable[[], T]) -> Work[T]:
    """Ask for `part` inside a durable transaction, and give its value."""
    value: T = yield Commit(part)
    return value


def read(part: Callable[[], T]) -> Work[T]:
    """Ask for `part` in a transaction that only reads, and give its value."""
    value: T = yield Read(part)
    return value


def aside(part: Callable[[], T]) -> Work[T]:
    """Ask for `part` off the writer thread, and give its value."""
    value: T = yield Aside(part)
    return value
