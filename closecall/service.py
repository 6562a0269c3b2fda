"""The service as one thing: the chores on their schedule, and what says whether they work.

It can open no report.
"""

from __future__ import annotations

import asyncio
import math
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from bot.errors import CloseCallError
from bot.ports import RunStatus
from bot.work import commit
from closecall import clock, wiring
from closecall.doors.slack import slack
from closecall.doors.telegram import telegram
from closecall.quizzes import closing
from closecall.tending import Tending
from digests.schedule import EVERY, Schedule
from storage.awaited import awaited
from storage.cases import Cases
from storage.engine import LEAST_ROOM, is_sqlite, room_left
from storage.epochs import FileEpochs
from storage.ledger import Ledger
from storage.rota import Rota

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from closecall.doors.door import Door
    from closecall.settings import Settings
    from closecall.wiring import Store
    from digests.schedule import Chore
    from storage.listed import ManifestFile

LATE: Final = 3 * EVERY
"""Seconds without a tick after which the schedule counts as stuck."""


@dataclass(slots=True)
class Service:
    """Chores, their pulse, and the checks of `/readyz`.

    `room`: the bytes left on the database's disk; None when they are not ours to know. `day_keys`:
    where the keys of drafts lie, beside SQLite.
    """

    opened: Store
    readers: ManifestFile
    chores: Mapping[str, Chore]
    doors: Mapping[str, Door] = field(default_factory=dict)
    failed: Callable[[str], None] = field(default=lambda _name: None)
    room: Callable[[], int | None] = field(default=lambda: None)
    day_keys: FileEpochs | None = None
    schedule: Schedule = field(init=False)
    _pulse: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Put the chores on the schedule, the pulse last."""
        told = {name: self._telling(name, chore) for name, chore in self.chores.items()}
        self.schedule = Schedule({**told, "pulse": self._beat})

    @property
    def checks(self) -> dict[str, Callable[[], Awaitable[bool]]]:
        """Whether each part works, by name."""
        return {
            "database": self._database,
            **({} if self.room() is None else {"disk": self._disk}),
            **({} if self.day_keys is None else {"day_keys": self._day_keys}),
            "schedule": self._ticks,
            "readers": self._readers,
            **{name: door.runner.checked for name, door in self.doors.items()},
        }

    async def doubtful(self) -> float:
        """How many posts wait for a person; not a number while the database is away.

        No answer of a reader moves it, and no report.
        """
        ledger = Ledger(self.opened.writer)
        now = int(clock.now().timestamp())
        part = commit(lambda: ledger.look([], now).runs)
        try:
            runs = await awaited(self.opened.writer, part)
        except CloseCallError:
            return math.nan
        return sum(run.status is RunStatus.UNCERTAIN for run in runs)

    async def must_write(self) -> None:
        """Raises StoreError while nobody may write to the database."""
        writer = self.opened.writer

        def touch() -> None:
            writer.connection.execute(sa.text("SELECT 1"))

        await awaited(writer, commit(touch))

    def _beat(self) -> None:
        self._pulse = time.monotonic()

    def _telling(self, name: str, chore: Chore) -> Chore:
        """The chore, counted when it fails; the schedule logs it and goes on."""

        async def told() -> None:
            try:
                done = chore()
                if asyncio.iscoroutine(done):
                    await done
            except Exception:
                self.failed(name)
                raise

        return told

    async def _database(self) -> bool:
        try:
            await self.must_write()
        except CloseCallError:
            return False
        return True

    async def _disk(self) -> bool:
        left = self.room()
        return left is None or left >= LEAST_ROOM

    async def _day_keys(self) -> bool:
        try:
            if self.day_keys:
                await asyncio.to_thread(self.day_keys.must_take)
        except CloseCallError:
            return False
        return True

    async def _ticks(self) -> bool:
        return time.monotonic() - self._pulse < LATE

    async def _readers(self) -> bool:
        try:
            await asyncio.to_thread(self.readers)
        except CloseCallError:
            return False
        return True


@contextmanager
def service(settings: Settings, *, open_doors: bool = True) -> Iterator[Service]:
    """Everything that `closecall run` tends. Fails closed: what reports need must be there.

    Without `open_doors` only the chores: nobody is heard, and no platform is asked.
    """
    readers = wiring.manifest(settings)
    readers()
    secrets = wiring.receipt_secrets(settings)
    with ExitStack() as stack:
        opened = stack.enter_context(wiring.store(settings))
        day_keys = FileEpochs(settings.epoch_dir) if is_sqlite(opened.engine) else None
        if day_keys:
            day_keys.must_take()
        press = stack.enter_context(wiring.digests(settings, opened))
        writer = opened.writer
        tending = Tending(
            settings=settings,
            opened=opened,
            drafts=wiring.drafts(settings, opened),
            spool=wiring.spool(settings, opened),
            cases=Cases(writer),
            rota=Rota(writer, secrets.peppers),
            routes=wiring.routes(settings, opened),
        )
        chores: dict[str, Chore] = {
            "release": tending.release,
            "expire": tending.expire,
            "sweep": tending.sweep,  # after whatever deletes or notes: it cleans the journal
        }
        quizzes = closing(settings, opened, press)
        if quizzes:  # before the issue after them is composed
            chores["quizzes"] = quizzes.tick
        chores["digest"] = press.publisher.tick
        if press.duty:
            chores["duty"] = press.duty.tick
        doors: dict[str, Door] = {}
        if open_doors and settings.telegram_token:
            doors["telegram"] = stack.enter_context(telegram(settings, opened))
        if open_doors and settings.slack_bot_token:
            doors["slack"] = stack.enter_context(slack(settings, opened))
        room = partial(room_left, opened.engine)
        yield Service(opened, readers, chores, doors, room=room, day_keys=day_keys)
