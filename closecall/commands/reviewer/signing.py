"""The list of readers, changed: whose key is meant, the organisation's passphrase, the signature.

The organisation's key is opened for one act and closed again; the act goes into the audit chain.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import MissingPassphrase, NotAllowed, WrongPassphrase
from bot.work import commit
from closecall import clock

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from bot.words import Words
    from closecall.settings import Settings
    from storage.manifest import Manifest, Recipient


def sign(args: Namespace, settings: Settings, following: Manifest, act: str) -> None:
    """Sign the list, put it in its place, and note the act."""
    put(settings, following, signed(args, settings, following))
    record(settings, act)


def signed(args: Namespace, settings: Settings, following: Manifest) -> bytes:
    """The list as a signed file. Raises MissingKey, or OpenError for a wrong passphrase."""
    from closecall import wiring

    file = args.organisation_passphrase_file
    words = settings.words
    passphrase = secret(file, words, "organisation", "--organisation-passphrase-file")
    with meant(words, "organisation"), wiring.organisation(settings, passphrase) as organisation:
        return following.signed(organisation)


@contextmanager
def meant(words: Words, whose: str) -> Iterator[None]:
    """A passphrase that does not fit is told with what to do for this key, not for one's own."""
    try:
        yield
    except WrongPassphrase as wrong:
        wrong.hint = words(f"roof.reviewer.wrong.{whose}")
        raise


def put(settings: Settings, following: Manifest, content: bytes) -> None:
    """Put the list in its place. Raises NotAllowed when somebody else changed it meanwhile."""
    from closecall import wiring

    try:
        wiring.put_list(settings, following, content)
    except NotAllowed:
        words = settings.words
        why, hint = words("readers.changed"), words("readers.changed.do")
        raise NotAllowed.because(why, hint) from None


def record(settings: Settings, act: str) -> None:
    """Write an operator's act into the audit chain."""
    from closecall import wiring
    from storage.audit import Audit

    week = clock.calendar(settings.timezone)()
    with wiring.store(settings) as opened:
        audit = Audit(opened.writer)
        opened.writer.run(commit(lambda: audit.append(week, b"operator", act)))


def secret(file: str | None, words: Words, whose: str, option: str) -> str:
    """From the file that `option` names, or typed without echo. Raises MissingPassphrase."""
    question = words(f"roof.reviewer.ask.{whose}")
    missing = MissingPassphrase(f"{question}{file or words('desk.passphrase.none')}")
    missing.hint = words("roof.reviewer.ask.file", option=option)
    try:
        if file is not None:
            return Path(file).read_text("utf-8").strip()
        if sys.stdin.isatty():
            return getpass(question)
    except (OSError, ValueError, EOFError):
        raise missing from None
    raise missing


def match(held: Manifest, prefix: str, words: Words, *, retired: bool = False) -> bytes:
    """The one active reviewer whose key begins so; else the one `retired`. Raises NotAllowed."""
    found = _beginning(held.recipients, prefix)
    if retired and not found:
        found = _beginning(held.retired, prefix)
    if len(found) != 1:
        why, hint = words("roof.reviewer.no_such_key"), words("roof.reviewer.no_such_key.do")
        raise NotAllowed.because(why, hint)
    return found[0]


def _beginning(people: Sequence[Recipient], prefix: str) -> list[bytes]:
    begins = prefix.lower()
    keys = [one.key_id for one in people if not one.breaks_glass]
    return [key for key in keys if key.hex().startswith(begins)]
