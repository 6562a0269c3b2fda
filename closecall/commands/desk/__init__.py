"""The reviewer's desk in the shell: what is typed goes in, a passphrase without echo, answers out.

No pager and no temporary file: what was opened exists in memory and on the screen, nowhere else.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import partial
from getpass import getpass
from typing import TYPE_CHECKING, Final

from bot.errors import CloseCallError, MissingPassphrase, NotAllowed, StoreError
from bot.lesson import LessonRefused
from bot.work import commit, read
from closecall import settings as settings_file
from closecall.commands.desk import acts, explain, photo, reading
from closecall.commands.desk.arguments import COMMANDS, Arguments
from closecall.commands.desk.form import read_form

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from typing import TextIO

    from bot.desk import Desk, Row
    from bot.lesson import Lesson
    from bot.words import Words
    from closecall.commands.desk.acts import Answer
    from closecall.commands.desk.arguments import Subparsers
    from closecall.commands.desk.reading import Act, Writer
    from closecall.settings import Settings

AT_ONCE: Final = 5  # cases passed to the leads in one durable part: reporters wait meanwhile


def add(subparsers: Subparsers) -> None:
    """All commands of the desk."""
    words = settings_file.spoken()
    for name, arguments in COMMANDS.items():
        about = words(f"desk.help.{name}")
        parser = subparsers.add_parser(name, help=about, description=about)
        if name != "inbox":
            parser.add_argument("case", metavar="CASE", help=words("desk.arg.case"))
        arguments(Arguments(parser, words))
        parser.add_argument("--json", action="store_true", help=words("desk.arg.json"))
        parser.set_defaults(func=partial(run, getattr(acts, name)))


def run(act: Act, args: Namespace, settings: Settings) -> int:
    """One command: read what it needs, open the desk, do it, say it."""
    from closecall import wiring

    words = settings.words
    try:
        typed(args, sys.stdin)
    except NotAllowed as refusal:
        raise explain.in_words(refusal, words, "") from None
    passphrase = read_passphrase(settings, words, sys.stdin)
    with wiring.desk(settings, passphrase) as (desk, writer):
        code = carry_out(act, args, desk, writer, words)
    if args.command == "inbox" and not args.json:
        # Always, in the same words: whether something waits is nobody's business before it leaves.
        print(words(f"desk.inbox.release.{settings.release}"))
    return code


def carry_out(act: Act, args: Namespace, desk: Desk, writer: Writer, words: Words) -> int:
    """Do it and say it. With `--json` a refusal is JSON too, and the exit code is 1."""
    try:
        if args.command == "lesson":
            act = _with_lesson(args, desk, writer, words)
        if args.command == "show" and photo.wanted(args):
            act = acts.photo
        answer, left = reading.answered(act, args, desk, writer, words)
        if answer.photo is not None:
            photo.write(answer.photo, args.to)
            if args.to == photo.OUT:
                reading.note(left, words)
                return 0
    except CloseCallError as refusal:
        if args.json:
            _print_json(explain.as_json(refusal))
            return 1
        if isinstance(refusal, LessonRefused):
            lesson = _refused_lesson(args, desk, writer)
            for line in explain.faults(refusal.refusals, words, lesson):
                print(line, file=sys.stderr)
        raise explain.in_words(refusal, words, getattr(args, "case", "")) from None
    if args.json:
        _print_json(answer.json)
    else:
        _say(args, answer, desk, words)
    reading.note(left, words)
    _pass_on(answer.rows or (), desk, writer)
    return 0


def _pass_on(rows: Sequence[Row], desk: Desk, writer: Writer) -> None:
    """Tell the leads of what is overdue, a few cases at once, when the inbox is on the screen."""
    late = [row for row in rows if row.unpassed]
    with suppress(StoreError):  # a full disk can still be read: the next look passes it on
        for at in range(0, len(late), AT_ONCE):
            writer.run(commit(partial(desk.pass_on, late[at : at + AT_ONCE])))


def _with_lesson(args: Namespace, desk: Desk, writer: Writer, words: Words) -> Act:
    """Read the lesson before the durable part begins: a person may take an hour to type it."""
    if args.form:
        return acts.form
    known = None
    if args.file is None:
        known = writer.run(read(lambda: acts.form(args, desk, words))).json
    args.lesson = read_form(args.file, words, sys.stdin, known=known)
    if args.file not in {None, "-"} and not args.json:
        print(words("desk.form.plain"), file=sys.stderr)
    return acts.lesson


def _refused_lesson(args: Namespace, desk: Desk, writer: Writer) -> Lesson | None:
    """The lesson that was refused, to quote its own places on its writer's screen."""
    if args.command != "approve":
        return getattr(args, "lesson", None)
    draft = writer.run(read(lambda: desk.look(args.case))).draft
    return draft.lesson if draft else None


def _say(args: Namespace, answer: Answer, desk: Desk, words: Words) -> None:
    from rich.console import Console

    from closecall.commands.desk import tables

    console = Console(highlight=False, emoji=False, markup=False)
    if answer.rows is not None:
        tables.inbox(console, words, answer.rows, desk.calendar(), args.search)
    if answer.opened is not None:
        now, target = desk.calendar(), desk.target_weeks
        tables.case(console, words, answer.opened, now, target, echo=answer.echo)
    if answer.said:
        print(answer.said)


def typed(args: Namespace, stdin: TextIO) -> None:
    """Replace `-` by standard input, so that no text needs to stand in a shell's history.

    Raises NotAllowed("utf8") for bytes that are no text.
    """
    try:
        for name in ("text", "uncovered", "note", "why"):
            if getattr(args, name, None) == "-":
                setattr(args, name, stdin.read())
        # What a shell passed as broken bytes arrives as lone surrogates: nothing could keep them.
        for value in vars(args).values():
            for text in value if isinstance(value, list) else [value]:
                if isinstance(text, str):
                    text.encode()
    except UnicodeError:
        raise NotAllowed("utf8") from None


def read_passphrase(
    settings: Settings, words: Words, stdin: TextIO, ask: Callable[[str], str] = getpass
) -> str:
    """From CLOSECALL_PASSPHRASE_FILE, or asked for without echo. Raises MissingPassphrase."""
    if settings.passphrase_file is not None:
        try:
            return settings.passphrase_file.read_text("utf-8").strip()
        except (OSError, ValueError):
            raise MissingPassphrase(words("desk.passphrase.file")) from None
    missing = MissingPassphrase(words("desk.passphrase.none"))
    if not stdin.isatty():
        raise missing
    try:
        return ask(words("desk.passphrase.ask")).strip()
    except EOFError:
        raise missing from None


def _print_json(held: dict[str, object]) -> None:
    print(json.dumps(held, ensure_ascii=False))
