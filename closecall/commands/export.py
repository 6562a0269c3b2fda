"""`closecall export`: files that may leave the house, and what each of them leaves out.

It opens what the reviewer's key opens, in memory; the file that is asked for is written for its
owner alone. Every export stands in the audit chain.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import NotAllowed, Refused
from bot.work import commit
from closecall.commands.desk import read_passphrase
from closecall.commands.desk.explain import in_words
from closecall.home import write_private
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Callable

    from bot.desk import Desk
    from bot.words import Words
    from closecall.settings import Settings

    Made = tuple[str, list[str]]
    Make = Callable[[Namespace, Settings, Desk, Words], Made]

ACT: Final = "export"


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command and its three files."""
    words = spoken()
    parser = subparsers.add_parser("export", help=words("export.cli.help"))
    acts = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    evidence_parser = _add_act(acts, "evidence", evidence, words)
    evidence_parser.add_argument("--csv", action="store_true", help=words("export.cli.sheet"))
    notice_parser = _add_act(acts, "notice", notice, words)
    notice_parser.add_argument("case", metavar="CASE", help=words("export.cli.case"))
    _add_act(acts, "rows", rows, words)


def _add_act(
    acts: _SubParsersAction[ArgumentParser], name: str, make: Make, words: Words
) -> ArgumentParser:
    parser = acts.add_parser(name, help=words(f"export.cli.{name}"))
    parser.add_argument("--to", metavar="FILE", help=words("export.cli.to"))
    parser.set_defaults(func=partial(run, make))
    return parser


def run(make: Make, args: Namespace, settings: Settings) -> int:
    """Open the desk, make the file, note it in the chain, hand it over."""
    from closecall import wiring

    words = settings.words
    passphrase = read_passphrase(settings, words, sys.stdin)
    with wiring.desk(settings, passphrase) as (desk, writer):

        def part() -> Made:
            made = make(args, settings, desk, words)
            desk.audit.append(desk.calendar(), desk.unsealer.key_id, ACT)
            return made

        try:
            text, out = writer.run(commit(part))
        except NotAllowed as refusal:
            if refusal.detail == "not_cyber":
                said, hint = words("export.why.not_cyber"), words("export.why.not_cyber.do")
                raise NotAllowed.because(said, hint) from None
            raise in_words(refusal, words, "") from None
    _hand_over(text, args.to, words, out)
    return 0


def evidence(args: Namespace, _settings: Settings, desk: Desk, words: Words) -> Made:
    """Cause, action, effectiveness."""
    from bot.desk import evidence as made
    from bot.desk.register import open_cases

    compose = made.table if args.csv else made.page
    text = compose(open_cases(desk), desk.linter.scan, desk.calendar(), words)
    return text, [words(f"export.evidence.out.{each}") for each in made.OUT]


def notice(args: Namespace, _settings: Settings, desk: Desk, words: Words) -> Made:
    """The draft of a voluntary notification."""
    from bot.desk import notice as made

    text = made.draft(desk.look(args.case), desk.linter.scan, desk.calendar(), words)
    return text, [words(f"export.notice.out.{each}") for each in made.OUT]


def rows(_args: Namespace, settings: Settings, desk: Desk, words: Words) -> Made:
    """Rows of codes."""
    from bot.desk import rows as made
    from bot.desk.register import open_cases

    k = settings.min_count
    text = made.table(open_cases(desk), k, desk.calendar(), words)
    return text, [words(f"export.rows.out.{each}", k=k) for each in made.OUT]


def _hand_over(text: str, to: str | None, words: Words, out: list[str]) -> None:
    """The file, or standard output; what it leaves out goes to standard error."""
    if to is None:
        sys.stdout.write(text)
        said = words("export.cli.leaves_out")
    else:
        try:
            write_private(Path(to), text.encode())
        except OSError as refused:
            raise Refused(f"{to}: {refused.strerror}") from refused
        said = words("export.cli.written", file=to)
    for line in (said, *(f"- {each}" for each in out)):
        print(line, file=sys.stderr)
