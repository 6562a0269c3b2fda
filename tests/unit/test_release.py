"""Accepting, releasing and working at the same time, from two replicas; what a release costs."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ManifestForged, StoreBusy
from bot.ports import ReporterKey
from bot.report import CaseId, Week
from bot.sealed import CaseState, Found, ObjectKind, Reader, SealedObject, SealedReport, Slot
from bot.work import commit
from storage import parts
from storage.cases import Cases
from storage.dialect import pass_alone, pass_together
from storage.engine import is_sqlite, only_reading
from storage.readership import Readership
from storage.release import shuffled
from storage.spool import Spool
from storage.tables import case, case_object, case_slot, place_in, spool_addition
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_addition, sealed_object, sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from storage.writer import Writer

WEEK = Week(2026, 47)
EXPIRES = Week(2027, 47)
A, B = b"A" * 16, b"B" * 16
NEW = ReporterKey(b"n" * 16, bytes(32), bytes(1216))
FOUND = Found(CaseId(bytes(16)), bytes(1216), bytes(1216))


class Replica:
    """One process: a writer, a spool and cases on the shared database."""

    def __init__(self, writer: Writer, seed: str) -> None:
        """Wire it."""
        self.writer = writer
        self.dice = FixedDice(seed)
        self.spool = Spool(writer, self.dice, this_week, keep_weeks=52)
        self.cases = Cases(writer)

    def accept(self, report: SealedReport) -> bool:
        """Accept a report."""
        return self.writer.run(commit(lambda: self.spool.accept(report)))

    def release(self, week: Week = WEEK) -> int:
        """Release what waits."""
        return self.writer.run(commit(lambda: self.spool.release(week, EXPIRES)))


@pytest.fixture
def replicas(writer: Writer, make_writer: Callable[[], Writer]) -> tuple[Replica, Replica]:
    """Two of them."""
    return Replica(writer, "one"), Replica(make_writer(), "other")


def together(*parts_: Callable[[], object]) -> None:
    """Run the parts at the same time; raise what any of them raised."""
    errors: list[BaseException] = []
    start = threading.Barrier(len(parts_))

    def run(part: Callable[[], object]) -> None:
        start.wait(200)
        try:
            part()
        except BaseException as failed:  # noqa: BLE001 - raised again below
            errors.append(failed)

    threads = [threading.Thread(target=run, args=(part,)) for part in parts_]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for error in errors:
        raise error


def test_redeliveries_that_race_with_releases_make_no_second_case(
    replicas: tuple[Replica, Replica],
) -> None:
    """The same 40 reports arrive at both replicas again and again, while both release."""
    one, other = replicas
    reports = [sealed_report(one.dice, slots=1, size=1164) for _ in range(40)]
    accepted: list[bool] = []

    def deliver(replica: Replica, order: Sequence[SealedReport]) -> None:
        for report in order:
            anew = sealed_report(replica.dice, slots=1, size=1164, urgent=report.lookup[0] < 16)
            again = SealedReport(
                report.lookup,
                *(anew.case_id, anew.case_public, anew.reporter_public, anew.slots, anew.objects),
                urgent=anew.urgent,
            )
            accepted.append(replica.accept(again))

    def releases(replica: Replica) -> None:
        for _ in range(15):
            replica.release()

    together(
        lambda: deliver(one, reports),
        lambda: deliver(other, reports[::-1]),
        lambda: deliver(other, reports),
        lambda: releases(one),
        lambda: releases(other),
    )
    one.release()
    cases = one.writer.run(commit(one.cases.all))
    assert sum(accepted) == len(reports)
    assert len(cases) == len(reports)
    with_words = [one.writer.run(commit(lambda r=r: one.spool.find(r.lookup))) for r in reports]  # type: ignore[misc]
    assert all(with_words)


def test_what_the_desk_writes_during_a_release_is_not_lost(
    replicas: tuple[Replica, Replica],
) -> None:
    """A release writes the week's rows anew; a change meanwhile must meet the new row."""
    desk, service = replicas
    reports = [sealed_report(desk.dice) for _ in range(20)]
    for report in reports:
        desk.accept(report)
    service.release()

    def work_on(report: SealedReport) -> None:
        note = (sealed_object(desk.dice, ObjectKind.NOTE),)
        slots = (Slot(desk.dice(16), desk.dice(1168)),)
        for part in (
            lambda: desk.cases.move(report.case_id, CaseState.READ),
            lambda: desk.cases.put(report.case_id, WEEK, note),
            lambda: desk.cases.reslot(report.case_id, slots),
        ):
            desk.writer.run(commit(part))

    def work() -> None:
        for report in reports:
            work_on(report)

    def releases() -> None:
        for _ in range(20):
            service.accept(sealed_report(service.dice, slots=1, size=1164))
            service.release()

    together(work, releases)
    for report in reports:
        held = desk.writer.run(commit(lambda r=report: desk.cases.load(r.case_id)))  # type: ignore[misc]
        assert held.state is CaseState.READ
        assert len(held.slots) == 1
        assert len(held.objects) == 2


