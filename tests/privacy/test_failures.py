"""When something breaks in the middle of a story, nobody prints the story.

Real failures, not pretended ones: a full disk, a locked database, damaged rows, a list of readers
that is gone, a story without end. Searched are the events that the chat shows after the failure,
both streams, every log record at every level with its exception, and every exception with its
whole chain of causes, as a traceback would print it.
"""

from __future__ import annotations

import io
import json
import logging
import sqlite3
import traceback
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from bot.errors import CloseCallError, StoreBusy, StoreFull
from bot.flow.codec import decode, encode
from bot.flow.states import Coaching, Telling
from bot.flow.talk import Chose, Said
from bot.lesson import read_lesson
from bot.receipt import parse
from bot.report import CaseId, RawText, Record, Token, Week
from bot.words import Language
from bot.work import aside, commit
from closecall import logs, wiring
from closecall.cli import main
from closecall.settings.values import Release
from storage import parts
from storage.frames import ForDesk, ForReporter, Policy
from storage.manifest import Manifest
from storage.tables import case_object, draft, lesson, spool
from tests.fakes import THIS_WEEK
from tests.privacy.house import SEND, TOLD, House, only, speak
from tests.privacy.hunt import hunt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bot.work import Work
    from storage.writer import Writer

CANARIES = ("velocipede", "rhododendron", "Zimbalister")
STORY = "Zimbalister's velocipede rolled over the rhododendron, and a kerb held it."


@pytest.fixture
def sqlite_house(tmp_path: Path) -> House:
    """A house on a SQLite file."""
    return House.built(tmp_path / "site")


class Overheard:
    """Everything that was said since it began to listen."""

    def __init__(
        self, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Listen to all logs, and to both streams."""
        caplog.set_level(1)
        self._caplog = caplog
        self._capfd = capfd
        self._shown: list[str] = []

    def failure(self, error: BaseException) -> None:
        """An exception, as a traceback prints it."""
        self._shown += [*traceback.format_exception(error), repr(error), str(error)]
        self._shown += [repr(error.args), repr(getattr(error, "detail", ""))]

    def event(self, event: dict[str, Any]) -> None:
        """Something that the chat showed."""
        self._shown.append(json.dumps(event, ensure_ascii=False))

    @property
    def all(self) -> bytes:
        """All of it."""
        streams = self._capfd.readouterr()
        return "\n".join((*self._shown, self._caplog.text, *streams)).encode()


@pytest.fixture
def overheard(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Overheard:
    """A listener."""
    return Overheard(caplog, capfd)


def failing(work: Callable[[], object], overheard: Overheard) -> CloseCallError:
    """Run what must fail with a failure of ours."""
    try:
        work()
    except CloseCallError as failure:
        overheard.failure(failure)
        return failure
    raise AssertionError("nothing failed")


def pragma(writer: Writer, text: str) -> None:
    """Change something about the writer's own connection."""
    raw = writer.run(commit(lambda: writer.connection.connection.driver_connection))
    writer.run(aside(lambda: None))
    assert raw is not None
    writer.run(commit(lambda: writer.connection.exec_driver_sql(text).all()))


def test_a_full_disk_tells_no_story(sqlite_house: House, overheard: Overheard) -> None:
    with sqlite_house.front() as (intake, writer):
        token = sqlite_house.unsent(intake, writer, STORY)
        pages = writer.run(
            commit(lambda: writer.connection.exec_driver_sql("PRAGMA page_count").scalar_one())
        )
        pragma(writer, f"PRAGMA max_page_count={pages}")
        send = intake.hear(token, Chose(("send",)), Language.EN)
        failure = failing(lambda: writer.run(send), overheard)
        assert isinstance(failure, StoreFull)
        failing(lambda: speak(intake, writer, sqlite_house.home, {"say": STORY}), overheard)
    assert hunt("full", overheard.all, CANARIES) == []


def test_a_locked_database_tells_no_story(sqlite_house: House, overheard: Overheard) -> None:
    with sqlite_house.front() as (intake, writer):
        token = writer.run(intake.begin(Language.EN)).token
        pragma(writer, "PRAGMA busy_timeout=20")
        with held(sqlite_house.home / "closecall.sqlite3"):
            said = intake.hear(token, Said(RawText(STORY)), Language.EN)
            failure = failing(lambda: writer.run(said), overheard)
        assert isinstance(failure, StoreBusy)
    assert hunt("locked", overheard.all, CANARIES) == []


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Another process writes and does not end."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_a_list_of_readers_that_is_gone_tells_no_story(
    sqlite_house: House, overheard: Overheard
) -> None:
    """It disappears between the record and Send."""
    with sqlite_house.front() as (intake, writer):
        token = sqlite_house.unsent(intake, writer, STORY)
        (sqlite_house.home / "manifest.json").write_bytes(b"{}")
        send = intake.hear(token, Chose(("send",)), Language.EN)
        try:
            reply = writer.run(send)
        except CloseCallError as failure:
            overheard.failure(failure)
        else:
            assert reply.prompt is not None
            overheard.event({"said": [str(getattr(say, "text", say)) for say in reply.says]})
    assert hunt("unsealed", overheard.all, CANARIES) == []


