"""The tables as they stand in a database: what they must not say, and how they came to be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

import storage
from bot.errors import SetupError, StoreNewer
from bot.report import Week
from storage import schema
from storage.engine import LOG_LIMIT, PRAGMAS, open_engine
from storage.tables import PLACED, UNLOGGED, draft, metadata, place_in, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(storage.__file__).parents[1]
# Kinds of column that could hold a moment, or count arrivals by themselves.
MOMENTS = (sa.Date, sa.DateTime, sa.Time, sa.Interval, sa.Float, sa.Numeric)
CLOCKS = {("digest_run", "lease_until"), ("lease", "until")}
PLACES = {(table, "place") for table in PLACED}
NUMBERS = {
    *(("audit", "n"), ("tally", "n"), ("digest_run", "attempts"), ("digest_run", "lease_until")),
    *(("epoch_key", "day"), ("lease", "until"), ("vote_key", "day")),
    *(("vote", "choice"), ("vote_total", "choice"), ("vote_total", "n")),
    *PLACES,
}
DRAFT_LIKE = {"draft", "epoch_key", "spool", "spool_addition"}
CASE_LIKE = {"case", "case_slot", "case_object"}

FOUR_AT_ONCE = """
import sys
from storage.engine import open_engine
from storage.schema import upgrade
sys.stdin.readline()
engine = open_engine(sys.argv[1])
upgrade(engine)
engine.dispose()
"""


@pytest.fixture
def fresh_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without tables."""
    if backend == "sqlite":
        return f"sqlite:///{tmp_path / 'fresh.db'}"
    return str(request.getfixturevalue("empty_postgres"))


@pytest.fixture
def fresh(fresh_url: str) -> Iterator[sa.Engine]:
    """An engine on a database without tables."""
    engine = open_engine(fresh_url)
    yield engine
    engine.dispose()


def test_every_table_is_there(engine: sa.Engine, tables_here: set[str]) -> None:
    assert set(sa.inspect(engine).get_table_names()) == tables_here | {"alembic_version"}


def test_no_column_holds_a_moment(engine: sa.Engine, tables_here: set[str]) -> None:
    inspector = sa.inspect(engine)
    for table in tables_here:
        for column in inspector.get_columns(table):
            kind = column["type"]
            assert not isinstance(kind, MOMENTS), (table, column["name"])
            whole = isinstance(kind, sa.Integer) and not isinstance(kind, sa.Boolean)
            assert not whole or (table, column["name"]) in NUMBERS, (table, column["name"])


def test_the_only_clocks_are_leases(engine: sa.Engine) -> None:
    found = {
        (table, column["name"])
        for table in sa.inspect(engine).get_table_names()
        for column in sa.inspect(engine).get_columns(table)
        if isinstance(column["type"], sa.BigInteger)
        and type(column["type"]).__name__.upper() == "BIGINT"
    }
    assert found - PLACES == CLOCKS


