"""The same reports on other days, at other hours and in another order leave the same rows.

Told through the real door under a clock that moves; random bytes are replaced by their length, for
nothing else may differ. Bytes of the SQLite file after loaded dice: `test_order.py`.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from closecall.settings.values import Release
from tests.conftest import _Database as Database
from tests.privacy.house import SEND, TOLD, House, only

if TYPE_CHECKING:
    from pathlib import Path

SUNDAY = "2026-11-22T23:50:00+00:00"
STORIES = (
    "A trolley rolled down the ramp and stopped at the kerb.",
    "A ladder slid, and the person on it held on to the rail in time, as two others looked on.",
    "A drum was stacked on its side and rolled until a wall held it. " * 19,
)
BUSY = (
    *(("2026-11-16T08:01:07+00:00", 0), ("2026-11-18T12:30:00+00:00", 1)),
    ("2026-11-22T03:59:59+00:00", 2),
)
LATE = (
    *(("2026-11-20T22:15:00+00:00", 2), ("2026-11-20T22:16:00+00:00", 0)),
    ("2026-11-22T23:40:41+00:00", 1),
)


DRAWN = "place"
"""A digest of the row's own random key (`storage.tables`): as random as that."""


def lived(house: House, told: tuple[tuple[str, int], ...]) -> list[str]:
    """A week of reports, one release at its end, and every row that is left."""
    house.settings = daily(house)
    for instant, story in told:
        with time_machine.travel(instant, tick=False):
            assert only(house.talk({"say": STORIES[story]}, *TOLD, SEND), "receipt")
    with time_machine.travel(SUNDAY, tick=False):
        released(house)
        return shapes(house.rows())


def daily(house: House) -> Any:  # noqa: ANN401 - Settings
    """Reports wait for the release."""
    return replace(house.settings, release=Release.DAILY)


def released(house: House) -> None:
    """All that waits leaves, and drafts of days that are over die, as the service does it."""
    before = house.settings
    house.settings = replace(before, release=Release.NOW)
    house.tick()
    house.settings = before


def shapes(rows: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Every row with its random bytes replaced by their number, in an order of their own."""
    found = []
    for table, held in rows.items():
        if table in {"draft", "epoch_key"}:
            continue  # they die with their epoch: `test_stolen.py`
        for row in held:
            plain = {
                name: len(value) if isinstance(value, bytes) else value
                for name, value in row.items()
                if name != DRAWN
            }
            found.append(f"{table} {plain}")
    return sorted(found)


@pytest.fixture
def other(tmp_path: Path, backend: str, request: pytest.FixtureRequest) -> House:
    """A second house on the same kind of database."""
    if backend == "sqlite":
        return House.built(tmp_path / "other")
    request.getfixturevalue("house")  # the first one has its own database
    return House.built(tmp_path / "other", DATABASE_URL=str(request.getfixturevalue("second")))


@pytest.fixture
def second(postgres_server: str) -> Any:  # noqa: ANN401 - an iterator of one URL
    """A second empty PostgreSQL database."""
    with Database(postgres_server) as url:
        yield url


def test_other_days_other_hours_and_another_order_leave_the_same_rows(
    house: House, other: House
) -> None:
    early, late = lived(house, BUSY), lived(other, LATE)
    assert early == late
    assert sum(row.startswith("case ") for row in early) == 3


def test_no_column_tells_more_than_the_week(house: House) -> None:
    """No number, text or byte of any row moves with the day."""
    rows = lived(house, BUSY)
    for forbidden in ("2026-11", "20261116", "03:59", "1795"):
        assert not [row for row in rows if forbidden in row]
    assert any("2026-W47" in row for row in rows)


def test_the_log_of_a_day_on_which_somebody_came_is_that_of_any_other(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Two reports on Tuesday: no line of Wednesday's batch, nor of the day their drafts die."""
    house.settings = daily(house)
    caplog.set_level(logging.INFO)
    said = []
    for day in range(16, 22):
        with time_machine.travel(f"2026-11-{day}T09:00:00+00:00", tick=False):
            caplog.clear()
            house.tick()
            said.append([(one.name, one.getMessage()) for one in caplog.records])
            for story in STORIES[: 2 if day == 17 else 0]:
                assert only(house.talk({"say": story}, *TOLD, SEND), "receipt")
    assert len(house.rows()["case"]) == 2
    assert said[1:] == [[("closecall.tending", "released what waited")]] * 5


def test_a_size_says_no_more_than_its_step_on_the_ladder(house: House) -> None:
    """A short story and a longer one are rows of the same size."""
    rows = [row for row in lived(house, BUSY) if row.startswith("case_object ")]
    assert len(set(rows)) == 2
