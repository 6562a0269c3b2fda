"""A terminal conversation in one call: what goes in, as bytes; what comes out, as events."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from adapters.terminal.door import Door
from adapters.terminal.handle import Handle
from adapters.terminal.lines import LinesFace
from adapters.terminal.protocol import ProtocolFace
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.work import Work
    from digests.practice import Practice
    from tests.builders import Told
    from tests.fakes import MemoryWriter

FILED = [
    {"say": "The ladder was too short and a colleague slid down onto the rubber mats."},
    {"choose": "safety"},
    {"choose": "fall_from_height"},
    {"choose": "luck"},
    {"choose": "serious"},
    {"choose": "send"},
]


def speak(
    told: Told,
    home: Path,
    *answers: object,
    resume: bool = False,
    writer: MemoryWriter | None = None,
    drills: Callable[[Language], Work[Practice]] | None = None,
) -> list[dict[str, Any]]:
    """One conversation over the JSON protocol, to its end. Bytes go in as they are."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in answers]
    sink = io.BytesIO()
    words = Words(Language.EN)
    face = ProtocolFace(io.BytesIO(b"".join(line + b"\n" for line in lines)), sink, words)
    with Handle(home) as handle:
        door = Door(told.intake, writer or told.writer, face, handle, words, drills=drills)
        door.converse(resume=resume)
    return [json.loads(line) for line in sink.getvalue().decode("utf-8").splitlines()]


def type_in(
    told: Told,
    home: Path,
    typed: str | bytes,
    *,
    language: Language = Language.EN,
    width: int = 80,
    drills: Callable[[Language], Work[Practice]] | None = None,
) -> str:
    """One conversation in plain lines, to its end; what the screen shows."""
    source = typed if isinstance(typed, bytes) else typed.encode()
    sink = io.BytesIO()
    words = Words(language)
    face = LinesFace(io.BytesIO(source), sink, words, width=width)
    with Handle(home) as handle:
        Door(told.intake, told.writer, face, handle, words, drills=drills).converse()
    return sink.getvalue().decode("utf-8")


def prompts(events: list[dict[str, Any]]) -> list[str]:
    """The keys that were asked, in order."""
    return [event["key"] for event in events if event["type"] == "prompt"]


def only(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """The events of one type."""
    return [event for event in events if event["type"] == kind]
