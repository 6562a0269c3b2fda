"""`closecall db upgrade`: bring the tables up to date. SQLite does it by itself at every start.

There is no way back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from closecall.settings import Settings


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("db", help=words("roof.db.help"))
    inner = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    upgrade = inner.add_parser("upgrade", help=words("roof.db.upgrade"))
    upgrade.set_defaults(func=run)


def run(_args: Namespace, settings: Settings) -> int:
    """Upgrade. Safe to run twice, and from several machines at once."""
    from closecall import wiring
    from storage.engine import open_engine
    from storage.schema import upgrade

    wiring.must_be_set_up(settings)
    engine = open_engine(settings.database_url.reveal())
    try:
        upgrade(engine)
    finally:
        engine.dispose()
    print(settings.words("roof.db.done"))
    return 0
