"""The same search through the Telegram door: asked on SQLite, delivered to on PostgreSQL.

Every log record of every library is a place too, whatever the log policy shows: nothing of an
update reaches a logger of the SDK. The token of the bot does, in addresses, and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from tests.adapters.telegram.fake_api import TOKEN
from tests.privacy import lived_telegram as scenes
from tests.privacy.hunt import hunt
from tests.privacy.life import Life
from tests.privacy.lived import Lived
from tests.privacy.test_life_postgres import checkpoint, loud_server

if TYPE_CHECKING:
    from pathlib import Path

    from tests.postgres import ThrowawayPostgres
    from tests.privacy.hunt import Hit

pytestmark = pytest.mark.timeout(600)  # a whole life, on a machine that may be busy
__all__ = ["loud_server"]
SECRET = (TOKEN, TOKEN.split(":")[1])


def through(lived: Lived, *, delivered: bool) -> scenes.Chats:
    """Everything that people do."""
    with scenes.chats(lived, delivered=delivered) as at:
        words = scenes.told(at)
        scenes.back(at, words)
    said = "".join(at.said).encode()
    lived.found["what the service said"] = hunt("stderr", said, lived.life.nowhere)
    assert b"Traceback" not in said
    return at


def clean(lived: Lived) -> dict[str, list[Hit]]:
    """What was found at each moment, but the token in the records that the policy never shows."""
    return {
        moment: kept
        for moment, hits in lived.found.items()
        if (
            kept := [
                hit
                for hit in hits
                if not (hit.canary in SECRET and hit.where.endswith("records.log"))
            ]
        )
    }


def test_nobody_s_number_name_file_or_word_is_in_any_byte(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lived = Lived(Life.copied(tmp_path_factory.mktemp("life")))
    at = through(lived, delivered=False)
    assert clean(lived) == {}
    assert len(lived.found) > 5
    # The search could have found it: the canaries went in.
    brought = repr(at.api.sent).encode()
    assert {hit.canary for hit in hunt("updates", brought, scenes.PEOPLE)} == set(scenes.PEOPLE)
    records = (lived.life.root / "loud" / "records.log").read_text("utf-8")
    assert "Calling Bot API endpoint" in records
    assert "setMyCommands" in records


def test_delivered_to_on_postgresql_nothing_is_in_its_files_or_its_log(
    tmp_path_factory: pytest.TempPathFactory, loud_server: ThrowawayPostgres
) -> None:
    life = Life.copied(tmp_path_factory.mktemp("life"), DATABASE_URL=loud_server.url)
    life.places.append(loud_server.folder)
    lived = Lived(life)
    through(lived, delivered=True)
    checkpoint(loud_server)
    lived.look("checkpointed")
    assert clean(lived) == {}
    engine = sa.create_engine(loud_server.url)
    with engine.connect() as connection:
        routes = connection.execute(sa.text("SELECT id, sealed FROM route")).all()
    engine.dispose()
    assert len(routes) >= 2
    log = (loud_server.folder / "log").read_text("utf-8", "replace")
    assert "INSERT INTO route" in log
    pieces = [bytes(row.id) for row in routes]
    held = [hunt(f.name, f.read_bytes(), pieces) for f in wal(loud_server)]
    assert [hits for hits in held if hits] == []


def wal(server: ThrowawayPostgres) -> list[Path]:
    """The files of the write-ahead log."""
    return [file for file in (server.folder / "data" / "pg_wal").iterdir() if file.is_file()]
