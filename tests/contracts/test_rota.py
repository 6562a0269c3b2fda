"""Of any number of processes one releases in a slot: on both databases, and killed in between."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.report import Week
from bot.work import commit
from storage.rota import Rota
from storage.spool import Spool
from storage.tables import turn
from tests.e2e.world import PATIENCE, ROOT
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from storage.writer import Writer

PEPPER = b"p" * 32
OLDER = b"o" * 32
WEEK = Week(2026, 47)
MON, TUE, WED = "2026-11-16", "2026-11-17", "2026-11-18"


@pytest.fixture(params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest) -> str:
    """Both databases; nothing of this is a port."""
    return str(request.param)


def take(writer: Writer, slot: str, *peppers: bytes) -> bool:
    """Try to use a slot."""
    rota = Rota(writer, peppers or (PEPPER,))
    return writer.run(commit(lambda: rota.take("release", slot)))


def test_the_very_first_slot_is_only_noted(writer: Writer) -> None:
    assert not take(writer, MON)
    assert not take(writer, MON)
    assert take(writer, TUE)


def test_a_slot_is_used_once_by_whoever_comes_first(
    writer: Writer, make_writer: Callable[[], Writer]
) -> None:
    other = make_writer()
    take(writer, MON)
    assert take(other, TUE)
    assert not take(writer, TUE)
    assert take(writer, WED)
    assert not take(other, WED)


def test_a_host_whose_clock_is_late_does_not_take_the_timetable_back(
    writer: Writer, make_writer: Callable[[], Writer]
) -> None:
    late = make_writer()
    take(writer, MON)
    assert take(writer, TUE)
    assert not take(late, MON)
    assert not take(writer, TUE)
    assert take(late, WED)


def test_names_have_slots_of_their_own(writer: Writer) -> None:
    rota = Rota(writer, (PEPPER,))
    for name in ("release", "other"):
        assert not writer.run(commit(lambda name=name: rota.take(name, MON)))  # type: ignore[misc]
        assert writer.run(commit(lambda name=name: rota.take(name, TUE)))  # type: ignore[misc]


def test_a_new_pepper_does_not_make_an_old_slot_new(writer: Writer) -> None:
    take(writer, MON)
    assert take(writer, TUE)
    assert not take(writer, TUE, OLDER, PEPPER)
    assert not take(writer, MON, OLDER, PEPPER)
    assert take(writer, WED, OLDER, PEPPER)
    assert not take(writer, WED, OLDER)


def test_a_batch_that_failed_gives_its_slot_back(writer: Writer) -> None:
    take(writer, MON)

    def part() -> None:
        Rota(writer, (PEPPER,)).take("release", TUE)
        raise RuntimeError("the release failed")

    with pytest.raises(RuntimeError):
        writer.run(commit(part))
    assert take(writer, TUE)


def test_the_database_says_neither_the_slot_nor_how_many_there_were(writer: Writer) -> None:
    for slot in (MON, TUE, WED):
        take(writer, slot)
    rows = writer.run(commit(lambda: writer.connection.execute(sa.select(turn)).all()))
    ((name, mark, before),) = rows
    assert name == "release"
    assert len(mark) == len(before) == 16
    assert mark != before
    assert not any(slot.encode() in mark + before for slot in (MON, TUE, WED))
    assert take(writer, MON, OLDER), "the mark depends on the pepper"


def test_without_a_pepper_there_are_no_marks(writer: Writer) -> None:
    with pytest.raises(ValueError, match="pepper"):
        Rota(writer, ())


def test_of_many_replicas_that_release_at_once_one_does(
    writer: Writer, make_writer: Callable[[], Writer]
) -> None:
    """Each accepts and releases in one group, as a busy service does."""
    replicas = [writer, *(make_writer() for _ in range(3))]
    take(writer, MON)

    def work(replica: Writer, seed: str) -> tuple[Future[bool], Future[int]]:
        spool = Spool(replica, FixedDice(seed), this_week, keep_weeks=52)
        rota, report = Rota(replica, (PEPPER,)), sealed_report(FixedDice(seed))

        def release() -> int:
            return spool.release(WEEK, WEEK) if rota.take("release", TUE) else -1

        return replica.submit(commit(lambda: spool.accept(report))), replica.submit(
            commit(release)
        )

    pairs = [work(replica, str(number)) for number, replica in enumerate(replicas)]
    assert all(accepted.result(PATIENCE) for accepted, _ in pairs)
    released = sorted(moved.result(PATIENCE) for _, moved in pairs)
    assert released[:3] == [-1, -1, -1]
    assert 1 <= released[3] <= 4
    waiting = Spool(writer, FixedDice(), this_week, keep_weeks=52).waiting
    assert writer.run(commit(waiting)) == 4 - released[3]


SERVICE = """
import os, sys
from bot.report import Week
from bot.work import commit
from storage.engine import open_engine
from storage.spool import Spool
from storage.rota import Rota
from storage.writer import Writer
from tests.fakes import this_week

engine = open_engine(sys.argv[1])
writer = Writer(engine)
rota, spool = Rota(writer, (b"p" * 32,)), Spool(writer, os.urandom, this_week, 52)
week = Week(2026, 47)

def part(slot):
    return spool.release(week, week) if rota.take("release", slot) else -1

for line in sys.stdin:
    print(writer.run(commit(lambda: part(line.strip()))), flush=True)
writer.close()
engine.dispose()
"""


def service(url: str) -> subprocess.Popen[str]:
    """A process that releases in each slot that it is told, and says how many."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVICE, url],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def turned(services: Sequence[subprocess.Popen[str]], slot: str) -> list[int]:
    """The slot turns for all of them at once; what each of them released, sorted."""
    for one in services:
        assert one.stdin
        one.stdin.write(f"{slot}\n")
        one.stdin.flush()
    said = []
    for one in services:
        assert one.stdout
        said.append(int(one.stdout.readline()))
    return sorted(said)


def test_several_processes_make_one_release_in_each_slot(
    database_url: str, writer: Writer
) -> None:
    """As several hosts on one PostgreSQL, or several services on one SQLite file."""
    dice, services = FixedDice(), [service(database_url) for _ in range(3)]
    spool = Spool(writer, dice, this_week, keep_weeks=52)
    try:
        assert turned(services, "the very first") == [-1, -1, -1]
        for slot in range(20):
            for _ in range(slot % 3):
                report = sealed_report(dice)
                writer.run(commit(lambda report=report: spool.accept(report)))  # type: ignore[misc]
            assert turned(services, f"slot {slot}") == [-1, -1, slot % 3]
            assert turned(services, f"slot {slot}") == [-1, -1, -1]
    finally:
        ends = [one.communicate(timeout=PATIENCE)[1] for one in services]
    assert ends == [""] * 3
