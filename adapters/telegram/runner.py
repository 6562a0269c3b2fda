"""The bot's life: it becomes ready, takes updates in, stays alone, and stops without loss.

    poll     getUpdates ── door.take ── settled? ── the next getUpdates confirms it
    webhook  POST /telegram ── door.take ── settled? ── 200

Telegram may forget an update only once its turn is durable, so a process killed at any point gets
it again. Updates are read as plain JSON: the SDK's own parser prints what it cannot parse, and
asks for it for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from adapters.telegram.arrivals import Arrivals
from adapters.telegram.calls import seconds
from adapters.telegram.translate import ALLOWED
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.calls import Calls
    from adapters.telegram.door import Door
    from adapters.telegram.screens import BotScreens

PATH: Final = "/telegram"
LARGEST: Final = 256 * 1024  # bytes of one update: a text of 4096 characters needs 20 KiB
COMMANDS: Final = (
    *("report", "check", "learn", "lessons", "help", "cancel", "privacy", "language"),
)
LEASE: Final = 15
"""Seconds for which one process asks Telegram alone; renewed long before they are over."""

_TURN: Final = 20.0  # seconds that Telegram holds a question without news
_PATIENCE: Final = 25.0  # seconds that what is under way may take when told to stop
_SETTLING: Final = 0.5  # seconds before asking for more while something is still under way
_log = logging.getLogger(__name__)


class Lease(Protocol):
    """One of several processes asks Telegram; the others wait until it is gone."""

    async def hold(self, seconds: int) -> bool:
        """Take it or keep it for so long; False while another process has it."""

    async def drop(self) -> None:
        """Let go of it, so that another process need not wait."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to wait for what, in seconds: shorter in tests."""

    turn: float = _TURN
    again: tuple[float, ...] = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
    lease: float = 3.0
    settle: float = 25.0


