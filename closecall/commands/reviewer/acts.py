"""Reviewers come: add, admit, renew; and a reviewer's recovery of a key.

Order matters: first the list, then the seeds, so that a crash between leaves a reviewer who cannot
read old cases yet, and the same command finishes it. `leaving` has those who go.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import CloseCallError, MissingKey, NotAllowed
from closecall import clock
from closecall.commands.reviewer.cases import hand_over
from closecall.commands.reviewer.leads import heads
from closecall.commands.reviewer.signing import match, meant, put, record, secret, sign, signed
from closecall.home import Home
from closecall.told import say
from closecall.wiring.leads import LEAD, in_group, joined

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.words import Words
    from closecall.founding import NewReviewer
    from closecall.settings import Settings


def run_add(args: Namespace, settings: Settings) -> int:
    """A new key pair on the list, with the seeds of the cases that it may read."""
    from closecall import founding, wiring
    from storage.keys import Identity
    from storage.manifest import BREAK_GLASS, SPEAKUP, Recipient

    words, home = settings.words, Home(settings.home)
    if args.role == BREAK_GLASS or not args.role.strip():
        why, hint = words("roof.reviewer.no_such_role"), words("roof.reviewer.no_such_role.do")
        raise NotAllowed.because(why, hint)
    readers = wiring.manifest(settings)
    held = readers()
    identity = Identity.draw(os.urandom)
    groups = [name for name, on in ((SPEAKUP, args.speakup), (LEAD, args.lead)) if on]
    following = joined(held, Recipient.of(identity, args.role.strip(), groups))
    content = signed(args, settings, following)
    folder, role = home.reviewers, args.role.strip()
    made = founding.new_reviewer(folder, folder, role, identity, dice=os.urandom)
    try:
        put(settings, following, content)
    except NotAllowed:
        for file in (made.key_file, made.recovery_file):
            file.unlink()  # the key is on no list
        raise
    identity.close()
    try:
        record(settings, "reviewer-add")
        handed = hand_over(settings, words, bytes.fromhex(made.key_id))
    except CloseCallError:  # the key is on the list: nobody could ever show its passphrase again
        _show_new(args, words, made, None)
        raise
    _show_new(args, words, made, handed)
    if not args.json and args.speakup and not in_group(held, SPEAKUP):
        say(words("readers.joined_first", name=made.key_id[:8]))
    if not args.json and not in_group(held):
        say(heads(following, words))
    return 0


def run_admit(args: Namespace, settings: Settings) -> int:
    """Hand over the seeds that a reviewer lacks and may have: after a crash, or a late release."""
    from closecall import wiring

    words = settings.words
    newcomer = match(wiring.manifest(settings)(), args.key, words)
    handed = hand_over(settings, words, newcomer)
    if handed is None:
        raise MissingKey("CLOSECALL_KEY_FILE")
    print(json.dumps({"cases": handed}) if args.json else words("roof.reviewer.handed", n=handed))
    return 0


def run_renew(args: Namespace, settings: Settings) -> int:
    """Sign the list for another year. It need not be valid still: that is what renewing is for."""
    from closecall import founding, wiring
    from storage.listed import FileMark
    from storage.manifest import Manifest

    words, home = settings.words, Home(settings.home)
    week = clock.calendar(settings.timezone)()
    content = wiring.key_content(home.manifest, home.manifest.name)
    first_week = week.plus(-founding.MANIFEST_WEEKS * 20)  # any end in the past will do
    held = Manifest.read(content, wiring.pinned(settings), first_week, FileMark(home.mark)(0))
    following = held.renewed(week.plus(founding.MANIFEST_WEEKS))
    sign(args, settings, following, "reviewer-renew")
    if args.json:
        print(json.dumps({"version": following.ver, "not_after": str(following.not_after)}))
    else:
        print(words("roof.reviewer.renewed", week=following.not_after))
    return 0


def run_recover(args: Namespace, settings: Settings) -> int:
    """From the recovery file and its printed code: the key file anew, under a new passphrase.

    Beside the recovery file, wherever that lies: a stick is no CLOSECALL_HOME.
    """
    from closecall import founding
    from storage.keyfile import unlock_identity

    words = settings.words
    file = Path(args.file)
    try:
        content = file.read_bytes()
    except OSError as away:
        raise MissingKey(str(file)) from away
    code = secret(args.code_file, words, "code", "--code-file")
    with meant(words, "code"):
        identity = unlock_identity(content, code)
    folder = file.resolve().parent
    try:
        made = founding.new_reviewer(folder, folder, "", identity, dice=os.urandom)
    finally:
        identity.close()
    _show_new(args, words, made, None)
    return 0


def _show_new(args: Namespace, words: Words, made: NewReviewer, handed: int | None) -> None:
    if args.json:
        print(
            json.dumps(
                {
                    "key_id": made.key_id,
                    "role": made.role,
                    "key_file": str(made.key_file),
                    "passphrase": made.passphrase,
                    "recovery_file": str(made.recovery_file),
                    "recovery_code": made.recovery_code,
                    "cases": handed,
                },
                ensure_ascii=False,
            )
        )
        return
    say(words("roof.init.show.reviewer", file=made.key_file, secret=made.passphrase))
    say(words("roof.init.show.recovery", file=made.recovery_file, secret=made.recovery_code))
    say(words("roof.init.shown"))
    if made.role and handed is None:
        say(words("roof.reviewer.not_handed", name=made.key_id[:8]))
    elif made.role:
        print(words("roof.reviewer.handed", n=handed))
