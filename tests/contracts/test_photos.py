"""Photos in storage: kept once, of one size, light in an inbox, gone with their case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.errors import TooLong
from bot.photo import MOST_BYTES, Photo
from bot.report import Token
from bot.sealed import ObjectKind, SealedAddition
from bot.work import commit
from storage.cases import Cases
from storage.drafts import PHOTO_ROW, Drafts
from storage.envelope import HEADER, PHOTO_LADDER
from storage.epochs import Epochs
from storage.spool import Spool
from storage.tables import case_object, draft, spool_addition
from tests.adapters.photo.images import scene, written
from tests.conftest import BACKENDS, epoch_store
from tests.fakes import THIS_WEEK, this_week
from tests.keyring import Ring, reporter_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from storage.writer import Writer
    from tests.conftest import Today
    from tests.fakes import FixedDice

    T = TypeVar("T")

PHOTO = Photo.parse(written(scene()))
SEALED = PHOTO_LADDER[0] + 1136 + len(HEADER)


class House:
    """A database with one report and its photos."""

    def __init__(self, writer: Writer, dice: FixedDice) -> None:
        """One report waits."""
        self.writer = writer
        self.ring = Ring()
        self.reporter = reporter_key()
        self.spool = Spool(writer, dice, this_week, 52)
        self.cases = Cases(writer)
        self.report = self.ring.report(self.reporter)
        self.run(lambda: self.spool.accept(self.report))

    def run(self, part: Callable[[], T]) -> T:
        """One durable part."""
        return self.writer.run(commit(part))

    def attached(self, photo: Photo = PHOTO) -> SealedAddition:
        """A photo, sealed."""
        found = self.run(lambda: self.spool.find(self.reporter.lookup))
        assert found is not None
        return self.ring.sealer.attach(found, photo, self.reporter)

    def release(self) -> None:
        """Everything that waits becomes cases."""
        self.run(lambda: self.spool.release(THIS_WEEK, THIS_WEEK.plus(52)))

    def sizes(self, table: sa.Table) -> list[int]:
        """How large what is sealed in a table is."""
        size = sa.func.length(table.c.sealed)
        return sorted(self.run(lambda: self.writer.connection.scalars(sa.select(size)).all()))


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Rows have sizes in a database alone."""
    return str(request.param)


@pytest.fixture
def house(writer: Writer, dice: FixedDice) -> House:
    """On SQLite and on PostgreSQL."""
    return House(writer, dice)


def test_a_photo_sent_twice_waits_once_and_is_released_once(house: House) -> None:
    for _ in range(2):
        photo = house.attached()  # sealed anew each time; the id stays
        assert house.run(lambda photo=photo: house.spool.add(photo))  # type: ignore[misc]
    assert house.sizes(spool_addition) == [SEALED]
    house.release()
    photo = house.attached()
    assert house.run(lambda: house.spool.add(photo))
    house.release()
    assert house.sizes(case_object)[-1] == SEALED
    assert house.sizes(case_object).count(SEALED) == 1


def test_photos_of_every_size_are_rows_of_one_size(house: House) -> None:
    for side in (8, 800, 1600):
        photo = house.attached(Photo.parse(written(scene(side, side), quality=95)))
        house.run(lambda photo=photo: house.spool.add(photo))  # type: ignore[misc]
    assert house.sizes(spool_addition) == [SEALED] * 3


def test_an_inbox_reads_no_byte_of_a_photo_and_a_case_reads_all(house: House) -> None:
    photo = house.attached()
    house.run(lambda: house.spool.add(photo))
    house.release()
    case_id = house.report.case_id
    listed = (
        house.run(house.cases.all)[0],
        house.run(lambda: house.cases.some([case_id]))[0],
        house.run(lambda: house.cases.load(case_id)),
    )
    light, some, whole = [
        {held.kind: len(held.sealed) for _, held in case.objects} for case in listed
    ]
    assert light == some
    assert light[ObjectKind.PHOTO] == 0
    assert whole[ObjectKind.PHOTO] == SEALED
    assert light[ObjectKind.REPORT] == whole[ObjectKind.REPORT] > 1000


@pytest.mark.parametrize("released", [True, False])
def test_a_photo_goes_with_its_case(house: House, *, released: bool) -> None:
    photo = house.attached()
    house.run(lambda: house.spool.add(photo))
    if released:
        house.release()
    assert house.run(lambda: house.spool.withdraw(house.reporter.lookup))
    assert house.sizes(case_object) == house.sizes(spool_addition) == []
    late = photo
    assert not house.run(lambda: house.spool.add(late))


def test_a_photo_expires_with_its_case(house: House) -> None:
    photo = house.attached()
    house.run(lambda: house.spool.add(photo))
    house.release()
    house.run(lambda: house.cases.expire(THIS_WEEK.plus(53)))
    assert house.sizes(case_object) == []


# --- a photo that waits for a yes ----------------------------------------------------------------


@pytest.fixture
def photos(
    writer: Writer, engine: sa.Engine, tmp_path: Path, today: Today, dice: FixedDice
) -> Drafts:
    """Rows for photos, under the keys of two days."""
    epochs = Epochs(epoch_store(engine, tmp_path), today, dice)
    return Drafts(writer, epochs, dice, PHOTO_ROW)


def test_an_unsent_photo_is_one_row_of_one_size_whatever_it_shows(
    writer: Writer, photos: Drafts, dice: FixedDice
) -> None:
    token = Token(dice(32))

    def run(part: Callable[[], T]) -> T:
        return writer.run(commit(part))

    def rows() -> list[bytes]:
        return list(run(lambda: writer.connection.scalars(sa.select(draft.c.sealed)).all()))

    for held in (PHOTO.jpeg, bytes(MOST_BYTES), b"few bytes"):
        run(lambda held=held: photos.save(token, held))  # type: ignore[misc]
        assert run(lambda: photos.load(token)) == held
        assert [len(row) for row in rows()] == [PHOTO_ROW]
        assert held[:64] not in rows()[0]
    with pytest.raises(TooLong):
        run(lambda: photos.save(token, bytes(MOST_BYTES + 1)))
    before = rows()
    run(lambda: photos.erase(token))
    assert run(lambda: photos.load(token)) is None
    assert [len(row) for row in rows()] == [PHOTO_ROW]
    assert rows() != before


def test_an_unsent_photo_dies_with_its_day(
    writer: Writer, photos: Drafts, today: Today, dice: FixedDice
) -> None:
    token = Token(dice(32))
    writer.run(commit(lambda: photos.save(token, PHOTO.jpeg)))
    today.day = today.day.replace(day=today.day.day + 2)
    assert writer.run(commit(photos.sweep)) == 1
    assert writer.run(commit(lambda: photos.load(token))) is None