@dataclass(slots=True)
class Runner:
    """One bot. `public_url` given: Telegram delivers; else it is asked."""

    calls: Calls = field(repr=False)
    screens: BotScreens
    door: Door
    lease: Lease
    token: str = field(repr=False)
    public_url: str = ""
    pace: Pace = field(default_factory=Pace)
    well: bool = field(init=False, default=False)
    _task: asyncio.Task[None] | None = field(init=False, default=None)
    _nicety: asyncio.Task[None] | None = field(init=False, default=None)
    arrivals: Arrivals = field(init=False)
    _last: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Nothing has arrived."""
        self.arrivals = Arrivals(self.door)

    def start(self) -> None:
        """Begin; whatever Telegram says meanwhile, the rest of the service goes on."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, confirm it, let go."""
        await self._end()
        try:
            if not await self.door.lanes.drain(_PATIENCE):
                _log.warning("telegram: some screens were not shown in time")
            if self.arrivals.asked and not self.public_url:
                with contextlib.suppress(TelegramError, TimeoutError):  # it may be told to wait
                    await asyncio.wait_for(self._updates(self.arrivals.next(), 0.0), _PATIENCE)
        finally:
            self.well = False
            await self.lease.drop()
        with contextlib.suppress(TelegramError, RuntimeError):
            await self.calls.bot.shutdown()

    async def _end(self) -> None:
        """Ask no more. What a task died of long ago is told, and holds up nothing that follows."""
        tasks = [task for task in (self._task, self._nicety) if task is not None]
        for task in tasks:
            task.cancel()
        for died in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(died, Exception):
                _log.error("telegram: a part of the door had died", exc_info=died)

    async def checked(self) -> bool:
        """Whether the door works, as far as this process can know."""
        task = self._task
        if task is None or not task.done() or task.cancelled():
            return self.well
        return self.well and task.exception() is None  # behind a webhook it ends when ready

    # --- becoming ready --------------------------------------------------------------------------

    async def _live(self) -> None:
        await self._until(self._introduce)
        self._nicety = asyncio.create_task(self._menu())  # nobody waits for it
        if self.public_url:
            await self._until(self._invite)
            self._fine()
            _log.info("telegram: ready, it delivers")
            return
        while True:
            await self._until(self._poll)
            self._fine()  # another process asks: that is how it should be
            await asyncio.sleep(self.pace.lease)

    async def _introduce(self) -> None:
        bot = self.calls.bot
        await bot.initialize()
        self.screens.username = bot.username

    async def _invite(self) -> None:
        await self.calls.bot.set_webhook(
            f"{self.public_url}{PATH}",
            secret_token=secret(self.token),
            allowed_updates=list(ALLOWED),
            drop_pending_updates=False,
        )

    async def _menu(self) -> None:
        """The commands in every language. A nicety: the door works without them.

        Tried again as long as the pauses last, and nothing is said before they are over.
        """
        for wait in (*self.pace.again, None):
            try:
                await self._name_commands()
            except TelegramError as refused:
                if wait is None:
                    _log.warning("telegram: no menu", extra={"kind": type(refused).__name__})
                    return
                await asyncio.sleep(_named(refused, wait))
            else:
                return

    async def _name_commands(self) -> None:
        scope = BotCommandScopeAllPrivateChats()
        for language in (None, *Language):
            words = Words(language or self.door.language)
            menu = [BotCommand(name, words(f"telegram.command.{name}")) for name in COMMANDS]
            await self.calls.bot.set_my_commands(menu, scope=scope, language_code=language)

    async def _until(self, step: Callable[[], Awaitable[None]]) -> None:
        """Try a step until it is done; say once what is wrong, and once that it is well again."""
        turn = 0
        while True:
            try:
                await step()
            except TelegramError as failed:
                turn = 0 if self.well else turn
                wait = self.pace.again[min(turn, len(self.pace.again) - 1)]
                await asyncio.sleep(self._trouble(failed, wait))
                turn += 1
            else:
                return

    def _trouble(self, failed: TelegramError, wait: float) -> float:
        """What the log says of a failure, once; how long to wait."""
        self.well = False
        kind = type(failed).__name__
        if kind != self._last:
            self._last = kind
            match failed:
                case InvalidToken() | EndPointNotFound():
                    _log.error("telegram refuses the token: take the present one from BotFather")
                case Conflict():
                    _log.error("another process asks for this bot's updates: end it")
                case _:
                    _log.warning("telegram cannot be reached", extra={"kind": kind})
        return _named(failed, wait)

    def _fine(self) -> None:
        if not self.well:
            self.well = True
            if self._last:
                self._last = ""
                _log.info("telegram: well again")

    # --- polling ---------------------------------------------------------------------------------

    async def _poll(self) -> None:
        """Ask for news as long as the lease holds. Raises TelegramError."""
        if not await self.lease.hold(LEASE):
            return
        await self.calls.bot.delete_webhook(drop_pending_updates=False)
        _log.info("telegram: ready, it is asked")
        tasks = {asyncio.create_task(self._ask()), asyncio.create_task(self._keep())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self) -> None:
        """Ask, take in, let settle, ask again. Raises TelegramError."""
        while True:
            open_ = self.arrivals.open()
            at_once = bool(open_) or not self.well
            found = await self._updates(self.arrivals.next(), 0.0 if at_once else self.pace.turn)
            self._fine()
            fresh = [self.arrivals.take(update) for update in found]
            if open_ or any(fresh):
                await self.arrivals.settle(_SETTLING)

    async def _keep(self) -> None:
        """Keep the lease; ends when another process has it."""
        while True:
            if not await self.lease.hold(LEASE):
                break
            await asyncio.sleep(self.pace.lease)
        _log.warning("telegram: another process took over")

    async def _updates(self, offset: int, turn: float) -> list[object]:
        # Not by the SDK's own method: its parser prints what it cannot parse, and its logger all.
        found = await self.calls(
            "getUpdates",
            patience=turn + 10,
            offset=offset,
            timeout=int(turn),
            limit=100,
            allowed_updates=list(ALLOWED),
        )
        return list(found) if isinstance(found, list) else []

    # --- webhook ---------------------------------------------------------------------------------

    async def deliver(self, given: str, body: bytes) -> int:
        """What Telegram delivered, with the secret that it gave: the status to answer with."""
        if not hmac.compare_digest(given.encode(), secret(self.token).encode()):
            return 403
        if len(body) > LARGEST:
            return 413
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        settled = self.arrivals.take(update)
        if settled is not None:
            try:
                await asyncio.wait_for(settled.wait(), self.pace.settle)
            except TimeoutError:
                return 503
        return 200


def _named(failed: TelegramError, wait: float) -> float:
    """`wait`, or what Telegram named when that is longer."""
    return max(wait, seconds(failed)) if isinstance(failed, RetryAfter) else wait


def secret(token: str) -> str:
    """The secret of the webhook. It follows from the token, so that every replica has it."""
    return hmac.digest(token.encode(), b"closecall/1/telegram/webhook", hashlib.sha256).hex()
