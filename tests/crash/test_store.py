"""`kill -9` before every statement of accept, add, release, withdraw, and after the commit.

Afterwards what was acknowledged is there, what was not is there whole or not at all, and the same
act again ends as if nothing had happened.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from bot.report import Week
from bot.work import commit
from storage.cases import Cases
from storage.engine import open_engine
from storage.spool import Spool
from storage.writer import Writer
from tests.crash.fork import buried, fork
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_addition, sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

WEEK = Week(2026, 47)
EXPIRES = Week(2027, 47)
MOST_STEPS = 60

NEW = sealed_report(FixedDice("new"))
URGENT = sealed_report(FixedDice("urgent"), urgent=True)
WAITING = sealed_report(FixedDice("waiting"))
RELEASED = sealed_report(FixedDice("released"))
ADDITION = sealed_addition(FixedDice("addition"), RELEASED)


@dataclass
class Store:
    """One process's view of the database."""

    writer: Writer
    spool: Spool
    cases: Cases

    def do(self, part: Callable[[], object]) -> object:
        """One commit part."""
        return self.writer.run(commit(part))

    def look(self) -> tuple[dict[bytes, str], int, dict[bytes, int]]:
        """Where each report is, how many things wait, and how many objects each case has."""
        where = {}
        cases = {
            case.case_id.raw: len(case.objects) for case in self.writer.run(commit(self.cases.all))
        }
        for report in (NEW, URGENT, WAITING, RELEASED):
            found = self.writer.run(commit(lambda r=report: self.spool.find(r.lookup)))  # type: ignore[misc]
            if found:
                where[report.lookup] = "case" if report.case_id.raw in cases else "spool"
        return where, self.writer.run(commit(self.spool.waiting)), cases


ACTS: dict[str, Callable[[Store], object]] = {
    "accept": lambda store: store.do(lambda: store.spool.accept(NEW)),
    "accept urgent": lambda store: store.do(lambda: store.spool.accept(URGENT)),
    "add": lambda store: store.do(lambda: store.spool.add(ADDITION)),
    "release": lambda store: store.do(lambda: store.spool.release(WEEK, EXPIRES)),
    "withdraw waiting": lambda store: store.do(lambda: store.spool.withdraw(WAITING.lookup)),
    "withdraw released": lambda store: store.do(lambda: store.spool.withdraw(RELEASED.lookup)),
}


class opened:  # noqa: N801 - reads as a verb
    """A store on `url`, closed at the end."""

    def __init__(self, url: str) -> None:
        """Open the engine and start the writer."""
        self.engine = open_engine(url)
        self.writer = Writer(self.engine)

    def __enter__(self) -> Store:
        """The store."""
        dice = FixedDice("shuffle")
        spool = Spool(self.writer, dice, this_week, keep_weeks=52)
        return Store(self.writer, spool, Cases(self.writer))

    def __exit__(self, *_: object) -> None:
        """Close both."""
        self.writer.close()
        self.engine.dispose()


def struck(url: str, act: Callable[[Store], object], at: int) -> bool:
    """Run `act` in a process that kills itself at step `at`; whether it was killed."""
    child = fork()
    if child == 0:
        act_and_die(url, act, at)
    status = buried(child)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def act_and_die(url: str, act: Callable[[Store], object], at: int) -> None:
    """The child: never returns."""
    left = [at]

    def strike(*_: object) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    try:
        store = opened(url)
        event.listen(store.engine, "before_cursor_execute", strike)
        event.listen(store.engine, "commit", strike)
        with store as inside:
            act(inside)
            strike()  # committed, and nobody told yet
    except BaseException:  # noqa: BLE001 - whatever it is, the parent sees the code
        os._exit(1)
    os._exit(0)


@pytest.fixture
def prepared(database_url: str) -> Iterator[str]:
    """A database with one released case, and one report and nothing else waiting."""
    with opened(database_url) as store:
        store.do(lambda: store.spool.accept(RELEASED))
        store.do(lambda: store.spool.release(WEEK, EXPIRES))
        store.do(lambda: store.spool.accept(WAITING))
    yield database_url
    with opened(database_url) as store:
        for report in (NEW, URGENT, WAITING, RELEASED):
            store.do(lambda r=report: store.spool.withdraw(r.lookup))  # type: ignore[misc]


@pytest.mark.parametrize("name", ACTS)
def test_a_kill_at_any_step_leaves_the_act_undone_or_done_and_repeatable(
    prepared: str, name: str
) -> None:
    act = ACTS[name]
    with opened(prepared) as store:
        before = store.look()
    seen = set()
    for at in range(MOST_STEPS):
        killed = struck(prepared, act, at)
        with opened(prepared) as store:
            now = store.look()
        seen.add(now == before)
        if not killed:
            break
    else:
        pytest.fail("the act never ended")
    # Killed early it had not happened; killed after its commit it had, and stayed so.
    assert seen == {True, False}
    with opened(prepared) as store:
        act(store)
        assert store.look() == now
    assert at >= 3


def test_a_report_that_was_acknowledged_survives_the_kill_of_its_release(prepared: str) -> None:
    for at in range(MOST_STEPS):
        if not struck(prepared, ACTS["release"], at):
            break
        with opened(prepared) as store:
            where, waiting, cases = store.look()
        assert set(where) == {WAITING.lookup, RELEASED.lookup}
        assert waiting + len(cases) == 2
    with opened(prepared) as store:
        _, waiting, cases = store.look()
    assert (waiting, cases) == (0, {WAITING.case_id.raw: 1, RELEASED.case_id.raw: 1})
