"""The desk of one reviewer: the store and one unlocked key."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from closecall import clock
from closecall.wiring.keys import manifest, team, unlocked
from closecall.wiring.opened import store
from closecall.wiring.scrubbing import names, scrubber
from closecall.wiring.second_reader import SecondReader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.desk import Desk
    from bot.ports import Unsealer
    from closecall.settings import Settings
    from storage.manifest import Manifest
    from storage.writer import Writer


@contextmanager
def desk(settings: Settings, passphrase: str) -> Iterator[tuple[Desk, Writer]]:
    """The desk of the reviewer whose key this is. Raises MissingKey, OpenError or StoreError."""
    with ExitStack() as stack:
        readers = manifest(settings)
        unsealer = stack.enter_context(unlocked(settings, readers, passphrase))
        opened = stack.enter_context(store(settings, to_look=True))
        yield desk_of(settings, opened.writer, readers, unsealer), opened.writer


def desk_of(
    settings: Settings, writer: Writer, readers: Callable[[], Manifest], unsealer: Unsealer
) -> Desk:
    """The desk of one open key, on a database that is open already."""
    from bot.desk import Desk
    from bot.lesson.linter import Linter
    from digests.voting import exposure
    from storage.audit import Audit
    from storage.cases import Cases
    from storage.lessons import Lessons
    from storage.tallies import Tallies
    from storage.votes import Votes

    second = SecondReader(settings.ner_models) if settings.ner_models else None
    roster = names(settings)
    votes = Votes(writer)
    return Desk(
        cases=Cases(writer),
        unsealer=unsealer,
        lessons=Lessons(writer),
        tallies=Tallies(writer),
        audit=Audit(writer),
        calendar=clock.calendar(settings.timezone),
        dice=os.urandom,
        linter=Linter(
            scan=scrubber(settings, settings.language).scrub, roster=roster, second=second
        ),
        team=lambda: team(readers()),
        check_weeks=settings.check_weeks,
        exposed=lambda lesson_id: exposure(votes, lesson_id, settings.min_count),
    )
