"""`kill -9` at every step of what a reviewer decides: done once, or not yet; counted as often.

After each death the reviewer does the same again. Then the case, the counters and the audit chain
are as if nobody had died.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.errors import DeskError
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)
from bot.work import commit
from closecall import clock, wiring
from storage.tables import audit, lesson
from tests.crash.crashed import TOLD, Crashed, each_death, founded
from tests.desk_world import LESSON

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.desk import Desk
    from tests.crash.strike import Steps


def triage(desk: Desk, case: str) -> object:
    return desk.triage(case, Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.SERIOUS, NEAR_MISS)


def ask(desk: Desk, case: str) -> object:
    return desk.ask(case, "Was it tied down?", ("Yes", "No"))


def find(desk: Desk, case: str) -> object:
    return desk.find(
        case, Cause.LAYOUT, Vulnerability.DESIGN, "boards overlap", Barrier.PHYSICAL_BARRIER
    )


def agree(desk: Desk, case: str) -> object:
    due = clock.calendar("UTC")().plus(4)
    return desk.act(case, "Fit stops", "site management", due, ActionLevel.ENGINEER_AUTOMATE)


def write(desk: Desk, case: str) -> object:
    return desk.write(case, LESSON)


def approve(desk: Desk, case: str) -> object:
    return desk.approve(case)


def close(desk: Desk, case: str) -> object:
    return desk.close(case, NEAR_MISS)


NEAR_MISS = Disposition.NEAR_MISS
DEEDS = (triage, ask, find, agree, write, approve, close)
KILLED = (triage, ask, approve, close)


@dataclass(frozen=True)
class Portrait:
    """What can be seen of an organisation: objects, counters, audited acts, lessons, the chain."""

    objects: Counter[tuple[str, str]]
    tallies: Counter[tuple[str, str]]
    acts: Counter[str]
    lessons: int
    broken: int | None


def portrait(left: Crashed) -> Portrait:
    with wiring.store(left.settings) as opened, opened.engine.connect() as connection:
        acts = Counter(connection.scalars(sa.select(audit.c.act)))
        lessons = connection.scalar(sa.select(sa.func.count()).select_from(lesson)) or 0
    objects = sum(left.objects().values(), Counter[tuple[str, str]]())
    return Portrait(objects, left.tallies(), acts, lessons, left.broken_link())


def do(left: Crashed, deed: Callable[[Desk, str], object], steps: Steps | None = None) -> None:
    """One reviewer's decision on the only case."""
    with left.desk() as (desk, writer):
        rows = writer.run(commit(lambda: desk.inbox(everything=True)))
        case = str(rows[0].case_id)
        if steps is not None:
            steps.armed = True
        writer.run(commit(lambda: deed(desk, case)))


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Crashed]:
    """The organisation before each deed."""
    folder = tmp_path_factory.mktemp("desk")
    made = founded(folder / "told")
    made.chat(TOLD)
    made.release_now()
    before = {}
    for deed in DEEDS:
        before[deed.__name__] = made
        made = made.copy(folder / f"after {deed.__name__}")
        do(made, deed)
    return before


@pytest.mark.parametrize("deed", KILLED, ids=lambda deed: deed.__name__)
def test_a_decision_killed_at_any_step_and_repeated_is_made_and_counted_once(
    templates: dict[str, Crashed], tmp_path: Path, deed: Callable[[Desk, str], object]
) -> None:
    template = templates[deed.__name__]
    untouched = portrait(template)
    undisturbed = template.copy(tmp_path / "undisturbed")
    do(undisturbed, deed)
    wanted = portrait(undisturbed)
    assert wanted != untouched
    assert wanted.broken is None
    for step, left, _ in each_death(
        lambda world, steps: do(world, deed, steps), template, tmp_path, armed=False
    ):
        assert portrait(left) in (untouched, wanted), step
        with suppress(DeskError):  # a step that was made already may say so
            do(left, deed)
        assert portrait(left) == wanted, step
