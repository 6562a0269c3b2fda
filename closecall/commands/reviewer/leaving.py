"""A reviewer leaves, or begins or ceases to read concerns. Order: first the list, then the cases.

What nobody could undo afterwards is refused before the list is signed: cases that only the
break-glass key would open, concerns that would suddenly go to everybody. `--force` does it. Who is
retired already is removed from the cases once more: a mistyped passphrase, or a crash, may have
come between the list and the cases.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, assert_never

from bot.errors import NotAllowed
from bot.work import commit
from closecall.commands.reviewer.cases import rotate_all, still_open_to
from closecall.commands.reviewer.signing import match, sign
from closecall.told import say
from closecall.wiring.leads import in_group
from closecall.wiring.leaving import Harm, harm

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.words import Words
    from closecall.settings import Settings
    from storage.manifest import Manifest


def run_remove(args: Namespace, settings: Settings) -> int:
    """Retire a key: it reads nothing that follows, in old cases either."""
    from closecall import wiring

    words = settings.words
    held = wiring.manifest(settings)()
    leaving = match(held, args.key, words, retired=True)
    listed = held.recipient(leaving) is not None
    following = held.removing(leaving) if listed else held
    staying = frozenset(wiring.team(following))
    if staying and _own(settings) == leaving:
        raise NotAllowed.because(words("readers.own"), words("readers.own.do"))
    alone = _left_alone(settings, leaving, staying)
    if listed:
        _must_be_safe(held, following, alone, words, leaving, force=args.force)
        sign(args, settings, following, "reviewer-remove")
    rotated = rotate_all(settings, words, leaving)
    if alone:
        _drop(settings, leaving, staying)
    left = still_open_to(settings, leaving)
    if args.json:
        told = {"removed": leaving.hex(), "rotated": rotated, "left": left, "alone": alone}
        print(json.dumps(told))
    else:
        _say_removed(words, leaving.hex()[:8], rotated, left, alone)
    return 0


def run_speakup(args: Namespace, settings: Settings) -> int:
    """Put a reviewer into the group that reads concerns, or out of it."""
    from closecall import wiring
    from storage.manifest import SPEAKUP

    words = settings.words
    held = wiring.manifest(settings)()
    name = match(held, args.key, words)
    reader = held.recipient(name)
    groups = tuple(one for one in (reader.groups if reader else ()) if one != SPEAKUP)
    following = held.regrouped(name, groups if args.off else (*groups, SPEAKUP))
    changed = following.recipients != held.recipients
    if changed:
        if args.off:
            _must_be_safe(held, following, 0, words, name, force=args.force)
        sign(args, settings, following, "reviewer-speakup")
    if args.json:
        print(json.dumps({"key_id": name.hex(), "speakup": not args.off, "changed": changed}))
    else:
        joined = "joined" if in_group(held, SPEAKUP) else "joined_first"
        said = ("parted" if args.off else joined, "never" if args.off else "already")
        say(words(f"readers.{said[0] if changed else said[1]}", name=name.hex()[:8]))
    return 0


def _must_be_safe(  # noqa: PLR0913 - what it says holds all of it
    held: Manifest, following: Manifest, alone: int, words: Words, leaving: bytes, *, force: bool
) -> None:
    """Raises NotAllowed, when nobody would be left even with `force`."""
    found = harm(held, following, alone)
    if found is Harm.LAST:
        raise NotAllowed.because(words("roof.reviewer.last"), words("roof.reviewer.last.do"))
    if found is None or force:
        return
    name = leaving.hex()[:8]
    match found:
        case Harm.ALONE:
            why, hint = words("readers.alone", n=alone), words("readers.alone.do", name=name)
        case Harm.LEADS:
            why, hint = words("readers.leads"), words("readers.leads.remove")
        case Harm.CONCERNS:
            why, hint = words("readers.concerns"), words("readers.concerns.do")
        case _:
            assert_never(found)
    raise NotAllowed.because(why, hint)


def _own(settings: Settings) -> bytes | None:
    """The key id of CLOSECALL_KEY_FILE, as the file says; None without one that can be read."""
    from closecall.wiring.keyfiles import read_key_file

    own = read_key_file(settings.key_file) if settings.key_file else None
    return own[0] if own else None


def _left_alone(settings: Settings, leaving: bytes, staying: frozenset[bytes]) -> int:
    from closecall import wiring
    from storage.readership import Readership, left_alone

    with wiring.store(settings) as opened:
        slots = opened.writer.run(commit(Readership(opened.writer).slots))
    return left_alone(slots, leaving, staying)


def _drop(settings: Settings, leaving: bytes, staying: frozenset[bytes]) -> None:
    from closecall import wiring
    from storage.readership import Readership

    with wiring.store(settings) as opened:
        readership = Readership(opened.writer)
        opened.writer.run(commit(lambda: readership.drop(leaving, staying)))


def _say_removed(words: Words, name: str, rotated: int | None, left: int, alone: int) -> None:
    if rotated is None:
        print(words("roof.reviewer.removed_only", name=name))
    else:
        print(words("roof.reviewer.removed", name=name, n=rotated))
    if left:
        print(words("desk.still_open", n=left, name=name))
    if alone:
        print(words("readers.left_alone", n=alone))
