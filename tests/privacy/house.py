"""A house of its own in this process: founded, wired and spoken to as the command does it.

Everything is real but the cost of the key files; both databases. For tests that must look between
two steps, move the clock, or break something.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import sqlalchemy as sa

from adapters.terminal.door import Door
from adapters.terminal.handle import Handle
from adapters.terminal.protocol import ProtocolFace
from bot.flow.talk import Chose, Said
from bot.report import RawText
from bot.words import Language, Words
from closecall import clock, wiring
from closecall import settings as settings_
from closecall.founding import Founded, found
from closecall.service import service
from storage.engine import is_sqlite, open_engine
from storage.keyfile import Cost
from storage.tables import POSTGRES_ONLY, metadata

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.intake import Intake
    from bot.report import Token
    from closecall.settings import Settings
    from storage.writer import Writer

CHEAP = Cost(8 * 1024, 1)
TOLD = (
    {"choose": "safety"},
    {"choose": "fall_from_height"},
    {"choose": "physical_barrier"},
    {"choose": "serious"},
)
SEND = {"choose": "send"}


@dataclass
class House:
    """One organisation."""

    settings: Settings
    founded: Founded

    @classmethod
    def built(cls, folder: Path, **written: str) -> Self:
        """Found it in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        before = settings_.read({"CLOSECALL_RELEASE": "now", **written}, folder)
        founded = found(
            before,
            folder,
            told={"CLOSECALL_RELEASE": "now", **written},
            role="safety",
            week=clock.calendar("UTC")(),
            dice=os.urandom,
            cost=CHEAP,
        )
        return cls(settings_.read({}, folder), founded)

    @property
    def home(self) -> Path:
        """CLOSECALL_HOME."""
        return self.settings.home

    @contextmanager
    def front(self) -> Iterator[tuple[Intake, Writer]]:
        """What takes reports."""
        with wiring.front(self.settings, "terminal") as opened:
            yield opened

    def talk(self, *answers: dict[str, Any]) -> list[dict[str, Any]]:
        """One conversation to its end, in a process of its own as it were."""
        with self.front() as (intake, writer):
            return speak(intake, writer, self.home, *answers)

    @staticmethod
    def unsent(intake: Intake, writer: Writer, story: str) -> Token:
        """A conversation at its record, of which only the screen's token is left."""
        token = writer.run(intake.begin(Language.EN)).token
        reply = writer.run(intake.hear(token, Said(RawText(story)), Language.EN))
        for tap in TOLD:
            reply = writer.run(intake.hear(token, Chose((tap["choose"],)), Language.EN))
        assert reply.prompt is not None
        assert reply.prompt.key == "confirm"
        return reply.token

    def tick(self) -> None:
        """All chores of the service, once. Fails when one fails."""
        with service(self.settings) as running:
            assert asyncio.run(running.schedule.tick()) == ()

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of every table, by table."""
        engine = open_engine(self.settings.database_url.reveal())
        held = {}
        with engine.connect() as connection:
            for name, table in metadata.tables.items():
                if name in POSTGRES_ONLY and is_sqlite(engine):
                    continue
                held[name] = [dict(row) for row in connection.execute(sa.select(table)).mappings()]
        engine.dispose()
        return held


def speak(
    intake: Intake, writer: Writer, home: Path, *answers: dict[str, Any], resume: bool = False
) -> list[dict[str, Any]]:
    """Answers in, events out, over the JSON protocol."""
    lines = b"".join(json.dumps(answer).encode() + b"\n" for answer in answers)
    sink, words = io.BytesIO(), Words(Language.EN)
    face = ProtocolFace(io.BytesIO(lines), sink, words)
    with Handle(home) as handle:
        Door(intake, writer, face, handle, words).converse(resume=resume)
    return [json.loads(line) for line in sink.getvalue().splitlines()]


def only(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The events of one type."""
    return [event for event in events if event["type"] == kind]
