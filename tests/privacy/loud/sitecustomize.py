"""Loaded by every process of a hunt, because its folder is on PYTHONPATH: nothing stays unsaid.

    $LOUD/records.log     every log record of every library at every level, with arguments and
                          exceptions, whatever the process's own log policy shows
    $LOUD/<pid>.stderr    what the process wrote to standard error, at DEBUG
    $LOUD/acts.log        each file opened to be written, each socket, each process begun

It changes nothing that ours does, and its clock is that of every `World`. Standard error stays
where it was when LOUD_STDERR is `pipe`.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC
_ACTS = ("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork", "sqlite3.connect")
_APPEND = os.O_CREAT | os.O_WRONLY | os.O_APPEND


def begin(folder: Path) -> None:
    """Make this process loud."""
    records = os.open(folder / "records.log", _APPEND, 0o600)
    acts = os.open(folder / "acts.log", _APPEND, 0o600)
    if os.environ.get("LOUD_STDERR") != "pipe":
        os.dup2(os.open(folder / f"{os.getpid()}.stderr", _APPEND, 0o600), 2)

    def everything(_logger: logging.Logger, _level: int) -> bool:
        return True

    def kept(*args: Any, **named: Any) -> logging.LogRecord:  # noqa: ANN401 - logging's own shape
        record = logging.LogRecord(*args, **named)
        os.write(records, _whole(record).encode("utf-8", "backslashreplace"))
        return record

    def acted(event: str, args: tuple[Any, ...]) -> None:
        if (event == "open" and _to_write(args)) or event.startswith(_ACTS):
            line = f"{os.getpid()}\t{event}\t{args!r}\n"
            os.write(acts, line.encode("utf-8", "backslashreplace"))

    logging.Logger.isEnabledFor = everything  # type: ignore[assignment,method-assign]
    logging.setLogRecordFactory(kept)
    sys.addaudithook(acted)


def _to_write(args: tuple[Any, ...]) -> bool:
    """Whether an `open` event (path, mode, flags) is one that can write."""
    _, mode, flags = args
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & _WRITES)


def _whole(record: logging.LogRecord) -> str:
    """Everything that a record holds, arguments and exception included."""
    said = [str(record.name), record.levelname, repr(record.msg), repr(record.args)]
    if isinstance(record.exc_info, tuple):
        said += traceback.format_exception(*record.exc_info)
    return "\t".join(said) + "\n"


if os.environ.get("LOUD"):
    begin(Path(os.environ["LOUD"]))
import_module("ahead")  # of the two files of this name Python loads the first alone
