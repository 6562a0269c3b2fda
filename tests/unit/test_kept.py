"""What is kept in clear, and what is left of what is not: audit chain, lessons, purge."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreDamaged
from bot.report import CaseId, Token, Week
from bot.sealed import ObjectKind
from bot.work import commit
from storage.audit import GENESIS, Audit, link
from storage.cases import Cases
from storage.drafts import Drafts
from storage.lessons import Lessons, decode, encode
from storage.purge import purge
from storage.spool import Spool
from storage.tables import audit as audit_table
from storage.tables import lesson as lesson_table
from tests.contracts.test_learning import LESSON, published
from tests.fakes import FixedDice, this_week
from tests.sealed_things import sealed_addition, sealed_object, sealed_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from storage.epochs import Epochs
    from storage.writer import Writer

WEEK = Week(2026, 47)
ACTS = ("open", "triage", "ask", "close")


def chained(writer: Writer) -> Audit:
    """A chain of four acts."""
    audit = Audit(writer)
    for at, act in enumerate(ACTS):
        case_id = CaseId(bytes([at]) * 16) if at else None
        writer.run(commit(lambda a=act, c=case_id: audit.append(WEEK, b"k" * 16, a, c)))  # type: ignore[misc]
    return audit


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("week", "2026-W46"),
        ("who", b"j" * 16),
        ("act", "close"),
        ("case_id", b"x" * 16),
        ("case_id", None),
        ("hash", bytes(32)),
    ],
)
@pytest.mark.parametrize("n", [2, 3])
def test_a_changed_act_breaks_the_chain_at_its_place(
    writer: Writer, column: str, value: object, n: int
) -> None:
    audit = chained(writer)
    changed = sa.update(audit_table).where(audit_table.c.n == n).values({column: value})
    writer.run(commit(lambda: writer.connection.execute(changed)))
    assert writer.run(commit(audit.broken)) == n


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_missing_act_breaks_the_chain(writer: Writer, n: int) -> None:
    audit = chained(writer)
    gone = sa.delete(audit_table).where(audit_table.c.n == n)
    writer.run(commit(lambda: writer.connection.execute(gone)))
    assert writer.run(commit(audit.broken)) == n


def test_acts_that_changed_places_break_the_chain(writer: Writer) -> None:
    audit = chained(writer)

    def swap() -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            moved = sa.update(audit_table).where(audit_table.c.n == old).values(n=new)
            writer.connection.execute(moved)

    writer.run(commit(swap))
    assert writer.run(commit(audit.broken)) == 2


def test_the_head_tells_a_chain_that_was_cut_off(writer: Writer) -> None:
    audit = chained(writer)
    head = writer.run(commit(audit.head))
    cut = sa.delete(audit_table).where(audit_table.c.n == len(ACTS))
    writer.run(commit(lambda: writer.connection.execute(cut)))
    assert writer.run(commit(audit.broken)) is None
    assert head[0] == len(ACTS)
    assert writer.run(commit(audit.head)) != head


def test_two_processes_make_one_chain(writer: Writer, make_writer: Callable[[], Writer]) -> None:
    def act(of: Writer) -> None:
        audit = Audit(of)
        for _ in range(20):
            of.run(commit(lambda: audit.append(WEEK, b"operator", "note")))

    threads = [threading.Thread(target=act, args=(one,)) for one in (writer, make_writer())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    audit = Audit(writer)
    assert writer.run(commit(audit.broken)) is None
    assert writer.run(commit(audit.head))[0] == 40


def test_the_last_act_is_the_newest_of_that_key_among_those_asked_for(writer: Writer) -> None:
    """Whether a second factor is owed hangs on it: another's act must not answer for mine."""
    audit, mine, theirs = Audit(writer), b"m" * 16, b"t" * 16
    for who, act in (
        (mine, "codes-off"),
        (mine, "codes-on"),
        (mine, "open"),
        (theirs, "codes-off"),
    ):
        writer.run(commit(lambda w=who, a=act: audit.append(WEEK, w, a)))  # type: ignore[misc]
    codes = ("codes-on", "codes-off")
    for who, among, last in (
        (mine, codes, "codes-on"),
        (theirs, codes, "codes-off"),
        (mine, ("passkey-on",), ""),
    ):
        assert writer.run(commit(lambda w=who, a=among: audit.last(w, a))) == last  # type: ignore[misc]


words = st.text(max_size=8)


@given(
    st.tuples(words, st.binary(max_size=8), words), st.tuples(words, st.binary(max_size=8), words)
)
def test_two_different_acts_have_two_different_links(
    one: tuple[str, bytes, str], other: tuple[str, bytes, str]
) -> None:
    links = {link(GENESIS, 1, week, who, act, None) for week, who, act in (one, other)}
    assert len(links) == len({one, other})


