"""`closecall chat`: the terminal door on the configured database. It seals and cannot open."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from bot.errors import SetupError
from bot.words import Language, Words
from closecall import settings as settings_

if TYPE_CHECKING:
    import argparse

    from adapters.terminal.door import Face
    from closecall.settings import Settings


def add(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command and its options."""
    words = settings_.spoken()
    about = words("door.about")
    parser = subparsers.add_parser("chat", help=about, description=about)
    parser.add_argument("--json", action="store_true", help=words("door.json.help"))
    parser.add_argument(
        "--continue", action="store_true", dest="resume", help=words("door.continue.help")
    )
    parser.add_argument(
        "--language", choices=[str(one) for one in Language], help=words("door.language.help")
    )
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """One conversation. Gives 0 when it came to its end, cancelled or not.

    Raises SetupError in a folder without a set-up, and what `wiring.front` raises.
    """
    from adapters.terminal.door import Door
    from adapters.terminal.handle import Handle
    from closecall import wiring

    if not settings.home.is_dir():
        raise SetupError(str(settings.home))
    # A window that is closed, a machine that goes down: as Ctrl-C, nothing that was typed stays.
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.default_int_handler)
    words = Words(Language(arguments.language)) if arguments.language else settings.words
    with wiring.front(settings, "terminal") as (intake, writer), Handle(settings.home) as handle:
        face = _face(words, as_json=arguments.json)
        drills = wiring.practice(settings, writer)
        door = Door(intake, writer, face, handle, words, drills=drills)
        return door.converse(resume=arguments.resume)


def _face(words: Words, *, as_json: bool) -> Face:
    """JSON for scripts, the keyboard for people, plain lines for everything else."""
    if as_json:
        from adapters.terminal.protocol import ProtocolFace

        return ProtocolFace(sys.stdin.buffer, sys.stdout.buffer, words)
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        from adapters.terminal.tty import TtyFace

        return TtyFace(words)
    from adapters.terminal.lines import LinesFace

    echoed = sys.stdin.isatty()
    return LinesFace(sys.stdin.buffer, sys.stdout.buffer, words, echoed=echoed)
