"""Send: what the receipt costs, what the head start saves, and that nothing is lost or doubled.

    python -m tests.bench.bench_accept

Argon2id is nearly all of a Send, on purpose: it is what makes guessing eight words hopeless. The
writer gives it two threads, so its floor here is Argon2id alone on as many cores, at most two.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.flow.talk import Words8
from bot.receipt import parse
from bot.work import commit
from closecall import wiring
from storage.receipts import Receipts
from tests.bench.harness import Count, Ratio, measure, report
from tests.bench.house import EN, SEND, house, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.intake import Reply
    from bot.report import Token
    from tests.bench.house import House

LANES: Final = min(2, os.cpu_count() or 1)
BURST: Final = 24
TASKS: Final = (1, 8, 32, 128)
_SENDS: Final = 5


def ratios(at: House) -> list[Ratio]:
    """What a Send costs."""
    receipts = Receipts(_NoEpochs(), (os.urandom(32),), os.urandom(16))
    return [
        Ratio(
            "reports sent, receipt included",
            f"Argon2id alone on {LANES} cores",
            burst(at),
            argon2_alone(receipts),
            0.7,
            0.9,
            unit="/s",
            at_least=True,
        ),
        Ratio(
            "Send after a head start",
            "Send without",
            lambda: send(at, early=True),
            lambda: send(at, early=False),
            0.5,
            0.2,
        ),
    ]


def burst(at: House) -> Callable[[], float]:
    """Reports a second, when that many people send at once."""

    def side() -> float:
        ready = [told(at) for _ in range(BURST)]
        began = time.perf_counter()
        sent = [at.writer.submit(at.intake.hear(one.token, SEND, EN, one.rev)) for one in ready]
        for one in sent:
            one.result()
        return BURST / (time.perf_counter() - began)

    return side


def argon2_alone(receipts: Receipts) -> Callable[[], float]:
    """Derivations a second, as many at once as there are lanes."""

    def side() -> float:
        with ThreadPoolExecutor(LANES) as pool:
            began = time.perf_counter()
            list(pool.map(receipts.derive, range(BURST)))
            return BURST / (time.perf_counter() - began)

    return side


def send(at: House, *, early: bool) -> float:
    """How long somebody waits after Send, µs; `early`: the record was read for a while."""
    times = []
    for _ in range(_SENDS):
        reply = told(at)
        if early:
            at.writer.run(at.intake.prepare(reply))
        began = time.perf_counter()
        at.writer.run(at.intake.hear(reply.token, SEND, EN, reply.rev))
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1e6


def counts(at: House) -> list[Count]:
    """Reports told by 1 to 128 tasks at once, each Send delivered twice: all there, once."""
    before = at.writer.run(commit(at.spool.waiting))
    receipts: set[int] = set()
    for tasks in TASKS:
        receipts.update(*asyncio.run(_crowd(at, tasks)))
    kept = at.writer.run(commit(at.spool.waiting)) - before
    secrets = wiring.receipt_secrets(at.settings)
    same = Receipts(_NoEpochs(), secrets.peppers, secrets.salt)
    with ThreadPoolExecutor(LANES) as pool:
        keys = list(pool.map(same.derive, receipts))
    lookups = [key.lookup for (key,) in keys]
    found = at.writer.run(commit(lambda: sum(map(bool, map(at.spool.find, lookups)))))
    wanted = sum(TASKS)
    crowd = f"of {wanted} reports at {TASKS[0]} to {TASKS[-1]} tasks, each sent twice"
    return [
        Count(f"lost, {crowd}", wanted - found),
        Count(f"doubled, {crowd}", max(0, kept - wanted)),
    ]


async def _crowd(at: House, tasks: int) -> list[set[int]]:
    """Everybody tells and sends at the same time, and the platform delivers each Send twice."""

    async def one() -> set[int]:
        reply = await asyncio.to_thread(told, at)
        twice = [at.intake.hear(reply.token, SEND, EN, reply.rev) for _ in range(2)]
        replies = await asyncio.gather(
            *(asyncio.wrap_future(at.writer.submit(work)) for work in twice)
        )
        return _receipts(replies)

    return list(await asyncio.gather(*(one() for _ in range(tasks))))


def _receipts(replies: Sequence[Reply]) -> set[int]:
    """The numbers of the receipts that were shown."""
    shown = [say for reply in replies for say in reply.says if isinstance(say, Words8)]
    return {number for say in shown if (number := parse(" ".join(say.words))) is not None}


class _NoEpochs:
    """Deriving asks for no epoch; drawing is not measured here."""

    def epoch_key(self, token: Token) -> bytes:
        """Never asked."""
        raise NotImplementedError


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place, house(Path(place) / "house") as opened:
        results = measure(ratios(opened))
        sys.exit(report(results, counts(opened)))