# --- lessons -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "null",
        "[]",
        "{}",
        "not json",
        encode(LESSON).replace('"v":1', '"v":2'),
        encode(LESSON).replace("physical", "no such family"),
        encode(LESSON).replace('"title"', '"titel"'),
        encode(LESSON).replace("2026-W53", "soon"),
    ],
)
def test_a_lesson_that_cannot_be_read_is_damage(writer: Writer, broken: str) -> None:
    lessons = Lessons(writer)
    writer.run(commit(lambda: lessons.publish(published("a"))))
    changed = sa.update(lesson_table).values(document=broken)
    writer.run(commit(lambda: writer.connection.execute(changed)))
    with pytest.raises(StoreDamaged):
        writer.run(commit(lambda: lessons.of_week(WEEK)))


def test_a_lesson_s_document_is_plain_json_that_reads_back() -> None:
    assert json.loads(encode(LESSON))["title"] == LESSON.title
    assert decode(encode(LESSON)) == LESSON


# --- what a purge leaves -------------------------------------------------------------------------


def everywhere(folder: Path, needle: bytes) -> list[str]:
    """The files of `folder` that hold the needle."""
    return [path.name for path in folder.glob("closecall.db*") if needle in path.read_bytes()]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
@pytest.mark.parametrize("way", ["withdrawn in the spool", "withdrawn", "expired"])
def test_a_deleted_case_is_in_no_file_after_the_purge(
    writer: Writer, tmp_path: Path, way: str
) -> None:
    dice = FixedDice(way)
    spool, cases = Spool(writer, dice, this_week, keep_weeks=52), Cases(writer)
    report, kept = sealed_report(dice), sealed_report(dice)
    note, addition = sealed_object(dice, ObjectKind.NOTE), sealed_addition(dice, report)

    def do(part: Callable[[], object]) -> None:
        writer.run(commit(part))

    for one in (report, kept):
        do(lambda one=one: spool.accept(one))  # type: ignore[misc]
    if way != "withdrawn in the spool":
        do(lambda: spool.release(WEEK, WEEK))
        do(lambda: cases.put(report.case_id, WEEK, (note,)))
    do(lambda: spool.add(addition))
    secrets = [slot.sealed for slot in report.slots]
    secrets += [report.objects[0].sealed, report.case_public, report.lookup, report.case_id.raw]
    secrets += [addition.added.sealed]
    pieces = [secret[-16:] for secret in secrets]
    assert all(everywhere(tmp_path, piece) for piece in pieces)
    do(lambda: cases.expire(WEEK.plus(1)) if way == "expired" else spool.withdraw(report.lookup))
    assert purge(writer._engine)
    assert [piece for piece in pieces if everywhere(tmp_path, piece)] == []
    assert everywhere(tmp_path, note.sealed[-16:]) == []
    assert bool(everywhere(tmp_path, kept.objects[0].sealed[-16:])) is (way != "expired")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_erased_draft_is_in_no_file_after_the_purge(
    writer: Writer, epochs: Epochs, tmp_path: Path
) -> None:
    dice = FixedDice("draft")
    drafts, token = Drafts(writer, epochs, dice), Token(dice(32))
    writer.run(commit(lambda: drafts.save(token, b"a story")))
    query = sa.text("SELECT sealed FROM draft")
    sealed: bytes = writer.run(commit(lambda: writer.connection.scalar(query)))
    assert everywhere(tmp_path, sealed[-32:])
    writer.run(commit(lambda: drafts.erase(token)))
    assert purge(writer._engine)
    assert everywhere(tmp_path, sealed[-32:]) == []


def test_a_purge_of_nothing_is_done(writer: Writer) -> None:
    assert purge(writer._engine)
    assert purge(writer._engine)


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_on_postgresql_no_byte_of_a_draft_reaches_the_write_ahead_log(
    writer: Writer, epochs: Epochs
) -> None:
    """Unlogged, so a page that is written moves the log by no full draft. A logged one does."""
    dice = FixedDice("wal")
    drafts, spool = Drafts(writer, epochs, dice), Spool(writer, dice, this_week, keep_weeks=52)
    report = sealed_report(dice, slots=5, size=8192)

    def grown(part: Callable[[], object]) -> int:
        def position() -> int:
            query = sa.text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
            return int(writer.run(commit(lambda: writer.connection.scalar(query))))

        before = position()
        writer.run(commit(part))
        return position() - before

    token = Token(dice(32))
    grown(lambda: drafts.save(token, b"first"))  # makes the day's key
    assert grown(lambda: drafts.save(token, bytes(dice(6000)))) < 4096
    assert grown(lambda: spool.accept(report)) > 8192
