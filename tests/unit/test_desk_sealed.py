"""The desk over the real ciphers and a real database: what reviewers write, who can read it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from bot.desk import Call, Desk
from bot.errors import NoSuchCase, NotAllowed, NotARecipient, OpenError, Tampered
from bot.lesson.linter import Linter
from bot.photo import Photo
from bot.report import CaseId, Line, Record
from bot.sealed import CaseState, ObjectKind, Reader, SealedObject
from bot.taxonomy import Disposition
from bot.work import commit
from storage.audit import Audit
from storage.cases import Cases
from storage.envelope import PHOTO_LADDER, close, object_context
from storage.lessons import Lessons
from storage.spool import Spool
from storage.tables import audit, case_object, metadata
from storage.tallies import Tallies
from tests.adapters.photo.images import loaded, scene, written
from tests.desk_world import LESSON, STORY, addresses_found, record
from tests.fakes import THIS_WEEK, this_week
from tests.keyring import Ring, reporter_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from bot.flow.errands import Question, Status
    from bot.sealed import Found
    from storage.writer import Writer
    from tests.fakes import FixedDice

    T = TypeVar("T")


class Office:
    """One organisation: a database, a keyring, a reporter."""

    def __init__(self, writer: Writer, dice: FixedDice) -> None:
        """With two reviewers who read everything, and the break-glass key."""
        self.writer = writer
        self.dice = dice
        self.ring = Ring(roles=(("safety", ()), ("security", ()), ("break-glass", ())))
        self.spool = Spool(writer, dice, this_week, 52)
        self.cases = Cases(writer)
        self.reporter = reporter_key()

    def run(self, part: Callable[[], T]) -> T:
        """One durable part."""
        return self.writer.run(commit(part))

    def file(self, told: Record, *, concern: bool = False, excluded: tuple[str, ...] = ()) -> str:
        """A released report of the reporter; its case id."""
        sealed = self.ring.report(self.reporter, told, concern=concern, excluded=excluded)
        self.run(lambda: self.spool.accept(sealed))
        self.release()
        return str(sealed.case_id)

    def release(self) -> None:
        """The next release."""
        self.run(lambda: self.spool.release(THIS_WEEK, THIS_WEEK.plus(52)))

    def found(self) -> Found:
        """What the reporter's words find."""
        found = self.run(lambda: self.spool.find(self.reporter.lookup))
        assert found is not None
        return found

    def add(self, kind: ObjectKind, *lines: Line) -> None:
        """Something more from the reporter, released."""
        addition = self.ring.sealer.add(self.found(), kind, Record("en", lines))
        self.run(lambda: self.spool.add(addition))
        self.release()

    def attach(self, jpeg: bytes) -> None:
        """A photo from the reporter, released."""
        photo = self.ring.sealer.attach(self.found(), Photo.parse(jpeg), self.reporter)
        self.run(lambda: self.spool.add(photo))
        self.release()

    def photo(self, case: str, number: int, role: str = "safety") -> bytes:
        """What a reviewer sees of a photo."""
        return self.run(lambda: self.desk(role).photo(case, number)).jpeg

    def desk(self, role: str = "safety") -> Desk:
        """The desk of one reviewer."""
        people = [one for one in self.ring.manifest.recipients if not one.breaks_glass]
        return Desk(
            cases=self.cases,
            unsealer=self.ring.unsealer(role),
            lessons=Lessons(self.writer),
            tallies=Tallies(self.writer),
            audit=Audit(self.writer),
            calendar=this_week,
            dice=self.dice,
            linter=Linter(addresses_found),
            team=lambda: {one.key_id: one.role for one in people},
        )

    def status(self) -> Status:
        """What the reporter reads of the case's standing."""
        return self.ring.reader.status(self.reporter, self.found())

    def question(self) -> Question | None:
        """The question that the reporter is shown."""
        return self.ring.reader.question(self.reporter, self.found())


@pytest.fixture
def office(writer: Writer, dice: FixedDice) -> Office:
    """On SQLite and on PostgreSQL."""
    return Office(writer, dice)


