"""What monitoring sees of the digest: posts in doubt, and nothing that a reader moves."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest
from PIL import ImageFont
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from bot.ports import Ballot
from bot.report import Week
from bot.work import commit
from closecall.health import Health
from closecall.service import Service
from closecall.wiring import Store
from digests.chart import readable
from storage.engine import LEAST_ROOM, is_sqlite, room_left
from storage.ledger import Ledger
from storage.listed import FileMark, ManifestFile
from storage.tallies import Tallies
from storage.votes import Votes
from tests.fakes import this_week

if TYPE_CHECKING:
    from pathlib import Path

    import sqlalchemy as sa

    from storage.writer import Writer

WEEK = Week(2026, 47)


@pytest.fixture
def service(engine: sa.Engine, writer: Writer, tmp_path: Path) -> Service:
    readers = ManifestFile(
        tmp_path / "manifest.json", "00", this_week, FileMark(tmp_path / "mark")
    )
    return Service(Store(engine, writer), readers, {})


def page(service: Service) -> dict[str, float]:
    """Every number on the page, by its name."""

    async def asked() -> str:
        health = Health({}, (), service.doubtful)
        answer = await health.metrics(Request({"type": "http"}))
        return bytes(answer.body).decode()

    families = text_string_to_metric_families(asyncio.run(asked()))
    return {sample.name: sample.value for family in families for sample in family.samples}


def test_posts_in_doubt_are_a_number_that_goes_when_somebody_has_looked(
    service: Service, writer: Writer
) -> None:
    ledger, at = Ledger(writer), ("slack:C1", "2026-W47")
    assert page(service)["closecall_posts_in_doubt"] == 0
    writer.run(commit(lambda: ledger.claim(*at, "dead", now=1, until=2)))
    writer.run(commit(lambda: ledger.sending(*at, "dead", until=2, text="x")))
    writer.run(commit(lambda: ledger.doubt(10)))
    assert page(service)["closecall_posts_in_doubt"] == 1
    writer.run(commit(lambda: ledger.decide(*at, sent=True)))
    assert page(service)["closecall_posts_in_doubt"] == 0


def test_no_tap_of_a_reader_and_no_count_moves_a_number(service: Service, writer: Writer) -> None:
    before = page(service)
    ballot = Ballot(WEEK, "slack:C1", "2026-W47", "drill")
    for mark in range(20):
        writer.run(commit(lambda m=mark: Votes(writer).cast(ballot, 1, (bytes([m]) * 16,))))  # type: ignore[misc]
    writer.run(commit(lambda: Tallies(writer).count(WEEK, "received", "all", 9)))
    assert page(service) == before


def test_a_font_that_is_none_is_found_before_the_first_picture(tmp_path: Path) -> None:
    inside = ImageFont.load_default(28)
    assert isinstance(inside, ImageFont.FreeTypeFont)
    held = inside.path
    assert isinstance(held, io.BytesIO)
    (tmp_path / "own.ttf").write_bytes(held.getvalue())
    (tmp_path / "none.ttf").write_bytes(b"no font")
    assert readable(tmp_path / "own.ttf")
    assert not readable(tmp_path / "none.ttf")
    assert not readable(tmp_path / "gone.ttf")


async def test_a_disk_that_is_nearly_full_is_not_ready_and_a_server_s_is_not_ours_to_know(
    service: Service,
) -> None:
    for left, ready in (
        (None, {}),
        (LEAST_ROOM, {"disk": True}),
        (LEAST_ROOM - 1, {"disk": False}),
    ):
        service.room = lambda left=left: left  # type: ignore[misc]
        checks = {name: check for name, check in service.checks.items() if name == "disk"}
        assert {name: await check() for name, check in checks.items()} == ready


def test_the_room_on_the_disk_of_a_file_is_known(engine: sa.Engine) -> None:
    left = room_left(engine)
    assert (left is None) != is_sqlite(engine)
    assert left is None or left > 0
