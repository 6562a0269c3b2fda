"""Nothing that stays says in which order reports came, nor when in the week.

Ranks of arrival against ranks of the place in the file (SQLite: offset of the sealed tail, which
lies in overflow pages) or in the heap (PostgreSQL: ctid, xmin). With 300 reports, |rho| stays
below 0.2 by chance in all but about one of 2000 runs; the dice are fixed, so a run cannot be
unlucky on its own.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from scipy.stats import spearmanr

from bot.report import Token, Week
from bot.sealed import ObjectKind
from bot.work import commit
from storage.cases import Cases
from storage.drafts import Drafts
from storage.engine import open_engine
from storage.epochs import Epochs, FileEpochs
from storage.purge import purge
from storage.spool import Spool
from storage.tables import case, case_object, case_slot
from storage.writer import Writer
from tests.conftest import Today
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_addition, sealed_object, sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WEEK = Week(2026, 47)
EXPIRES = Week(2027, 47)
REPORTS = 300

# Without any order the correlation of n places has a standard deviation of 1 / sqrt(n - 1), 0.058
# here (the variance of Spearman's rho where nothing is related). Five of them: these dice are
# fixed, so an unlucky draw beyond three or four would be met in every run until the code changes.
NOISE = 0.29
MANUAL = Path(__file__).parents[2] / "docs" / "operator.md"

# Large enough for overflow pages on SQLite, handed out in the order of insertion. A smaller report
# lies within the tree, where its place is a digest of its own id and shows no order at all.
LARGE = 8192 + 1144

# Which of a report's sealed bytes to look for: the end, because that is what leaves the page.
TAIL = 48


def rho(places: Sequence[float]) -> float:
    """Spearman's rank correlation of arrival (0, 1, 2 …) and place."""
    return abs(float(spearmanr(range(len(places)), places).statistic))


class Week47:
    """One week of reports on one database, each accepted alone, as people come."""

    def __init__(self, engine: sa.Engine, writer: Writer, dice: FixedDice) -> None:
        """Begin with an empty spool."""
        self.engine = engine
        self.writer = writer
        self.dice = dice
        self.spool = Spool(writer, dice, this_week, keep_weeks=52)
        self.cases = Cases(writer)
        self.tails: list[bytes] = []
        self.ids: list[bytes] = []

    def arrive(self, how_many: int, *, urgent: bool = False) -> None:
        """Reports come one after the other."""
        for _ in range(how_many):
            report = sealed_report(self.dice, size=LARGE, urgent=urgent)
            self.writer.run(commit(lambda r=report: self.spool.accept(r)))  # type: ignore[misc]
            self.tails.append(report.objects[0].sealed[-TAIL:])
            self.ids.append(report.case_id.raw)

    def release(self) -> None:
        """The batch leaves, and what it left is purged."""
        self.writer.run(commit(lambda: self.spool.release(WEEK, EXPIRES)))
        assert purge(self.engine)

    def places(self) -> dict[str, list[float]]:
        """Where the reports lie now, in the order in which they came, by every measure."""
        if self.engine.dialect.name == "sqlite":
            return {"offset": in_file(self.engine, self.tails)}
        return in_heap(self.engine, self.ids)


def in_file(engine: sa.Engine, tails: Sequence[bytes]) -> list[float]:
    """The offset of each sealed tail in the one file that is left."""
    with open(str(engine.url.database), "rb") as file:  # noqa: PTH123 - a name, not a path
        content = file.read()
    found = [content.find(tail) for tail in tails]
    assert min(found) > 0
    assert all(content.count(tail) == 1 for tail in tails)
    return [float(place) for place in found]


def in_heap(engine: sa.Engine, ids: Sequence[bytes]) -> dict[str, list[float]]:
    """Both ctid and xmin of the rows of each report, table by table."""
    measures: dict[str, list[float]] = {}
    with engine.connect() as connection:
        for table, column in (
            (case, case.c.id),
            (case_slot, case_slot.c.case_id),
            (case_object, case_object.c.case_id),
        ):
            rows = connection.execute(
                sa.select(
                    column.label("id"),
                    sa.literal_column("(ctid::text::point)[0] * 1000 + (ctid::text::point)[1]"),
                    sa.literal_column("xmin::text::bigint"),
                ).select_from(table)
            )
            first: dict[bytes, tuple[float, float]] = {}
            for row in rows:
                first.setdefault(row[0], (float(row[1]), float(row[2])))
            measures[f"{table.name} ctid"] = [first[name][0] for name in ids]
            measures[f"{table.name} xmin"] = [first[name][1] for name in ids]
    return measures


