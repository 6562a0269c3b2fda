"""The timetable of releases, turned by hand: the next tick of a service finds a new slot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.engine import open_engine

if TYPE_CHECKING:
    from pathlib import Path


def turn_timetable(url: str) -> None:
    """Note that the last release was in a slot of long ago."""
    engine = open_engine(url)
    noted = "INSERT INTO turn (name, mark, prior) VALUES ('release', :mark, :prior)"
    again = "ON CONFLICT (name) DO UPDATE SET mark = excluded.mark, prior = excluded.prior"
    try:
        with engine.begin() as connection:
            long_ago = {"mark": b"long ago", "prior": b""}
            connection.execute(sa.text(f"{noted} {again}"), long_ago)
    finally:
        engine.dispose()


def turn_home(home: Path) -> None:
    """The same for the SQLite file of a CLOSECALL_HOME."""
    turn_timetable(f"sqlite:///{home / 'closecall.sqlite3'}")
