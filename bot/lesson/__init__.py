"""A lesson: what everyone may learn from a case. Pure values, and how they read and write as JSON.

`bot.lesson.linter` keeps a report's words out of it; nothing here looks at a report.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final, TypeVar

from bot.errors import Refused
from bot.frozen import frozen
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES: Final = ("en", "it")
CHOICES: Final = 4
_TEXTS: Final = ("title", "story", "saved_by", "vulnerability", "change", "why_it_helps")


@frozen
class Drill:
    """One question about the story: four choices, the index (0 to 3) of the best, and why."""

    question: str
    choices: tuple[str, str, str, str]
    answer: int
    why: str


@frozen
class Lesson:
    """Written by a reviewer in the third person, never copied. `story` has at most 90 words."""

    title: str
    story: str
    saved_by: str
    vulnerability: str
    change: str
    why_it_helps: str
    check_up: Week
    family: Family
    kind: Kind
    barrier: Barrier
    level: ActionLevel
    drill: Drill | None = None
    language: str = "en"


@unique
class Fault(StrEnum):
    """Why a place in a lesson is refused; each has its sentence in `bot.words.refused`."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    FOUR = "four"
    TOO_LONG = "too_long"
    COPIED = "copied"
    FIRST_PERSON = "first_person"
    NAME = "name"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    FOUND = "found"
    MODEL = "model"
    PAST = "past"


@frozen
class Refusal:
    """One fault in `[start, end)` of one field (`story`, `drill.choices.2`), in code points."""

    field: str
    fault: Fault
    start: int = 0
    end: int = 0


class LessonRefused(Refused):
    """The lesson still holds something that should not be published."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        """Take every refusal at once, so that one reading mends them all."""
        super().__init__(", ".join(sorted({f"{each.field}: {each.fault}" for each in refusals})))
        self.refusals = tuple(refusals)


def texts(lesson: Lesson) -> dict[str, str]:
    """Every written text of a lesson by the name of its field."""
    found = {name: str(getattr(lesson, name)) for name in _TEXTS}
    if lesson.drill:
        found |= {"drill.question": lesson.drill.question, "drill.why": lesson.drill.why}
        found |= {f"drill.choices.{at}": said for at, said in enumerate(lesson.drill.choices)}
    return found


def preview_name(shown: str) -> str:
    """What a verdict names as the preview it is about: SHA-256 of the text, in hexadecimal.

    A verdict waits for the next release: the draft may be another one by the time it is read.
    """
    return hashlib.sha256(shown.encode()).hexdigest()


Code = TypeVar("Code", bound=StrEnum)


def as_fields(lesson: Lesson) -> dict[str, object]:
    """A lesson as plain JSON values, the shape that `read_lesson` reads."""
    drill = lesson.drill
    return {
        **{name: getattr(lesson, name) for name in _TEXTS},
        "check_up": str(lesson.check_up),
        "family": str(lesson.family),
        "kind": str(lesson.kind),
        "barrier": str(lesson.barrier),
        "level": str(lesson.level),
        "language": lesson.language,
        "drill": drill
        and {
            "question": drill.question,
            "choices": list(drill.choices),
            "answer": drill.answer,
            "why": drill.why,
        },
    }


def read_lesson(fields: Mapping[str, object]) -> Lesson:
    """A lesson from plain values. Raises LessonRefused with every missing or unknown one."""
    known = {*_TEXTS, "check_up", "family", "kind", "barrier", "level", "language", "drill"}
    faults = [Refusal(name, Fault.UNKNOWN) for name in fields if name not in known]
    written = {name: _text(fields, name, name, faults) for name in _TEXTS}
    check_up = _week(fields, faults)
    family = _code(Family, fields, "family", faults)
    kind = _code(Kind, fields, "kind", faults)
    barrier = _code(Barrier, fields, "barrier", faults)
    level = _code(ActionLevel, fields, "level", faults)
    drill = _drill(fields.get("drill"), faults)
    language = fields.get("language", "en")
    if language not in LANGUAGES:
        faults.append(Refusal("language", Fault.UNKNOWN))
    if faults or not (check_up and family and kind and barrier and level):
        raise LessonRefused(faults)
    return Lesson(
        **written,
        check_up=check_up,
        family=family,
        kind=kind,
        barrier=barrier,
        level=level,
        drill=drill,
        language=str(language),
    )


def _text(fields: Mapping[str, object], name: str, path: str, faults: list[Refusal]) -> str:
    value = fields.get(name)
    if isinstance(value, str) and value.strip():
        return value.strip()
    faults.append(Refusal(path, Fault.MISSING if value in {None, ""} else Fault.UNKNOWN))
    return ""


def _week(fields: Mapping[str, object], faults: list[Refusal]) -> Week | None:
    text = _text(fields, "check_up", "check_up", faults)
    try:
        return Week.parse(text) if text else None
    except ValueError:
        faults.append(Refusal("check_up", Fault.UNKNOWN))
        return None


def _code(
    codes: type[Code], fields: Mapping[str, object], name: str, faults: list[Refusal]
) -> Code | None:
    text = _text(fields, name, name, faults)
    try:
        return codes(text) if text else None
    except ValueError:
        faults.append(Refusal(name, Fault.UNKNOWN))
        return None


def _drill(value: object, faults: list[Refusal]) -> Drill | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        faults.append(Refusal("drill", Fault.UNKNOWN))
        return None
    question = _text(value, "question", "drill.question", faults)
    why = _text(value, "why", "drill.why", faults)
    choices, answer = value.get("choices"), value.get("answer")
    if (
        not isinstance(choices, list)
        or len(choices) != CHOICES
        or not all(isinstance(each, str) and each.strip() for each in choices)
    ):
        faults.append(Refusal("drill.choices", Fault.FOUR))
        return None
    if not isinstance(answer, int) or isinstance(answer, bool) or not 0 <= answer < CHOICES:
        faults.append(Refusal("drill.answer", Fault.UNKNOWN))
        return None
    first, second, third, fourth = (str(each).strip() for each in choices)
    return Drill(question, (first, second, third, fourth), answer, why)
