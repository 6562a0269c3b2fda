"""`closecall demo`: the whole loop on a throw-away database, from a story told to a lesson read.

Nothing is a mock-up: reports go through the terminal door, the reviewer opens them with a key, the
digest is composed from what is in the database. It needs no network, no token and no set-up.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

from bot.flow.talk import Chose, Command, Pressed, Said
from bot.report import RawText
from bot.work import commit
from closecall import clock, wiring
from closecall.commands.demo.face import PlayedFace
from closecall.commands.demo.world import long_words, sealed_bytes, search, throw_away

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from rich.console import Console

    from bot.flow.talk import Heard
    from bot.words import Words
    from closecall.commands.demo.screen import Screen
    from closecall.commands.demo.world import DemoWorld
    from closecall.settings import Settings
    from storage.writer import Writer

# Each story with its taps: family, kind, what stopped it, worst outcome, the branch's answer.
TOLD: Final[tuple[tuple[str, ...], ...]] = (
    ("ladder", "safety", "fall_from_height", "luck", "serious"),
    ("trailer", "safety", "forklift_loading", "person_noticed", "serious", "no"),
    ("stranger", "physical", "tailgating_unauthorised_entry", "person_noticed", "serious", "no"),
    ("laptop", "physical", "unattended_device_documents", "person_noticed", "serious"),
    ("doors", "physical", "access_schedule_or_lock", "luck", "serious", "yes"),
    ("phishing", "cyber", "phishing_stopped", "person_noticed", "serious", "no"),
    ("database", "cyber", "misconfiguration_exposure", "technical_control", "serious", "yes"),
)
TAPS: Final = ("family", "kind", "barrier", "worst", "branch")
ROW: Final = 16  # bytes in a row of the dump


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    from bot.words import Language
    from closecall.settings import spoken

    words = spoken()
    about = words("demo.about")
    parser = subparsers.add_parser("demo", help=about, description=about)
    parser.add_argument(
        "--language", choices=[str(one) for one in Language], help=words("door.language.help")
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Play the loop. 1 when something was found that should not be there."""
    from rich.console import Console

    from bot.words import Language, Words
    from closecall.commands.demo.screen import Screen

    words = Words(Language(arguments.language)) if arguments.language else settings.words
    began = time.monotonic()
    console = Console(highlight=False)
    screen = Screen(console, words)
    with throw_away(words) as world:
        clean = Demo(screen, world).play()
        console.print()
        screen.remark("end.took", style="dim", n=max(1, round(time.monotonic() - began)))
        if sys.stdin.isatty() and sys.stdout.isatty():
            _invite(console, words, world.settings)
    screen.remark("end.gone", style="dim")
    screen.remark("end.next", style="bold")
    return 0 if clean else 1


def _invite(console: Console, words: Words, settings: Settings) -> None:
    from adapters.terminal.door import Door
    from adapters.terminal.handle import Handle
    from adapters.terminal.tty import TtyFace

    try:
        answer = console.input(words("demo.end.invite"), markup=False).strip().casefold()
    except (EOFError, KeyboardInterrupt):
        console.print()
        return
    if not answer.startswith(words("demo.end.yes")):
        return
    with wiring.front(settings, "terminal") as (intake, writer), Handle(settings.home) as handle:
        drills = wiring.practice(settings, writer)
        Door(intake, writer, TtyFace(words), handle, words, drills=drills).converse()


