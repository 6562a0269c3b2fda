"""A whole small organisation in one folder, copied for every death; acts on it, and a look at it.

Everything is wired as the commands wire it. What is looked at afterwards is what people would see:
the desk with the reviewer's key, the page behind eight words, the audit chain, the files' bytes.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from adapters.terminal.door import Door
from adapters.terminal.handle import Handle
from bot.flow.talk import Chose, Command, Over, Pressed, Problem, Said, Words8
from bot.report import RawText
from bot.words import Language, Words
from bot.work import commit
from closecall import clock, settings, wiring
from closecall.founding import found
from storage.audit import Audit
from storage.cases import Cases
from storage.keyfile import Cost
from storage.purge import purge
from storage.spool import Spool
from storage.tables import tally
from tests.crash.strike import MOST, strike

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from bot.case import OpenCase
    from bot.desk import Desk
    from bot.flow.talk import Heard, Prompt, Say
    from bot.report import CaseId
    from closecall.settings import Settings
    from storage.writer import Writer
    from tests.crash.strike import End, Steps

CHEAP = Cost(8 * 1024, 1)
STORY = "The scaffold plank tipped over its end and a rail held somebody."
SECOND = "A pallet leaned out of its rack and the net caught it."
TAPS = ("safety", "fall_from_height", "luck", "serious")
TOLD = (STORY, *TAPS, "!send")


@dataclass(frozen=True)
class Crashed:
    """One organisation's folder. `passphrase` opens its only reviewer's key."""

    folder: Path
    passphrase: str = field(repr=False)
    release: str = "daily"

    @property
    def settings(self) -> Settings:
        """What its `.env` says, read in its folder."""
        return settings.read({"CLOSECALL_RELEASE": self.release}, self.folder)

    @property
    def home(self) -> Path:
        """CLOSECALL_HOME."""
        return self.folder / "closecall-home"

    def copy(self, folder: Path) -> Crashed:
        """The same in another folder; what was there before is gone."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Crashed(folder, self.passphrase, self.release)

    # --- acts ------------------------------------------------------------------------------------

    def chat(self, answers: Sequence[str], steps: Steps | None = None) -> Script:
        """`closecall chat` with these answers, to its end."""
        face = Script(answers, steps)
        wired = wiring.front(self.settings, "terminal")
        with wired as (intake, writer), Handle(self.home) as handle:
            Door(intake, writer, face, handle, Words(Language.EN)).converse()
        return face

    def release_now(self) -> int:
        """Release what waits; how many."""
        with wiring.store(self.settings) as opened:
            calendar = clock.calendar("UTC")
            spool = Spool(opened.writer, os.urandom, calendar, 52)
            week = calendar()
            return opened.writer.run(commit(lambda: spool.release(week, week.plus(52))))

    def desk(self) -> AbstractContextManager[tuple[Desk, Writer]]:
        """The reviewer sits down."""
        return wiring.desk(self.settings, self.passphrase)

    # --- looks -----------------------------------------------------------------------------------

    def reports(self) -> Counter[str]:
        """The stories that a reviewer can read."""
        with self.desk() as (desk, writer):
            rows = writer.run(commit(lambda: desk.inbox(everything=True)))
            opened = [writer.run(commit(lambda r=row: desk.look(str(r.case_id)))) for row in rows]  # type: ignore[misc]
            return Counter(_story(case) for case in opened)

    def waiting(self) -> int:
        """How many reports and additions wait."""
        with wiring.store(self.settings) as opened:
            spool = Spool(opened.writer, os.urandom, clock.calendar("UTC"), 52)
            return opened.writer.run(commit(spool.waiting))

    def objects(self) -> dict[CaseId, Counter[tuple[str, str]]]:
        """How many objects of each kind and reader each released case has."""
        with wiring.store(self.settings) as opened:
            cases = opened.writer.run(commit(Cases(opened.writer).all))
        return {
            case.case_id: Counter((held.kind.value, held.reader.value) for _, held in case.objects)
            for case in cases
        }

    def broken_link(self) -> int | None:
        """The first link of the audit chain that does not hold."""
        with wiring.store(self.settings) as opened:
            return opened.writer.run(commit(Audit(opened.writer).broken))

    def tallies(self) -> Counter[tuple[str, str]]:
        """All counters."""
        with wiring.store(self.settings) as opened, opened.engine.connect() as connection:
            rows = connection.execute(sa.select(tally.c.facet, tally.c.code, tally.c.n))
            return Counter({(row.facet, row.code): row.n for row in rows})

    def sealed_bytes(self) -> list[bytes]:
        """The sealed slots and objects of every case, as they lie in the tables."""
        with wiring.store(self.settings) as opened:
            cases = opened.writer.run(commit(Cases(opened.writer).all))
        return [
            *(slot.sealed for case in cases for slot in case.slots),
            *(held.sealed for case in cases for _, held in case.objects),
        ]

    def clean_up(self) -> bool:
        """What the service does after a deletion."""
        with wiring.store(self.settings) as opened:
            return purge(opened.engine)

    def holds(self, needle: bytes) -> bool:
        """Whether these bytes stand in any file."""
        return any(
            needle in path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        )