GATED: dict[str, Callable[[Replica, SealedReport], object]] = {
    "accept": lambda one, _: one.spool.accept(sealed_report(one.dice)),
    "accept at once": lambda one, _: one.spool.accept(sealed_report(one.dice, urgent=True)),
    "add": lambda one, told: one.spool.add(sealed_addition(one.dice, told)),
    "bar": lambda one, told: one.spool.bar(sealed_addition(one.dice, told)),
    "rekey": lambda one, told: one.spool.rekey(told.lookup, NEW, FOUND, ()),
    "withdraw": lambda one, told: one.spool.withdraw(told.lookup),
    "release": lambda one, _: one.spool.release(WEEK, EXPIRES),
    "all": lambda one, _: one.cases.all(),
    "load": lambda one, told: one.cases.load(told.case_id),
    "pulse": lambda one, _: one.cases.pulse(A),
    "glance": lambda one, _: one.cases.glance(A),
    "put": lambda one, told: one.cases.put(told.case_id, WEEK, ()),
    "move": lambda one, told: one.cases.move(told.case_id, CaseState.READ),
    "reslot": lambda one, told: one.cases.reslot(told.case_id, ()),
    "expire": lambda one, _: one.cases.expire(WEEK),
    "slots": lambda one, _: Readership(one.writer).slots(),
    "released": lambda one, _: Readership(one.writer).released(),
    "drop": lambda one, _: Readership(one.writer).drop(A, [B]),
}


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("deed", GATED)
def test_whoever_looks_at_cases_or_changes_them_waits_for_a_release(
    engine: sa.Engine, writer: Writer, deed: str
) -> None:
    """Between its two tables nobody may meet a report; on PostgreSQL it would be let in."""
    replica = Replica(writer, "one")
    replica.accept(told := sealed_report(replica.dice))
    replica.release()

    def part() -> object:
        writer.connection.execute(sa.text("SET LOCAL lock_timeout = 50"))
        return GATED[deed](replica, told)

    with engine.connect() as releasing:
        with releasing.begin():
            pass_alone(releasing)
            with pytest.raises(StoreBusy):
                writer.run(commit(part))
        writer.run(commit(part))


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
@pytest.mark.parametrize("urgent", [False, True], ids=["release", "at once"])
def test_a_release_and_an_urgent_report_wait_for_whoever_is_at_work_on_cases(
    engine: sa.Engine,
    writer: Writer,
    urgent: bool,  # noqa: FBT001
) -> None:
    replica = Replica(writer, "one")
    replica.accept(sealed_report(replica.dice))

    def part() -> object:
        writer.connection.execute(sa.text("SET LOCAL lock_timeout = 50"))
        if urgent:
            return replica.spool.accept(sealed_report(replica.dice, urgent=True))
        return replica.spool.release(WEEK, EXPIRES)

    with engine.connect() as working:
        with working.begin():
            pass_together(working)
            with pytest.raises(StoreBusy):
                writer.run(commit(part))
        assert writer.run(commit(part))


def test_two_reviewers_who_act_on_one_case_act_one_after_the_other(
    replicas: tuple[Replica, Replica],
) -> None:
    """Load, decide, move: only the first who finds it `received` may count it."""
    first_ids = [sealed_report(replicas[0].dice) for _ in range(15)]
    for report in first_ids:
        replicas[0].accept(report)
    replicas[0].release()
    counted: list[bytes] = []

    def triage(replica: Replica) -> None:
        def part(report: SealedReport) -> None:
            held = replica.cases.load(report.case_id)
            if held.state is CaseState.RECEIVED:
                replica.cases.move(report.case_id, CaseState.READ)
                replica.cases.put(
                    report.case_id, WEEK, (sealed_object(replica.dice, ObjectKind.TRIAGE),)
                )

        for report in first_ids:
            replica.writer.run(commit(lambda r=report: part(r)))  # type: ignore[misc]

    together(lambda: triage(replicas[0]), lambda: triage(replicas[1]))
    for held in replicas[0].writer.run(commit(replicas[0].cases.all)):
        counted += [one.object_id for _, one in held.objects if one.kind is ObjectKind.TRIAGE]
    assert len(counted) == len(first_ids)


