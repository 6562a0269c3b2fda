"""Places with a language, a time and a zone of their own; in every zone each week comes once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import BadSetting
from bot.report import Week
from bot.words import Language
from closecall import settings
from closecall.channels import outlets
from closecall.settings.values import Place
from digests.due import latest_due

if TYPE_CHECKING:
    from pathlib import Path

    from digests.due import Timetable

ZONES = [
    *("UTC", "Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"),
    *("Asia/Kathmandu", "Pacific/Chatham", "Pacific/Apia", "America/St_Johns", "Antarctica/Troll"),
]
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def read(folder: Path, places: str, **more: str) -> settings.Settings:
    return settings.read({"CLOSECALL_DIGEST_CHANNELS": places, **more}, folder)


def test_a_place_takes_options_in_any_order_and_keeps_its_name(tmp_path: Path) -> None:
    first, second = read(
        tmp_path, "file:/a;at=Friday 17:30 ; language=it;timezone=Europe/Rome, file:/b"
    ).digest_channels
    assert (first.language, str(first.at), first.timezone) == (
        Language.IT,
        "fri 17:30",
        "Europe/Rome",
    )
    assert str(first) == "file:/a"
    assert first == Place("file", "/a")
    assert (second.language, second.at, second.timezone) == (None, None, "")


def test_what_a_place_does_not_say_is_the_organisation_s(tmp_path: Path) -> None:
    house = {
        "CLOSECALL_LANGUAGE": "it",
        "CLOSECALL_DIGEST_AT": "wed 08:15",
        "CLOSECALL_TIMEZONE": "Europe/Rome",
    }
    own, other = outlets(
        read(tmp_path, "file:/a;language=en;at=tue 10:00;timezone=Asia/Kathmandu,file:/b", **house)
    )
    assert (own.language, own.timetable.weekday, own.timetable.at) == (Language.EN, 1, time(10))
    assert own.zone.key == "Asia/Kathmandu"
    assert (other.language, other.timetable.weekday, other.timetable.at) == (
        Language.IT,
        2,
        time(8, 15),
    )
    assert other.zone.key == "Europe/Rome"


@pytest.mark.parametrize(
    ("places", "sentence"),
    [
        ("file:/a;language=fr", "a language that Close Call speaks"),
        ("file:/a;at=someday", "a weekday and a time"),
        ("file:/a;timezone=Mars/Base", "the name of a time zone"),
        ("file:/a;colour=red", "after a place and a semicolon"),
        ("file:/a;language", "after a place and a semicolon"),
        ("file:/a;", "after a place and a semicolon"),
        ("file:/a;language=it;language=en", "each once"),
        ("file:/a,file:/a;language=it", "each place once"),
    ],
)
def test_what_is_written_wrong_is_said_and_never_repeated(
    tmp_path: Path, places: str, sentence: str
) -> None:
    with pytest.raises(BadSetting, match="CLOSECALL_DIGEST_CHANNELS") as wrong:
        read(tmp_path, places)
    assert sentence in wrong.value.sentence
    assert "red" not in wrong.value.sentence
    assert "Mars" not in wrong.value.sentence


def test_a_font_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(b"font")
    assert read(tmp_path, "", CLOSECALL_DIGEST_FONT="own.ttf").digest_font == tmp_path / "own.ttf"
    assert read(tmp_path, "").digest_font is None
    with pytest.raises(BadSetting, match="CLOSECALL_DIGEST_FONT"):
        read(tmp_path, "", CLOSECALL_DIGEST_FONT="gone.ttf")


A_PLACE = st.tuples(st.sampled_from(DAYS), st.times(), st.sampled_from(ZONES))


def written(name: str, day: str, at: time, zone: str) -> str:
    return f"file:/{name};at={day} {at:%H:%M};timezone={zone}"


@given(
    st.lists(A_PLACE, min_size=1, max_size=4),
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given by timezones
)
def test_every_place_sees_each_week_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory,
    places: list[tuple[str, time, str]],
    start: datetime,
) -> None:
    text = ",".join(written(str(at), *place) for at, place in enumerate(places))
    for outlet in outlets(read(tmp_path_factory.getbasetemp(), text)):
        seen = [due(start + timedelta(hours=3 * step), outlet.timetable) for step in range(300)]
        weeks = [seen[0], *(after for before, after in pairwise(seen) if after != before)]
        assert all(one.until(other) == 1 for one, other in pairwise(weeks))
        assert len(weeks) in {5, 6, 7}


@example(
    before=("mon", time(0), "UTC"),
    after=("sun", time(0), "UTC"),
    start=datetime(2024, 1, 1, tzinfo=UTC),
    change=281,
)
@given(
    A_PLACE,
    A_PLACE,
    st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given by timezones
    st.integers(0, 299),
)
def test_a_place_whose_options_change_never_posts_a_week_twice(
    tmp_path_factory: pytest.TempPathFactory,
    before: tuple[str, time, str],
    after: tuple[str, time, str],
    start: datetime,
    change: int,
) -> None:
    """The ledger knows a week by the place's name alone, so a week that was posted stays so."""
    folder = tmp_path_factory.getbasetemp()
    (one,), (other,) = (outlets(read(folder, written("a", *each))) for each in (before, after))
    assert one.name == other.name
    posted: set[Week] = set()
    order = []
    for step in range(300):
        outlet = one if step < change else other
        week = due(start + timedelta(hours=3 * step), outlet.timetable)
        if week not in posted:
            posted.add(week)
            order.append(week)
    assert len(order) == len(set(order))
    # A later weekday may be waited for: that week is out already.
    assert due(start + timedelta(hours=3 * 299), other.timetable).until(max(posted)) in {0, 1}
    gaps = [one.until(other) for one, other in pairwise(sorted(posted))]
    assert all(gap == 1 for gap in gaps)


def due(now: datetime, table: Timetable) -> Week:
    return Week.parse(latest_due(now, table.weekday, table.at, table.zone)[0])
