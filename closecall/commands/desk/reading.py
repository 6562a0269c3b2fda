"""Acts that read. What they show does not hang on what they leave to be written.

A database that another process holds, or whose disk is full, can still be read: the case is on the
screen in a moment, and then it is said what could not be noted of it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from bot.errors import StoreError
from bot.work import commit, read
from closecall.commands.desk import acts

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable
    from concurrent.futures import Future
    from typing import Protocol, TypeVar

    from bot.desk import Desk
    from bot.words import Words
    from bot.work import Work
    from closecall.commands.desk.acts import Answer

    T = TypeVar("T")
    Act = Callable[[Namespace, Desk, Words], Answer]
    Left = Future[Answer] | Future[None] | None

    class Writer(Protocol):
        """What drives work: storage's writer."""

        def run(self, work: Work[T]) -> T:
            """Drive it to its end."""

        def submit(self, work: Work[T]) -> Future[T]:
            """Start it; the future ends after its last commit."""


PATIENCE: Final = 1.0  # seconds before a case is shown without what showing it changes
READS: Final[tuple[Act, ...]] = (acts.inbox, acts.form, acts.photo, acts.look)


def answered(
    act: Act, args: Namespace, desk: Desk, writer: Writer, words: Words
) -> tuple[Answer, Left]:
    """What came of an act, and what it leaves behind, which may take its time."""
    if act is acts.show:
        return _shown(args, desk, writer, words)
    part = commit if act not in READS else read
    answer = writer.run(part(lambda: act(args, desk, words)))
    if act is acts.photo:
        return answer, writer.submit(commit(lambda: desk.seen(args.case)))
    return answer, None


def note(left: Left, words: Words) -> None:
    """Wait for what an act left behind, and say when it could not be written."""
    if left is None:
        return
    try:
        left.result()
    except StoreError as refused:
        print(words("desk.not_noted", why=words.refusal(refused)), file=sys.stderr)


def _shown(args: Namespace, desk: Desk, writer: Writer, words: Words) -> tuple[Answer, Left]:
    """One case as it is once it was read, or as it stands when that must wait."""
    left = writer.submit(commit(lambda: acts.show(args, desk, words)))
    try:
        return left.result(PATIENCE), None
    except (TimeoutError, StoreError):
        return writer.run(read(lambda: acts.look(args, desk, words))), left
