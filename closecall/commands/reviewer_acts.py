"""What changes the list of readers: add, remove, renew; and a reviewer's recovery of a key.

Order matters. Added: first the list, then the seeds, so that a crash between leaves a reviewer who
cannot read old cases yet, and the same command finishes it. Removed: first the list, so that
nothing new is sealed to who leaves, then the cases get new keys.
"""

from __future__ import annotations

import json
import os
from functools import partial
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bot.errors import DeskError, MissingKey, NoSuchCase
from bot.work import commit
from closecall import clock
from closecall.home import Home, write_private

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Collection

    from bot.report import CaseId
    from bot.sealed import SealedCase, SealedObject, Slot
    from bot.words import Words
    from closecall.founding import NewReviewer
    from closecall.settings import Settings
    from storage.cases import Cases
    from storage.manifest import Manifest

    Rewrite = Callable[[Cases, "Keyholder", SealedCase], int]


class Fresh(Protocol):
    """A case under a new key."""

    @property
    def case_public(self) -> bytes:
        """The new key."""

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Its seed, for everyone who stays."""

    @property
    def objects(self) -> tuple[SealedObject, ...]:
        """The old seed, for everyone who stays."""


class Keyholder(Protocol):
    """A reviewer who can open a case and so can let others in, or leave them out."""

    def can_open(self, case: SealedCase) -> bool:
        """Whether there is a slot."""

    def admit(self, case: SealedCase, newcomer: bytes) -> tuple[Slot, ...]:
        """The slots with one for the newcomer, if the case allows it."""

    def rotate(self, case: SealedCase, without: Collection[bytes]) -> Fresh:
        """A new key for the case, without these readers."""


def run_add(args: Namespace, settings: Settings) -> int:
    """A new key pair on the list, with the seeds of the cases that it may read."""
    from closecall import founding, wiring
    from storage.keys import Identity
    from storage.manifest import BREAK_GLASS, SPEAKUP, Recipient

    words, home = settings.words, Home(settings.home)
    if args.role == BREAK_GLASS or not args.role.strip():
        raise DeskError(words("roof.reviewer.no_such_role"))
    readers = wiring.manifest(settings)
    held = readers()
    identity = Identity.draw(os.urandom)
    groups = (SPEAKUP,) if args.speakup else ()
    following = held.adding(Recipient.of(identity, args.role.strip(), groups))
    with wiring.organisation(settings, _organisation_passphrase(args, words)) as organisation:
        signed = following.signed(organisation)
    made = founding.new_reviewer(home, home, args.role.strip(), identity, dice=os.urandom)
    write_private(home.manifest, signed)
    identity.close()
    _record(settings, "reviewer-add")
    handed = _hand_over(settings, words, bytes.fromhex(made.key_id))
    _show_new(args, words, made, handed)
    return 0


def run_admit(args: Namespace, settings: Settings) -> int:
    """Hand over the seeds that a reviewer lacks and may have: after a crash, or a late release."""
    from closecall import wiring

    words = settings.words
    newcomer = _match(wiring.manifest(settings)(), args.key, words)
    handed = _hand_over(settings, words, newcomer)
    if handed is None:
        raise MissingKey("CLOSECALL_KEY_FILE")
    print(json.dumps({"cases": handed}) if args.json else words("roof.reviewer.handed", n=handed))
    return 0


def run_remove(args: Namespace, settings: Settings) -> int:
    """Retire a key: it reads nothing that follows, in old cases either."""
    from closecall import wiring

    words, home = settings.words, Home(settings.home)
    held = wiring.manifest(settings)()
    leaving = _match(held, args.key, words)
    following = held.removing(leaving)
    if not wiring.team(following):
        raise DeskError(words("roof.reviewer.last"))
    with wiring.organisation(settings, _organisation_passphrase(args, words)) as organisation:
        signed = following.signed(organisation)
    write_private(home.manifest, signed)
    _record(settings, "reviewer-remove")
    rotated = _rotate(settings, words, leaving)
    left, name = _still_open_to(settings, leaving), leaving.hex()[:8]
    if args.json:
        print(json.dumps({"removed": leaving.hex(), "rotated": rotated, "left": left}))
        return 0
    if rotated is None:
        print(words("roof.reviewer.removed_only", name=name))
    else:
        print(words("roof.reviewer.removed", name=name, n=rotated))
    if left:
        print(words("desk.still_open", n=left, name=name))
    return 0


def run_renew(args: Namespace, settings: Settings) -> int:
    """Sign the list for another year. It need not be valid still: that is what renewing is for."""
    from closecall import founding, wiring
    from storage.manifest import FileMark, Manifest

    words, home = settings.words, Home(settings.home)
    week = clock.calendar(settings.timezone)()
    content = wiring.key_content(home.manifest, home.manifest.name)
    first_week = week.plus(-founding.MANIFEST_WEEKS * 20)  # any end in the past will do
    held = Manifest.read(content, wiring.pinned(settings), first_week, FileMark(home.mark)(0))
    following = held.renewed(week.plus(founding.MANIFEST_WEEKS))
    with wiring.organisation(settings, _organisation_passphrase(args, words)) as organisation:
        write_private(home.manifest, following.signed(organisation))
    _record(settings, "reviewer-renew")
    if args.json:
        print(json.dumps({"version": following.ver, "not_after": str(following.not_after)}))
    else:
        print(words("roof.reviewer.renewed", week=following.not_after))
    return 0


def run_recover(args: Namespace, settings: Settings) -> int:
    """From the recovery file and its printed code: the key file anew, under a new passphrase."""
    from closecall import founding
    from storage.keys import unlock_identity

    words = settings.words
    file = Path(args.file)
    try:
        content = file.read_bytes()
    except OSError as away:
        raise MissingKey(str(file)) from away
    code = _secret(args.code_file, words("roof.reviewer.ask.code"))
    identity = unlock_identity(content, code)
    folder = Home(file.absolute().parent.parent)
    try:
        made = founding.new_reviewer(folder, folder, "", identity, dice=os.urandom)
    finally:
        identity.close()
    _show_new(args, words, made, None)
    return 0


def _record(settings: Settings, act: str) -> None:
    """Write an operator's act into the audit chain."""
    from closecall import wiring
    from storage.audit import Audit

    week = clock.calendar(settings.timezone)()
    with wiring.store(settings) as opened:
        audit = Audit(opened.writer)
        opened.writer.run(commit(lambda: audit.append(week, b"operator", act)))


