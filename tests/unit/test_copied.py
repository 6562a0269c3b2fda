"""A database that cannot be opened where it lies: a copy in memory shows it, and takes nothing."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreFull
from bot.report import Week
from bot.work import commit, read
from storage.audit import Audit
from storage.copied import PLACE, copied
from storage.writer import Writer

WEEK = Week(2026, 47)
REFUSED = StoreFull("SQLITE_FULL")
HOLDS = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1])
base.execute("PRAGMA user_version").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


def grown(url: str, folder: Path) -> str:
    """A copy of the database, whose newest act is in its log alone, as a kill leaves it."""
    file = Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file)) as base:
        base.execute("PRAGMA wal_autocheckpoint=0")
        base.execute("CREATE TABLE late (n INTEGER)")
        base.commit()
        for part in ("", "-wal"):
            shutil.copyfile(f"{file}{part}", folder / f"killed{part}")
    return f"sqlite:///{folder}/killed"


def left() -> list[Path]:
    """What is in memory still."""
    return list(PLACE.glob(f"closecall-{os.getpid()}-*"))


def test_it_shows_what_is_in_the_log_alone_and_leaves_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    url = grown(sqlite_url, tmp_path)
    killed = PLACE / "closecall-9999999-left"
    killed.mkdir()
    with copied(url, REFUSED) as engine:
        assert not killed.exists()
        (folder,) = left()
        assert folder.stat().st_mode & 0o077 == 0
        writer = Writer(engine)
        found = writer.run(read(lambda: writer.connection.exec_driver_sql("SELECT * FROM late")))
        assert found is not None
        writer.close()
    assert left() == []
    assert not (tmp_path / "killed-shm").exists()


def test_who_would_write_is_refused_with_what_the_disk_said(
    sqlite_url: str, tmp_path: Path
) -> None:
    with copied(grown(sqlite_url, tmp_path), REFUSED) as engine:
        writer = Writer(engine)
        audit = Audit(writer)
        with pytest.raises(StoreFull, match="SQLITE_FULL"):
            writer.run(commit(lambda: audit.append(WEEK, b"operator", "reviewer-add")))
        writer.close()


def test_a_database_that_somebody_has_open_is_not_copied(sqlite_url: str) -> None:
    file = sqlite_url.removeprefix("sqlite:///")
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, file],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        with pytest.raises(StoreFull), copied(sqlite_url, REFUSED):
            raise AssertionError("it was copied while it could change")
        other.communicate()


def test_a_database_that_is_gone_is_refused_as_before(tmp_path: Path) -> None:
    with pytest.raises(StoreFull), copied(f"sqlite:///{tmp_path}/none", REFUSED):
        raise AssertionError("there is nothing to copy")
