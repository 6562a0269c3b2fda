"""One of several processes: the lease in the database, and the lock that the kernel gives back."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from bot.work import commit
from closecall.doors.alone import FileLock, Leased
from storage.lease import Leases
from tests.e2e.world import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from storage.writer import Writer

HOLDS = """
import asyncio, sys
from pathlib import Path
from closecall.doors.alone import FileLock
assert asyncio.run(FileLock(Path(sys.argv[1])).hold(1))
print("held", flush=True)
sys.stdin.read()
"""


def hold(writer: Writer, owner: str, now: int, until: int) -> bool:
    """Try to hold the one lease of these tests."""
    leases = Leases(writer)
    return writer.run(commit(lambda: leases.hold("telegram", owner, now=now, until=until)))


def test_one_owner_holds_it_and_keeps_it(writer: Writer) -> None:
    assert hold(writer, "a", 100, 115)
    assert not hold(writer, "b", 101, 116)
    assert hold(writer, "a", 110, 125)
    assert not hold(writer, "b", 125, 140)


def test_what_is_over_is_free(writer: Writer) -> None:
    assert hold(writer, "a", 100, 115)
    assert hold(writer, "b", 116, 131)
    assert not hold(writer, "a", 117, 132)


def test_what_is_dropped_is_free_and_nobody_drops_another_s(writer: Writer) -> None:
    leases = Leases(writer)
    assert hold(writer, "a", 100, 115)
    writer.run(commit(lambda: leases.drop("telegram", "b")))
    assert not hold(writer, "b", 101, 116)
    writer.run(commit(lambda: leases.drop("telegram", "a")))
    assert hold(writer, "b", 101, 116)


def test_of_many_at_once_one_holds_it(writer: Writer, make_writer: Callable[[], Writer]) -> None:
    others = [writer, make_writer(), make_writer()]

    def attempt(other: Writer, owner: str) -> Future[bool]:
        leases = Leases(other)
        return other.submit(commit(lambda: leases.hold("telegram", owner, now=1, until=9)))

    futures = [attempt(other, str(number)) for number, other in enumerate(others)]
    assert sum(future.result() for future in futures) == 1


async def test_the_lease_of_a_process_is_dropped_when_it_ends(writer: Writer) -> None:
    first = Leased(Leases(writer), writer, "telegram", "a")
    second = Leased(Leases(writer), writer, "telegram", "b")
    assert await first.hold(60)
    assert not await second.hold(60)
    await first.drop()
    assert await second.hold(60)


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path / "telegram.lock")],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    yield other
    other.kill()
    other.communicate()


async def test_a_lock_is_one_process_s_and_free_the_moment_it_is_killed(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    path = tmp_path / "telegram.lock"
    mine = FileLock(path)
    assert not await mine.hold(1)
    holder.kill()
    holder.wait()
    assert await mine.hold(1)
    assert await mine.hold(1)
    await mine.drop()
    assert await FileLock(path).hold(1)
    assert path.read_bytes() == b""


async def test_where_no_file_can_be_made_nothing_is_held_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It was made by root once: without a word the bot would be deaf and look well."""
    never = FileLock(tmp_path / "nowhere" / "telegram.lock")
    for _ in range(3):
        assert not await never.hold(1)
    (said,) = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert "CLOSECALL_HOME" in said.getMessage()


async def test_to_wait_for_another_process_is_nothing_to_say(
    tmp_path: Path, holder: subprocess.Popen[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert holder.poll() is None
    assert not await FileLock(tmp_path / "telegram.lock").hold(1)
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]
