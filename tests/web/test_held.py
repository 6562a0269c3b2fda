"""A database that cannot be written can be read: another process holds it, or its disk is full.

Every page shows what there is; what opening it leaves to be written waits, and is written once.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

from adapters.web import app
from bot.errors import StoreBusy
from bot.sealed import CaseState
from bot.work import commit, read
from storage.audit import Audit
from tests.adapters.photo.images import scene, written
from tests.web.photographed import attached

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator

    from tests.web.organisation import Browser, Doors

WAITS = "The database cannot be written at the moment"
JPEG = written(scene())


@contextmanager
def held(doors: Doors, patience: int = 20) -> Iterator[None]:
    """Another process writes, and does not end; it is waited for so many milliseconds."""
    hurry = f"PRAGMA busy_timeout={patience}"
    doors.writer.run(commit(lambda: doors.writer.connection.exec_driver_sql(hurry)))
    other = sqlite3.connect(str(doors.writer._engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def full(doors: Doors) -> Iterator[None]:
    """No page more fits on the disk."""
    for pages in (1, 100_000):
        pragma = f"PRAGMA max_page_count = {pages}"
        doors.writer.run(commit(lambda: doors.writer.connection.exec_driver_sql(pragma)))  # noqa: B023
        if pages == 1:
            yield


def acts(doors: Doors, case: str = "") -> list[str]:
    """What the chain says, of one case or of everything, the newest first."""
    rows = doors.writer.run(read(lambda: Audit(doors.writer).page(0, 1000)))
    wanted = bytes.fromhex(case)
    return [each.act for each in rows if not case or each.case_id == wanted]


def state(doors: Doors, case: str) -> CaseState:
    """Where the case stands."""
    return doors.writer.run(read(lambda: doors.cases.load(doors.cases.match(case)))).state


def under_way(browser: Browser, doors: Doors) -> int:
    """How many writes of this session are waiting for the database."""
    (session,) = browser.gate(doors).sessions._open.values()
    return len(session.owed._under_way)


def calm(browser: Browser) -> None:
    """A page without the sentence that something waits; each waits a second for it to be over."""
    assert any(WAITS not in browser.get("/inbox").text for _ in range(200))


def test_every_page_is_shown_while_another_process_writes(doors: Doors) -> None:
    case, browser = attached(doors, JPEG), doors.signed_in()
    paths = [page.path for page in app.PAGES if page.get and not (page.open or page.part)]
    assert len(paths) > 20
    with held(doors):
        for path in paths:
            shown = browser.get(path.format(case=case, number=1))
            assert shown.status_code == 200, (path, shown.text)
        assert browser.get(f"/case/{case}/image/1").content == JPEG
    calm(browser)


def test_what_opening_a_case_leaves_is_written_once_when_that_can_be(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    with held(doors):
        page = browser.get(f"/case/{case}").text
        assert "The ladder at bay four" in page
        assert WAITS in page
        for _ in range(3):
            assert WAITS in browser.get(f"/case/{case}").text
        assert WAITS in browser.get("/inbox").text
        assert (acts(doors, case), state(doors, case)) == ([], CaseState.RECEIVED)
    calm(browser)
    assert (acts(doors, case), state(doors, case)) == (["open"], CaseState.READ)
    browser.get(f"/case/{case}")
    assert acts(doors, case) == ["open"]


def test_a_page_waits_a_moment_for_what_is_written_and_not_for_its_end(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    with held(doors, 200_000):
        assert WAITS in browser.get(f"/case/{case}").text
        assert "The ladder at bay four" in browser.get(f"/case/{case}").text
        assert under_way(browser, doors) == 1, "once, however often it is looked at"
    calm(browser)
    assert acts(doors, case) == ["open"]


def test_a_full_disk_is_no_reason_not_to_read(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    with full(doors):
        page = browser.get(f"/case/{case}").text
        assert "The ladder at bay four" in page
        assert WAITS in page
        assert acts(doors, case) == []
    calm(browser)
    assert acts(doors, case) == ["open"]


def test_a_photo_that_was_seen_meanwhile_is_in_the_chain_afterwards(doors: Doors) -> None:
    case, browser = attached(doors, JPEG), doors.signed_in()
    with held(doors):
        assert browser.get(f"/case/{case}/image/1").content == JPEG
        assert acts(doors, case) == []
    browser.get("/inbox")
    assert acts(doors, case) == ["photo"]


def test_who_signs_in_meanwhile_reads_and_is_in_the_chain_afterwards(doors: Doors) -> None:
    before = acts(doors).count("sign-in")
    with held(doors):
        browser = doors.signed_in()
        assert WAITS in browser.get("/inbox").text
        assert acts(doors).count("sign-in") == before
    calm(browser)
    assert acts(doors).count("sign-in") == before + 1


def test_a_form_is_refused_meanwhile_with_a_reason_and_keeps_what_was_typed(
    doors: Doors,
) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    browser.get(f"/case/{case}")
    with held(doors):
        page = browser.fill(f"/case/{case}/note", text="Ask the roofers.", to="reviewers").text
        assert '<p class="gate" role="status">Another process holds the database' in page
        assert "Ask the roofers." in page
        assert "Ask the roofers." in browser.get(f"/case/{case}/note").text
    browser.fill(f"/case/{case}/note", text="Ask the roofers.", to="reviewers")
    assert acts(doors, case) == ["note", "open"]


def test_signing_out_forgets_the_key_though_nothing_can_be_written(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    (session,) = browser.gate(doors).sessions._open.values()
    unsealer = session.unlocked.desk.unsealer
    sealed = doors.writer.run(read(lambda: doors.cases.load(doors.cases.match(case))))
    with full(doors):
        browser.get(f"/case/{case}")
        hidden = browser.hidden(browser.get("/inbox").text, "/sign-out")
        browser.post("/sign-out", hidden)
        doors.writer.run(commit(lambda: None))
        doors.writer.run(read(lambda: None))
        with pytest.raises(ValueError, match="closed"):
            unsealer.write(sealed, sealed.objects[0][1].kind.NOTE, b"")
    assert _told(caplog.records) == ["what was read is not in the audit log"]
    assert acts(doors, case) == []


def test_what_is_under_way_at_the_end_of_a_session_and_fails_is_told(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    hidden = browser.hidden(browser.get("/inbox").text, "/sign-out")
    with held(doors, patience=4000):
        browser.get(f"/case/{case}")
        assert under_way(browser, doors) == 1
        browser.post("/sign-out", hidden)
        with suppress(StoreBusy):
            doors.writer.run(commit(lambda: None))
    assert _told(caplog.records) == ["what was read is not in the audit log"]
    assert acts(doors, case) == []


def test_what_is_owed_at_the_end_of_a_session_is_tried_once_more(doors: Doors) -> None:
    case, browser = doors.organisation.report(doors.writer), doors.signed_in()
    with full(doors):
        browser.get(f"/case/{case}")
        hidden = browser.hidden(browser.get("/inbox").text, "/sign-out")
        (session,) = browser.gate(doors).sessions._open.values()
        assert session.owed.waits
    browser.post("/sign-out", hidden)
    assert acts(doors, case) == ["open"]


def _told(records: list[logging.LogRecord]) -> list[str]:
    return [record.getMessage() for record in records if record.name.endswith(".owed")]