def test_reporter_and_reviewers_talk_through_seals(office: Office) -> None:
    case, desk = office.file(record()), office.desk()
    assert office.run(lambda: desk.show(case[:5])).record == record()
    assert office.status().state == CaseState.READ
    office.run(lambda: desk.ask(case, "Which roof?", ["north", "south"]))
    asked = office.question()
    assert asked is not None
    assert (asked.text, asked.choices) == ("Which roof?", ("north", "south"))
    office.add(
        ObjectKind.ANSWER,
        Line("question", "Question", asked.text, (asked.question_id,)),
        Line("answer", "Answer", "north", ("1",)),
    )
    other = office.desk("security")
    assert office.run(other.inbox)[0].call is Call.CAME_BACK
    shown = office.run(lambda: other.show(case))
    assert shown.waiting is None
    assert shown.answers[0].record.lines[1].text == "north"
    assert office.question() is None


def test_a_lesson_is_previewed_approved_and_published(office: Office) -> None:
    case, desk, other = office.file(record()), office.desk(), office.desk("security")
    office.add(ObjectKind.ADDITION, Line("consent", "Lesson", "first", ("show_me_first",)))
    office.run(lambda: desk.write(case, LESSON))
    assert "Short ladders" in str(office.ring.reader.preview(office.reporter, office.found()))
    office.add(ObjectKind.VERDICT, Line("verdict", "Lesson", "yes", ("approve",)))
    published = office.run(lambda: other.approve(case))
    lessons = Lessons(office.writer)
    assert office.run(lambda: lessons.of_week(THIS_WEEK)) == (published,)
    office.run(lambda: other.show(case))
    assert office.ring.reader.preview(office.reporter, office.found()) is None
    assert office.run(desk.audit.broken) is None


def test_a_close_and_its_counts_stand_or_fall_together(office: Office) -> None:
    case, desk = office.file(record()), office.desk()

    def close_and_fail() -> None:
        desk.close(case, Disposition.OUT_OF_SCOPE, "Not ours.")
        raise NoSuchCase

    with pytest.raises(NoSuchCase):
        office.run(close_and_fail)
    tallies = Tallies(office.writer)
    assert office.run(lambda: tallies.weeks(THIS_WEEK, THIS_WEEK)) == {}
    assert office.status().state == CaseState.RECEIVED
    office.run(lambda: desk.close(case, Disposition.OUT_OF_SCOPE, "Not ours."))
    status = office.status()
    assert (status.state, status.reason, status.note) == ("closed", "out_of_scope", "Not ours.")


def test_an_excluded_role_and_a_withdrawn_case_leave_the_inbox_whole(office: Office) -> None:
    hidden = office.file(record(), excluded=("safety",))
    office.reporter = reporter_key("another")
    gone = office.file(record("Somebody tripped over a cable in the hall"))
    calls = {str(row.case_id): row.call for row in office.run(office.desk().inbox)}
    assert calls == {hidden: Call.NOT_YOURS, gone: Call.UNREAD}
    assert office.run(lambda: office.spool.withdraw(office.reporter.lookup))
    assert [str(row.case_id) for row in office.run(office.desk().inbox)] == [hidden]
    with pytest.raises(NoSuchCase):
        office.run(lambda: office.desk().show(gone))


def test_an_excluded_reviewer_opens_nothing_later_even_with_the_old_slot_put_back(
    office: Office,
) -> None:
    case, desk = office.file(record()), office.desk()
    before = office.run(lambda: office.cases.load(CaseId.parse(case)))
    left = office.run(lambda: desk.exclude(case, "security"))
    assert len(left) == len(before.slots) - 1
    office.run(lambda: desk.note(case, "not for security"))
    office.add(ObjectKind.ADDITION, Line("addition", "More", "it was the north side"))
    after = office.run(lambda: office.cases.load(CaseId.parse(case)))
    thief = office.ring.unsealer("security")
    for posed in (after, replace(after, slots=before.slots)):
        for _, held in posed.objects:
            with pytest.raises(OpenError):
                thief.open(posed, held)
    shown = office.run(lambda: desk.show(case))
    assert [note.text for note in shown.notes] == ["not for security"]
    assert shown.record == record()
    assert "it was the north side" in shown.texts
    status = office.status()
    assert status.state == CaseState.READ


