"""Doors that the service itself opens: settings become a platform's runner, its SDK loaded last.

A door is started once the service is up, and stopped before the database closes.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.errors import BadSetting, CloseCallError
from bot.work import commit
from closecall import wiring
from closecall.home import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from adapters.telegram.booth import Booth
    from adapters.telegram.runner import Lease, Runner
    from adapters.telegram.screens import BotScreens
    from closecall.settings import Settings
    from closecall.wiring import Store
    from storage.lease import Leases
    from storage.writer import Writer


class Door(Protocol):
    """What the service does with a door."""

    @property
    def routes(self) -> Sequence[Route]:
        """Pages under which a platform delivers."""

    def start(self) -> None:
        """Open, inside the running loop."""

    async def stop(self) -> None:
        """Close: finish what is under way."""

    async def checked(self) -> bool:
        """Whether it works."""


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Telegram door, and its page when Telegram delivers."""

    runner: Runner
    delivered: bool

    @property
    def routes(self) -> Sequence[Route]:
        """The webhook's page; none while Telegram is asked."""
        from starlette.routing import Route

        from adapters.telegram.runner import PATH

        return [Route(PATH, self._deliver, methods=["POST"])] if self.delivered else []

    def start(self) -> None:
        """Open."""
        self.runner.start()

    async def stop(self) -> None:
        """Close."""
        await self.runner.stop()

    async def checked(self) -> bool:
        """Whether Telegram and we understand each other."""
        return await self.runner.checked()

    async def _deliver(self, request: Request) -> Response:
        from starlette.responses import Response

        from adapters.telegram.runner import LARGEST

        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                return Response(status_code=413)
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        return Response(status_code=await self.runner.deliver(given, bytes(body)))


@dataclass(slots=True)
class Locked:
    """On SQLite, whose processes share a machine: a file that the kernel unlocks with its owner.

    It is empty; a process that is killed leaves the next one nothing to wait for.
    """

    path: Path
    _file: int | None = None

    async def hold(self, _seconds: int) -> bool:
        """Take or keep it. False while another process has it, or where no file can be made."""
        if self._file is not None:
            return True
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
        except OSError:
            return False
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(file)
            return False
        self._file = file
        return True

    async def drop(self) -> None:
        """Let go of it. The file stays: two processes must mean the same one."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@dataclass(frozen=True, slots=True)
class Leased:
    """On PostgreSQL, whose processes may be anywhere: a lease with an end."""

    leases: Leases
    writer: Writer
    name: str
    owner: str

    async def hold(self, seconds: int) -> bool:
        """Take or keep it. False while another has it, or while the database cannot be asked."""
        now = int(time.time())
        try:
            held = self.writer.submit(commit(lambda: self._hold(now, seconds)))
            return await asyncio.wrap_future(held)
        except CloseCallError:
            return False

    def _hold(self, now: int, seconds: int) -> bool:
        return self.leases.hold(self.name, self.owner, now=now, until=now + seconds)

    async def drop(self) -> None:
        """Let go of it; it ends by itself where that fails."""
        try:
            done = commit(lambda: self.leases.drop(self.name, self.owner))
            await asyncio.wrap_future(self.writer.submit(done))
        except CloseCallError:
            return


@contextmanager
def telegram(settings: Settings, opened: Store) -> Iterator[Telegram]:
    """The Telegram door. Raises BadSetting, and what `wiring.front` raises."""
    from adapters.photo.darkroom import Darkroom
    from adapters.telegram.client import client
    from adapters.telegram.door import Door as Chats
    from adapters.telegram.runner import Runner
    from adapters.telegram.screens import BotScreens
    from adapters.telegram.shared import Shared
    from storage.lease import Leases

    if settings.public_url and not settings.health_port:
        raise BadSetting(settings.words("telegram.run.no_port"))
    token = settings.telegram_token.reveal()
    bot = client(token, settings.telegram_api_url)
    screens = BotScreens(bot)
    with wiring.front(settings, "telegram", opened) as (intake, writer):
        # Behind a webhook any replica may get what somebody types next.
        kept = wiring.routes(settings, opened) if settings.public_url else None
        shared = Shared(kept, writer, token, time.time) if kept else None
        booth = _booth(settings, opened, screens)
        speaks = settings.language
        chats = Chats(
            *(intake, writer, screens, speaks, os.urandom),
            shared=shared,
            booth=booth,
            darkroom=Darkroom(),
        )
        alone: Lease = Locked(settings.home / "telegram.lock")
        if not writer.on_sqlite:
            alone = Leased(Leases(writer), writer, "telegram", os.urandom(16).hex())
        runner = Runner(bot, screens, chats, alone, token, settings.public_url)
        yield Telegram(runner, bool(settings.public_url))


def _booth(settings: Settings, opened: Store, screens: BotScreens) -> Booth | None:
    """Who hears the votes under issues; None where no issue appears in Telegram."""
    from adapters.telegram.booth import Booth
    from adapters.telegram.spot import Spot
    from storage.ledger import Ledger

    posted = [place for place in settings.digest_channels if place.kind == "telegram"]
    if not posted:
        return None
    places = {str(place): Spot.parse(place.where) for place in posted}
    voting, writer = wiring.voting(settings, opened), opened.writer
    return Booth(voting, Ledger(writer), writer, screens, places, settings.min_count)