class Demo:
    """One showing: the reporters, the database, the reviewer, the team, the reporter again."""

    def __init__(self, screen: Screen, world: DemoWorld) -> None:
        """A screen to show it on, and a world that is thrown away afterwards."""
        self._screen = screen
        self._words = screen.words
        self._world = world
        self._settings = world.settings

    def play(self) -> bool:
        """All acts in order; whether the search found what it should: nothing."""
        from closecall.commands.demo.desk import DemoReviewer

        screen, settings = self._screen, self._settings
        screen.remark("title", style="bold")
        screen.remark("where", style="dim")
        screen.heading("tell")
        receipt = self._tell(TOLD[0], shown=True)
        screen.heading("more")
        for told in TOLD[1:]:
            self._tell(told, shown=False)
            screen.speech("bot", f"· {self._words(f'demo.story.{told[0]}')}")
        clean = self._holds()
        screen.heading("release", n=self._released())
        passphrase = self._world.founded.reviewer.passphrase
        week = clock.calendar(settings.timezone)()
        with wiring.desk(settings, passphrase) as (desk, writer):
            reviewer = DemoReviewer(screen, desk, writer, week)
            screen.heading("open")
            reviewer.investigate()
            self._back(receipt)
            screen.heading("lesson", why=False)
            reviewer.learn()
            links = self._audited(writer)
        self._digest()
        self._end(receipt, links)
        return clean

    # --- the reporter ------------------------------------------------------------------------

    def _tell(self, told: tuple[str, ...], *, shown: bool) -> str:
        """One story through the terminal door; gives the eight words."""
        name, *taps = told
        answers: dict[str, Heard] = {
            "story": Said(RawText(self._words(f"demo.story.{name}"))),
            "coach": Chose(("safe",)),
            "confirm": Chose(("send",)),
            "more": Chose(("done",)),
            **{key: Chose((tap,)) for key, tap in zip(TAPS, taps, strict=False)},
        }
        return self._converse(answers, shown=shown).receipt

    def _back(self, receipt: str) -> None:
        """The reporter returns and answers the question with a button."""
        self._screen.heading("back", question=self._words("demo.ask.question"))
        answers: dict[str, Heard] = {
            "story": Pressed(Command.CHECK),
            "words": Said(RawText(receipt)),
            "case": Chose(("answer",)),
            "answer": Chose(("1",)),
        }
        self._converse(answers, shown=False)
        self._screen.remark("back.answer", answer=self._words("demo.ask.yes"))
        self._released()

    def _end(self, receipt: str, links: int) -> None:
        """The reporter looks once more; the reviewers' acts are accounted for."""
        answers: dict[str, Heard] = {
            "story": Pressed(Command.CHECK),
            "words": Said(RawText(receipt)),
            "case": Chose(("done",)),
        }
        face = self._converse(answers, shown=False)
        self._screen.heading("end", why=False)
        self._screen.remark("end.status", status=face.greeting)
        self._screen.remark("end.audit", n=links)

    def _converse(self, answers: Mapping[str, Heard], *, shown: bool) -> PlayedFace:
        from adapters.terminal.door import Door
        from adapters.terminal.handle import Handle

        settings = self._settings
        show = self._screen.speech if shown else self._screen.silence
        face = PlayedFace(answers, self._words, show)
        with wiring.front(settings, "terminal") as (intake, writer), Handle(settings.home) as held:
            Door(intake, writer, face, held, self._words).converse()
        return face

    # --- the database ------------------------------------------------------------------------

    def _holds(self) -> bool:
        """Show sealed bytes, and that no word of any story is in any file."""
        screen, home = self._screen, self._settings.home
        screen.heading("holds")
        raw = sealed_bytes(home)
        rows = (raw[at : at + ROW] for at in range(0, len(raw), ROW))
        screen.speech("choices", "\n".join(f"{row.hex(' ')}   {_printable(row)}" for row in rows))
        name = self._words("demo.name")
        named = search(home, [name])
        size = f"{named.size:,}"
        screen.remark("holds.search", files=named.files, bytes=size, needle=name, hits=named.hits)
        spoken = search(home, long_words(self._words(f"demo.story.{told[0]}") for told in TOLD))
        screen.remark("holds.words", hits=spoken.hits)
        if named.hits or spoken.hits:
            screen.remark("holds.broken", style="bold red")
        return not (named.hits or spoken.hits)

    def _released(self) -> int:
        """What `closecall run` does when the timetable turns; how many went out."""
        settings = self._settings
        week = clock.calendar(settings.timezone)()
        expires = week.plus(settings.retention_weeks)
        with wiring.store(settings) as opened:
            spool = wiring.spool(settings, opened)
            return opened.writer.run(commit(lambda: spool.release(week, expires)))

    def _audited(self, writer: Writer) -> int:
        """How many links the chain has; it holds, or the demo ends here."""
        from storage.audit import Audit

        audit = Audit(writer)
        if writer.run(commit(audit.broken)) is not None:
            raise AssertionError("nobody touched the chain, so it holds")
        return writer.run(commit(audit.head))[0]

    # --- the team ----------------------------------------------------------------------------

    def _digest(self) -> None:
        from digests.text import plain

        self._screen.heading("digest")
        week = clock.calendar(self._settings.timezone)()
        with wiring.digests(self._settings) as opened:
            press, language = opened.press, self._words.language
            compose = commit(lambda: press.issue(press.preview(week), language))
            issue = opened.writer.submit(compose).result()
        self._screen.speech("bot", plain(issue).strip())


def _printable(row: bytes) -> str:
    return "".join(
        chr(byte) if chr(byte).isascii() and chr(byte).isprintable() else "." for byte in row
    )
