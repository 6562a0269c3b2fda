"""The one writer: drives `bot.work`, commits in groups, answers after COMMIT.

    caller --submit--> queue --> writer thread: BEGIN · part · part · part · COMMIT --> futures
                         ^                                                     |
                         '------- next part <- aside pool (key derivation) <---'
                                            <- reader thread, one moment a part

Parts that wait together share a transaction (`storage.transactor`): the disk is waited for once
per group. A part that only reads has a thread and a connection of its own, so that it waits for no
other process that writes. It knows no table and no conversation.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from bot.work import Commit, Read
from storage.engine import only_reading
from storage.transactor import Transactor

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from bot.work import Work

T = TypeVar("T")

GROUP: Final = 128
"""How many parts may share one transaction: with more, the first would wait for the last."""

OUTSIDE: Final = "the connection is there only inside a part that commits or reads"

End = Callable[[T | None, BaseException | None], None]
"""Told once how a work ended: its value, or what it raised. It does not raise."""

Post = Callable[[list[Callable[[], None]]], None]
"""Has these called, in this order, wherever their ends belong. Works share one by being equal."""


@dataclass(slots=True, eq=False)
class _Job(Generic[T]):
    """One work under way, the part it waits for, and who is told of its end, and how."""

    work: Work[T]
    end: End[T]
    post: Post
    part: Callable[[], Any] = field(default=lambda: None)


class Writer:
    """Runs works on one engine. Thread-safe; `close` waits for what is under way.

    Args:
        engine: `storage.engine.open_engine`.
        aside: threads for slow parts. Two: an Argon2id keeps a core and 19 MiB busy.
        group: the most parts in one transaction.
    """

    def __init__(self, engine: Engine, *, aside: int = 2, group: int = GROUP) -> None:
        """Start the writer thread; the connection is made with the first part."""
        self._engine = engine
        self._group = group
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._pool = ThreadPoolExecutor(aside, thread_name_prefix="closecall-aside")
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._under_way = 0
        self._closing = False
        self._writes = Transactor(engine)
        self._reads = Transactor(only_reading(engine))
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="closecall-reader")
        self._looking: int | None = None
        self._ended: dict[Post, list[Callable[[], None]]] = {}
        # A daemon: a process that forgot `close` may still end, and what was answered is durable.
        self._thread = threading.Thread(target=self._write, name="closecall-writer", daemon=True)
        self._thread.start()

    @property
    def on_sqlite(self) -> bool:
        """Which of the two kinds of database this is."""
        return self._writes.on_sqlite

    @property
    def connection(self) -> Connection:
        """The connection of the present transaction: of a commit part, or of one that reads.

        Raises RuntimeError elsewhere.
        """
        found = self._mine().connection
        if found is None:
            raise RuntimeError(OUTSIDE)
        return found

    @property
    def driver(self) -> Any:  # noqa: ANN401 - sqlite3's or psycopg's
        """The same as its driver has it, for `storage.dialect.Prepared`; raises the same."""
        found = self._mine().driver
        if found is None:
            raise RuntimeError(OUTSIDE)
        return found

    def run(self, work: Work[T]) -> T:
        """Drive `work` to its end and give its value; raises what it raises, or a StoreError."""
        if threading.get_ident() in {self._thread.ident, self._looking}:
            raise RuntimeError("a commit part cannot wait for another one")
        waiter: _Waiter[T] = _Waiter()
        self.start(work, waiter.end, _at_once)
        return waiter.result()

    def submit(self, work: Work[T]) -> Future[T]:
        """Start `work`; its future ends after the last commit. In a loop: `storage.awaited`."""
        future: Future[T] = Future()
        # Running, so that nobody can cancel it: half a turn must not be left behind.
        future.set_running_or_notify_cancel()
        self.start(work, partial(_settle, future), _at_once)
        return future

    def start(self, work: Work[T], end: End[T], post: Post) -> None:
        """Start `work`; `end` is posted after the last commit, with those of the same group.

        Waking an event loop costs more than a commit part: with one post a group it is woken once.
        """
        with self._lock:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._under_way += 1
        self._step(_Job(work, end, post), None, None)

    def close(self) -> None:
        """Finish what is under way, then stop the threads and give the connections back."""
        with self._idle:
            first, self._closing = not self._closing, True
            self._idle.wait_for(lambda: self._under_way == 0)
        if first:
            self._queue.put(None)
        self._thread.join()
        self._pool.shutdown()
        self._reader.shutdown()
        self._reads.drop()

    def _mine(self) -> Transactor:
        """The one that belongs to this thread."""
        here = threading.get_ident()
        if here == self._thread.ident:
            return self._writes
        if here == self._looking:
            return self._reads
        raise RuntimeError(OUTSIDE)

    def _here(self) -> bool:
        return threading.get_ident() == self._thread.ident

    # --- a work, from part to part ---------------------------------------------------------------

    def _step(self, job: _Job[T], value: object, error: BaseException | None) -> None:
        """Give the last part's outcome to the work and send its next part where it belongs."""
        try:
            part = job.work.send(value) if error is None else job.work.throw(error)
        except StopIteration as end:
            self._end(job, end.value, None)
        except BaseException as failed:  # noqa: BLE001 - it belongs to whoever waits for it
            self._end(job, None, failed)
        else:
            if isinstance(part, Commit):  # a step is one of these: no `match`, which takes longer
                job.part = part.part
                self._queue.put(job)
            elif isinstance(part, Read):
                self._reader.submit(self._look, job, part.part)
            else:
                self._pool.submit(self._aside, job, part.part)

    def _aside(self, job: _Job[T], run: Callable[[], object]) -> None:
        try:
            value = run()
        except BaseException as failed:  # noqa: BLE001 - its work hears of it
            self._step(job, None, failed)
        else:
            self._step(job, value, None)

    def _look(self, job: _Job[T], run: Callable[[], object]) -> None:
        self._looking = threading.get_ident()
        ((value, error),) = self._reads.run((run,))
        self._step(job, value, error)

    def _end(self, job: _Job[T], value: Any, error: BaseException | None) -> None:  # noqa: ANN401
        told = partial(job.end, value, error)
        if self._here():
            self._ended.setdefault(job.post, []).append(told)
        else:
            self._tell(job.post, [told])

    def _tell(self, post: Post, ends: list[Callable[[], None]]) -> None:
        post(ends)
        with self._lock:
            self._under_way -= len(ends)
            if self._closing:
                self._idle.notify_all()

    # --- the thread ------------------------------------------------------------------------------

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs = [first, *self._waiting()]
            results = self._writes.run([job.part for job in jobs])
            for job, (value, error) in zip(jobs, results, strict=True):
                self._step(job, value, error)
            while self._ended:  # who is told may start a work that ends at once
                ended, self._ended = self._ended, {}
                for post, ends in ended.items():
                    self._tell(post, ends)
        self._writes.drop()

    def _waiting(self) -> list[_Job[Any]]:
        """What waits besides the first; nobody else takes from the queue."""
        jobs: list[_Job[Any]] = []
        while len(jobs) < self._group - 1 and not self._queue.empty():
            job = self._queue.get_nowait()
            if job is None:  # the end, which comes after everything
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs


class _Waiter(Generic[T]):
    """A future for one thread that waits for one work, which takes less than the real thing."""

    __slots__ = ("_error", "_gate", "_value")

    def __init__(self) -> None:
        self._gate = threading.Lock()
        self._gate.acquire()
        self._value: T | None = None
        self._error: BaseException | None = None

    def end(self, value: T | None, error: BaseException | None) -> None:
        self._value, self._error = value, error
        self._gate.release()

    def result(self) -> T:
        self._gate.acquire()
        error, self._error = self._error, None
        if error is None:
            return cast("T", self._value)
        try:
            raise error
        finally:
            del error  # or it would hold its own traceback, and with it what was told


def _settle(future: Future[T], value: Any, error: BaseException | None) -> None:  # noqa: ANN401
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)


def _at_once(ends: list[Callable[[], None]]) -> None:
    for end in ends:
        end()
