"""The arguments of the desk's commands: one short function per command. It opens nothing."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Final

from bot.report import Week
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)

if TYPE_CHECKING:
    from argparse import ArgumentParser, _SubParsersAction
    from collections.abc import Callable
    from enum import StrEnum

    from bot.words import Words

    Subparsers = _SubParsersAction[ArgumentParser]


YEAR: Final = 52  # weeks


class Arguments:
    """Adds arguments to one parser, with their help in the operator's language."""

    def __init__(self, parser: ArgumentParser, words: Words) -> None:
        """Bind a parser."""
        self.parser = parser
        self.words = words

    def week(self, text: str) -> Week:
        """`2026-W50`. Raises ArgumentTypeError."""
        try:
            return Week.parse(text)
        except ValueError:
            raise ArgumentTypeError(self.words("desk.form.week")) from None

    def weeks(self, text: str) -> int:
        """From 0 to a year of weeks. Raises ArgumentTypeError."""
        if not (text.isascii() and text.isdigit() and int(text) <= YEAR):
            raise ArgumentTypeError(self.words("desk.arg.bad_weeks", most=YEAR))
        return int(text)

    def text(self, name: str, key: str, metavar: str = "TEXT", *, needed: bool = False) -> None:
        """An option with words; empty when it is left out."""
        self.parser.add_argument(
            name, metavar=metavar, default="", required=needed, help=self._help(key)
        )

    def place(self, name: str, key: str, metavar: str, *, optional: bool = False) -> None:
        """An argument without a name."""
        if optional:
            self.parser.add_argument(
                name, metavar=metavar, nargs="?", default="", help=self._help(key)
            )
            return
        self.parser.add_argument(name, metavar=metavar, help=self._help(key))

    def flag(self, name: str, key: str) -> None:
        """Yes or no."""
        self.parser.add_argument(name, action="store_true", help=self._help(key))

    def code(
        self, name: str, codes: type[StrEnum], key: str, to: str = "", *, needed: bool = False
    ) -> None:
        """One id of the taxonomy; empty when it is left out."""
        values = [code.value for code in codes]
        word = name.removeprefix("--")
        self.parser.add_argument(
            name,
            dest=to or word,
            choices=values,
            default="",
            metavar=word.upper(),
            required=needed,
            help=f"{self._help(key)}: {', '.join(values)}",
        )

    def _help(self, key: str) -> str:
        return self.words(f"desk.arg.{key}").replace("%", "%%")


def _inbox(add: Arguments) -> None:
    add.text("--search", "search", "WORDS")
    add.flag("--all", "all")


def _nothing(_add: Arguments) -> None:
    """The case is all that this command needs."""


def _show(add: Arguments) -> None:
    add.parser.add_argument("--photo", type=int, metavar="N", help=add.words("desk.arg.photo"))
    add.text("--to", "to", "FILE")


def _triage(add: Arguments) -> None:
    add.code("--family", Family, "family")
    add.code("--kind", Kind, "kind", needed=True)
    add.code("--severity", Severity, "severity")
    add.code("--as", Disposition, "guess", "guess")


def _finding(add: Arguments) -> None:
    add.code("--cause", Cause, "cause")
    add.code("--vulnerability", Vulnerability, "vulnerability")
    add.text("--uncovered", "uncovered")
    add.code("--worked", Barrier, "worked")


def _ask(add: Arguments) -> None:
    add.place("text", "text", "TEXT")
    add.parser.add_argument(
        "--choice",
        action="append",
        default=[],
        metavar="TEXT",
        help=add.words("desk.arg.choice"),
    )


def _note(add: Arguments) -> None:
    add.place("text", "text", "TEXT")
    add.flag("--tell", "tell")


def _action(add: Arguments) -> None:
    add.place("text", "text", "TEXT", optional=True)
    add.text("--owner", "owner", "ROLE")
    add.parser.add_argument("--due", type=add.week, metavar="WEEK", help=add.words("desk.arg.due"))
    add.code("--level", ActionLevel, "level")
    add.parser.add_argument("--done", type=int, metavar="N", help=add.words("desk.arg.done"))


def _lesson(add: Arguments) -> None:
    add.parser.add_argument("--file", metavar="FILE", help=add.words("desk.arg.file"))
    add.flag("--urgent", "urgent")
    add.flag("--check", "lint")
    add.flag("--form", "form")
    add.parser.add_argument(
        "--accept", action="append", default=[], metavar="WORDS", help=add.words("desk.arg.accept")
    )


def _close(add: Arguments) -> None:
    add.code("--as", Disposition, "as", "disposition")
    add.text("--note", "closing_note")
    add.parser.add_argument(
        "--check-weeks", type=add.weeks, metavar="N", help=add.words("desk.arg.weeks")
    )


def _check(add: Arguments) -> None:
    add.parser.add_argument(
        "result", choices=["helped", "failed"], help=add.words("desk.arg.result")
    )
    add.text("--note", "why")


def _reopen(add: Arguments) -> None:
    add.text("--why", "why", needed=True)


def _merge(add: Arguments) -> None:
    add.text("--into", "into", "CASE", needed=True)
    add.text("--note", "closing_note")


def _exclude(add: Arguments) -> None:
    add.place("reviewer", "reviewer", "REVIEWER")


# argparse says "invalid week value": the names of these two are what people read.


COMMANDS: Final[dict[str, Callable[[Arguments], None]]] = {
    "inbox": _inbox,
    "show": _show,
    "triage": _triage,
    "finding": _finding,
    "ask": _ask,
    "note": _note,
    "action": _action,
    "lesson": _lesson,
    "approve": _nothing,
    "close": _close,
    "check": _check,
    "reopen": _reopen,
    "merge": _merge,
    "exclude": _exclude,
}
