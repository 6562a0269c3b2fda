"""The same commands on PostgreSQL: founded, told, released, read, and looked at by the doctor."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tests.e2e.world import World
from tests.turned import turn_timetable

if TYPE_CHECKING:
    from pathlib import Path


def test_the_whole_way_on_postgresql(empty_postgres: str, tmp_path: Path) -> None:
    world = World.founded(tmp_path / "here", DATABASE_URL=empty_postgres)
    del world.environment["DATABASE_URL"]  # `init` wrote it down
    assert world.handed["database"] == "postgresql"
    passphrase = world.folder / "passphrase"
    passphrase.write_text(world.handed["reviewer"]["passphrase"], "utf-8")
    world.environment["CLOSECALL_PASSPHRASE_FILE"] = str(passphrase)

    assert world.run("db", "upgrade").returncode == 0
    assert world.run("run", "--once").returncode == 0
    with world.chat() as chat:
        chat.tell(
            "The trailer rolled; its wheels were not chocked.",
            "safety",
            "slip_trip_fall",
            "luck",
            "little",
        )
        receipt = chat.file()
    assert len(receipt["words"].split()) == 8
    turn_timetable(empty_postgres)
    # A second host: its own copy of keys and settings, the same database.
    other = World(tmp_path / "there", world.environment)
    shutil.copytree(world.folder, other.folder)
    with ThreadPoolExecutor(2) as hosts:
        ran = [hosts.submit(host.run, "run", "--once") for host in (world, other)]
    assert [done.result().returncode for done in ran] == [0, 0]
    assert sum("released what waited" in done.result().stderr for done in ran) == 1
    (case,) = world.json("inbox", "--json")["cases"]
    shown = world.run("show", case["case"][:8])
    assert "wheels were not chocked" in shown.stdout

    assert "writes no statement" in " ".join(world.run("doctor").stdout.split())
    engine = sa.create_engine(empty_postgres.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        name = engine.url.database
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET log_min_error_statement = error')
    engine.dispose()
    done = world.run("doctor")
    assert done.returncode == 1
    assert "log_min_error_statement" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    away = "postgresql://app@127.0.0.1:9/nowhere"
    world = World.copied(tmp_path / "here", DATABASE_URL=away)
    for command in ("chat", "inbox", "run"):
        done = world.run(command)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "Check DATABASE_URL" in done.stderr or command == "inbox"
