"""What the doctor finds out about a PostgreSQL that knows more than the tables say."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.sight import Level
from closecall import settings as settings_
from closecall.commands.doctor.examination import Examination
from closecall.commands.doctor.postgres import SETTINGS, crosses, postgres
from storage.engine import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TALKATIVE = {
    "log_error_verbosity": "default",
    "log_min_error_statement": "error",
    "log_statement": "mod",
    "log_duration": "on",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "0",
    "log_transaction_sample_rate": "0.5",
}


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection of its own, whose statements commit at once."""
    engine = open_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        engine.dispose()


def seen(folder: Path, connection: sa.Connection) -> list[tuple[str, Level, str]]:
    """What the doctor notes."""
    found = Examination(settings_.read({}, folder))
    postgres(found, connection)
    return [(one.what, one.level, one.text) for one in found.observations]


def test_a_server_that_says_nothing_is_called_discreet(
    empty_postgres: str, tmp_path: Path
) -> None:
    with connected(empty_postgres) as connection:
        assert [each[:2] for each in seen(tmp_path, connection)] == [("discreet", Level.GOOD)]


@pytest.mark.parametrize(("name", "value"), TALKATIVE.items())
def test_each_setting_that_makes_the_log_talk_is_named(
    empty_postgres: str, tmp_path: Path, name: str, value: str
) -> None:
    with connected(empty_postgres) as connection:
        connection.execute(
            sa.text("SELECT set_config(:name, :value, false)"), {"name": name, "value": value}
        )
        ((what, level, text),) = seen(tmp_path, connection)
    assert (what, level) == ("setting", Level.BAD)
    assert f"{name} = {dict(SETTINGS)[name]}" in text


def test_a_module_that_keeps_statements_is_named_wherever_it_is_loaded_from(
    empty_postgres: str, tmp_path: Path
) -> None:
    """The setting counts at the next connection: only its name is looked at."""
    with connected(empty_postgres) as connection:
        connection.exec_driver_sql("SET session_preload_libraries = 'auto_explain'")
        ((what, _, text),) = seen(tmp_path, connection)
    assert what == "setting"
    assert "without auto_explain" in text


def test_a_log_that_is_passed_on_is_warned_of(empty_postgres: str, tmp_path: Path) -> None:
    """A replication slot holds it back until somebody has fetched it."""
    slot = empty_postgres.rsplit("/", 1)[1]
    with connected(empty_postgres) as connection:
        connection.execute(sa.select(sa.func.pg_create_physical_replication_slot(slot)))
        try:
            told = seen(tmp_path, connection)
        finally:
            connection.execute(sa.select(sa.func.pg_drop_replication_slot(slot)))
    assert [each[:2] for each in told] == [("discreet", Level.GOOD), ("archive", Level.WARN)]
    assert "pg_replication_slots" in told[1][2]


@pytest.mark.parametrize(
    ("server", "away"),
    [
        (None, False),
        ("127.0.0.1", False),
        ("::1", False),
        ("10.0.0.7", True),
        ("2001:db8::7", True),
    ],
)
def test_only_a_network_can_be_listened_to(server: str | None, away: bool) -> None:  # noqa: FBT001
    assert crosses(server) is away
