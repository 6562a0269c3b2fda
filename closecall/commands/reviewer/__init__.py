"""`closecall reviewer`: who may read and who leads. Keys made, retired, recovered; a list renewed.

The list of readers is signed with the organisation's key, which an operator brings for the purpose
and takes away again. Adding a reviewer gives nobody access to old cases by itself: a reviewer who
can open them hands over their seeds (the key of CLOSECALL_KEY_FILE, with its passphrase).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from closecall.commands.reviewer import acts, leads, leaving
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction
    from collections.abc import Mapping

    from bot.words import Words
    from closecall.settings import Settings
    from storage.manifest import Manifest


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command and its acts."""
    words = spoken()
    parser = subparsers.add_parser("reviewer", help=words("roof.reviewer.help"))
    inner = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    abouts = {
        name: words(f"roof.reviewer.{name}")
        for name in ("list", "add", "admit", "remove", "renew", "recover")
    }
    abouts |= {name: words(f"readers.{name}.help") for name in ("speakup", "lead")}
    parsers = {
        name: inner.add_parser(name, help=about, description=about)
        for name, about in abouts.items()
    }
    _options(parsers, words)
    runs = {
        "list": run_list,
        "add": acts.run_add,
        "admit": acts.run_admit,
        "remove": leaving.run_remove,
        "speakup": leaving.run_speakup,
        "lead": leads.run_lead,
        "renew": acts.run_renew,
        "recover": acts.run_recover,
    }
    for name, one in parsers.items():
        one.add_argument("--json", action="store_true", help=words("roof.json.help"))
        one.set_defaults(func=runs[name])


def _options(parsers: Mapping[str, ArgumentParser], words: Words) -> None:
    """What each act is told."""
    for name in ("speakup", "lead"):
        parsers[name].add_argument("--off", action="store_true", help=words("readers.speakup.off"))
    parsers["add"].add_argument("--role", required=True, help=words("roof.reviewer.arg.role"))
    parsers["add"].add_argument(
        "--speakup", action="store_true", help=words("roof.reviewer.arg.speakup")
    )
    parsers["add"].add_argument("--lead", action="store_true", help=words("readers.lead.arg"))
    for name in ("remove", "speakup"):
        parsers[name].add_argument("--force", action="store_true", help=words("readers.force"))
    for name in ("admit", "remove", "speakup", "lead"):
        parsers[name].add_argument("key", metavar="KEY", help=words("roof.reviewer.arg.key"))
    parsers["recover"].add_argument("file", metavar="FILE", help=words("roof.reviewer.arg.file"))
    for name in ("add", "remove", "renew", "speakup", "lead"):
        parsers[name].add_argument(
            "--organisation-passphrase-file",
            metavar="FILE",
            help=words("roof.reviewer.arg.organisation"),
        )
    parsers["recover"].add_argument(
        "--code-file", metavar="FILE", help=words("roof.reviewer.arg.code")
    )


def run_list(args: Namespace, settings: Settings) -> int:
    """The list as it is signed now."""
    from closecall import wiring

    held = wiring.manifest(settings)()
    if args.json:
        print(json.dumps(_as_json(held), ensure_ascii=False))
        return 0
    _table(settings, held)
    return 0


def _as_json(held: Manifest) -> dict[str, object]:
    people = [("active", one) for one in held.recipients]
    people += [("retired", one) for one in held.retired]
    return {
        "version": held.ver,
        "not_after": str(held.not_after),
        "recipients": [
            {
                "key_id": one.key_id.hex(),
                "role": one.role,
                "groups": list(one.groups),
                "state": state,
            }
            for state, one in people
        ],
    }


def _table(settings: Settings, held: Manifest) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    words = settings.words
    print(words("roof.reviewer.title", n=held.ver, week=held.not_after))
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in ("key", "role", "groups", "state"):
        table.add_column(words(f"roof.reviewer.column.{column}"))
    people = [("active", one) for one in held.recipients]
    people += [("retired", one) for one in held.retired]
    for state, one in people:
        groups = ", ".join(one.groups)
        shown = words(f"roof.reviewer.state.{state}")
        table.add_row(one.key_id.hex()[:8], one.role, groups, shown)
    Console(highlight=False, emoji=False, markup=False).print(table)
