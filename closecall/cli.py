"""The frame of every command: parse, run, turn any failure into a sentence and what to do next.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped with Ctrl-C. No traceback ever
reaches a person: it would hold what the process was working on.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import gettext
import os
import sys
from importlib import import_module
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

from bot.errors import CloseCallError, SetupError, StoreFull, StoreReadOnly
from closecall import __version__, logs, memory, settings
from closecall.told import Explained, told, wrapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.words import Words

# The file in `closecall.commands` that adds each command. Only the one asked for is imported.
COMMANDS: Final[dict[str, str]] = {
    "init": "init",
    "demo": "demo",
    "chat": "chat",
    "run": "run",
    "ready": "ready",
    **dict.fromkeys(
        ("inbox", "show", "triage", "finding", "ask", "note", "action", "lesson", "approve"),
        "desk",
    ),
    **dict.fromkeys(("close", "check", "reopen", "merge", "exclude"), "desk"),
    "console": "console",
    "export": "export",
    "digest": "digest",
    "lessons": "lessons",
    "reviewer": "reviewer",
    "audit": "audit",
    "db": "db",
    "doctor": "doctor",
}

WITHOUT_HOME: Final = frozenset({"init", "demo", "doctor"})  # the others need a set-up to work on


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Gives the exit code; never raises but SystemExit for wrong usage."""
    _open_ends()
    memory.harden()
    logs.take_over()
    _speak_utf8()
    words = settings.spoken()
    try:
        code = _command(sys.argv[1:] if argv is None else argv, words)
        sys.stdout.flush()
    except CloseCallError as refusal:
        _print_fault(words, told(words, refusal))
        return 1
    except KeyboardInterrupt:
        print(f"\n{words('roof.stopped')}", file=sys.stderr)
        return 130
    except BrokenPipeError:  # `closecall inbox | head`: the reader has seen enough
        _say_no_more()
        return 1
    except Exception as unforeseen:  # noqa: BLE001 - the last door: a traceback would hold people's words
        _print_fault(words, _told(words, unforeseen))
        _say_no_more()
        return 1
    return code


def _open_ends() -> None:
    """A standard stream that was closed leads nowhere; or the database might be opened as one."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            end = os.open(os.devnull, os.O_RDWR)  # the lowest free number: this one
            setattr(sys, name, os.fdopen(end, "r" if number == 0 else "w", encoding="utf-8"))


def _say_no_more() -> None:
    """What standard output did not take is dropped, or Python would complain of it at the end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _told(words: Words, unforeseen: Exception) -> Explained:
    """What a file system refused is told as such; anything else by its place in our own code."""
    if isinstance(unforeseen, OSError):
        if unforeseen.errno in {errno.ENOSPC, errno.EDQUOT}:
            return told(words, StoreFull())
        if unforeseen.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            return told(words, StoreReadOnly(str(unforeseen.filename or "")))
    kind, _, where = logs.place(type(unforeseen), unforeseen.__traceback__).partition(" at ")
    sentence = words("roof.unexpected", kind=kind, place=where)
    return Explained(sentence, (), words("roof.unexpected.hint"))


def _speak_utf8() -> None:
    """UTF-8 on pipes, whatever the locale says; a terminal that lacks a character shows `?`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            if stream.isatty():
                reconfigure(errors="replace")
            else:
                reconfigure(encoding="utf-8", errors="backslashreplace")


def _command(argv: Sequence[str], words: Words) -> int:
    _argparse_speaks(words)
    parser = argparse.ArgumentParser(prog="closecall", description=words("roof.about"))
    version = f"closecall {__version__}"
    about = words("roof.version")
    parser.add_argument("--version", action="version", version=version, help=about)
    subparsers = parser.add_subparsers(
        dest="command", metavar=words("roof.command"), title=words("roof.commands")
    )
    asked = COMMANDS.get(argv[0]) if argv else None
    for file in [asked] if asked else dict.fromkeys(COMMANDS.values()):
        import_module(f"closecall.commands.{file}").add(subparsers)
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return 2
    found = settings.read()
    if arguments.command not in WITHOUT_HOME and not found.home.is_dir():
        raise SetupError(str(found.home))
    code: int = arguments.func(arguments, found)
    return code


def _argparse_speaks(words: Words) -> None:
    """Have argparse's own words come from our catalogue: it asks gettext's global domain."""
    with as_file(files("bot").joinpath("locale")) as folder:
        gettext.bindtextdomain("usage", str(folder))
        gettext.textdomain("usage")
        os.environ["LANGUAGE"] = words.language  # gettext asks the environment which language
        gettext.gettext("usage: ")  # read now, while the folder is certainly there


def _print_fault(words: Words, fault: Explained) -> None:
    with contextlib.suppress(OSError):  # standard error may be closed: nobody left to tell
        lines = [words("roof.fault.line", sentence=fault.sentence)]
        lines += [words("roof.fault.detail", line=line) for line in fault.details]
        lines.append(words("roof.fault.hint", hint=fault.hint))
        print(wrapped("\n".join(lines), sys.stderr), file=sys.stderr)
