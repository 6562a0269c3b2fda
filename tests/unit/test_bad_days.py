"""Bad days of a database: each is one sentence, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

import storage
from bot.errors import (
    BadSetting,
    StoreAway,
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreReadOnly,
)
from bot.report import Week
from bot.work import commit
from storage.cases import Cases
from storage.engine import open_engine
from storage.failures import refusal
from storage.journal import is_blank
from storage.purge import purge
from storage.schema import ensure
from storage.spool import Spool
from storage.tallies import Tallies
from storage.writer import Writer
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_report

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(storage.__file__).parents[1]
WEEK = Week(2026, 47)


class Service:
    """An engine, its writer and its spool, on one SQLite file."""

    def __init__(self, url: str, *, busy_ms: int = 50) -> None:
        """Open them; a locked file is given up on quickly."""
        self.dice = FixedDice(os.urandom(8).hex())
        self.engine = open_engine(url, busy_ms=busy_ms)
        self.writer = Writer(self.engine)
        self.spool = Spool(self.writer, self.dice, this_week, keep_weeks=52)
        self.acknowledged = 0

    def accept(self) -> None:
        """Take one report."""
        report = sealed_report(self.dice)
        assert self.writer.run(commit(lambda: self.spool.accept(report)))
        self.acknowledged += 1

    def waiting(self) -> int:
        """How many reports are kept."""
        return self.writer.run(commit(self.spool.waiting))

    def close(self) -> None:
        """Stop."""
        self.writer.close()
        self.engine.dispose()


@pytest.fixture
def service(sqlite_url: str) -> Iterator[Service]:
    """A service with one acknowledged report."""
    opened = Service(sqlite_url)
    opened.accept()
    yield opened
    opened.close()


def start_and_accept(url: str) -> None:
    """What a start does first, and then a report comes."""
    engine = open_engine(url)
    try:
        ensure(engine)
    finally:
        engine.dispose()
    service = Service(url)
    try:
        service.accept()
    finally:
        service.close()


def fill(service: Service) -> None:
    """Until it is full."""
    for _ in range(100):
        service.accept()


def path_of(service: Service) -> Path:
    return Path(str(service.engine.url.database))


def test_a_locked_database_is_busy_and_free_again_afterwards(service: Service) -> None:
    other = sqlite3.connect(path_of(service), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy) as busy:
        service.accept()
    other.execute("ROLLBACK")
    other.close()
    assert "try again" in busy.value.sentence
    service.accept()
    assert service.waiting() == 2


def test_a_database_that_another_process_holds_shortly_is_waited_for(sqlite_url: str) -> None:
    service = Service(sqlite_url, busy_ms=15_000)
    other = sqlite3.connect(path_of(service), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    report = sealed_report(service.dice)
    future = service.writer.submit(commit(lambda: service.spool.accept(report)))
    other.execute("COMMIT")
    other.close()
    assert future.result(30)
    service.close()


def test_a_full_disk_refuses_the_new_and_keeps_the_old(service: Service) -> None:
    with service.engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)

    def limit(most: int) -> None:
        service.writer.connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")

    service.writer.run(commit(lambda: limit(pages + 20)))
    with pytest.raises(StoreFull) as full:
        fill(service)
    assert "safe" in full.value.sentence
    kept = service.waiting()
    assert kept == service.acknowledged > 1
    service.writer.run(commit(lambda: limit(1_000_000)))
    service.accept()
    assert service.waiting() == kept + 1


def test_a_disk_that_really_is_full(sqlite_url: str) -> None:
    """RLIMIT_FSIZE makes the system refuse to lengthen any file: SQLite meets a failing write."""
    code = """
import os, resource, signal, sys
from tests.unit.test_bad_days import Service
from bot.errors import StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
service = Service(sys.argv[1])
service.accept()
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
try:
    for _ in range(200):
        service.accept()
except StoreError as refused:
    print(type(refused).__name__, service.acknowledged, flush=True)
os._exit(0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code, sqlite_url],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    name, kept = done.stdout.split()
    assert name in {"StoreFull", "StoreAway"}
    after = Service(sqlite_url)
    assert after.waiting() == int(kept)
    after.close()


def test_a_commit_that_fails_is_not_the_end_of_the_writer(service: Service) -> None:
    failing = [sqlite3.OperationalError("canary")]

    @sa.event.listens_for(service.engine, "commit")
    def refuse(_connection: sa.Connection) -> None:
        if failing:
            raise failing.pop()

    with pytest.raises(sqlite3.OperationalError):
        service.accept()
    assert service.waiting() == 1
    service.accept()
    assert service.waiting() == 2


