"""What stands in a case besides the report: what came, was said, found, agreed or ended.

`n` is the counter inside a reviewer's payload, `week` the week in which it was kept. Values
alone: `fold` makes them, `rules` judges them.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.lesson import Lesson
    from bot.report import Record, Week
    from bot.sealed import CaseState, ObjectKind
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


@frozen
class Came:
    """Something the reporter sent after the report: an addition, answer, verdict or rating."""

    week: Week
    object_id: bytes
    kind: ObjectKind
    record: Record = field(repr=False)

    @property
    def code(self) -> str:
        """The first code of any line, such as a verdict's `approve`; empty for free text."""
        return next((line.codes[0] for line in self.record.lines if line.codes), "")

    @property
    def preview(self) -> str:
        """Which preview a verdict is about (`bot.lesson.preview_name`); empty: it does not say."""
        line = self.record.line("verdict")
        return line.codes[1] if line and len(line.codes) > 1 else ""


@frozen
class Attached:
    """A photo that the reporter added. What it shows stays sealed until a reviewer asks for it."""

    week: Week
    object_id: bytes


@frozen
class Triage:
    """The first sorting, by a person. `guess` is how the case may end."""

    n: int
    week: Week
    family: Family
    kind: Kind
    severity: Severity
    guess: Disposition


@frozen
class Asked:
    """A question to the reporter. Its id is its object's id."""

    n: int
    week: Week
    object_id: bytes
    text: str = field(repr=False)
    choices: tuple[str, ...] = field(repr=False, default=())


@frozen
class Told:
    """A status that the reporter can read."""

    n: int
    week: Week
    state: CaseState
    reason: str = ""
    note: str = field(repr=False, default="")


@frozen
class Note:
    """A reviewer's note. `merged`: the case that was merged into this one."""

    n: int
    week: Week
    text: str = field(repr=False)
    merged: str = ""


@frozen
class Passed:
    """Promises that were overdue for certain, passed to the leads. `clocks`: their names."""

    n: int
    week: Week
    clocks: tuple[str, ...]


@frozen
class Finding:
    """Why it nearly happened, the weakness it uncovered, and what worked. `whys`: up to five."""

    n: int
    week: Week
    cause: Cause
    vulnerability: Vulnerability
    uncovered: str = field(repr=False)
    worked: Barrier
    whys: tuple[str, ...] = field(repr=False, default=())


@frozen
class Action:
    """What changes. `owner` is a role, never a name; `done` is the week in which it was marked."""

    n: int
    week: Week
    text: str = field(repr=False)
    owner: str
    due: Week
    level: ActionLevel
    done: Week | None = None


@frozen
class Draft:
    """A lesson on its way. `by`: the writer's key id; `heard`: the verdicts that came before.

    `preview`: the name of what the reporter was shown of it; empty when nothing was, or an older
    version wrote it. `accepted`: words that a language model took for a name, and its writer did
    not.
    """

    n: int
    week: Week
    by: bytes
    lesson: Lesson
    urgent: bool = False
    previewed: bool = False
    preview: str = field(default="", repr=False)
    heard: frozenset[bytes] = frozenset()
    accepted: frozenset[str] = field(default=frozenset(), repr=False)


@frozen
class Approval:
    """Draft `draft` was approved and published as `lesson_id`."""

    n: int
    week: Week
    by: bytes
    draft: int
    lesson_id: str


@frozen
class Closing:
    """How the case ended. `check`: the week of the check-up; `actions`: how many were agreed."""

    n: int
    week: Week
    disposition: Disposition
    note: str = field(repr=False)
    check: Week | None
    actions: int
    into: str = ""


@frozen
class Checked:
    """The effectiveness check was made. `helped` False reopened the case."""

    n: int
    week: Week
    helped: bool
    note: str = field(repr=False, default="")
