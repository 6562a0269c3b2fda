"""The one writer: drives `bot.work`, commits in groups, answers after COMMIT.

    caller --submit--> queue --> writer thread: BEGIN · part · part · part · COMMIT --> futures
                         ^                                                     |
                         '------- next part <- aside pool (key derivation) <---'

Parts that wait together share a transaction: the disk is waited for once per group. If one part
fails, the group is rolled back and each part runs again alone, so that only the guilty one fails.
It knows no table and no conversation.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, assert_never

from bot.errors import StoreAway, StoreBusy
from bot.work import Aside, Commit
from storage.failures import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine

    from bot.work import Work

T = TypeVar("T")

GROUP: Final = 128
"""How many parts may share one transaction: with more, the first would wait for the last."""

ATTEMPTS: Final = 3
"""How often a lone part is tried when PostgreSQL chose it as the victim of a deadlock."""


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


class _Lost(Exception):
    """The transaction failed. `unsure`: while committing, so nobody knows whether it held."""

    def __init__(self, cause: BaseException, *, unsure: bool) -> None:
        super().__init__()
        self.cause = cause
        self.unsure = unsure


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
        self._open = threading.Condition()
        self._under_way = 0
        self._closing = False
        self._connection: Connection | None = None
        self._inside = False
        self._ended: dict[Post, list[Callable[[], None]]] = {}
        # A daemon: a process that forgot `close` may still end, and what was answered is durable.
        self._thread = threading.Thread(target=self._write, name="closecall-writer", daemon=True)
        self._thread.start()

    @property
    def on_sqlite(self) -> bool:
        """Which of the two kinds of database this is."""
        return self._engine.dialect.name == "sqlite"

    @property
    def connection(self) -> Connection:
        """The connection of the present transaction. Raises RuntimeError outside a commit part."""
        if self._connection is None or not self._inside or not self._here():
            raise RuntimeError("the connection is there only inside a commit part")
        return self._connection

    def run(self, work: Work[T]) -> T:
        """Drive `work` to its end and give its value; raises what it raises, or a StoreError."""
        if self._here():
            raise RuntimeError("a commit part cannot wait for another one")
        return self.submit(work).result()

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
        with self._open:
            if self._closing:
                raise RuntimeError("the writer is closed")
            self._under_way += 1
        self._step(_Job(work, end, post), None, None)

    def close(self) -> None:
        """Finish what is under way, then stop the threads and give the connection back."""
        with self._open:
            first, self._closing = not self._closing, True
            self._open.wait_for(lambda: self._under_way == 0)
        if first:
            self._queue.put(None)
        self._thread.join()
        self._pool.shutdown()

    def _here(self) -> bool:
        return threading.current_thread() is self._thread

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
            match part:
                case Commit(run):
                    job.part = run
                    self._queue.put(job)
                case Aside(run):
                    self._pool.submit(self._aside, job, run)
                case _:
                    assert_never(part)

    def _aside(self, job: _Job[T], run: Callable[[], object]) -> None:
        try:
            value = run()
        except BaseException as failed:  # noqa: BLE001 - as above
            self._step(job, None, failed)
        else:
            self._step(job, value, None)

    def _end(self, job: _Job[T], value: Any, error: BaseException | None) -> None:  # noqa: ANN401
        told = partial(job.end, value, error)
        if self._here():
            self._ended.setdefault(job.post, []).append(told)
        else:
            self._tell(job.post, [told])

    def _tell(self, post: Post, ends: list[Callable[[], None]]) -> None:
        post(ends)
        with self._open:
            self._under_way -= len(ends)
            if self._closing:
                self._open.notify_all()

    # --- the thread ------------------------------------------------------------------------------

    def _write(self) -> None:
        while (first := self._queue.get()) is not None:
            jobs = [first, *self._waiting()]
            for job, (value, error) in zip(jobs, self._outcomes(jobs), strict=True):
                self._step(job, value, error)
            while self._ended:  # who is told may start a work that ends at once
                ended, self._ended = self._ended, {}
                for post, ends in ended.items():
                    self._tell(post, ends)
        self._drop()

    def _waiting(self) -> list[_Job[Any]]:
        """What waits besides the first. `None` cannot be among it: it comes after everything."""
        jobs: list[_Job[Any]] = []
        while len(jobs) < self._group - 1:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)
                break
            jobs.append(job)
        return jobs

    def _outcomes(self, jobs: Sequence[_Job[Any]]) -> list[tuple[object, BaseException | None]]:
        """Each job's value or error, durable."""
        if len(jobs) > 1:
            try:
                return [(value, None) for value in self._transact(jobs)]
            except _Lost as lost:
                if lost.unsure:
                    return [(None, _said(lost.cause))] * len(jobs)
        return [self._alone(job) for job in jobs]

    def _alone(self, job: _Job[Any]) -> tuple[object, BaseException | None]:
        """One part in a transaction of its own, tried again when nothing was committed."""
        failures: deque[BaseException] = deque(maxlen=1)
        for _ in range(ATTEMPTS):
            try:
                return self._transact([job])[0], None
            except _Lost as lost:
                failures.append(lost.cause)
                if lost.unsure or not self._again(lost.cause):
                    break
        return None, _said(failures[0])

    def _again(self, cause: BaseException) -> bool:
        """Whether another try can help: a lost connection, or the victim of a deadlock."""
        if self.on_sqlite:
            return False  # it has waited for `busy_timeout` already, and has no connection to lose
        return isinstance(refusal(cause), StoreAway | StoreBusy)

    def _transact(self, jobs: Sequence[_Job[Any]]) -> list[object]:
        """All parts in one transaction. Raises _Lost after rolling back."""
        committing = False
        try:
            connection = self._connect()
            transaction = connection.begin()
            self._inside = True
            values = [job.part() for job in jobs]
            self._inside = False
            committing = True
            transaction.commit()
        except BaseException as failed:
            self._inside = False
            unsure = committing and isinstance(refusal(failed), StoreAway)
            self._roll_back(failed)
            raise _Lost(failed, unsure=unsure) from failed
        else:
            return values

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _roll_back(self, failed: BaseException) -> None:
        """Undo; a connection that cannot even do that, or is gone, is dropped."""
        try:
            transaction = self._connection.get_transaction() if self._connection else None
            if transaction is not None and transaction.is_active:
                transaction.rollback()
            elif transaction is not None and self._connection is not None:
                # Its COMMIT failed: SQLAlchemy rolls nothing back then, and lets nothing begin.
                self._connection.invalidate()
                self._drop()
        except Exception:  # noqa: BLE001 - the first failure is the one to tell
            self._drop()
        if isinstance(refusal(failed), StoreAway):
            self._drop()
            self._engine.dispose()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception:  # noqa: BLE001 - it is gone, which is what was wanted
                connection.invalidate()


def _settle(future: Future[T], value: Any, error: BaseException | None) -> None:  # noqa: ANN401
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)


def _at_once(ends: list[Callable[[], None]]) -> None:
    for end in ends:
        end()


def _said(cause: BaseException) -> BaseException:
    """The StoreError to tell instead of a driver's error; anything else as it is."""
    found = refusal(cause)
    if found is None or found is cause:
        return cause
    found.__cause__ = cause
    return found