def test_two_releases_at_once_move_each_report_once(replicas: tuple[Replica, Replica]) -> None:
    one, other = replicas
    for _ in range(30):
        one.accept(sealed_report(one.dice))
    moved: list[int] = []
    together(lambda: moved.append(one.release()), lambda: moved.append(other.release()))
    assert sorted(moved) == [0, 30]
    assert len(one.writer.run(commit(one.cases.all))) == 30


def test_who_reads_everything_for_long_holds_up_no_report_and_a_release_for_its_time(
    engine: sa.Engine, writer: Writer
) -> None:
    """What `pg_dump` does: a snapshot of every table, for as long as it takes."""
    replica = Replica(writer, "one")
    replica.accept(sealed_report(replica.dice))
    with only_reading(engine).connect() as dump:
        assert dump.scalar(sa.text("SELECT count(*) FROM spool")) == 1
        assert replica.accept(sealed_report(replica.dice, urgent=True))
        assert replica.accept(sealed_report(replica.dice))
        if not is_sqlite(engine):
            with pytest.raises(StoreBusy):
                replica.release()
            assert replica.accept(sealed_report(replica.dice))
    assert replica.release() == (2 if is_sqlite(engine) else 3)


def test_a_flood_leaves_in_parts_and_nothing_of_it_is_lost(writer: Writer) -> None:
    """Additions come after the reports that they belong to, whichever part those are in."""
    replica = Replica(writer, "one")
    replica.spool = Spool(writer, replica.dice, this_week, keep_weeks=52, most=4)
    reports = [sealed_report(replica.dice) for _ in range(9)]
    for report in reports:
        replica.accept(report)
    for report in (*reports, *reports[:2]):
        addition = sealed_addition(replica.dice, report)
        assert writer.run(commit(lambda a=addition: replica.spool.add(a)))  # type: ignore[misc]
    moved = [replica.release() for _ in range(7)]
    assert moved == [4, 4, 1 + 4, 4, 3, 0, 0]
    cases = writer.run(commit(replica.cases.all))
    assert {one.case_id for one in cases} == {report.case_id for report in reports}
    assert sum(len(one.objects) for one in cases) == 9 + 11


@pytest.mark.parametrize(("cases", "rewritten"), [(4, True), (5, False)])
def test_a_week_with_more_cases_than_anybody_needs_is_not_written_anew(
    writer: Writer,
    cases: int,
    rewritten: bool,  # noqa: FBT001
) -> None:
    """Else whoever sends thousands would make each release longer than the one before."""
    replica = Replica(writer, "one")
    replica.spool = Spool(writer, replica.dice, this_week, keep_weeks=52, most=4)
    for _ in range(cases):
        replica.accept(sealed_report(replica.dice, urgent=True))
    replica.accept(sealed_report(replica.dice))
    written: list[str] = []

    def part() -> int:
        driver = writer.connection
        sa.event.listen(driver, "before_cursor_execute", lambda *told: written.append(told[2]))
        return replica.spool.release(WEEK, EXPIRES)

    assert writer.run(commit(part)) == 1
    assert any("DELETE FROM case_object" in statement for statement in written) is rewritten
    assert len(writer.run(commit(replica.cases.all))) == cases + 1


def test_a_case_is_never_between_spool_and_cases(replicas: tuple[Replica, Replica]) -> None:
    """Whoever has the words finds the case, also while it is being moved."""
    reader, service = replicas
    reports = [sealed_report(service.dice) for _ in range(10)]
    for report in reports:
        service.accept(report)
    missed: list[bytes] = []

    def look() -> None:
        for _ in range(10):
            for report in reports:
                found = reader.writer.run(commit(lambda r=report: reader.spool.find(r.lookup)))  # type: ignore[misc]
                if found is None:
                    missed.append(report.lookup)

    def releases() -> None:
        for _ in range(10):
            service.accept(sealed_report(service.dice, slots=1, size=1164))
            service.release()

    together(look, releases)
    assert missed == []


def test_an_addition_whose_case_is_gone_does_not_stop_the_release(writer: Writer) -> None:
    replica = Replica(writer, "one")
    kept, orphan = sealed_report(replica.dice), sealed_report(replica.dice)
    replica.accept(kept)
    lost = sealed_addition(replica.dice, orphan)
    row = {"object_id": lost.added.object_id, "case_id": orphan.case_id.raw, "kind": "addition"}
    writer.run(
        commit(
            lambda: writer.connection.execute(
                sa.insert(spool_addition), {**row, "sealed": lost.added.sealed}
            )
        )
    )
    assert replica.release() == 2
    assert [one.case_id for one in writer.run(commit(replica.cases.all))] == [kept.case_id]


