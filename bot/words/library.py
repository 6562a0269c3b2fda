"""The library of lessons outside a conversation: `closecall lessons`, and the page it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.words import Sentence

SENTENCES: Final[Mapping[str, Sentence]] = {
    "help": "read the published lessons, or write them to a file for the intranet",
    "list.help": "list the published lessons, the newest first",
    "export.help": "write all published lessons as one page",
    "kind.help": "only lessons of this kind",
    "language.help": "only lessons in this language",
    "most.help": "list so many at most; all of them without it",
    "format.help": "markdown (for people and wikis) or json (for programs)",
    "to.help": "write this file, whole or not at all, instead of standard output",
    "column.week": "Week",
    "column.kind": "Kind",
    "column.title": "Lesson",
    "more": ("One more; --most shows it.", "{n} more; --most shows them."),
    "empty": "No lessons have been published yet.",
    "empty.found": "No published lesson is of this kind and language.",
    "title": "Lessons from close calls",
    "count": ("One lesson, nobody's name in it.", "{n} lessons, the newest first."),
    "of": "{family} · {kind} · {week}",
    "drill": "Drill: {text}",
    "answer": "Best answer: {text}",
    "reading": "Lessons",
    "written": ("One lesson is in {file}.", "{n} lessons are in {file}."),
    "no_folder": "The folder {folder} does not exist.",
    "no_folder.hint": "Make it, or give another place with --to.",
    "is_folder": "{file} is a folder.",
    "is_folder.hint": "Name the file that is to be written: --to {file}/lessons.md",
}