def test_the_desk_writes_no_word_of_anyone_in_clear(office: Office, tmp_path: Path) -> None:
    case, desk = office.file(record()), office.desk()
    said = ("Quokka asks", "Quokka notes", "Quokka tells", "Quokka learns", "Quokka closes")
    office.run(lambda: desk.ask(case, said[0]))
    office.run(lambda: desk.note(case, said[1]))
    office.run(lambda: desk.tell(case, said[2]))
    office.run(lambda: desk.write(case, replace(LESSON, story=said[3])))
    office.run(lambda: desk.close(case, Disposition.HAZARD_ONLY, said[4]))
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    written += office.run(lambda: everything(office.writer.connection))
    assert sum(map(len, written)) > 10_000
    for word in (b"Quokka", b"ladder", STORY[:20].encode()):
        assert not any(word in content for content in written)


def everything(connection: sa.Connection) -> list[bytes]:
    """Every value of every row."""
    return [
        value if isinstance(value, bytes) else str(value).encode()
        for table in metadata.sorted_tables
        if sa.inspect(connection).has_table(table.name)
        for row in connection.execute(sa.select(table))
        for value in row
    ]


# --- photos --------------------------------------------------------------------------------------


def test_a_photo_comes_with_the_case_and_is_opened_only_when_it_is_asked_for(
    office: Office,
) -> None:
    case, desk = office.file(record()), office.desk()
    office.run(lambda: desk.show(case))
    red, blue = written(scene()), written(scene(20, 20))
    office.attach(red)
    office.attach(red)  # delivered twice
    office.attach(blue)
    assert office.run(desk.inbox)[0].call is Call.CAME_BACK
    shown = office.run(lambda: desk.show(case))
    assert len(shown.photos) == len(shown.fresh) == 2
    assert office.run(lambda: desk.show(case)).fresh == ()
    opened = {office.photo(case, number) for number in (1, 2)}
    assert opened == {red, blue}
    for number in (0, 3, -1):
        with pytest.raises(NotAllowed, match="no_such_photo"):
            office.photo(case, number)


def test_a_photo_that_was_seen_is_an_act_in_the_chain(office: Office) -> None:
    case = office.file(record())
    office.attach(written(scene()))
    office.run(lambda: office.desk().seen(case))
    acts = office.run(lambda: office.writer.connection.scalars(sa.select(audit.c.act)).all())
    assert acts == ["photo"]


def test_a_photo_that_comes_to_a_closed_case_calls_for_a_reviewer(office: Office) -> None:
    case, desk = office.file(record()), office.desk()
    office.run(lambda: desk.close(case, Disposition.OUT_OF_SCOPE, "not ours"))
    office.attach(written(scene()))
    assert [row.call for row in office.run(desk.inbox)] == [Call.CAME_BACK]


def test_a_photo_that_somebody_planted_as_another_file_is_not_given_out(office: Office) -> None:
    """Whoever writes to the database can close anything to the case's key."""
    case, desk = office.file(record()), office.desk()
    found = office.found()
    context = object_context(ObjectKind.PHOTO, found.case_id, b"p" * 16, found.case_public)
    planted = close(found.case_public, context, loaded(), PHOTO_LADDER)
    held = SealedObject(b"p" * 16, ObjectKind.PHOTO, Reader.CASE, planted)
    office.run(lambda: office.cases.put(found.case_id, THIS_WEEK, [held]))
    assert len(office.run(lambda: desk.show(case)).photos) == 1
    with pytest.raises(Tampered):
        office.photo(case, 1)


def test_a_photo_goes_with_its_case_when_the_reporter_withdraws(office: Office) -> None:
    office.file(record())
    office.attach(written(scene()))
    office.run(lambda: office.spool.withdraw(office.reporter.lookup))
    kept = office.run(lambda: office.writer.connection.execute(sa.select(case_object)).all())
    assert kept == []


def test_a_reviewer_who_was_left_out_by_a_rotation_opens_no_photo_that_came_later(
    office: Office,
) -> None:
    case = office.file(record())
    office.attach(written(scene()))
    late = office.ring.identities["security"].key_id
    office.run(lambda: office.desk().exclude(case, late.hex()[:8]))
    office.attach(written(scene(20, 20)))
    assert len({office.photo(case, number) for number in (1, 2)}) == 2
    with pytest.raises(NotARecipient):
        office.photo(case, 1, "security")