@pytest.fixture
def week(engine: sa.Engine, writer: Writer, dice: FixedDice) -> Week47:
    """An empty week."""
    return Week47(engine, writer, dice)


def assert_no_order(places: dict[str, list[float]]) -> None:
    """Each measure is constant, or noise."""
    for name, values in places.items():
        assert len(set(values)) == 1 or rho(values) < NOISE, name


def test_before_a_release_the_spool_does_show_the_order_so_the_measure_works(
    week: Week47,
) -> None:
    """Otherwise the tests below could pass by measuring nothing."""
    week.arrive(REPORTS, urgent=True)
    assert purge(week.engine)
    assert max(rho(values) for values in week.places().values() if len(set(values)) > 1) > 0.9


def test_the_backup_that_the_manual_says_leaves_the_order_of_waiting_reports_behind(
    sqlite_url: str, dice: FixedDice, tmp_path: Path
) -> None:
    """A backup page by page copies it, so the measure works; its reports are all in both."""
    engine = open_engine(sqlite_url)
    with closing(Writer(engine)) as writer:
        week = Week47(engine, writer, dice)
        week.arrive(REPORTS)
        whole, said = tmp_path / "whole.db", tmp_path / "backup.sqlite3"
        (command,) = re.findall(r'sqlite3 "(VACUUM INTO .*?)"', MANUAL.read_text("utf-8"))
        with closing(sqlite3.connect(str(engine.url.database))) as source:
            with closing(sqlite3.connect(whole)) as page_by_page:
                source.backup(page_by_page)
            source.execute(command.replace("'backup.sqlite3'", f"'{said}'"))
    engine.dispose()
    places = {}
    for copy in (whole, said):
        opened = open_engine(f"sqlite:///{copy}")
        assert purge(opened)
        places[copy] = in_file(opened, week.tails)
        opened.dispose()
    assert rho(places[whole]) > 0.9
    assert rho(places[said]) < NOISE


def test_after_a_release_the_place_of_a_report_says_nothing_of_its_arrival(week: Week47) -> None:
    week.arrive(REPORTS)
    week.release()
    assert_no_order(week.places())


