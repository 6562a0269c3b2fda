"""What people use today, on the same machine in the same run: python-telegram-bot, raw SQLite.

A stub transport answers every call at once, so that only the library's own work is timed. None of
this ships; it stands in for the bots that people write by following the library's examples.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any, TypeVar

from telegram import Update
from telegram.ext import (
    Application,
    BasePersistence,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    filters,
)
from telegram.request import BaseRequest

from storage.journal import beside, make_room

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

T = TypeVar("T")
STEPS = 6
STORY = "The ladder was too short and slid on the wet floor; the mats were still there."
STATEMENTS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "CREATE TABLE IF NOT EXISTS held (name TEXT, key TEXT, value TEXT, PRIMARY KEY (name, key))",
)


class Stub(BaseRequest):
    """Answers every Bot API call at once: `getMe` with a bot, the rest with a message."""

    @property
    def read_timeout(self) -> float:
        """Seconds; nothing is ever waited for."""
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(self, url: str, *_: Any, **__: Any) -> tuple[int, bytes]:  # noqa: ANN401
        """Give a well-formed answer."""
        return 200, _ME if url.endswith("/getMe") else _SENT


def _answer(result: Mapping[str, object]) -> bytes:
    return json.dumps({"ok": True, "result": result}).encode()


# Written once: what Telegram would do is not what is timed.
_ME = _answer({"id": 1, "is_bot": True, "first_name": "b", "username": "b_bot"})
_SENT = _answer({"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}, "text": "ok"})


class SqlPersistence(BasePersistence[dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """What the library's example of a persistent conversation keeps, durable at every update.

    The state of the conversation and the answers so far (`user_data`), a row each, in clear; the
    library asks for one after the other, and each is committed as it is asked for.
    """

    def __init__(self, path: Path) -> None:
        """Open the file in the durable mode that ours uses."""
        super().__init__(
            PersistenceInput(bot_data=False, chat_data=False, callback_data=False),
            update_interval=0,
        )
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for statement in STATEMENTS:
            self.db.execute(statement)

    async def update_conversation(self, name: str, key: Any, new_state: object | None) -> None:  # noqa: ANN401
        """Where a conversation stands: one durable row."""
        self._keep(name, json.dumps(key), json.dumps(new_state))

    async def get_conversations(self, name: str) -> dict[Any, Any]:  # noqa: ARG002 - theirs
        """Begin empty."""
        return {}

    async def get_user_data(self) -> dict[int, dict[Any, Any]]:
        """Nothing kept."""
        return {}

    async def get_chat_data(self) -> dict[int, dict[Any, Any]]:
        """Nothing kept."""
        return {}

    async def get_bot_data(self) -> dict[Any, Any]:
        """Nothing kept."""
        return {}

    async def get_callback_data(self) -> None:
        """Nothing kept."""

    async def update_user_data(self, user_id: int, data: dict[Any, Any]) -> None:
        """The answers so far: one durable row."""
        self._keep("user_data", str(user_id), json.dumps(data))

    async def update_chat_data(self, chat_id: int, data: dict[Any, Any]) -> None:
        """Nothing kept."""

    async def update_bot_data(self, data: dict[Any, Any]) -> None:
        """Nothing kept."""

    async def update_callback_data(self, data: Any) -> None:  # noqa: ANN401
        """Nothing kept."""

    async def drop_user_data(self, user_id: int) -> None:
        """Nothing kept."""

    async def drop_chat_data(self, chat_id: int) -> None:
        """Nothing kept."""

    async def refresh_user_data(self, user_id: int, user_data: dict[Any, Any]) -> None:
        """Nothing kept."""

    async def refresh_chat_data(self, chat_id: int, chat_data: dict[Any, Any]) -> None:
        """Nothing kept."""

    async def refresh_bot_data(self, bot_data: dict[Any, Any]) -> None:
        """Nothing kept."""

    async def flush(self) -> None:
        """Already durable."""

    def _keep(self, name: str, key: str, value: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", (name, key, value))


class UsualBot:
    """A six-step ConversationHandler bot, driven by `process_update` without a network."""

    def __init__(self, persistence: SqlPersistence | None = None) -> None:
        """Build and initialise the application on a loop of its own."""
        self.loop = asyncio.new_event_loop()
        builder = Application.builder().token("1:stub").job_queue(None)
        builder = builder.request(Stub()).get_updates_request(Stub())
        if persistence is not None:
            builder = builder.persistence(persistence)
        self.app = builder.build()
        text = filters.TEXT & ~filters.COMMAND
        states = {step: [MessageHandler(text, _reply_then(step + 1))] for step in range(STEPS - 1)}
        self.app.add_handler(
            ConversationHandler(
                entry_points=[CommandHandler("start", _reply_then(0))],
                states=states,  # type: ignore[arg-type]  # the stubs want dict[object, …]
                fallbacks=[],
                name="usual" if persistence else None,
                persistent=persistence is not None,
            )
        )
        self.loop.run_until_complete(self.app.initialize())
        self.updates = 0

    def conversations(
        self, how_many: int, *, from_json: bool = False
    ) -> tuple[list[float], float]:
        """Whole conversations: `/start`, then a text per step. Seconds each, and of CPU in all.

        On the running loop, as the library's own `run_polling` would. `from_json`: making updates
        of parsed JSON is timed too; else it is left out, as reading from the network is.
        """
        told = [
            self._update("/start" if step == 0 else STORY)
            for _ in range(how_many)
            for step in range(STEPS)
        ]
        if from_json:
            return self.loop.run_until_complete(self._timed(told, self._made))
        made = [self._made(one) for one in told]
        return self.loop.run_until_complete(self._timed(made, lambda update: update))

    def _made(self, told: dict[str, Any]) -> Update:
        return Update.de_json(told, self.app.bot)

    def _update(self, text: str) -> dict[str, Any]:
        self.updates += 1
        entities = [{"type": "bot_command", "offset": 0, "length": 6}] if text[0] == "/" else []
        message = {
            "message_id": self.updates,
            "date": 0,
            "chat": {"id": 7, "type": "private"},
            "from": {"id": 7, "is_bot": False, "first_name": "x"},
            "text": text,
            "entities": entities,
        }
        return {"update_id": self.updates, "message": message}

    async def _timed(
        self, given: Sequence[T], made: Callable[[T], Update]
    ) -> tuple[list[float], float]:
        times, cpu = [], time.process_time()
        for one in given:
            began = time.perf_counter()
            await self.app.process_update(made(one))
            if self.app.persistence is not None:
                await self.app.update_persistence()
            times.append(time.perf_counter() - began)
        return times, time.process_time() - cpu

    def close(self) -> None:
        """Shut the application and its loop down."""
        self.loop.run_until_complete(self.app.shutdown())
        self.loop.close()


def _reply_then(state: int) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Any]:
    async def reply(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        assert context.user_data is not None
        context.user_data[state] = update.message.text
        await update.message.reply_text("next")
        return ConversationHandler.END if state == STEPS - 1 else state

    return reply


def raw_sqlite(path: Path, rows: int, size: int = 4096) -> float:
    """Rows per second of one plain connection, a durable transaction per row of `size` bytes."""
    db = sqlite3.connect(path, isolation_level=None)
    for statement in STATEMENTS:
        db.execute(statement)
    blob = "x" * size
    began = time.perf_counter()
    for number in range(rows):
        db.execute("INSERT OR REPLACE INTO held VALUES ('raw', ?, ?)", (str(number), blob))
    took = time.perf_counter() - began
    db.close()
    return rows / took


def raw_row(path: Path, size: int) -> Callable[[], float]:
    """One durable transaction that overwrites a row of `size` bytes, µs: what the disk takes.

    In a log that has reached its length, so that no commit lengthens a file.
    """
    db = sqlite3.connect(path, isolation_level=None)
    for statement in (*STATEMENTS, "PRAGMA secure_delete=ON"):
        db.execute(statement)
    blob = "x" * size

    def row() -> None:
        db.execute("INSERT OR REPLACE INTO held VALUES ('row', 'row', ?)", (blob,))

    row()
    make_room(db, beside(str(path)))

    def side() -> float:
        times = []
        for _ in range(100):
            began = time.perf_counter()
            row()
            times.append(time.perf_counter() - began)
        return statistics.median(times) * 1e6

    return side


if __name__ == "__main__":  # a bare bot from nothing to its first answer: `bench_start`
    started = UsualBot()
    started.conversations(1)
    sys.stdout.write("there\n")
    sys.stdout.flush()
    sys.stdin.read()