# --- cost ----------------------------------------------------------------------------------------


def stock(writer: Writer, dice: FixedDice, how_many: int, week: Week) -> None:
    """Cases of an older week, put there at once."""

    def put() -> None:
        ids = [dice(16) for _ in range(how_many)]
        writer.connection.execute(
            sa.insert(case),
            [
                {
                    "id": name,
                    "lookup": dice(16),
                    "week": str(week),
                    "state": "closed",
                    "expires": str(EXPIRES),
                    "case_public": name * 4,
                    "reporter_public": name * 4,
                }
                for name in ids
            ],
        )
        slots = [{"case_id": name, "key_id": bytes(16), "sealed": name * 70} for name in ids]
        writer.connection.execute(sa.insert(case_slot), slots)
        objects = [
            {
                "case_id": name,
                "object_id": name,
                "reader": "case",
                "kind": "report",
                "week": str(week),
                "sealed": name * 130,
            }
            for name in ids
        ]
        writer.connection.execute(sa.insert(case_object), objects)

    writer.run(commit(put))


def steps_of_a_release(writer: Writer) -> int:
    """How many hundreds of SQLite's virtual machine steps one release of 20 reports takes."""
    replica = Replica(writer, "cost")
    for _ in range(20):
        replica.accept(sealed_report(replica.dice))
    steps = [0]

    def tick() -> int:
        steps[0] += 1
        return 0

    def watched() -> None:
        driver = writer.connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(tick, 100)
        replica.spool.release(WEEK, EXPIRES)
        driver.set_progress_handler(None, 0)

    writer.run(commit(watched))
    return steps[0]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_release_costs_the_same_however_much_is_stored(
    writer: Writer, make_writer: Callable[[], Writer], dice: FixedDice
) -> None:
    few = steps_of_a_release(writer)
    writer.run(
        commit(
            lambda: [
                writer.connection.execute(sa.delete(t)) for t in (case_slot, case_object, case)
            ]
        )
    )
    stock(writer, dice, 3000, WEEK.plus(-10))
    many = steps_of_a_release(make_writer())
    assert few > 0
    assert many <= 1.2 * few


# --- pieces --------------------------------------------------------------------------------------


@given(st.integers(0, 60), st.text(max_size=5))
def test_a_shuffle_keeps_every_row(n: int, seed: str) -> None:
    rows = [{"n": at} for at in range(n)]
    assert sorted(row["n"] for row in shuffled(rows, FixedDice(seed))) == list(range(n))


def test_every_order_of_a_shuffle_is_as_likely_as_any_other() -> None:
    dice, seen = FixedDice("fair"), dict[tuple[int, ...], int]()
    for _ in range(6000):
        order = tuple(row["n"] for row in shuffled([{"n": at} for at in range(3)], dice))
        seen[order] = seen.get(order, 0) + 1
    # Chi square with 5 degrees of freedom: 20.5 is passed once in a thousand.
    assert len(seen) == 6
    assert sum((n - 1000) ** 2 / 1000 for n in seen.values()) < 20.5


def test_in_a_large_batch_any_row_may_come_to_lie_anywhere() -> None:
    """Each draw has bytes of its own: where they end too soon, a row has always one place."""
    rows = [{"n": n} for n in range(40)]
    decks = [shuffled(rows, FixedDice(f"deck{turn}")) for turn in range(400)]
    for place in (0, 20, 39):
        assert len({deck[place]["n"] for deck in decks}) == 40


blobs = st.binary(max_size=40)
slots = st.lists(st.builds(Slot, blobs, blobs), max_size=4)
objects = st.lists(
    st.builds(SealedObject, blobs, st.sampled_from(ObjectKind), st.sampled_from(Reader), blobs),
    max_size=4,
)


@given(slots, objects)
def test_the_parts_of_a_report_come_back_as_they_went(
    some: list[Slot], more: list[SealedObject]
) -> None:
    assert parts.decode(parts.encode(some, more)) == (tuple(some), tuple(more))


@given(slots, objects, st.data())
def test_parts_that_were_cut_short_are_refused(
    some: list[Slot], more: list[SealedObject], data: st.DataObject
) -> None:
    whole = parts.encode(some, more)
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    try:
        held = parts.decode(cut)
    except ValueError:
        return
    # A cut between two objects is a shorter, valid report only when no object was begun.
    assert held[0] == tuple(some)
    assert held[1] == tuple(more)[: len(held[1])]


