"""One turn of a conversation: thought through, kept, under load, and kept without loss.

    python -m tests.bench.bench_step

Ours hears a report from the first question to the record, Send left out; theirs hears six messages
and answers "next". `bare` stores nothing. The floor of a durable step is one durable row of a
draft's size, overwritten through a plain `sqlite3` connection: this disk, and nothing else.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.flow.codec import decode, encode
from bot.work import commit
from storage.awaited import awaited
from storage.dialect import Prepared, upsert
from storage.drafts import ROW as DRAFT
from tests.bench.harness import Ratio, measure, report
from tests.bench.house import EN, house, machine, telling
from tests.bench.standins import SqlPersistence, UsualBot, raw_row, raw_sqlite

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.flow.talk import Heard
    from bot.intake import Reply
    from bot.work import Work
    from storage.writer import Writer
    from tests.bench.house import House

TASKS: Final = 32
ROW: Final = 4096
_TALKS: Final = 40
_WRITES: Final = 60
_ROUNDS: Final = 21
"""Of the CPU row: a third of a second each, and a tenth apart from one to the next."""


def ratios(folder: Path, ours: House) -> list[Ratio]:
    """What a turn costs."""
    bare = UsualBot()
    durable = UsualBot(SqlPersistence(folder / "usual.db"))
    heard = telling()
    kept, disk = kept_steps(ours, heard), raw_row(folder / "row.db", DRAFT)
    step = "a durable, encrypted step"
    sql = "PTB step with SQL persistence"
    return [
        Ratio("a step, no I/O", "bare PTB step", thought_steps(heard), usual(bare), 1.10, 1.0),
        Ratio(step, "bare PTB step", kept, usual(bare), 3.0, 2.5, floor=disk),
        Ratio(step, sql, kept, usual(durable), 1.0, 0.75, floor=disk),
        Ratio(f"{step} of an event loop", sql, awaited_steps(ours, heard), usual(durable), None),
        Ratio(
            f"CPU of a durable step at {TASKS} tasks",
            "CPU of a bare PTB step",
            cpu_of_steps(ours, heard),
            cpu_of_usual(bare),
            1.75,
            1.5,
            rounds=_ROUNDS,
        ),
        Ratio(
            f"rows of 4 KB at {TASKS} tasks",
            "raw SQLite, row by row",
            rows_together(ours.writer),
            rows_alone(folder),
            5,
            7,
            unit="/s",
            at_least=True,
        ),
    ]


def usual(bot: UsualBot) -> Callable[[], float]:
    """A step of theirs, µs."""
    return lambda: statistics.median(bot.conversations(_TALKS)[0]) * 1e6


def cpu_of_usual(bot: UsualBot) -> Callable[[], float]:
    """CPU of a step of theirs, µs."""

    def side() -> float:
        times, cpu = bot.conversations(4 * _TALKS)
        return cpu / len(times) * 1e6

    return side


def thought_steps(heard: Sequence[Heard]) -> Callable[[], float]:
    """A step without a database, from the bytes of a draft to those of the next, µs."""
    walked = machine()

    def side() -> float:
        times = []
        for _ in range(_TALKS):
            began = time.perf_counter()
            draft = encode(walked.begin().state)
            times.append(time.perf_counter() - began)
            for one in heard:
                began = time.perf_counter()
                state = decode(draft)
                if state is None:
                    raise AssertionError("a draft of ours")
                draft = encode(walked.step(state, one).state)
                times.append(time.perf_counter() - began)
        return statistics.median(times) * 1e6

    return side


def kept_steps(at: House, heard: Sequence[Heard]) -> Callable[[], float]:
    """A step through the writer, sealed and on the disk when it is answered, µs."""

    def timed(times: list[float], work: Work[Reply]) -> Reply:
        began = time.perf_counter()
        reply = at.writer.run(work)
        times.append(time.perf_counter() - began)
        return reply

    def side() -> float:
        times: list[float] = []
        for _ in range(_TALKS):
            reply = timed(times, at.intake.begin(EN))
            for one in heard:
                reply = timed(times, at.intake.hear(reply.token, one, EN, reply.rev))
        return statistics.median(times) * 1e6

    return side


def awaited_steps(at: House, heard: Sequence[Heard]) -> Callable[[], float]:
    """The same as the doors of Slack and Telegram have it: awaited in a running loop, µs."""

    async def talk(times: list[float]) -> None:
        reply = await awaited(at.writer, at.intake.begin(EN))
        for one in heard:
            began = time.perf_counter()
            reply = await awaited(at.writer, at.intake.hear(reply.token, one, EN, reply.rev))
            times.append(time.perf_counter() - began)

    def side() -> float:
        times: list[float] = []
        together(1, _TALKS, lambda: talk(times))
        return statistics.median(times) * 1e6

    return side


def cpu_of_steps(at: House, heard: Sequence[Heard]) -> Callable[[], float]:
    """CPU of a durable step while many talk, all threads counted, µs."""

    async def talk() -> None:
        reply = await awaited(at.writer, at.intake.begin(EN))
        for one in heard:
            work = at.intake.hear(reply.token, one, EN, reply.rev)
            reply = await awaited(at.writer, work)

    def side() -> float:
        talks = 5
        cpu = time.process_time()
        together(TASKS, talks, talk)
        return (time.process_time() - cpu) / (TASKS * talks * (len(heard) + 1)) * 1e6

    return side


def together(tasks: int, times: int, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` that many times in each of that many tasks of one loop."""

    async def repeated() -> None:
        for _ in range(times):
            await work()

    async def every() -> None:
        await asyncio.gather(*(repeated() for _ in range(tasks)))

    asyncio.run(every())


def rows_together(writer: Writer) -> Callable[[], float]:
    """Rows a second, each durable when its task goes on: their row, written as a draft is."""
    metadata = sa.MetaData()
    names = [sa.Column(name, sa.LargeBinary(), primary_key=True) for name in ("name", "key")]
    table = sa.Table("held", metadata, *names, sa.Column("value", sa.LargeBinary()))
    here = writer.on_sqlite
    write = Prepared(upsert(table, ["name", "key"], ["value"], on_sqlite=here), on_sqlite=here)
    row = b"x" * ROW
    writer.run(commit(lambda: metadata.create_all(writer.connection)))
    numbers = iter(range(10**9))

    async def keep() -> None:
        held = {"name": b"ours", "key": str(next(numbers)).encode(), "value": row}
        await awaited(writer, commit(lambda: write(writer.driver, held)))

    def side() -> float:
        began = time.perf_counter()
        together(TASKS, _WRITES, keep)
        rate = TASKS * _WRITES / (time.perf_counter() - began)
        writer.run(commit(lambda: writer.connection.execute(sa.delete(table))))
        return rate

    return side


def rows_alone(folder: Path) -> Callable[[], float]:
    """Rows a second of one plain connection."""
    numbers = iter(range(10**9))

    def side() -> float:
        file = folder / f"raw{next(numbers)}.db"
        rate = raw_sqlite(file, 6 * _WRITES, ROW)
        file.unlink()
        return rate

    return side


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, house(Path(place) / "house") as opened:
        found = measure(ratios(Path(place), opened))
        sys.exit(report(found))
