"""The log: what happened, never what was said."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import sys
import threading
import warnings
from typing import TYPE_CHECKING

import pytest

from closecall import logs

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = "the ladder was too short and Priya fell"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, at DEBUG; the process's own logging is put back afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, sys.excepthook, sys.unraisablehook)
    in_thread, showed = threading.excepthook, warnings.showwarning
    stream = io.StringIO()
    handler = logs.take_over(stream, logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    for old in before[0]:
        root.addHandler(old)
    root.setLevel(before[1])
    sys.excepthook, sys.unraisablehook, threading.excepthook = before[2], before[3], in_thread
    logging.raiseExceptions = True
    warnings.showwarning = showed


def test_our_own_events_have_a_name_and_counts(log: io.StringIO) -> None:
    logging.getLogger("closecall.run").info("released %s", 12)
    assert log.getvalue() == "INFO closecall.run: released 12\n"


def test_an_event_may_carry_numbers_and_single_words(log: io.StringIO) -> None:
    extra = {"attempts": 3, "status": "uncertain", "text": STORY, "when": "2026-11-21"}
    logging.getLogger("digests.publish").info("issue settled", extra=extra)
    logging.getLogger("some.sdk").error("failed", extra={"status": "uncertain"})
    assert log.getvalue() == (
        "INFO digests.publish: issue settled attempts=3 status=uncertain\nERROR some.sdk: failed\n"
    )


def test_an_exception_is_a_type_and_a_place(log: io.StringIO) -> None:
    try:
        raise ValueError(STORY)
    except ValueError:
        logging.getLogger("storage").exception("not sealed")
    assert "[ValueError at test_logs.py:" in log.getvalue()
    assert "ladder" not in log.getvalue()


def test_an_exception_as_an_argument_is_its_type(log: io.StringIO) -> None:
    logging.getLogger("adapters.terminal").warning("refused: %s", ValueError(STORY))
    assert log.getvalue() == "WARNING adapters.terminal: refused: ValueError\n"


def test_a_library_gets_its_template_through_and_nothing_else(log: io.StringIO) -> None:
    logging.getLogger("some.sdk").error("Received data was: %r", {"text": STORY})
    logging.getLogger("some.sdk").error("two lines\n%s", STORY)
    assert log.getvalue() == ("ERROR some.sdk: Received data was: %r\nERROR some.sdk: two lines\n")


def test_tokens_and_passwords_are_cut_out(log: io.StringIO) -> None:
    logging.getLogger("httpx").error("GET https://api/bot123456789:AAF-abc_def/getMe")
    logging.getLogger("httpx").error("GET https://api/file/bot123456789%3AAAF-abc_def/photos/7")
    logging.getLogger("closecall").error("posting with xoxb-1-2-abc and xapp-1-A")
    logging.getLogger("closecall").error("postgresql://app:s3cret@host/db")
    told = log.getvalue()
    assert "AAF" not in told
    assert "xoxb" not in told
    assert "xapp" not in told
    assert "s3cret" not in told
    assert told.count("[token]") == 5


def test_noisy_libraries_stay_quiet_below_a_warning(log: io.StringIO) -> None:
    for name in ("httpx", "sqlalchemy.engine.Engine", "uvicorn.access", "apscheduler.executors"):
        logging.getLogger(name).info(STORY)
    assert log.getvalue() == ""


def test_a_record_that_does_not_fit_its_template_prints_no_arguments(
    log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("closecall").info("one %s two %s", STORY[:3])  # noqa: PLE1206
    assert log.getvalue() == "INFO closecall: one %s two %s\n"
    assert capfd.readouterr().err == ""


def test_what_nobody_caught_is_a_type_and_a_place(log: io.StringIO) -> None:
    def fall() -> None:
        raise ValueError(STORY)

    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()
    try:
        fall()
    except ValueError as problem:
        sys.excepthook(ValueError, problem, problem.__traceback__)
    assert log.getvalue().count("ValueError at test_logs.py:") == 2
    assert "ladder" not in log.getvalue()


def test_a_task_that_nobody_awaited_does_not_tell_its_story(log: io.StringIO) -> None:
    async def fall() -> None:
        raise ValueError(STORY)

    async def forget() -> None:
        asyncio.get_running_loop().set_exception_handler(logs.in_loop)
        task = asyncio.create_task(fall())
        await asyncio.wait([task])
        del task

    asyncio.run(forget())
    assert "uncaught in the loop [ValueError at test_logs.py:" in log.getvalue()
    assert "ladder" not in log.getvalue()


def test_trouble_in_the_loop_without_an_exception_is_said_without_its_message(
    log: io.StringIO,
) -> None:
    loop = asyncio.new_event_loop()
    loop.close()
    logs.in_loop(loop, {"message": STORY})
    assert log.getvalue() == "ERROR closecall: trouble in the loop\n"


def test_what_breaks_while_something_is_cleared_away_is_a_type_and_a_place(
    log: io.StringIO,
) -> None:
    class Falling:
        def __del__(self) -> None:
            raise ValueError(STORY)

    Falling()
    gc.collect()
    assert "unraisable [ValueError at test_logs.py:" in log.getvalue()
    assert "ladder" not in log.getvalue()


def test_a_warning_does_not_tell_its_words(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(STORY, stacklevel=1)
    assert "a library warns [UserWarning at test_logs.py:" in log.getvalue()
    assert "ladder" not in log.getvalue()
