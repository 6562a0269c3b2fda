"""The press, the publisher, the readers' votes and the notices to the duty reviewers.

It posts nothing.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from closecall import clock
from closecall.wiring.keys import receipt_secrets
from closecall.wiring.opened import Store, store
from closecall.wiring.taking import outbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.words import Language
    from bot.work import Work
    from closecall.settings import Settings
    from digests.duty import Duty
    from digests.issue import Trend
    from digests.posting import Poster
    from digests.practice import Practice
    from digests.publish import Digests
    from digests.voting import Voting
    from storage.votes import WeekKeys
    from storage.writer import Writer


@contextmanager
def digests(settings: Settings, opened: Store | None = None) -> Iterator[Digests]:
    """The press and the publisher, on a database of their own or on one that is open already."""
    from closecall.channels import outlets
    from digests.posting import Poster
    from digests.press import Press
    from digests.publish import Digests, Publisher
    from storage.editions import Editions
    from storage.ledger import Ledger
    from storage.lessons import Lessons
    from storage.tallies import Tallies
    from storage.votes import Votes

    with ExitStack() as stack:
        opened = opened or stack.enter_context(store(settings, to_look=True))
        writer, owner = opened.writer, os.urandom(16).hex()
        press = Press(
            Lessons(writer), Tallies(writer), Editions(writer), Votes(writer), settings.min_count
        )
        ledger = Ledger(writer)
        found = outlets(settings)
        publisher = Publisher(
            press=press,
            ledger=ledger,
            writer=writer,
            outlets=found,
            owner=owner,
            clock=clock.now,
            shred=_week_keys(settings, opened).shred,
            draw=drawing(settings),
        )
        poster = Poster(ledger=ledger, writer=writer, owner=owner, clock=clock.now)
        yield Digests(press, ledger, publisher, found, writer, duty(settings, opened, poster))


def drawing(settings: Settings) -> Callable[[Trend, Language], bytes]:
    """Who draws an issue's picture; loaded with the first one."""

    def draw(trend: Trend, language: Language) -> bytes:
        from bot.words import Words
        from digests import chart

        return chart.draw(trend, Words(language), settings.digest_font)

    return draw


def voting(settings: Settings, opened: Store) -> Voting:
    """What hears the taps under an issue. Raises MissingKey without a pepper."""
    from digests.voting import Voting
    from storage.editions import Editions
    from storage.ledger import Ledger
    from storage.lessons import Lessons
    from storage.votes import Marks, Votes

    writer, peppers = opened.writer, receipt_secrets(settings).peppers
    return Voting(
        votes=Votes(writer),
        marks=Marks(_week_keys(settings, opened), peppers),
        editions=Editions(writer),
        lessons=Lessons(writer),
        ledger=Ledger(writer),
        calendar=clock.calendar(settings.timezone),
    )


def practice(settings: Settings, writer: Writer) -> Callable[[Language], Work[Practice]]:
    """The drill of the newest issue; nothing of it is loaded before it is wanted."""

    def newest(language: Language) -> Work[Practice]:
        from bot.work import commit
        from digests.practice import Practices
        from digests.press import Press
        from storage.editions import Editions
        from storage.lessons import Lessons
        from storage.tallies import Tallies
        from storage.votes import Votes

        editions, votes, k = Editions(writer), Votes(writer), settings.min_count
        press = Press(Lessons(writer), Tallies(writer), editions, votes, k)
        channels = [str(place) for place in settings.digest_channels]
        drills = Practices(press, editions, votes, channels, k)
        return (yield from commit(lambda: drills.newest(language)))

    return newest


def _week_keys(settings: Settings, opened: Store) -> WeekKeys:
    """The keys that tell readers apart as long as an issue is the newest."""
    from storage.engine import is_sqlite
    from storage.epochs import FileEpochs, TableEpochs
    from storage.tables import vote_key
    from storage.votes import WeekKeys

    if is_sqlite(opened.engine):
        # Below the epochs: whoever keeps those in memory, or out of a backup, does the same here.
        return WeekKeys(FileEpochs(settings.epoch_dir / "votes"), os.urandom)
    return WeekKeys(TableEpochs(opened.engine, vote_key), os.urandom)


def duty(settings: Settings, opened: Store, poster: Poster) -> Duty | None:
    """What the duty reviewers hear; None without CLOSECALL_REVIEW_CHANNEL."""
    from closecall.channels import board
    from digests.duty import Bell, Duty
    from storage.ledger import Ledger

    place = settings.review_channel
    if place is None:
        return None
    # A name of its own in the ledger: lessons may be posted to the same place.
    name, where = f"review:{place}", board(settings, place)
    return Duty(
        bell=Bell(name, where, settings.words, clock.zone(settings.timezone)),
        outbox=outbox(settings, opened),
        ledger=Ledger(opened.writer),
        poster=poster,
        clock=clock.now,
    )
