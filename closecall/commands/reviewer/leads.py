"""Who leads: changes who reads and what is set, on the console's pages. It moves no case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.errors import NotAllowed
from closecall.commands.reviewer.signing import match, sign
from closecall.wiring.leads import LEAD, in_group, moved

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.words import Words
    from closecall.settings import Settings
    from storage.manifest import Manifest


def run_lead(args: Namespace, settings: Settings) -> int:
    """Name a lead, or no longer. Raises NotAllowed when that would leave none."""
    from closecall import wiring

    words = settings.words
    held = wiring.manifest(settings)()
    name = match(held, args.key, words)
    following = moved(held, name, on=not args.off)
    if args.off and not in_group(following):
        raise NotAllowed.because(words("readers.leads"), words("readers.leads.do"))
    changed = following.recipients != held.recipients
    if changed:
        sign(args, settings, following, f"{LEAD}-{'off' if args.off else 'on'}")
    if args.json:
        print(json.dumps({"key_id": name.hex(), "lead": not args.off, "changed": changed}))
        return 0
    said = ("no_more" if args.off else "now", "not" if args.off else "already")
    print(words(f"readers.leads_{said[0] if changed else said[1]}", name=name.hex()[:8]))
    if changed and not in_group(held):
        print(heads(following, words))
    return 0


def heads(held: Manifest, words: Words) -> str:
    """Who leads by name, in a sentence: said when until now everybody did, unnamed."""
    names = ", ".join(one.hex()[:8] for one in in_group(held))
    return words("readers.leads_settled", names=names)
