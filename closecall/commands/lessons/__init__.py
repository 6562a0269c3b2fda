"""`closecall lessons`: the published lessons, listed, or written whole for the intranet.

Lessons are public: it opens no report, and asks for no key.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.taxonomy import Kind
from bot.words import Language
from bot.work import read
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Iterable, Iterator

    from bot.ports import PublishedLesson
    from bot.words import Words
    from closecall.settings import Settings
    from closecall.wiring import Store

STEP: Final = 200  # lessons read in one go
LONG: Final = 1000  # from so many on the reading is shown on a terminal


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command and its two acts."""
    words = spoken()
    parser = subparsers.add_parser("lessons", help=words("library.help"))
    acts = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    listed = acts.add_parser("list", help=words("library.list.help"))
    listed.add_argument("--most", type=_most, metavar="N", help=words("library.most.help"))
    listed.add_argument("--json", action="store_true", help=words("roof.json.help"))
    listed.set_defaults(func=show)
    written = acts.add_parser("export", help=words("library.export.help"))
    written.add_argument(
        *("--format", "-f"),
        choices=("markdown", "json"),
        default="markdown",
        help=words("library.format.help"),
    )
    written.add_argument("--to", type=Path, metavar="FILE", help=words("library.to.help"))
    written.set_defaults(func=export)
    for act in (listed, written):
        act.add_argument(
            "--kind", choices=list(Kind), metavar="KIND", help=words("library.kind.help")
        )
        act.add_argument("--language", choices=list(Language), help=words("library.language.help"))


def show(args: Namespace, settings: Settings) -> int:
    """The library as a table, the newest first."""
    from closecall import wiring
    from closecall.commands.lessons.page import as_json

    words = settings.words
    with wiring.store(settings, to_look=True) as opened:
        found = list(walk(opened, args.kind or "", args.language or ""))
    shown = found[: args.most]
    if args.json:
        sys.stdout.writelines(as_json(shown))
    elif not shown:
        print(_nothing(args, words))
    else:
        _table(shown, words)
        if left := len(found) - len(shown):
            print(words("library.more", n=left))
    return 0


def export(args: Namespace, settings: Settings) -> int:
    """The library as one page, to standard output or into a file."""
    from closecall import wiring
    from closecall.commands.lessons.page import as_json, markdown

    words = settings.words
    if args.to and not _may_be_written(args.to, words):
        return 1
    with wiring.store(settings, to_look=True) as opened, _reading(opened, args, words) as lessons:
        found = list(lessons)
    pieces = (
        as_json(found) if args.format == "json" else markdown(found, words, how_many=len(found))
    )
    if args.to is None:
        sys.stdout.writelines(pieces)
        return 0
    write_whole(args.to, pieces)
    print(words("library.written", n=len(found), file=args.to), file=sys.stderr)
    return 0


def walk(opened: Store, kind: str, language: str) -> Iterator[PublishedLesson]:
    """The library, the newest first, a step at a time: other work gets its turn between."""
    from storage.lessons import Lessons

    lessons, last = Lessons(opened.writer), None
    while found := opened.writer.run(read(partial(lessons.after, last, STEP, kind))):
        last = found[-1]
        yield from (one for one in found if language in {"", one.lesson.language})


def write_whole(file: Path, pieces: Iterable[str]) -> None:
    """Write a file that others may read: whole or not at all, durable when this returns."""
    file = file.resolve()  # a link stays one
    draft = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with draft.open("x", encoding="utf-8", newline="\n") as page:
            page.writelines(pieces)
            page.flush()
            os.fsync(page.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _reading(opened: Store, args: Namespace, words: Words) -> Iterator[Iterable[PublishedLesson]]:
    """The lessons, and a line that shows how far it got when there are many and somebody looks."""
    from storage.lessons import Lessons

    kind = args.kind or ""
    lessons = walk(opened, kind, args.language or "")
    how_many = opened.writer.run(read(lambda: Lessons(opened.writer).count(kind)))
    if how_many < LONG or not sys.stderr.isatty():
        yield lessons
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield progress.track(lessons, total=how_many, description=words("library.reading"))


def _may_be_written(file: Path, words: Words) -> bool:
    if file.is_dir():
        return _refused(words, "is_folder", file=file)
    if not file.parent.is_dir():
        return _refused(words, "no_folder", folder=file.parent)
    return True


def _refused(words: Words, why: str, **values: object) -> bool:
    sentence, hint = words(f"library.{why}", **values), words(f"library.{why}.hint", **values)
    print(words("roof.fault.line", sentence=sentence), file=sys.stderr)
    print(words("roof.fault.hint", hint=hint), file=sys.stderr)
    return False


def _nothing(args: Namespace, words: Words) -> str:
    return words("library.empty.found" if args.kind or args.language else "library.empty")


def _most(text: str) -> int:
    """A whole number above nought. Raises ValueError, which argparse turns into its sentence."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _table(lessons: Iterable[PublishedLesson], words: Words) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from bot.flow.text import unsteered

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("week", "kind", "title"):
        table.add_column(words(f"library.column.{column}"), no_wrap=column == "week")
    for one in lessons:
        table.add_row(str(one.week), words.label(one.lesson.kind), unsteered(one.lesson.title))
    Console(markup=False, highlight=False).print(table)
