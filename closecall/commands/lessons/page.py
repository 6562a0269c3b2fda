"""Published lessons as a page: Markdown for people, JSON for programs. Pure; it writes nothing.

Each lesson keeps its own language, and its headings speak that language too.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from bot.lesson import as_fields
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.ports import PublishedLesson

_MARKS: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_STARTS: Final = re.compile(r"^(\s*(?:\d+(?=[.)]))?)([-+=.)])", re.MULTILINE)


def markdown(lessons: Iterable[PublishedLesson], words: Words, how_many: int) -> Iterator[str]:
    """The page, piece by piece, after CommonMark."""
    yield f"# {words('library.title')}\n\n{words('library.count', n=how_many)}\n"
    for one in lessons:
        yield f"\n{_lesson(one)}"


def as_json(lessons: Iterable[PublishedLesson]) -> Iterator[str]:
    """`{"v": 1, "lessons": […]}`, piece by piece; each lesson as a reviewer's form has it."""
    yield '{"v": 1, "lessons": ['
    between = "\n"
    for one in lessons:
        yield between + json.dumps(fields(one), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def fields(one: PublishedLesson) -> dict[str, object]:
    """A published lesson as JSON values."""
    published = {"id": one.lesson_id, "week": str(one.week), "urgent": one.urgent}
    return published | as_fields(one.lesson)


def _lesson(one: PublishedLesson) -> str:
    lesson = one.lesson
    words = Words(Language(lesson.language))
    family, kind = words.label(lesson.family), words.label(lesson.kind)
    told = (
        words("door.lesson.saved", text=escaped(lesson.saved_by)),
        words("door.lesson.weak", text=escaped(lesson.vulnerability)),
        words("door.lesson.change", text=escaped(lesson.change)),
        words("door.lesson.why", text=escaped(lesson.why_it_helps)),
    )
    lines = [
        f"## {escaped(' '.join(lesson.title.split()))}",
        f"*{words('library.of', family=family, kind=kind, week=one.week)}*",
        escaped(lesson.story),
        "\n".join(f"- {_inside(line)}" for line in told),
    ]
    if lesson.drill:
        drill = lesson.drill
        choices = [f"{n}. {_inside(escaped(said))}" for n, said in enumerate(drill.choices, 1)]
        best = words("library.answer", text=escaped(drill.choices[drill.answer]))
        lines += [
            words("library.drill", text=escaped(drill.question)),
            "\n".join(choices),
            f"{best}\n{escaped(drill.why)}",
        ]
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """The text with what Markdown would take for a mark shown as it was written."""
    return _STARTS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))


def _inside(text: str) -> str:
    """Lines of one list item."""
    return text.replace("\n", "\n   ")
