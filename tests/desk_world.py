"""A small organisation for the desk's tests: two reviewers, working doubles of every port."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.lesson import Drill, Lesson
from bot.lesson.linter import Linter
from bot.report import CaseId, Line, Record
from bot.scrub.scrubbed import Detection, Scrubbed, Tag
from bot.sealed import CaseState, ObjectKind, Reader, SealedCase, SealedObject, Slot
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
from tests.fakes import ROLES, THIS_WEEK, FixedDice, MemoryWriter, plain
from tests.fakes_desk import (
    MemoryAudit,
    MemoryCases,
    MemoryLessons,
    MemoryTallies,
    PlainUnsealer,
)

if TYPE_CHECKING:
    from bot.case import OpenCase
    from bot.report import RawText, Week

STORY = "The ladder was too short and slipped off the gutter while somebody fell onto rubber mats"
LESSON = Lesson(
    title="Short ladders",
    story="A colleague reached for a gutter on the only ladder at hand. Its feet moved.",
    saved_by="Soft flooring below.",
    vulnerability="Nobody had said which ladder belongs to which roof.",
    change="Ladders of the right length hang beside each roof door.",
    why_it_helps="The right ladder is now the nearest one.",
    check_up=THIS_WEEK.plus(6),
    family=Family.SAFETY,
    kind=Kind.FALL_FROM_HEIGHT,
    barrier=Barrier.LUCK,
    level=ActionLevel.ENGINEER_AUTOMATE,
    drill=Drill("What now?", ("Climb", "Wait", "Fetch another", "Call"), 2, "Length matters."),
)


def addresses_found(raw: RawText) -> Scrubbed:
    """A scrubber that knows mail addresses only, so that its rules may change freely."""
    return Scrubbed(
        raw,
        tuple(
            Detection(hit.start(), hit.end(), Tag.ADDRESS, "mail", "[address]")
            for hit in re.finditer(r"\S+@\S+", raw.text)
        ),
    )


class Clock:
    """A calendar that a test turns."""

    def __init__(self) -> None:
        """Begin this week."""
        self.week = THIS_WEEK

    def __call__(self) -> Week:
        """The week."""
        return self.week


def record(story: str = STORY, **codes: str) -> Record:
    """A report as the intake makes it."""
    picked = {"family": "safety", "kind": "fall_from_height", "barrier": "person_noticed"} | codes
    lines = [Line(name, name.title(), code, (code,)) for name, code in picked.items() if code]
    return Record("en", (Line("story", "What nearly happened", story), *lines))


@dataclass
class World:
    """Two desks over one set of doubles."""

    dice: FixedDice = field(default_factory=FixedDice)
    clock: Clock = field(default_factory=Clock)
    cases: MemoryCases = field(default_factory=MemoryCases)
    lessons: MemoryLessons = field(default_factory=MemoryLessons)
    tallies: MemoryTallies = field(default_factory=MemoryTallies)
    audit: MemoryAudit = field(default_factory=MemoryAudit)
    exposures: dict[str, int] = field(default_factory=dict)
    team: dict[bytes, str] = field(
        default_factory=lambda: {key: role for role, key in ROLES.items()}
    )

    def desk(self, role: str = "safety") -> Desk:
        """The desk of one reviewer."""
        return Desk(
            cases=self.cases,
            unsealer=PlainUnsealer(role, ROLES[role], self.dice),
            lessons=self.lessons,
            tallies=self.tallies,
            audit=self.audit,
            calendar=self.clock,
            dice=self.dice,
            linter=Linter(addresses_found, ("Ottoline Vance",)),
            team=lambda: self.team,
            exposed=lambda lesson_id: self.exposures.get(lesson_id, 0),
        )

    @property
    def writer(self) -> MemoryWriter:
        """Drives work over these stores."""
        return MemoryWriter(self.cases, self.lessons, self.tallies, self.audit)

    def report(self, told: Record | None = None, week: Week | None = None) -> str:
        """Release a report; its case id in hexadecimal."""
        case_id, when = CaseId(self.dice(16)), week or self.clock()
        case = SealedCase(
            case_id=case_id,
            week=when,
            state=CaseState.RECEIVED,
            expires=when.plus(52),
            case_public=b"case",
            reporter_public=b"reporter",
            slots=tuple(Slot(key, b"slot") for key in ROLES.values()),
            objects=(),
        )
        self.cases.rows[case_id] = case
        self.send(str(case_id), ObjectKind.REPORT, told or record())
        return str(case_id)

    def send(self, case: str, kind: ObjectKind, told: Record) -> bytes:
        """Something that the reporter sends; its object id."""
        case_id, name = CaseId.parse(case), self.dice(16)
        sealed = plain(case_id, kind, Reader.CASE, told.encode())
        self.cases.put(case_id, self.clock(), [SealedObject(name, kind, Reader.CASE, sealed)])
        return name

    def says(self, case: str, kind: ObjectKind, name: str, code: str) -> None:
        """A coded answer of the reporter."""
        self.send(case, kind, Record("en", (Line(name, name, code, (code,)),)))

    def break_up(self, case: str) -> None:
        """Damage one object of a case."""
        case_id = CaseId.parse(case)
        held = self.cases.rows[case_id]
        week, first = held.objects[0]
        broken = replace(first, sealed=b"\x00" + first.sealed)
        self.cases.rows[case_id] = replace(held, objects=((week, broken), *held.objects[1:]))

    def told(self, case: str, kind: ObjectKind) -> list[dict[str, object]]:
        """What the reporter can read of one kind, oldest first."""
        prefix = plain(CaseId.parse(case), kind, Reader.REPORTER, b"")
        held = [
            json.loads(one.sealed[len(prefix) :])
            for _, one in self.cases.rows[CaseId.parse(case)].objects
            if one.kind is kind and one.reader is Reader.REPORTER
        ]
        return sorted(held, key=lambda each: int(each["n"]))

    def counted(self, facet: str, code: str = "all") -> int:
        """A counter over all weeks."""
        return sum(counters.get((facet, code), 0) for counters in self.tallies.rows.values())

    def acts(self) -> list[str]:
        """The words of the audit chain."""
        return [row[2] for row in self.audit.rows]


def investigated(world: World, case: str) -> OpenCase:
    """A case with all that closing needs, but not closed."""
    desk = world.desk()
    desk.triage(
        case, Family.SAFETY, Kind.FALL_FROM_HEIGHT, Severity.SERIOUS, Disposition.NEAR_MISS
    )
    desk.find(case, Cause.EQUIPMENT, Vulnerability.DESIGN, "no ladder fits the roof", Barrier.LUCK)
    return desk.act(
        case, "hang a longer ladder", "facilities lead", THIS_WEEK.plus(2), ActionLevel.REPLACE
    )