class Script:
    """A face that answers from a list. `!` before an answer: from here on steps count.

    `/name` is a command, a known choice is chosen, anything else is said. At the end it hangs up.
    """

    def __init__(self, answers: Sequence[str], steps: Steps | None) -> None:
        """`steps` hears what is shown, and of words that came out."""
        self._answers = list(answers)
        self._steps = steps
        self.words: list[str] = []
        self.problems: list[str] = []
        self.said: list[str] = []
        self.asked: list[str] = []

    def say(self, says: Sequence[Say]) -> None:
        """Shown: what is said here is acknowledged."""
        self._reach("before showing")
        for say in says:
            if isinstance(say, Words8):
                self.words.append(" ".join(say.words))
                self._tell(self.words[-1])
            elif isinstance(say, Over):
                self._tell(say.reason.value)
            elif isinstance(say, Problem):
                self.problems.append(say.text)
            else:
                self.said.append(say.text)
        self._reach("shown")

    def ask(self, prompt: Prompt) -> None:
        """Remember what was asked; whoever is asked on has been told that all went well."""
        self.asked.append(prompt.key)
        self._tell(f"asked {prompt.key}")

    def hear(self, prompt: Prompt) -> Heard | None:
        """The next answer."""
        if not self._answers:
            return None
        answer = self._answers.pop(0)
        if answer.startswith("!"):
            answer = answer[1:]
            if self._steps is not None:
                self._steps.armed = True
        self._reach(f"answered {prompt.key}")
        if answer.startswith("/"):
            return Pressed(Command(answer[1:]))
        if answer in {choice.id for choice in prompt.choices}:
            return Chose((answer,))
        return Said(RawText(answer))

    def _reach(self, name: str) -> None:
        if self._steps is not None:
            self._steps.reach(name)

    def _tell(self, what: str) -> None:
        if self._steps is not None and self._steps.armed:
            self._steps.tell(what)


def _story(case: OpenCase) -> str:
    line = case.record.line("story")
    return line.text if line else ""


def founded(folder: Path, release: str = "daily") -> Crashed:
    """A new organisation, its key files cheap to open."""
    folder.mkdir(parents=True, exist_ok=True)
    made = found(
        settings.read({}, folder),
        folder,
        told={},
        role="reviewer",
        week=clock.calendar("UTC")(),
        dice=os.urandom,
        cost=CHEAP,
    )
    return Crashed(folder, made.reviewer.passphrase, release)


def each_death(
    act: Callable[[Crashed, Steps], object], template: Crashed, folder: Path, *, armed: bool = True
) -> Iterator[tuple[str, Crashed, tuple[str, ...]]]:
    """Count the steps of `act`, then kill it at every one: the step, what is left, what was told.

    `armed` False: the act itself says from where on steps count.
    """

    def run(deadly: int | None) -> tuple[End, Crashed]:
        left = template.copy(folder / "world")

        def child(steps: Steps) -> None:
            steps.armed = armed
            act(left, steps)

        return strike(child, folder, deadly), left

    whole, _ = run(None)
    assert 3 <= len(whole.steps) < MOST
    deaths = 0
    for deadly, name in enumerate(whole.steps):
        end, left = run(deadly)
        deaths += end.killed
        yield f"step {deadly}, {name}", left, end.told
    assert deaths > len(whole.steps) / 2  # threads may save steps; an act that lives is no test
