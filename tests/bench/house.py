"""A throw-away organisation for the benchmark, founded as `closecall init` does it.

It knows how a report is told, so that every measure tells the same one. It measures nothing.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.flow.machine import Machine
from bot.flow.talk import Chose, Said
from bot.flow.terms import Terms
from bot.ports import ReporterKey
from bot.report import ID_BYTES, CaseId, Line, RawText, Record
from bot.scrub import Scrubber
from bot.words import Language, Words
from closecall import clock, founding, wiring
from closecall import settings as settings_
from storage.keyfile import Cost
from storage.purge import purge
from storage.seal import Sealer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.flow.talk import Heard, Prompt
    from bot.intake import Intake, Reply
    from bot.ports import Spool
    from bot.sealed import SealedReport
    from closecall.settings import Settings
    from storage.writer import Writer

EN: Final = Language.EN
STORY: Final = (
    "The ladder was too short, so we took the one from the other side of the hall and it slid on "
    "the wet floor. Nobody was hurt because the mats were still there from the training, and the "
    "two of us who held it let go in time. The rubber feet were worn down to the metal."
)
SEND: Final = Chose(("send",))
_ANSWERS: Final = {"family": "safety"}
_CHEAP: Final = Cost(8 * 1024, 1)  # nobody attacks a key file that lives for a minute


@dataclass(frozen=True, slots=True)
class House:
    """A front door that is open, and its writer."""

    settings: Settings
    intake: Intake
    writer: Writer
    spool: Spool


def found(folder: Path) -> Settings:
    """Keys, a signed list of two readers and an empty database in `folder`."""
    told = {"CLOSECALL_HOME": str(folder / "home")}
    founding.found(
        settings_.read(told, folder),
        folder,
        told=told,
        role="reviewer",
        week=clock.calendar("UTC")(),
        dice=os.urandom,
        cost=_CHEAP,
    )
    return settings_.read({}, folder)


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """Found one, and open its front door."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = found(folder)
    with wiring.front(settings, "terminal") as (intake, writer):
        purge(writer._engine)  # as the service does every minute
        spool = wiring.spool(settings, wiring.Store(writer._engine, writer))
        yield House(settings, intake, writer, spool)


def machine() -> Machine:
    """The conversation alone, in English, with a real scrubber."""
    return Machine(Words(EN), Scrubber(EN), Terms())


def answer(prompt: Prompt) -> Heard:
    """What our reporter answers: the story, then one tap a question."""
    if prompt.key == "story":
        return Said(RawText(STORY))
    ids = [choice.id for choice in prompt.choices]
    return Chose((_ANSWERS.get(prompt.key, ids[0]),))


def telling() -> tuple[Heard, ...]:
    """All that is heard from the first question to the record, Send left out."""
    walked = machine()
    heard: list[Heard] = []
    turn = walked.begin()
    while turn.prompt is not None and turn.prompt.record is None:
        heard.append(answer(turn.prompt))
        turn = walked.step(turn.state, heard[-1])
    return tuple(heard)


def told(at: House) -> Reply:
    """One conversation up to the record: all but Send."""
    run, intake = at.writer.run, at.intake
    reply = run(intake.begin(EN))
    while reply.prompt is not None and reply.prompt.record is None:
        reply = run(intake.hear(reply.token, answer(reply.prompt), EN, reply.rev))
    return reply


def sealed(settings: Settings) -> SealedReport:
    """One report as the sealer gives it: a slot for each of two readers, about 3 KB of object."""
    lines = (Line("story", "What happened", STORY * 6), Line("kind", "Closest kind", "A fall"))
    reporter = ReporterKey(os.urandom(ID_BYTES), os.urandom(32), os.urandom(1216))
    return Sealer(wiring.manifest(settings), os.urandom).seal(
        Record(EN, lines), reporter, concern=False, excluded=(), urgent=False
    )


def another(report: SealedReport) -> SealedReport:
    """A report of the same size under new names; sealing each would measure the sealing."""
    objects = tuple(
        replace(held, object_id=os.urandom(ID_BYTES), sealed=os.urandom(len(held.sealed)))
        for held in report.objects
    )
    return replace(
        report,
        lookup=os.urandom(ID_BYTES),
        case_id=CaseId(os.urandom(ID_BYTES)),
        case_public=os.urandom(len(report.case_public)),
        objects=objects,
    )
