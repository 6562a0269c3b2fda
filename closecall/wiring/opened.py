"""The database, open and up to date, and its one writer: what every command stands on.

It makes no organisation (`closecall.founding` does) and opens no report.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import MissingKey, StoreAway, StoreDamaged, StoreFull, StoreReadOnly
from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from bot.errors import StoreError
    from bot.words import Language
    from closecall.settings import Settings
    from closecall.wiring.scrubbing import GrowingScrubber
    from storage.epochs import Epochs
    from storage.writer import Writer


@frozen
class Store:
    """A database that is open and up to date, and its one writer."""

    engine: Engine
    writer: Writer
    scrubbers: dict[Language, GrowingScrubber] = field(default_factory=dict)
    """One a language, whatever door it stands behind: `closecall.wiring.scrubbing`."""
    epochs: dict[Path, Epochs] = field(default_factory=dict, repr=False)
    """The keys of the days by their folder, whatever stands on them: `closecall.wiring.taking`."""
    refused: StoreError | None = None
    """Why this is a copy in memory, which nobody can write to; None: it is the database."""


@contextmanager
def store(settings: Settings, *, to_look: bool = False) -> Iterator[Store]:
    """Open the database. Raises StoreError, or SetupError when its tables are old.

    `to_look`: for commands that mostly read. Where a full or read-only disk keeps SQLite from
    opening its file at all, they get a copy in memory, and `refused` is why.
    """
    from storage.engine import is_sqlite, open_engine
    from storage.schema import ensure
    from storage.writer import Writer

    must_be_set_up(settings)
    must_be_there(settings)
    url = settings.database_url.reveal()
    with ExitStack() as stack:
        engine = open_engine(url)
        stack.callback(engine.dispose)
        refused = None
        try:
            ensure(engine)
        except (StoreFull, StoreReadOnly) as away:
            if not (to_look and is_sqlite(engine)):
                raise
            from storage.copied import copied

            refused = away
            engine = stack.enter_context(copied(url, refused))
            ensure(engine)
        writer = Writer(engine)
        stack.callback(writer.close)
        yield Store(engine, writer, refused=refused)


def must_be_set_up(settings: Settings) -> None:
    """Raises MissingKey without a home: nobody wants a second database in a wrong folder."""
    if not settings.home.is_dir():
        raise MissingKey(f"CLOSECALL_HOME: {settings.home}")


def must_be_there(settings: Settings) -> None:
    """Raises StoreAway or StoreDamaged for a SQLite file that is gone, or empty.

    A new one in its place would take reports while the old ones, and the words to them, are lost.
    """
    kind, _, path = settings.database_url.reveal().partition(":///")
    if kind.partition("+")[0] != "sqlite" or not path or path.startswith(":"):
        return
    file = Path(path)
    if not file.exists():
        raise StoreAway(f"{file}; `closecall db upgrade` makes a new one")
    if not file.stat().st_size:
        raise StoreDamaged(f"{file}")