def test_two_releases_of_a_week_cannot_be_told_apart(week: Week47) -> None:
    week.arrive(REPORTS // 2)
    week.release()
    week.arrive(REPORTS // 2)
    week.release()
    assert_no_order(week.places())


def test_urgent_reports_lose_their_place_at_the_next_release_of_the_week(week: Week47) -> None:
    week.arrive(REPORTS // 3, urgent=True)
    week.arrive(REPORTS // 3)
    week.release()
    week.arrive(REPORTS // 3)
    week.release()
    assert_no_order(week.places())


@pytest.mark.parametrize("urgent", [False, True], ids=["a release", "an urgent report"])
def test_urgent_reports_after_the_last_release_lose_their_place_when_the_next_week_begins(
    week: Week47,
    urgent: bool,  # noqa: FBT001
) -> None:
    """Whatever puts down the first case of that week."""
    week.arrive(REPORTS // 2)
    week.release()
    week.arrive(REPORTS // 2, urgent=True)
    assert purge(week.engine)
    assert max(rho(values) for values in week.places().values() if len(set(values)) > 1) > 0.5
    week.spool = Spool(week.writer, week.dice, lambda: WEEK.plus(1), keep_weeks=52)
    week.arrive(1, urgent=urgent)
    week.writer.run(commit(lambda: week.spool.release(WEEK.plus(1), EXPIRES)))
    assert purge(week.engine)
    assert_no_order({name: values[:REPORTS] for name, values in week.places().items()})


def test_additions_lie_in_no_order_of_their_arrival(week: Week47) -> None:
    reports = [sealed_report(week.dice) for _ in range(REPORTS)]
    for report in reports:
        week.writer.run(commit(lambda r=report: week.spool.accept(r)))  # type: ignore[misc]
    week.release()
    added: list[bytes] = []
    for at in range(REPORTS):
        addition = sealed_addition(week.dice, reports[at])
        week.writer.run(commit(lambda a=addition: week.spool.add(a)))  # type: ignore[misc]
        added.append(addition.added.sealed[-TAIL:])
        if at == REPORTS // 2:
            week.release()
    week.release()
    if week.engine.dialect.name == "sqlite":
        assert rho(in_file(week.engine, added)) < NOISE
        return
    with week.engine.connect() as connection:
        rows = connection.execute(
            sa.select(
                case_object.c.sealed,
                sa.literal_column("(ctid::text::point)[0] * 1000 + (ctid::text::point)[1]"),
                sa.literal_column("xmin::text::bigint"),
            )
        ).all()
    where = {bytes(row[0])[-TAIL:]: row for row in rows}
    assert rho([float(where[tail][1]) for tail in added]) < NOISE
    assert len({where[tail][2] for tail in added}) == 1


def test_dead_copies_that_tell_the_batch_of_a_report_do_not_pile_up(week: Week47) -> None:
    """Each release writes the week anew; in its dead copies a report is there since its own."""
    if week.engine.dialect.name == "sqlite":
        week.arrive(1)
        week.release()
        first = week.tails[0]
        week.arrive(1)
        week.release()
        assert in_file(week.engine, [first])  # which asserts that it is there once
        return
    for _ in range(12):
        week.arrive(10)
        week.release()
    with week.engine.connect() as connection:
        for table in (case, case_slot, case_object):
            stored = connection.scalar(sa.func.pg_total_relation_size(f'"{table.name}"'))
            each = sa.func.pg_column_size(table.table_valued())
            living = connection.scalar(sa.select(sa.func.sum(each)))
            assert stored is not None
            assert stored < 4 * living, table.name


def test_the_desk_s_own_objects_do_not_bring_the_order_back(week: Week47) -> None:
    week.arrive(REPORTS)
    week.release()
    case_ids = [sealed.case_id for sealed in week.writer.run(commit(week.cases.all))]
    for case_id in case_ids[:50]:
        notes = (sealed_object(week.dice, ObjectKind.NOTE),)
        week.writer.run(commit(lambda c=case_id, n=notes: week.cases.put(c, WEEK, n)))  # type: ignore[misc]
    week.arrive(1)
    week.release()
    assert_no_order({name: values[:REPORTS] for name, values in week.places().items()})


def test_the_same_reports_at_other_times_of_the_week_leave_the_same_bytes(
    sqlite_template: Path, tmp_path: Path
) -> None:
    """Monday at once, or spread to Sunday: the files do not differ in one byte."""
    monday = date(2026, 11, 16)
    left: list[dict[str, bytes]] = []
    for name, days in (("early", [0] * 40), ("late", [at // 6 for at in range(40)])):
        folder = tmp_path / name
        folder.mkdir()
        path = folder / "closecall.db"
        shutil.copyfile(sqlite_template, path)
        live_one_week(f"sqlite:///{path}", folder, [monday + timedelta(days=at) for at in days])
        left.append({file.name: file.read_bytes() for file in folder.glob("closecall.db*")})
    assert left[0].keys() == left[1].keys()
    assert left[0] == left[1]


def live_one_week(url: str, folder: Path, days: Sequence[date]) -> None:
    """Each day somebody tells something; days later, one release and one sweep.

    The ids of drafts are random because the keys of their days are. All keys of the week are the
    same here, so that the two weeks have the same ids and nothing but time is left to differ.
    """
    engine = open_engine(url)
    writer = Writer(engine)
    dice, today = FixedDice("sealing"), Today(days[0])
    key = [b"k"]
    epochs = Epochs(FileEpochs(folder / "epochs"), today, lambda size: key[0] * size)
    drafts = Drafts(writer, epochs, dice)
    spool = Spool(writer, dice, this_week, keep_weeks=52)

    def do(part: Callable[[], object]) -> None:
        writer.run(commit(part))

    for day in days:
        today.day = day
        token, report = Token(dice(32)), sealed_report(dice)
        do(lambda t=token: drafts.save(t, b"a story"))  # type: ignore[misc]
        do(lambda r=report: spool.accept(r))  # type: ignore[misc]
        do(lambda t=token: drafts.erase(t))  # type: ignore[misc]
    today.day, key[0] = date(2026, 11, 25), b"n"
    do(lambda: spool.release(WEEK, EXPIRES))
    do(drafts.sweep)
    assert purge(engine)
    writer.close()
    engine.dispose()
