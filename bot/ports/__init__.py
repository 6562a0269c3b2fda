"""What the core asks of the world, one small Protocol each.

Powers are split: who can close cannot open.

    world · taking · working · learning · posting

Methods marked [commit] run inside a `bot.work.commit` part, on the writer thread; [read] ones
there or inside a `bot.work.read` part; [aside] ones are slow and run off it. None takes a person,
a clock or a channel message.
"""

from __future__ import annotations

from bot.ports.learning import Lessons, PublishedLesson, Tallies
from bot.ports.posting import (
    URGENT,
    Ballot,
    Editions,
    Fate,
    Ledger,
    Marks,
    Outbox,
    Overview,
    Queued,
    Run,
    RunStatus,
    Votes,
)
from bot.ports.taking import (
    Alarms,
    Drafts,
    Receipts,
    ReporterKey,
    ReporterReader,
    Routes,
    Sealer,
    Spool,
)
from bot.ports.working import Audit, Cases, Keyholder, Unsealer
from bot.ports.world import Calendar, Dice

__all__ = [
    "URGENT",
    "Alarms",
    "Audit",
    "Ballot",
    "Calendar",
    "Cases",
    "Dice",
    "Drafts",
    "Editions",
    "Fate",
    "Keyholder",
    "Ledger",
    "Lessons",
    "Marks",
    "Outbox",
    "Overview",
    "PublishedLesson",
    "Queued",
    "Receipts",
    "ReporterKey",
    "ReporterReader",
    "Routes",
    "Run",
    "RunStatus",
    "Sealer",
    "Spool",
    "Tallies",
    "Unsealer",
    "Votes",
]
