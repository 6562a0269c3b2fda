"""The bot's life: it becomes ready, takes updates in, recovers, and stops without loss.

    Polling or Webhook ── arrivals ── door.take ── settled? ── Telegram may forget it

Telegram may forget an update only once its turn is durable, so a process killed at any point gets
it again. Updates are read as plain JSON: the SDK's own parser prints what it cannot parse, and
asks for it for ever.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from telegram import BotCommand, BotCommandScopeAllPrivateChats
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from adapters.telegram.calls import seconds
from adapters.telegram.polling import Polling
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from adapters.telegram.calls import Calls
    from adapters.telegram.door import Door
    from adapters.telegram.screens import BotScreens
    from adapters.telegram.webhook import Webhook

COMMANDS: Final = (
    *("report", "check", "learn", "lessons", "help", "cancel", "privacy", "language"),
)
AGAIN: Final = (0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before the next try of what failed, and of every one after it."""

_PATIENCE: Final = 25.0  # seconds that what is under way may take when told to stop
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Runner:
    """One bot. `way`: how updates reach it. `again`: shorter in tests."""

    calls: Calls = field(repr=False)
    screens: BotScreens
    door: Door
    way: Polling | Webhook
    again: tuple[float, ...] = AGAIN
    well: bool = field(init=False, default=False)
    _task: asyncio.Task[None] | None = field(init=False, default=None)
    _nicety: asyncio.Task[None] | None = field(init=False, default=None)
    _last: str = field(init=False, default="")

    def start(self) -> None:
        """Begin; whatever Telegram says meanwhile, the rest of the service goes on."""
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Take nothing new, finish what is under way, confirm it, let go."""
        await self._end()
        try:
            if not await self.door.lanes.drain(_PATIENCE):
                _log.warning("telegram: some screens were not shown in time")
            if isinstance(self.way, Polling):
                with contextlib.suppress(TelegramError, TimeoutError):  # it may be told to wait
                    await asyncio.wait_for(self.way.confirm(), _PATIENCE)
        finally:
            self.well = False
            if isinstance(self.way, Polling):
                await self.way.leave()
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
        return self.well and self._task is not None and not self._task.done()

    # --- becoming ready --------------------------------------------------------------------------

    async def _live(self) -> None:
        await self._until(self._introduce)
        self._nicety = asyncio.create_task(self._menu())  # nobody waits for it
        while True:
            await self._until(partial(self.way.serve, self._fine))

    async def _introduce(self) -> None:
        bot = self.calls.bot
        await bot.initialize()
        self.screens.username = bot.username

    async def _menu(self) -> None:
        """The commands in every language. A nicety: the door works without them.

        Tried again as long as the pauses last, and nothing is said before they are over.
        """
        for wait in (*self.again, None):
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
                wait = self.again[min(turn, len(self.again) - 1)]
                await asyncio.sleep(self._trouble(failed, wait))
                turn += 1
            else:
                return

    def _trouble(self, failed: TelegramError, wait: float) -> float:
        """What the log says of a failure, once; how long to wait."""
        self.well = False
        match failed:
            case InvalidToken() | EndPointNotFound():
                if self._new("token"):
                    _log.error("telegram refuses the token: take the present one from BotFather")
            case Conflict() if "webhook" in failed.message:
                if self._new("webhook"):
                    _log.error("something else sets a webhook for this bot: end it")
            case Conflict():
                if self._new("asked"):
                    _log.error("another process asks for this bot's updates: end it")
            case _:
                kind = type(failed).__name__
                if self._new("away"):  # a network that is away fails in many ways: they are one
                    _log.warning(
                        "telegram cannot be reached: it is asked again until it answers",
                        extra={"kind": kind},
                    )
        return _named(failed, wait)

    def _new(self, trouble: str) -> bool:
        """Whether this is not what was said last."""
        before, self._last = self._last, trouble
        return trouble != before

    def _fine(self) -> None:
        if not self.well:
            self.well = True
            if self._last:
                self._last = ""
                _log.info("telegram: well again")


def _named(failed: TelegramError, wait: float) -> float:
    """`wait`, or what Telegram named when that is longer."""
    return max(wait, seconds(failed)) if isinstance(failed, RetryAfter) else wait
