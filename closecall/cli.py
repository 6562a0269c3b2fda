"""The frame of every command: parse, run, turn any failure into a sentence and what to do next.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 stopped with Ctrl-C. No traceback ever
reaches a person: it would hold what the process was working on.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

from bot.errors import CloseCallError
from closecall import logs, settings
from closecall.told import Told, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.words import Words

# The file in `closecall.commands` that adds each command. Only the one asked for is imported.
COMMANDS: Final[dict[str, str]] = {
    "init": "init",
    "demo": "demo",
    "chat": "chat",
    "run": "run",
    **dict.fromkeys(
        ("inbox", "show", "triage", "finding", "ask", "note", "action", "lesson", "approve"),
        "desk",
    ),
    **dict.fromkeys(("close", "check", "reopen", "merge", "exclude"), "desk"),
    "digest": "digest",
    "reviewer": "reviewer",
    "audit": "audit",
    "db": "db",
    "doctor": "doctor",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Gives the exit code; never raises but SystemExit for wrong usage."""
    harden()
    logs.configure()
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
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as unforeseen:  # noqa: BLE001 - the last door: a traceback would hold people's words
        kind, _, where = logs.place(type(unforeseen), unforeseen.__traceback__).partition(" at ")
        sentence = words("roof.unexpected", kind=kind, place=where)
        _print_fault(words, Told(sentence, (), words("roof.unexpected.hint")))
        return 1
    return code


def harden() -> None:
    """Keep the memory of this process to itself: no core dump, no debugger of the same user."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on every platform

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        import ctypes  # only here

        pr_set_dumpable = 4  # prctl(2)
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)


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
    parser = argparse.ArgumentParser(prog="closecall", description=words("roof.about"))
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    asked = COMMANDS.get(argv[0]) if argv else None
    for file in [asked] if asked else dict.fromkeys(COMMANDS.values()):
        import_module(f"closecall.commands.{file}").add(subparsers)
    arguments = parser.parse_args(argv)
    if not arguments.command:
        parser.print_help()
        return 2
    code: int = arguments.func(arguments, settings.read())
    return code


def _print_fault(words: Words, fault: Told) -> None:
    with contextlib.suppress(OSError):  # standard error may be closed: nobody left to tell
        print(words("roof.fault.line", sentence=fault.sentence), file=sys.stderr)
        for line in fault.details:
            print(words("roof.fault.detail", line=line), file=sys.stderr)
        print(words("roof.fault.hint", hint=fault.hint), file=sys.stderr)