def test_who_leaves_does_not_wait_long_for_somebody_else_s_backup(sqlite_url: str) -> None:
    service = Service(sqlite_url, busy_ms=200_000)
    service.accept()
    reader = sqlite3.connect(path_of(service), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM spool").fetchone()
    service.accept()
    before = time.monotonic()
    assert not purge(service.engine, patience_ms=100)
    assert time.monotonic() - before < 200  # not even once as long as others wait
    reader.execute("ROLLBACK")
    reader.close()
    assert purge(service.engine, patience_ms=100)
    service.close()


@pytest.mark.parametrize("table", ["sqlite_schema", "spool"])
def test_a_damaged_file_is_said_and_left_as_it_is(sqlite_url: str, table: str) -> None:
    service = Service(sqlite_url)
    service.accept()
    path = path_of(service)
    with service.engine.connect() as connection:
        root = connection.execute(
            sa.text("SELECT rootpage FROM sqlite_master WHERE name = :name"), {"name": table}
        ).scalar()
    assert purge(service.engine)
    service.close()
    where = 4096 * (int(root) - 1) if root else 0
    with path.open("r+b") as file:
        file.seek(where)
        file.write(b"\xff" * 4096)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged) as damaged:
        start_and_accept(sqlite_url)
    assert "backup" in damaged.value.hint
    assert path.read_bytes() == before


def test_a_folder_that_is_not_there_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(StoreReadOnly) as refused:
        open_engine(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    assert "folder.db" in refused.value.sentence


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://x/y", "postgresql+asyncpg://x/y"],
)
def test_a_url_that_cannot_be_used_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(BadSetting, match="DATABASE_URL"):
        open_engine(url)


def test_a_server_that_is_not_there_is_away() -> None:
    engine = open_engine("postgresql://nobody:canary-secret@127.0.0.1:9/none")
    with pytest.raises(StoreAway) as away:
        ensure(engine)
    assert "canary-secret" not in away.value.sentence
    engine.dispose()


def test_two_processes_on_one_file_share_the_spool(sqlite_url: str) -> None:
    code = (
        "import sys; from tests.unit.test_bad_days import Service;"
        "s = Service(sys.argv[1], busy_ms=200_000);"
        "[s.accept() for _ in range(40)]; s.close()"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, sqlite_url],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        for _ in range(2)
    ]
    assert [process.wait(200) for process in processes] == [0, 0]
    service = Service(sqlite_url)
    assert service.waiting() == 80
    moved = service.writer.run(commit(lambda: service.spool.release(WEEK, WEEK.plus(52))))
    assert moved == 80
    assert len(service.writer.run(commit(Cases(service.writer).all))) == 80
    service.close()


def test_a_backup_in_progress_makes_the_purge_wait_for_its_turn(service: Service) -> None:
    reader = sqlite3.connect(path_of(service), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM spool").fetchone()
    service.accept()
    assert not purge(service.engine)
    reader.execute("ROLLBACK")
    reader.close()
    assert purge(service.engine)
    assert is_blank(path_of(service).with_name("closecall.db-wal"))


def test_a_read_only_database_says_so(sqlite_url: str) -> None:
    service = Service(sqlite_url)
    service.writer.run(
        commit(lambda: service.writer.connection.exec_driver_sql("PRAGMA query_only = ON"))
    )
    with pytest.raises(StoreReadOnly):
        service.accept()
    service.close()


def test_a_read_only_postgresql_says_so(postgres_url: str) -> None:
    engine = open_engine(f"{postgres_url}?options=-cdefault_transaction_read_only%3Don")
    writer = Writer(engine)
    with pytest.raises(StoreReadOnly):
        writer.run(commit(lambda: Tallies(writer).count(WEEK, "kind", "a")))
    writer.close()
    engine.dispose()


def test_a_file_of_somebody_else_can_be_read_but_not_written(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """As another user when the tests run as root, who may write anything."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = folder / "closecall.db"
    shutil.copyfile(sqlite_template, path)
    path.chmod(0o444)
    folder.chmod(0o555)
    code = (
        "import os, sys\n"
        "from storage.engine import open_engine\n"
        "from storage.schema import ensure\n"
        "from tests.unit.test_bad_days import Service\n"
        "from bot.errors import StoreError\n"
        "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
        "try:\n"
        "    engine = open_engine(sys.argv[1]); ensure(engine); Service(sys.argv[1]).accept()\n"
        "except StoreError as refused:\n"
        "    print(type(refused).__name__, flush=True)\n"
        "os._exit(0)\n"
    )
    for parent in list(path.parents)[1:]:
        if parent.owner() == "root" and parent != Path("/") and os.geteuid() == 0:
            parent.chmod(parent.stat().st_mode | 0o011)
    done = subprocess.run(
        [sys.executable, "-c", code, f"sqlite:///{path}"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    folder.chmod(0o755)
    assert done.stdout.strip() == "StoreReadOnly", done.stderr


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", StoreFull),
        ("53300", StoreBusy),
        ("40P01", StoreBusy),
        ("40001", StoreBusy),
        ("25006", StoreReadOnly),
        ("08006", StoreAway),
        ("57P01", StoreAway),
        ("57014", StoreBusy),
        ("28P01", StoreAway),
        ("3D000", StoreAway),
        ("XX001", StoreDamaged),
        ("42601", None),
        ("23505", None),
    ],
)
def test_a_server_s_own_code_becomes_our_sentence(
    state: str, kind: type[StoreError] | None
) -> None:
    made = type("OperationalError", (Exception,), {"__module__": "psycopg", "sqlstate": state})
    found = refusal(made("DETAIL: Key (lookup)=(canary)"))
    assert type(found) is (kind or type(None))
    assert found is None or "canary" not in found.sentence


def test_other_people_s_errors_are_not_ours() -> None:
    assert refusal(ValueError("canary")) is None
    assert refusal(sqlite3.ProgrammingError("wrong use")) is None
