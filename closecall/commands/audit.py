"""`closecall audit verify`: whether the chain of reviewers' and operators' acts holds.

It mends nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.work import read
from closecall.settings import spoken

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from closecall.settings import Settings


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("audit", help=words("roof.audit.help"))
    inner = parser.add_subparsers(dest="act", metavar=words("roof.act"), required=True)
    verify = inner.add_parser("verify", help=words("roof.audit.verify"))
    verify.add_argument("--json", action="store_true", help=words("roof.json.help"))
    verify.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Walk the chain; 1 when it is broken."""
    from closecall import wiring
    from storage.audit import Audit

    with wiring.store(settings, to_look=True) as opened:
        broken = opened.writer.run(read(Audit(opened.writer).broken))
    if args.json:
        print(json.dumps({"whole": broken is None, "first_broken": broken}))
    elif broken is None:
        print(settings.words("roof.audit.whole"))
    else:
        print(settings.words("roof.audit.broken", number=broken))
    return 0 if broken is None else 1