def test_parts_of_an_unknown_version_are_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        parts.decode(b"\x02" + parts.encode((), ())[1:])


def _released_slots(
    writer: Writer, readers: Callable[[], frozenset[bytes]] | None
) -> dict[bytes, set[bytes]]:
    """Two reports with the slots of A and B, one with A's alone, released under this list."""
    dice = FixedDice()
    spool = Spool(writer, dice, this_week, 52, readers)
    for keys in ((A, B), (A, B), (A,)):
        slots = tuple(Slot(key, b"sealed to " + key) for key in keys)
        report = replace(sealed_report(dice), slots=slots)
        writer.run(commit(lambda report=report: spool.accept(report)))  # type: ignore[misc]
    assert writer.run(commit(lambda: spool.release(WEEK, EXPIRES))) == 3
    cases = writer.run(commit(Cases(writer).all))
    return {one.case_id.raw: {slot.key_id for slot in one.slots} for one in cases}


def test_a_reviewer_who_left_while_a_report_waited_gets_no_slot_at_the_release(
    writer: Writer,
) -> None:
    kept = _released_slots(writer, lambda: frozenset({B, b"break-glass".ljust(16)}))
    assert sorted(map(sorted, kept.values())) == [[A], [B], [B]]


def test_no_case_is_left_without_a_slot_even_when_nobody_is_on_the_list(writer: Writer) -> None:
    assert all(_released_slots(writer, frozenset).values())


def test_without_a_list_every_slot_is_released_as_it_was_made(writer: Writer) -> None:
    assert sorted(map(len, _released_slots(writer, None).values())) == [1, 2, 2]


def test_slots_lie_in_the_week_of_their_case_also_when_they_were_replaced(writer: Writer) -> None:
    """A second batch rewrites the first, the desk replaces slots: neither leaves a trace."""
    replica = Replica(writer, "one")
    reports = [sealed_report(replica.dice) for _ in range(6)]
    for report in reports:
        replica.accept(report)
        replica.release()
    slots = tuple(Slot(key, b"sealed to " + key) for key in (A, B))
    writer.run(commit(lambda: replica.cases.reslot(reports[0].case_id, slots)))
    wanted: sa.Select[tuple[int, bytes, bytes]] = sa.select(
        case_slot.c.place, case_slot.c.case_id, case_slot.c.key_id
    )
    rows = writer.run(commit(lambda: writer.connection.execute(wanted).all()))
    assert {row.case_id for row in rows} == {report.case_id.raw for report in reports}
    assert {row.key_id for row in rows if row.case_id == reports[0].case_id.raw} == {A, B}
    assert all(row.place == place_in(str(WEEK), row.case_id, row.key_id) for row in rows)


def test_the_first_case_of_a_week_leaves_those_of_the_week_before_as_they_were(
    writer: Writer,
) -> None:
    """They are put down anew, each with its own week, and so is what was added to it this week."""
    replica = Replica(writer, "one")
    replica.accept(urgent := sealed_report(replica.dice, urgent=True))
    note = (sealed_object(replica.dice, ObjectKind.NOTE),)
    later = WEEK.plus(1)
    writer.run(commit(lambda: replica.cases.put(urgent.case_id, later, note)))
    before = writer.run(commit(lambda: replica.cases.load(urgent.case_id)))
    replica.accept(newer := sealed_report(replica.dice))
    assert writer.run(commit(lambda: replica.spool.release(later, later.plus(52)))) == 1
    assert writer.run(commit(lambda: replica.cases.load(urgent.case_id))) == before
    rows = writer.run(commit(lambda: writer.connection.execute(sa.select(case_slot)).all()))
    weeks = {urgent.case_id.raw: WEEK, newer.case_id.raw: later}
    assert {row.case_id for row in rows} == set(weeks)
    wanted = [place_in(str(weeks[row.case_id]), row.case_id, row.key_id) for row in rows]
    assert [row.place for row in rows] == wanted


def test_a_list_that_does_not_hold_releases_nothing_and_everything_waits(writer: Writer) -> None:
    def forged() -> frozenset[bytes]:
        raise ManifestForged

    spool = Spool(writer, FixedDice(), this_week, 52, forged)
    writer.run(commit(lambda: spool.accept(sealed_report(FixedDice()))))
    with pytest.raises(ManifestForged):
        writer.run(commit(lambda: spool.release(WEEK, EXPIRES)))
    assert writer.run(commit(spool.waiting)) == 1
    assert writer.run(commit(Cases(writer).all)) == ()