def test_nothing_counts_arrivals(engine: sa.Engine, tables_here: set[str]) -> None:
    """No rowid and no AUTOINCREMENT on SQLite; no sequence, serial or identity on PostgreSQL."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            made = connection.execute(
                sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
            )
            for name, sql in made:
                assert "AUTOINCREMENT" not in sql.upper()
                free = "WITHOUT ROWID" in sql.upper() or name in {*PLACED, "alembic_version"}
                assert free, name
            return
        sequences = connection.scalar(sa.text("SELECT count(*) FROM pg_class WHERE relkind = 'S'"))
        assert sequences == 0
    for table in tables_here:
        for column in sa.inspect(engine).get_columns(table):
            assert not column.get("identity"), (table, column["name"])
            assert column.get("default") is None, (table, column["name"])


def test_a_row_lies_where_its_own_random_key_puts_it(engine: sa.Engine) -> None:
    """On SQLite `place` is the rowid, which would else be the order of arrival."""
    names = [bytes([at]) * 16 for at in range(20)]
    rows = [{"id": name, "epoch": b"e", "sealed": b"s"} for name in names]
    with engine.connect() as connection:
        connection.execute(sa.insert(draft), rows)
        found = connection.execute(sa.select(draft.c.id, draft.c.place)).all()
        if engine.dialect.name == "sqlite":
            rowids = connection.execute(sa.text("SELECT id, rowid FROM draft")).all()
            assert set(map(tuple, rowids)) == set(map(tuple, found))
        connection.rollback()
    assert {row.id: row.place for row in found} == {name: place_of(name) for name in names}
    assert sorted(names, key=place_of) != names


def test_a_row_of_a_case_lies_in_its_week_and_there_where_its_random_key_puts_it() -> None:
    weeks = [str(Week(2026, number)) for number in range(1, 53)]
    names = [bytes([at]) * 16 for at in range(50)]
    for week in weeks:
        places = [place_in(week, name) for name in names]
        assert len({place >> 53 for place in places}) == 1
        assert len(set(places)) == len(names)
        assert places != sorted(places)
        assert all(0 <= place < 1 << 63 for place in places)
    # The key's part is the same in every week: nothing but the week is added.
    assert len({place_in(week, names[0]) % (1 << 53) for week in weeks}) == 1
    assert len({place_in(week, names[0]) >> 53 for week in weeks}) > len(weeks) // 2


def test_every_table_with_a_place_is_known() -> None:
    assert {name for name, table in metadata.tables.items() if "place" in table.c} == PLACED


def test_no_foreign_key_leads_from_drafts_or_spool_to_cases_or_back(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    seen = 0
    for table in inspector.get_table_names():
        for key in inspector.get_foreign_keys(table):
            seen += 1
            assert {table, key["referred_table"]} <= CASE_LIKE
    assert seen == 2
    assert set(metadata.tables) >= DRAFT_LIKE | CASE_LIKE


def test_conversations_are_unlogged_on_postgresql_and_nothing_else_is(postgres_url: str) -> None:
    engine = open_engine(postgres_url)
    with engine.connect() as connection:
        unlogged = connection.scalars(
            sa.text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = 'u'")
        ).all()
    engine.dispose()
    assert set(unlogged) == UNLOGGED


def test_every_pragma_is_as_it_was_set(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name, *_ in PRAGMAS
        }
    engine.dispose()
    assert found == {
        "auto_vacuum": 2,
        "journal_mode": "wal",
        "busy_timeout": 15_000,
        "foreign_keys": 1,
        "secure_delete": 1,
        "synchronous": 2,
        "temp_store": 2,
        "trusted_schema": 0,
        "journal_size_limit": LOG_LIMIT,
    }


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.db'}")
    schema.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("SELECT 1"))
        files = sorted(tmp_path.iterdir())
        assert {file.name for file in files} == {"a.db", "a.db-wal", "a.db-shm"}
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    engine.dispose()


def test_no_parameter_reaches_an_error_s_text(engine: sa.Engine) -> None:
    with engine.connect() as connection, pytest.raises(sa.exc.DBAPIError) as caught:
        connection.execute(sa.text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "canary-7"})
    assert "canary-7" not in str(caught.value)


# --- migrations ----------------------------------------------------------------------------------


def test_migrations_make_exactly_the_tables_of_the_code(engine: sa.Engine) -> None:
    schema.drift(engine)
    with engine.connect() as connection:
        assert schema.version(connection) == schema.HEAD


def test_up_down_and_up_again(fresh: sa.Engine, tables_here: set[str]) -> None:
    schema.upgrade(fresh)
    schema.downgrade(fresh, "base")
    assert set(sa.inspect(fresh).get_table_names()) == {"alembic_version"}
    schema.upgrade(fresh)
    schema.drift(fresh)
    assert set(sa.inspect(fresh).get_table_names()) == tables_here | {"alembic_version"}


def test_the_newest_step_is_the_one_that_a_start_looks_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [schema.HEAD]
    assert {step.revision for step in script.walk_revisions()} == schema.KNOWN


def test_an_upgrade_that_has_nothing_to_do_does_not_even_load_alembic(sqlite_url: str) -> None:
    code = (
        "import sys; from storage.engine import open_engine; from storage.schema import ensure;"
        f"ensure(open_engine({sqlite_url!r})); sys.exit('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 0


@pytest.mark.parametrize("act", [schema.ensure, schema.upgrade])
def test_a_newer_database_is_left_alone(engine: sa.Engine, act: object) -> None:
    assert callable(act)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(StoreNewer) as newer:
            act(engine)
        assert "9999" in newer.value.sentence
    finally:
        with engine.begin() as connection:
            back = sa.text("UPDATE alembic_version SET version_num = :head")
            connection.execute(back, {"head": schema.HEAD})


def test_postgresql_waits_for_db_upgrade_and_sqlite_does_it_at_start(fresh: sa.Engine) -> None:
    if fresh.dialect.name == "sqlite":
        schema.ensure(fresh)
    else:
        with pytest.raises(SetupError, match="db upgrade"):
            schema.ensure(fresh)
        schema.upgrade(fresh)
        schema.ensure(fresh)
    schema.drift(fresh)


def test_four_migrators_at_once_make_the_tables_once(fresh: sa.Engine, fresh_url: str) -> None:
    migrators = [
        subprocess.Popen(
            [sys.executable, "-W", "error", "-c", FOUR_AT_ONCE, fresh_url],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    for migrator in migrators:
        assert migrator.stdin
        migrator.stdin.write(b"go\n")
        migrator.stdin.close()
        migrator.stdin = None
    said = [migrator.communicate(timeout=200)[1].decode() for migrator in migrators]
    assert [
        (migrator.returncode, text) for migrator, text in zip(migrators, said, strict=True)
    ] == [(0, "")] * 4
    schema.drift(fresh)
