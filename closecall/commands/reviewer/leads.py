"""Who leads: changes who reads and what is set, on the console's pages. It moves no case."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.errors import NotAllowed
from closecall.commands.reviewer.signing import match, sign
from closecall.wiring.leads import LEAD, in_group, moved, settled

if TYPE_CHECKING:
    from argparse import Namespace

    from closecall.settings import Settings


def run_lead(args: Namespace, settings: Settings) -> int:
    """Name a lead, or no longer. Raises NotAllowed when that would leave none."""
    from closecall import wiring

    words = settings.words
    held = wiring.manifest(settings)()
    name = match(held, args.key, words)
    # Who led because nobody was named is not put out by the first who is.
    before = settled(held) if args.off else held
    following = moved(before, name, on=not args.off)
    if args.off and not in_group(following):
        raise NotAllowed.because(words("readers.leads"), words("readers.leads.do"))
    changed = following.recipients != held.recipients
    if changed:
        sign(args, settings, following, f"{LEAD}-{'off' if args.off else 'on'}")
    if args.json:
        print(json.dumps({"key_id": name.hex(), "lead": not args.off, "changed": changed}))
        return 0
    if not changed:
        said = "readers.leads_not" if args.off else "readers.leads_already"
    elif args.off:
        said = "readers.leads_no_more"
    else:
        said = "readers.leads_now" if in_group(held) else "readers.leads_alone"
    print(words(said, name=name.hex()[:8]))
    return 0