def test_a_story_without_end_is_refused_without_being_repeated(
    sqlite_house: House, overheard: Overheard
) -> None:
    for event in only(sqlite_house.talk({"say": f"{STORY} " * 2000}), "error"):
        overheard.event(event)
    said = overheard.all
    assert b"1500" in said
    assert hunt("endless", said, CANARIES) == []


@pytest.mark.parametrize("table", [draft, case_object, spool], ids=lambda table: str(table.name))
def test_damaged_rows_tell_no_story(house: House, overheard: Overheard, table: sa.Table) -> None:
    """Every sealed byte of a table is replaced; then chat, service and desk go on over it."""
    if table is spool:
        house.settings = replace(house.settings, release=Release.DAILY)
    house.talk({"say": STORY}, *TOLD, SEND)
    with house.front() as (intake, writer):
        token = house.unsent(intake, writer, STORY)
        column = table.c.parts if table is spool else table.c.sealed
        junk = f"{STORY} {STORY}".encode()
        writer.run(
            commit(lambda: writer.connection.execute(sa.update(table).values({column: junk})))
        )
        for work in (
            lambda: writer.run(intake.resume(token, Language.EN)),
            house.tick,
            lambda: opened(house),
        ):
            try:
                work()
            except (CloseCallError, AssertionError, ValueError) as failure:
                overheard.failure(failure)
    assert hunt("damaged", overheard.all, CANARIES) == []


def opened(house: House) -> None:
    """A reviewer looks at everything."""
    with wiring.desk(house.settings, house.founded.reviewer.passphrase) as (desk, writer):
        for row in writer.run(commit(lambda: desk.inbox("", everything=True))):
            writer.run(commit(lambda one=row: desk.show(str(one.case_id))))  # type: ignore[misc]


def test_what_the_database_refuses_is_not_quoted_by_the_log(
    house: House, overheard: Overheard
) -> None:
    """PostgreSQL quotes the failing row, SQLAlchemy the parameters; our log does neither."""
    row = {"id": "one", "week": "2026-W47", "kind": None, "urgent": False, "document": STORY}
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Redacting())
    with wiring.store(house.settings) as store:
        insert = commit(lambda: store.writer.connection.execute(sa.insert(lesson), row))
        with pytest.raises(sa.exc.IntegrityError, match="hidden due to hide_parameters") as got:
            store.writer.run(insert)
    fault = (got.type, got.value, got.tb)
    for name in ("storage", "sqlalchemy.pool"):
        said = ("refused: %s %r", (got.value, got.value), fault)
        handler.handle(logging.LogRecord(name, logging.ERROR, "", 0, *said))
    assert "IntegrityError" in stream.getvalue()
    assert hunt("log", stream.getvalue().encode(), CANARIES) == []
    assert hunt("said", overheard.all, CANARIES) == []


def broken(words: str) -> list[Callable[[], object]]:
    """Every reader of bytes and text from outside, given words where it expects a format."""
    raw = words.encode()
    framed = len(raw).to_bytes(4, "big") + raw
    record = json.dumps({"v": 1, "language": "en", "lines": [[words]]}).encode()
    listed = json.dumps({"manifest": words, "org": words}).encode()
    coaching = encode(Coaching(RawText(words), Telling()))
    return [
        *(lambda one=one: Record.decode(one) for one in (raw, record, raw[:9], b"\xff" + raw)),
        *(lambda: Token.parse(words), lambda: Week.parse(words), lambda: CaseId.parse(words)),
        *(lambda: parse(words), lambda: decode(raw), lambda: decode(coaching[:-7] + raw)),
        *(lambda one=one: Policy.split(one) for one in (raw, framed, framed[:-3])),
        *(lambda: ForReporter.decode(bytes(200) + raw), lambda: ForDesk.decode(bytes(200) + raw)),
        *(lambda: ForReporter.decode(raw), lambda: ForDesk.decode(raw), lambda: parts.decode(raw)),
        lambda: read_lesson({"title": words, "check_up": words, "drill": words}),
        lambda: Manifest.read(listed, "ab", THIS_WEEK),
    ]


@pytest.mark.parametrize("at", range(len(broken(STORY))))
def test_no_decoder_repeats_what_it_could_not_read(at: int, overheard: Overheard) -> None:
    try:
        found = broken(STORY)[at]()
    except Exception as failure:  # noqa: BLE001 - whatever it raises
        overheard.failure(failure)
    else:
        overheard.event({"found": repr(found)})
    assert hunt("decoder", overheard.all, CANARIES) == []


def test_a_fault_of_our_own_is_a_type_and_a_place(
    sqlite_house: House, overheard: Overheard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug that carries a story in its message reaches the last door of the command."""

    def buggy(_stream: object) -> Work[None]:
        raise RuntimeError(STORY)
        yield

    with sqlite_house.front() as (_, writer), pytest.raises(RuntimeError, match="velocipede"):
        writer.run(buggy(None))
    monkeypatch.chdir(sqlite_house.home.parent)
    assert main(["show", STORY]) == 1
    assert hunt("command", overheard.all, CANARIES) == []
