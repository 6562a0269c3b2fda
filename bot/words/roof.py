"""What an operator reads: commands, settings, set-up, doctor, the service, and every failure.

Failures keep their English where they are raised (`bot.errors`); they are listed here so that they
are translated like everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.words import Sentence


def _failures(kind: type[errors.CloseCallError]) -> Iterator[tuple[str, str]]:
    """Every failure's sentence and hint, from the root of the tree down."""
    yield f"failure.{kind.__name__}", " ".join((kind.__doc__ or "").split())
    yield f"hint.{kind.__name__}", kind.hint
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from _failures(child)


SENTENCES: Final[dict[str, Sentence]] = {
    # --- the command -----------------------------------------------------------------------------
    "about": (
        "Anonymous near-miss reporting: it keeps the story and forgets the person. "
        "Begin with `closecall demo`, or with `closecall init` in an empty folder."
    ),
    "json.help": "Print JSON only.",
    "unexpected": "Something unforeseen happened ({kind} at {place}): a fault of Close Call.",
    "unexpected.hint": (
        "Nothing that was acknowledged is lost. Please report this line; it holds nobody's words."
    ),
    "stopped": "Stopped.",
    "fault.line": "closecall: {sentence}",
    "fault.detail": "  {line}",
    "fault.hint": "  → {hint}",
    # --- settings --------------------------------------------------------------------------------
    "setting.in_env_file": "in .env",
    "setting.in_environment": "in the environment",
    "setting.env_unreadable": ".env is there but cannot be read.",
    "setting.env_line": ".env, line {line}: not NAME=value, or a name that was already set.",
    "setting.unknown": "{name} ({where}) is not a setting of Close Call.",
    "setting.unknown_near": (
        "{name} ({where}) is not a setting of Close Call. Did you mean {near}?"
    ),
    "setting.both": "{name} and {name}_FILE are both set; keep one.",
    "setting.file_unreadable": "{name}: the file that it names cannot be read.",
    "setting.file_empty": "{name}: the file that it names is empty.",
    "setting.unfit": "{name}: {expected}",
    "expected.line": "one line of text, 500 characters at most.",
    "expected.database": (
        "a URL that begins with sqlite:/// or postgresql:// (for SQLite a file, not memory)."
    ),
    "expected.language": "a language that Close Call speaks: en or it.",
    "expected.timezone": "the name of a time zone, like Europe/Rome.",
    "expected.roles": "names of roles, separated by commas, 40 characters each at most.",
    "expected.regions": "codes of countries, separated by commas, like IT,GB.",
    "expected.release": "now, hourly, 4-hourly or daily.",
    "expected.number": "a whole number from {least} to {most}.",
    "expected.weekly": "a weekday and a time, like mon 09:00.",
    "expected.fingerprint": "the fingerprint that `closecall init` printed, hexadecimal digits.",
    "expected.pepper": "64 hexadecimal digits or more; older ones follow after commas.",
    "expected.place": "file: and a folder, like file:lessons.",
    "expected.place_slack": (
        "this version cannot post to Slack; file: and a folder works (its Slack door will need "
        "SLACK_BOT_TOKEN)."
    ),
    "expected.place_telegram": (
        "this version cannot post to Telegram; file: and a folder works (its Telegram door will "
        "need TELEGRAM_BOT_TOKEN)."
    ),
    **dict(_failures(errors.CloseCallError)),
}