def _organisation_passphrase(args: Namespace, words: Words) -> str:
    return _secret(args.organisation_passphrase_file, words("roof.reviewer.ask.organisation"))


def _secret(file: str | None, question: str) -> str:
    """From a file, or typed without echo. Raises MissingKey."""
    if file is None:
        return getpass(question)
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, ValueError) as away:
        raise MissingKey(file) from away


def _match(held: Manifest, prefix: str, words: Words) -> bytes:
    """The one active reviewer whose key id begins so. Raises DeskError."""
    found = [
        one.key_id
        for one in held.recipients
        if one.key_id.hex().startswith(prefix.lower()) and not one.breaks_glass
    ]
    if len(found) != 1:
        raise DeskError(words("roof.reviewer.no_such_key"))
    return found[0]


def _cases(settings: Settings, words: Words, rewrite: Rewrite) -> int | None:
    """Rewrite every case that the present reviewer can open; None without a reviewer's key."""
    from closecall import wiring
    from storage.cases import Cases

    if settings.key_file is None:
        return None
    readers = wiring.manifest(settings)
    file = settings.passphrase_file
    passphrase = _secret(str(file) if file else None, words("roof.reviewer.ask.own"))
    with (
        wiring.unlocked(settings, readers, passphrase) as unsealer,
        wiring.store(settings) as opened,
    ):
        cases = Cases(opened.writer)

        def one(name: CaseId) -> int:
            """[commit] Read and rewrite in one transaction: a reviewer may be at work on it."""
            try:
                case = cases.load(name)
                return rewrite(cases, unsealer, case) if unsealer.can_open(case) else 0
            except NoSuchCase:  # withdrawn a moment ago
                return 0

        names = [case.case_id for case in opened.writer.run(commit(cases.all))]
        return sum(opened.writer.run(commit(partial(one, name))) for name in names)


def _hand_over(settings: Settings, words: Words, newcomer: bytes) -> int | None:
    def admit(cases: Cases, unsealer: Keyholder, case: SealedCase) -> int:
        slots = unsealer.admit(case, newcomer)
        if len(slots) == len(case.slots):
            return 0
        cases.reslot(case.case_id, slots)
        return 1

    return _cases(settings, words, admit)


def _rotate(settings: Settings, words: Words, leaving: bytes) -> int | None:
    week = clock.calendar(settings.timezone)()

    def rotate(cases: Cases, unsealer: Keyholder, case: SealedCase) -> int:
        if all(slot.key_id != leaving for slot in case.slots):
            return 0
        fresh = unsealer.rotate(case, {leaving})
        cases.rotate(case.case_id, fresh.case_public, fresh.slots, week, fresh.objects)
        return 1

    return _cases(settings, words, rotate)


def _still_open_to(settings: Settings, leaving: bytes) -> int:
    """How many cases keep the slot of who left, because the present key does not open them."""
    from closecall import wiring
    from storage.cases import Cases

    with wiring.store(settings) as opened:
        every = opened.writer.run(commit(Cases(opened.writer).all))
    return sum(any(slot.key_id == leaving for slot in case.slots) for case in every)


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
    print(words("roof.init.show.reviewer", file=made.key_file, secret=made.passphrase))
    print(words("roof.init.show.recovery", file=made.recovery_file, secret=made.recovery_code))
    print(words("roof.init.shown"))
    if made.role and handed is None:
        print(words("roof.reviewer.not_handed", name=made.key_id[:8]))
    elif made.role:
        print(words("roof.reviewer.handed", n=handed))
