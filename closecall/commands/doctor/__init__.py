"""`closecall doctor`: look at everything, change nothing, say what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Sequence

    from bot.words import Words
    from closecall.commands.doctor.examination import Observation
    from closecall.settings import Settings


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("doctor", help=words("doctor.help"))
    parser.add_argument("--json", action="store_true", help=words("roof.json.help"))
    parser.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Every check, whatever the others found; 1 when something does not work."""
    from bot.sight import Level
    from closecall.commands.doctor.checks import examine

    observations = examine(settings)
    if args.json:
        print(json.dumps([one.as_json() for one in observations], ensure_ascii=False))
    else:
        _table(settings.words, observations)
    return 1 if any(one.level is Level.BAD for one in observations) else 0


def _table(words: Words, observations: Sequence[Observation]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    for one in observations:
        mark = words(f"doctor.level.{one.level}")
        table.add_row(mark, words(f"doctor.part.{one.part}"), one.text)
    Console(highlight=False, emoji=False, markup=False).print(table)
