"""What the console's other pages work with: the chain, the issues, people, settings."""

from __future__ import annotations

import os
import time
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from bot.errors import BadSetting
from bot.frozen import frozen
from closecall.home import Home, write_private
from closecall.settings.dotenv import entries, quoted
from closecall.wiring.codes import Codes, link, new_secret
from closecall.wiring.keyfiles import codes_of, passkey_of
from closecall.wiring.passkeys import Passkey, asking, available
from closecall.wiring.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from adapters.web.backoffice import AuditEntry, BackOffice, Queue, Setting
    from bot.ports import PublishedLesson, Unsealer
    from bot.words import Language
    from closecall.settings import Settings
    from closecall.wiring.codes import Own
    from closecall.wiring.passkeys import Challenges
    from digests.press import Press
    from storage.audit import Audit
    from storage.ledger import Ledger
    from storage.lessons import Lessons
    from storage.listed import ManifestFile
    from storage.votes import Votes
    from storage.writer import Writer

# What changes no promise: none of these says what is kept, for how long, or who reads it.
SAFE: Final = (
    "CLOSECALL_LANGUAGE",
    "CLOSECALL_EMERGENCY_NUMBER",
    "CLOSECALL_PLEDGE",
    "CLOSECALL_INCIDENT_DOOR",
    "CLOSECALL_EXTERNAL_CHANNELS",
    "CLOSECALL_CHECK_WEEKS",
    "CLOSECALL_DIGEST_AT",
)
SHOWN_RUNS: Final = 20


def back_office(
    settings: Settings,
    readers: ManifestFile,
    writer: Writer,
    origin: str,
    challenges: Challenges,
) -> BackOffice:
    """Wire it, on a database that is open already."""
    from adapters.web.backoffice import BackOffice
    from digests.press import Press
    from storage.audit import Audit
    from storage.editions import Editions
    from storage.keyfile import SHELL
    from storage.ledger import Ledger
    from storage.lessons import Lessons
    from storage.tallies import Tallies
    from storage.votes import Votes

    lessons, tallies, votes = Lessons(writer), Tallies(writer), Votes(writer)
    press = Press(lessons, tallies, Editions(writer), votes, settings.min_count)
    home = Home(settings.home)

    by_passkey = available(origin)
    return BackOffice(
        k=settings.min_count,
        records=_Records(Audit(writer)),
        digest=_Digest(settings, press, Ledger(writer), lessons, votes),
        people=People(settings, readers, writer, os.urandom, SHELL),
        book=_Book(settings, _env_file(settings)),
        tallies=tallies.weeks,
        codes=_codes(home),
        new_secret=lambda: new_secret(os.urandom),
        code_link=link,
        passkey=_passkey(home, origin, challenges) if by_passkey else None,
        asking=(lambda: asking(origin, challenges)) if by_passkey else (lambda: ""),
    )


def _codes(home: Home) -> Callable[[Unsealer], Codes]:
    # The doors' port has no more than doors need; what is unlocked here keeps for itself too.
    return lambda one: Codes(codes_of(home, one.key_id), time.time, cast("Own", one))


def _passkey(home: Home, origin: str, challenges: Challenges) -> Callable[[Unsealer], Passkey]:
    return lambda one: Passkey(passkey_of(home, one.key_id), origin, challenges, cast("Own", one))


@frozen
class _Records:
    audit: Audit

    def page(self, skip: int, most: int) -> tuple[AuditEntry, ...]:
        """See the port."""
        from adapters.web.backoffice import AuditEntry

        return tuple(
            AuditEntry(
                each.n,
                each.week,
                "" if each.who == b"operator" else each.who.hex()[:8],
                each.act,
                each.case_id.hex()[:8] if each.case_id else "",
            )
            for each in self.audit.page(skip, most)
        )

    def head(self) -> tuple[int, str]:
        """See the port."""
        length, link_ = self.audit.head()
        return length, link_.hex()

    def broken(self) -> int | None:
        """See the port."""
        return self.audit.broken()


@frozen
class _Digest:
    settings: Settings
    press: Press
    ledger: Ledger
    shelf: Lessons
    votes: Votes

    @property
    def channels(self) -> tuple[str, ...]:
        """Where issues go."""
        return tuple(f"{place}" for place in self.settings.digest_channels)

    @property
    def at(self) -> str:
        """When: a weekday and a local time."""
        return f"{self.settings.digest_at}"

    def queue(self, language: Language) -> Queue:
        """See the port."""
        from adapters.web.backoffice import Queue, Sent
        from closecall import clock
        from digests.edition import LOOK_BACK
        from digests.text import plain

        week = self.press.upcoming(clock.calendar(self.settings.timezone)())
        edition = self.press.preview(week)
        issue = self.press.issue(edition, language)
        recent = [
            each for back in range(LOOK_BACK + 1) for each in self.shelf.of_week(week.plus(-back))
        ]
        picks = {each.lesson_id for each in edition.picks}
        told = {each.lesson_id for each in edition.told}
        return Queue(
            week=str(week),
            text=plain(issue),
            picked=tuple(each for each in recent if each.lesson_id in picks),
            waiting=tuple(each for each in recent if each.lesson_id not in picks | told),
            sent=tuple(
                Sent(run.channel, run.period, run.status.value, run.reference or run.detail)
                for run in self.ledger.runs()[:SHOWN_RUNS]
            ),
        )

    def lessons(self, skip: int, most: int) -> tuple[tuple[PublishedLesson, int], ...]:
        """See the port."""
        from digests.voting import exposure

        found = self.shelf.page(skip // most, most)
        k = self.settings.min_count
        return tuple((each, exposure(self.votes, each.lesson_id, k)) for each in found)


@frozen
class _Book:
    """The safe settings in `.env`. Every other line of the file stays as it is."""

    settings: Settings
    file: Path | None
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ), repr=False)

    def shown(self) -> tuple[Setting, ...]:
        """See the port."""
        from adapters.web.backoffice import Setting
        from closecall.settings import DEFAULTS

        written = dict(entries(self.file)) if self.file else {}
        return tuple(
            Setting(
                name,
                self.environ.get(name) or written.get(name) or DEFAULTS[name],
                fixed=self.file is None or bool(self.environ.get(name)),
            )
            for name in SAFE
        )

    def write(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """See the port. Raises BadSetting; then nothing was written."""
        from closecall import settings

        before = {each.name: each.value for each in self.shown() if not each.fixed}
        changed = {
            name: values[name].strip()
            for name in before
            if name in values and values[name].strip() != before[name]
        }
        if self.file is None or not changed:
            return ()
        if any("\n" in value for value in changed.values()):
            raise BadSetting
        settings.read({**self.environ, **changed}, self.file.parent)
        write_private(self.file, _rewritten(self.file.read_text("utf-8-sig"), changed).encode())
        return tuple(changed)


def _rewritten(text: str, changed: Mapping[str, str]) -> str:
    """The file with some lines changed, and what was not there at its end."""
    left, lines = dict(changed), []
    for line in text.splitlines():
        name = line.strip().removeprefix("export ").partition("=")[0].strip()
        lines.append(f"{name}={quoted(left.pop(name))}" if name in left else line)
    lines += [f"{name}={quoted(value)}" for name, value in left.items()]
    return "\n".join(lines) + "\n"


def _env_file(settings: Settings) -> Path | None:
    """The `.env` that this process read, if there is one."""
    for folder in (Path.cwd(), settings.home.parent):
        if (folder / ".env").is_file():
            return folder / ".env"
    return None
