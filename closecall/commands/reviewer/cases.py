"""Older cases, when a reviewer comes or goes, in the shell.

Only who can open a case can hand it over or give it a new key: the present reviewer's key is
unlocked for it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.work import commit
from closecall import clock
from closecall.commands.reviewer.signing import secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.ports import Keyholder
    from bot.words import Words
    from closecall.settings import Settings
    from storage.writer import Writer


def hand_over(settings: Settings, words: Words, newcomer: bytes) -> int | None:
    """Give a reviewer a slot in each case that the present one reads; how many. None: no key."""
    from storage import handover

    if settings.key_file is None:
        return None
    with _present(settings, words) as (writer, own):
        return handover.hand_over(writer, own, newcomer)


def rotate_all(settings: Settings, words: Words, leaving: bytes) -> int | None:
    """Give each case that the present reviewer reads a new key, without one; how many."""
    from storage import handover

    if settings.key_file is None:
        return None
    week = clock.calendar(settings.timezone)()
    with _present(settings, words) as (writer, own):
        return handover.rotate(writer, own, leaving, week)


def still_open_to(settings: Settings, leaving: bytes) -> int:
    """How many cases keep the slot of who left, because the present key does not open them."""
    from closecall import wiring
    from storage.readership import Readership

    with wiring.store(settings) as opened:
        readership = Readership(opened.writer)
        return opened.writer.run(commit(lambda: readership.open_to(leaving)))


@contextmanager
def _present(settings: Settings, words: Words) -> Iterator[tuple[Writer, Keyholder]]:
    """The database, and the present reviewer's key, unlocked. Raises MissingKey or OpenError."""
    from closecall import wiring

    file = settings.passphrase_file
    named = str(file) if file else None
    passphrase = secret(named, words, "own", "CLOSECALL_PASSPHRASE_FILE")
    with (
        wiring.unlocked(settings, wiring.manifest(settings), passphrase) as unsealer,
        wiring.store(settings) as opened,
    ):
        yield opened.writer, unsealer
