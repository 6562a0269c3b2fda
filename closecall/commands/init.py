"""`closecall init`: an empty folder becomes a working Close Call. It overwrites nothing.

On a terminal it asks; `--yes` takes every default. The secrets are shown once: on a terminal the
screen is cleared after they were stored, and the person is told what a clearing cannot reach.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.errors import AlreadySetUp, BadSetting
from closecall.settings import DEFAULTS, SECRETS, read, spoken
from closecall.told import say, wrapped

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace, _SubParsersAction

    from bot.words import Words
    from closecall.founding import Founded
    from closecall.settings import Settings

ROLE: Final = "reviewer"
ASKED: Final = (
    "CLOSECALL_LANGUAGE",
    "CLOSECALL_TIMEZONE",
    "CLOSECALL_EMERGENCY_NUMBER",
    "CLOSECALL_INCIDENT_DOOR",
    "CLOSECALL_PLEDGE",
)
CLEAR: Final = "\x1b[3J\x1b[2J\x1b[H"  # scrollback, screen, cursor home (xterm control sequences)


def add(subparsers: _SubParsersAction[ArgumentParser]) -> None:
    """Add the command."""
    words = spoken()
    parser = subparsers.add_parser("init", help=words("roof.init.help"))
    parser.add_argument("--yes", action="store_true", help=words("roof.init.yes"))
    parser.add_argument("--json", action="store_true", help=words("roof.json.help"))
    parser.add_argument("--role", default=ROLE, help=words("roof.init.role"))
    parser.set_defaults(func=run)


def run(args: Namespace, settings: Settings) -> int:
    """Ask, found, show. Raises AlreadySetUp."""
    folder = Path.cwd()
    if (folder / ".env").exists():
        raise AlreadySetUp(str(folder / ".env"))
    talking = not (args.yes or args.json) and sys.stdin.isatty()
    told = _told()
    if talking:
        try:
            told |= _ask(settings.words, folder)
        except EOFError:  # Ctrl-D
            raise KeyboardInterrupt from None
        settings = read({**os.environ, **told})
        say(settings.words("roof.init.making"))
    founded = _found(settings, folder, told, args.role)
    if args.json:
        print(json.dumps(_as_json(founded), ensure_ascii=False))
        return 0
    _show(settings.words, founded)
    if talking:
        with suppress(EOFError):  # Ctrl-D
            input(wrapped(settings.words("roof.init.stored"), sys.stdout))
        print(CLEAR, end="")
    say(settings.words("roof.init.shown_cleared" if talking else "roof.init.shown"))
    say(settings.words("roof.init.next"))
    return 0


def _told() -> dict[str, str]:
    """What the environment says already: it goes into `.env`, secrets as the files they are in."""
    names = [name for name in DEFAULTS if name not in SECRETS]
    names += [f"{name}_FILE" for name in SECRETS]
    return {name: os.environ[name] for name in names if os.environ.get(name, "").strip()}


def _ask(words: Words, folder: Path) -> dict[str, str]:
    """The few questions that matter; Enter takes what stands in brackets."""
    say(words("roof.init.hello", folder=folder))
    told: dict[str, str] = {}
    for name in ASKED:
        default = os.environ.get(name) or (_zone() if name.endswith("ZONE") else DEFAULTS[name])
        while True:
            answer = input(_question(words, name, default)).strip() or default
            if not answer:
                break
            try:
                read({**os.environ, **told, name: answer}, folder)
            except BadSetting as refused:
                say(refused.detail)
                continue
            told[name] = answer
            words = spoken({**os.environ, **told}, folder)  # the language was the first question
            break
    return told


def _question(words: Words, name: str, default: str) -> str:
    """What is asked, with what Enter takes in brackets: of the pledge, the sentence itself."""
    usual = default or words("intake.pledge" if name.endswith("PLEDGE") else "roof.init.later")
    question = words(f"roof.init.ask.{name.removeprefix('CLOSECALL_').lower()}")
    return wrapped(words("roof.init.ask.default", question=question, default=usual), sys.stdout)


def _zone() -> str:
    """The machine's time zone, if it says one."""
    try:
        return Path("/etc/timezone").read_text("ascii").strip() or DEFAULTS["CLOSECALL_TIMEZONE"]
    except (OSError, ValueError):
        return DEFAULTS["CLOSECALL_TIMEZONE"]


def _found(settings: Settings, folder: Path, told: dict[str, str], role: str) -> Founded:
    from closecall import clock, founding

    if os.environ.get("DATABASE_URL", "").strip():
        told["DATABASE_URL"] = settings.database_url.reveal()
    return founding.found(
        settings,
        folder,
        told=told,
        role=role,
        week=clock.calendar(settings.timezone)(),
        dice=os.urandom,
    )


def _as_json(founded: Founded) -> dict[str, object]:
    reviewer = founded.reviewer
    return {
        "folder": str(founded.folder),
        "home": str(founded.home),
        "env_file": str(founded.env_file),
        "database": founded.database,
        "fingerprint": founded.fingerprint,
        "organisation": {
            "key_file": str(founded.organisation_file),
            "passphrase": founded.organisation_passphrase,
        },
        "reviewer": {
            "key_id": reviewer.key_id,
            "role": reviewer.role,
            "key_file": str(reviewer.key_file),
            "passphrase": reviewer.passphrase,
            "recovery_file": str(reviewer.recovery_file),
            "recovery_code": reviewer.recovery_code,
        },
        "break_glass": {
            "key_file": str(founded.break_glass_file),
            "recovery_code": founded.break_glass_code,
        },
    }


def _show(words: Words, founded: Founded) -> None:
    """What was made, what to store where, and why."""
    reviewer = founded.reviewer
    say(words("roof.init.done", env=founded.env_file, home=founded.home, db=founded.database))
    say(words("roof.init.fingerprint", fingerprint=founded.fingerprint))
    for key, file, secret in (
        ("reviewer", reviewer.key_file, reviewer.passphrase),
        ("recovery", reviewer.recovery_file, reviewer.recovery_code),
        ("organisation", founded.organisation_file, founded.organisation_passphrase),
        ("break_glass", founded.break_glass_file, founded.break_glass_code),
    ):
        say(words(f"roof.init.show.{key}", file=file, secret=secret))
    say(words("roof.init.backup", home=founded.home))
