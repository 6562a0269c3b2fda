"""The log policy: what happened and how often, never what was said, by whom, or when.

One handler on the root writes to standard error; there is no log file, and no clock (whoever keeps
the log adds one). It trusts nobody: of a record from a library only the template's first line is
written, never its arguments; of an exception only its type and its place, because messages of
exceptions quote what they choked on. A logger's own filter would not see its children's records,
so all of this stands in the handler's formatter, which every record must pass.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import warnings
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    import asyncio
    from types import TracebackType

OURS: Final = ("closecall", "adapters", "storage", "digests")
_TOKEN: Final = re.compile(
    # A Telegram bot token; \b would miss /bot123:…, and in a file's address the colon is %3A.
    r"(?<!\d)\d{3,12}(?::|%3[Aa])[A-Za-z0-9_-]{5,}"
    r"|xox[abeprs]-[\w-]+|xapp-[\w-]+"  # Slack tokens
    r"|\w+://[^\s/]*:[^\s/]*@"  # a password in a URL
)
_WORD: Final = re.compile(r"[A-Za-z][A-Za-z_-]{0,39}")
_USUAL: Final = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})
_NOISY: Final = (
    *("alembic", "apscheduler", "asyncio", "httpcore", "httpx", "sqlalchemy", "telegram"),
    "uvicorn",
)
# What these say at any level, ERROR included, quotes whole payloads: our own adapters speak.
_MUTE: Final = ("aiohttp", "slack_bolt", "slack_sdk")


def take_over(stream: TextIO | None = None, level: int = logging.INFO) -> logging.Handler:
    """Put the one handler in place, for this whole process. Gives it back, for tests to take away.

    Whatever `level` says, libraries speak from WARNING on: below it they print what they carry.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    for name in _MUTE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 10)
    logging.raiseExceptions = False  # else a broken record is printed whole, arguments included
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    sys.unraisablehook = _unraisable
    threading.excepthook = _in_thread
    return handler


class Redacting(logging.Formatter):
    """`INFO closecall.tending: expired 12`: level, name, and no more than may be known."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the record holds."""
        line = f"{record.levelname} {record.name}: {_TOKEN.sub('[token]', _message(record))}"
        line += "".join(f" {name}={value}" for name, value in _extras(record))
        exc_info = record.exc_info
        if isinstance(exc_info, tuple) and exc_info[0] is not None:
            line += f" [{place(exc_info[0], exc_info[2])}]"
        return line


def _message(record: logging.LogRecord) -> str:
    template = str(record.msg).split("\n", 1)[0][:120]
    if record.name.split(".", 1)[0] not in OURS:
        return template
    arguments = record.args if isinstance(record.args, tuple) else ()
    harmless = tuple(a if isinstance(a, int | str) else type(a).__name__ for a in arguments)
    try:
        return template % harmless if harmless else template
    except (TypeError, ValueError):
        return template


def _extras(record: logging.LogRecord) -> list[tuple[str, object]]:
    """What our own events carry besides their text: numbers, and single words of closed lists."""
    if record.name.split(".", 1)[0] not in OURS:
        return []
    return [
        (name, value)
        for name, value in record.__dict__.items()
        if name not in _USUAL
        and (isinstance(value, int) or (isinstance(value, str) and _WORD.fullmatch(value)))
    ]


def place(kind: type[BaseException], trace: TracebackType | None) -> str:
    """`ValueError at intake.py:88`: type and place of an exception, and nothing it says."""
    if trace is None:
        return kind.__name__
    while trace.tb_next:
        trace = trace.tb_next
    file = trace.tb_frame.f_code.co_filename.rsplit("/", 1)[-1]
    return f"{kind.__name__} at {file}:{trace.tb_lineno}"


def in_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """What an event loop does with what nobody caught: asyncio's own way prints its words."""
    problem = context.get("exception")
    if isinstance(problem, BaseException):
        exc_info = (type(problem), problem, problem.__traceback__)
        logging.getLogger("closecall").error("uncaught in the loop", exc_info=exc_info)
    else:
        logging.getLogger("closecall").error("trouble in the loop")


def _uncaught(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    logging.getLogger("closecall").critical("uncaught", exc_info=(kind, problem, trace))


def _unraisable(what: sys.UnraisableHookArgs) -> None:
    logging.getLogger("closecall").error(
        "unraisable [%s]", place(what.exc_type, what.exc_traceback)
    )


def _in_thread(what: threading.ExceptHookArgs) -> None:
    logging.getLogger("closecall").error(
        "uncaught in a thread [%s]", place(what.exc_type, what.exc_traceback)
    )


def _warned(  # noqa: PLR0913, PLR0917 - the shape of `warnings.showwarning`
    message: Warning | str,  # noqa: ARG001 - it may quote what it warns about
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001
    line: str | None = None,  # noqa: ARG001
) -> None:
    place_of_it = f"{category.__name__} at {filename.rsplit('/', 1)[-1]}:{lineno}"
    logging.getLogger("closecall").warning("a library warns [%s]", place_of_it)
