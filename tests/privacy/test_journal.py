"""The journal of SQLite forgets, also when whoever should have cleaned it was killed."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from bot.words import Language
from closecall import wiring
from storage.journal import is_blank
from tests.privacy.house import SEND, TOLD, House

if TYPE_CHECKING:
    from pathlib import Path

STORY = "A crate slid off the upper shelf and somebody heard it in time."


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.built(tmp_path / "site")


def test_a_tick_cleans_what_a_killed_chat_left_in_the_journal(house: House) -> None:
    """The other process's open connection stands for its death: nobody cleans at the end."""
    house.talk({"say": STORY}, *TOLD, SEND)
    database = house.home / "closecall.sqlite3"
    journal = database.with_name(f"{database.name}-wal")
    other = sqlite3.connect(database)
    try:
        other.execute("SELECT count(*) FROM draft").fetchone()
        with wiring.store(house.settings) as opened, opened.engine.connect() as connection:
            connection.exec_driver_sql("UPDATE draft SET sealed = randomblob(8192)")
            connection.commit()
        assert not is_blank(journal)
        house.tick()
        assert is_blank(journal)
    finally:
        other.close()


def test_the_journal_is_empty_after_a_conversation(house: House) -> None:
    with house.front() as (intake, writer):
        writer.run(intake.begin(Language.EN))
    journals = list(house.home.glob("*-wal"))
    assert [path.stat().st_size for path in journals] in ([], [0])
