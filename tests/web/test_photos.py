"""Photos in the console: opened by who may, one at a time, and each opening is an act."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.report import CaseId
from bot.sealed import ObjectKind, Reader, SealedObject
from bot.work import commit
from storage.cases import Cases
from storage.envelope import PHOTO_LADDER, close, object_context
from storage.tables import audit
from tests.adapters.photo.images import loaded, scene, written
from tests.fakes import THIS_WEEK
from tests.web.photographed import JPEG, attached

if TYPE_CHECKING:
    from tests.web.organisation import Doors


def photo_acts(doors: Doors) -> int:
    """How often the chain says that a photo was opened."""
    rows = sa.select(sa.func.count()).where(audit.c.act == "photo")
    return doors.writer.run(commit(lambda: doors.writer.connection.scalar(rows) or 0))


def test_a_case_lists_its_photos_and_each_has_a_page_with_its_image(doors: Doors) -> None:
    case, browser = attached(doors, JPEG), doors.signed_in()
    before = photo_acts(doors)
    page = browser.get(f"/case/{case}").text
    assert f'href="/case/{case}/photo/1"' in page
    page = browser.get(f"/case/{case}/photo/1").text
    assert f'src="/case/{case}/image/1"' in page
    assert "No program looked for faces" in page
    assert photo_acts(doors) == before, "nothing was opened yet"
    answer = browser.get(f"/case/{case}/image/1")
    assert (answer.content, answer.headers["content-type"]) == (JPEG, "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"
    assert photo_acts(doors) == before + 1


@pytest.mark.parametrize("number", ["0", "2", "-1", "x", "1e9", "99999999999999999999"])
@pytest.mark.parametrize("page", ["photo", "image"])
def test_a_number_that_no_photo_has_is_not_found(doors: Doors, page: str, number: str) -> None:
    case, browser = attached(doors, JPEG), doors.signed_in()
    assert browser.get(f"/case/{case}/{page}/{number}").status_code == 404


def test_who_is_not_signed_in_gets_no_byte(doors: Doors) -> None:
    case = attached(doors, JPEG)
    answer = doors.browser().client.get(f"/case/{case}/image/1")
    assert (answer.status_code, answer.content) == (204, b"")


def test_an_excluded_reviewer_opens_no_photo(doors: Doors) -> None:
    case = attached(doors, JPEG)
    first, second = doors.signed_in("safety"), doors.signed_in("security")
    first.fill(f"/case/{case}/exclude", reviewer=doors.organisation.keys["security"])
    for page in ("photo", "image"):
        answer = second.get(f"/case/{case}/{page}/1")
        assert answer.status_code == 403
        assert JPEG[:40] not in answer.content


def test_a_file_that_was_planted_as_a_photo_never_reaches_the_browser(doors: Doors) -> None:
    case, browser = attached(doors), doors.signed_in()
    cases = Cases(doors.writer)
    held = doors.writer.run(commit(lambda: cases.load(CaseId.parse(case))))
    context = object_context(ObjectKind.PHOTO, held.case_id, b"p" * 16, held.case_public)
    planted = close(held.case_public, context, loaded(), PHOTO_LADDER)
    photo = SealedObject(b"p" * 16, ObjectKind.PHOTO, Reader.CASE, planted)
    doors.writer.run(commit(lambda: cases.put(held.case_id, THIS_WEEK, [photo])))
    assert browser.get(f"/case/{case}/photo/1").status_code == 200
    answer = browser.get(f"/case/{case}/image/1")
    assert answer.status_code == 503
    assert b"JFIF" not in answer.content


def test_what_comes_while_a_reviewer_is_signed_in_is_new_once_and_its_reading_is_noted(
    doors: Doors,
) -> None:
    case, browser = attached(doors, JPEG), doors.signed_in()
    browser.get(f"/case/{case}")
    assert "NEW" not in browser.get(f"/case/{case}").text
    attached(doors, JPEG, written(scene(640, 480)), case=case)
    assert browser.get(f"/case/{case}").text.count(">NEW<") == 1
    assert ">NEW<" not in browser.get(f"/case/{case}").text
