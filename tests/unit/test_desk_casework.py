"""Casework: what each act keeps, tells, counts and refuses; doing it twice does it once."""

from __future__ import annotations

import pytest

from bot.case.rules import Missing, NotClosable
from bot.desk import Call
from bot.errors import NoSuchCase, NotAllowed, NotARecipient, Tampered
from bot.report import CaseId, Line, Record
from bot.sealed import CaseState, ObjectKind, Slot
from bot.taxonomy import (
    ActionLevel,
    Barrier,
    Cause,
    Consent,
    Disposition,
    Family,
    Kind,
    Severity,
    Vulnerability,
)
from tests.desk_world import World, investigated, record
from tests.fakes import ROLES, THIS_WEEK

CONCERN = {"family": "concern", "kind": "retaliation", "barrier": ""}


@pytest.fixture
def world() -> World:
    """Two reviewers and no case."""
    return World()


def sort(world: World, case: str, kind: Kind = Kind.FALL_FROM_HEIGHT) -> None:
    """A first triage."""
    world.desk().triage(case, Family.SAFETY, kind, Severity.SERIOUS, Disposition.NEAR_MISS)


# --- reading -------------------------------------------------------------------------------------


def test_the_first_reading_is_told_to_the_reporter_and_the_second_is_not(world: World) -> None:
    case = world.report()
    assert world.desk().show(case).state is CaseState.READ
    world.desk().show(case)
    told = world.told(case, ObjectKind.STATUS)
    assert told == [{"n": 1, "state": "read", "reason": "", "note": ""}]
    assert world.acts() == ["open", "open"]


def test_the_inbox_reads_but_does_not_move_a_case(world: World) -> None:
    case = world.report()
    world.desk().inbox("ladder")
    assert world.desk().look(case).state is CaseState.RECEIVED
    assert world.told(case, ObjectKind.STATUS) == []


def test_a_prefix_is_enough_and_an_unknown_one_is_refused(world: World) -> None:
    case = world.report()
    assert str(world.desk().show(case[:6]).case_id) == case
    with pytest.raises(NoSuchCase):
        world.desk().show("zz")


def test_what_came_is_new_when_shown_and_seen_afterwards(world: World) -> None:
    case = world.report()
    world.says(case, ObjectKind.RATING, "rating", "5")
    assert len(world.desk().show(case).fresh) == 1
    assert world.desk("security").show(case).fresh == ()


def test_the_audit_chain_does_not_say_that_a_reporter_came_back(world: World) -> None:
    quiet, busy = world.report(), world.report()
    asked = world.desk().ask(busy, "Which door?").waiting
    assert asked is not None
    world.audit.rows.clear()
    world.says(busy, ObjectKind.ANSWER, "question", asked.object_id.hex())
    for case in (quiet, busy):
        world.desk().show(case)
    assert world.acts() == ["open", "open"]


# --- the inbox -----------------------------------------------------------------------------------


def test_the_inbox_is_in_the_order_in_which_to_look(world: World) -> None:
    old = THIS_WEEK.plus(-20)
    unread, due = world.report(), world.report(week=THIS_WEEK.plus(-8))
    urgent = world.report(record(barrier="not_stopped"))
    overdue, waiting, back = world.report(week=old), world.report(), world.report()
    world.desk().show(due)
    world.desk().ask(waiting, "Which door?")
    world.says(back, ObjectKind.RATING, "rating", "4")
    rows = world.desk().inbox()
    assert [str(row.case_id) for row in rows] == [urgent, back, waiting, overdue, due, unread]
    assert [row.call for row in rows] == [
        Call.URGENT,
        Call.CAME_BACK,
        Call.WAITING,
        Call.OVER,
        Call.DUE,
        Call.UNREAD,
    ]


def test_a_case_that_excludes_me_or_is_damaged_never_breaks_the_inbox(world: World) -> None:
    fine, mine_no_more, broken = world.report(), world.report(), world.report()
    world.desk("security").exclude(mine_no_more, "safety")
    world.break_up(broken)
    calls = {str(row.case_id): row.call for row in world.desk().inbox()}
    assert calls == {
        fine: Call.UNREAD,
        mine_no_more: Call.NOT_YOURS,
        broken: Call.DAMAGED,
    }
    with pytest.raises(NotARecipient):
        world.desk().show(mine_no_more)
    with pytest.raises(Tampered):
        world.desk().show(broken)


def test_a_case_whose_slots_are_gone_says_so(world: World) -> None:
    case = world.report()
    world.cases.reslot(CaseId.parse(case), ())
    assert [row.call for row in world.desk().inbox()] == [Call.NOT_YOURS]


def test_search_reads_opened_words_folded_and_finds_closed_cases_too(world: World) -> None:
    case, _other = world.report(record("The fôrklift kept rolling past us")), world.report()
    world.desk().close(case, Disposition.OUT_OF_SCOPE)
    assert [str(row.case_id) for row in world.desk().inbox("FORKLIFT rolling")] == [case]
    assert world.desk().inbox("forklift ladder") == ()


def test_search_finds_notes_and_answers(world: World) -> None:
    case = world.report()
    world.desk().note(case, "ask the janitor")
    assert [str(row.case_id) for row in world.desk().inbox("janitor")] == [case]


def test_closed_cases_leave_the_inbox_until_their_check_up_is_due(world: World) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().done(case, 1)
    world.desk().close(case, Disposition.NEAR_MISS)
    assert world.desk().inbox() == ()
    assert [row.call for row in world.desk().inbox(everything=True)] == [Call.CLOSED]
    world.clock.week = THIS_WEEK.plus(6)
    assert [row.call for row in world.desk().inbox()] == [Call.CHECK]


def test_an_urgent_choice_of_the_reporter_comes_first_until_something_changes(
    world: World,
) -> None:
    case = world.report(record(urgent="window"))
    assert world.desk().inbox()[0].call is Call.URGENT
    investigated(world, case)
    assert world.desk().inbox()[0].call is not Call.URGENT


@pytest.mark.parametrize(
    ("worst", "barrier", "call"),
    [
        ("critical", "luck", Call.URGENT),
        ("serious", "luck", Call.UNREAD),
        ("critical", "person_noticed", Call.UNREAD),
        ("little", "not_stopped", Call.URGENT),
    ],
)
def test_a_report_is_urgent_when_nothing_stopped_it_or_only_luck_stopped_the_worst(
    world: World, worst: str, barrier: str, call: Call
) -> None:
    world.report(record(worst=worst, barrier=barrier))
    assert [row.call for row in world.desk().inbox()] == [call]


@pytest.mark.parametrize(
    ("told", "sorted_as", "first"),
    [("little", Severity.CRITICAL, True), ("critical", Severity.LITTLE, False)],
)
def test_how_bad_it_could_have_been_is_the_reviewer_s_word_once_it_is_sorted(
    world: World,
    told: str,
    sorted_as: Severity,
    first: bool,  # noqa: FBT001
) -> None:
    case = world.report(record(worst=told, barrier="luck"))
    near_miss = Disposition.NEAR_MISS
    world.desk().triage(case, Family.SAFETY, Kind.FALL_FROM_HEIGHT, sorted_as, near_miss)
    assert (world.desk().inbox()[0].call is Call.URGENT) == first


# --- triage --------------------------------------------------------------------------------------


def test_triage_counts_once_however_often_it_is_repeated_or_corrected(world: World) -> None:
    case = world.report()
    sort(world, case)
    sort(world, case)
    sort(world, case, Kind.MACHINERY)
    assert world.counted("received") == 1
    assert world.counted("kind", "fall_from_height") == 1
    assert world.counted("kind", "machinery") == 0
    assert world.desk().look(case).kind is Kind.MACHINERY


def test_triage_repeated_writes_nothing(world: World) -> None:
    case = world.report()
    sort(world, case)
    before = world.cases.rows[CaseId.parse(case)]
    sort(world, case)
    assert world.cases.rows[CaseId.parse(case)] == before


def test_a_kind_of_another_family_is_refused(world: World) -> None:
    case = world.report()
    with pytest.raises(NotAllowed, match="kind_family"):
        world.desk().triage(
            case, Family.CYBER, Kind.MACHINERY, Severity.LITTLE, Disposition.NEAR_MISS
        )
    assert world.tallies.rows == {}


def test_a_failed_act_leaves_no_count(world: World) -> None:
    case = world.report()

    def fail() -> None:
        sort(world, case)
        raise NotAllowed

    with pytest.raises(NotAllowed):
        world.writer._commit(fail)
    assert world.tallies.rows == {}


@pytest.mark.parametrize("family", [Family.CONCERN, Family.SAFETY])
def test_a_concern_is_counted_as_received_and_closed_only(world: World, family: Family) -> None:
    case = world.report(record(**CONCERN))
    desk = world.desk()
    kind = Kind.RETALIATION if family is Family.CONCERN else Kind.MACHINERY
    desk.triage(case, family, kind, Severity.SERIOUS, Disposition.NEAR_MISS)
    desk.find(case, Cause.STAFFING, Vulnerability.SUPERVISION, "nobody looks", Barrier.LUCK)
    desk.act(case, "somebody looks", "works council", THIS_WEEK.plus(1), ActionLevel.PROCEDURE)
    desk.ask(case, "Since when?")
    desk.close(case, Disposition.NEAR_MISS)
    assert world.tallies.rows == {THIS_WEEK: {("received", "all"): 1, ("closed", "all"): 1}}


# --- asking --------------------------------------------------------------------------------------


def test_a_question_is_told_once_counted_once_and_answered_by_its_id(world: World) -> None:
    case = world.report()
    world.desk().ask(case, " Which door? ", ["front", "back"])
    asked = world.desk().ask(case, "Which door?", ["front", "back"])
    told = world.told(case, ObjectKind.QUESTION)
    assert [(each["text"], each["choices"]) for each in told] == [
        ("Which door?", ["front", "back"])
    ]
    assert world.counted("waiting") == 1
    assert asked.waiting is not None
    world.says(case, ObjectKind.ANSWER, "question", asked.waiting.object_id.hex())
    assert world.desk().look(case).waiting is None


def test_a_seen_answer_takes_the_question_back(world: World) -> None:
    case = world.report()
    asked = world.desk().ask(case, "Which door?").waiting
    assert asked is not None
    world.says(case, ObjectKind.ANSWER, "question", asked.object_id.hex())
    world.desk().show(case)
    world.desk().show(case)
    assert [each["text"] for each in world.told(case, ObjectKind.QUESTION)] == ["Which door?", ""]
    assert len(world.desk().look(case).questions) == 1


def test_closing_takes_an_unanswered_question_back(world: World) -> None:
    case = world.report()
    world.desk().ask(case, "Which door?")
    world.desk().close(case, Disposition.OUT_OF_SCOPE)
    assert world.told(case, ObjectKind.QUESTION)[-1]["text"] == ""
    assert world.desk().look(case).waiting is None


def test_a_reporter_who_wants_no_questions_gets_none(world: World) -> None:
    case = world.report()
    world.says(case, ObjectKind.ADDITION, "questions", "no")
    with pytest.raises(NotAllowed, match="no_questions"):
        world.desk().ask(case, "Which door?")


@pytest.mark.parametrize(
    ("text", "choices"),
    [("  ", ()), ("Which?", ["a", " "]), ("Which?", ["a", "a"]), ("Which?", list("abcdefghi"))],
)
def test_a_question_needs_words_and_sane_buttons(
    world: World, text: str, choices: list[str]
) -> None:
    with pytest.raises(NotAllowed):
        world.desk().ask(world.report(), text, choices)


def test_a_sentence_for_the_reporter_keeps_the_state(world: World) -> None:
    case = world.report()
    sort(world, case)
    world.desk().tell(case, "Thank you, this helps.")
    assert world.told(case, ObjectKind.STATUS)[-1] == {
        "n": 3,
        "state": "investigating",
        "reason": "",
        "note": "Thank you, this helps.",
    }


# --- changing ------------------------------------------------------------------------------------


def test_the_states_move_forward_and_each_is_told(world: World) -> None:
    case = world.report()
    world.desk().show(case)
    investigated(world, case)
    world.desk().close(case, Disposition.NEAR_MISS)
    states = [each["state"] for each in world.told(case, ObjectKind.STATUS)]
    assert states == ["read", "investigating", "acting", "closed"]


@pytest.mark.parametrize("owner", ["Ottoline Vance", "someone@example.org", "", "  "])
def test_an_owner_is_a_role_never_a_name(world: World, owner: str) -> None:
    case = world.report()
    with pytest.raises(NotAllowed):
        world.desk().act(case, "fix it", owner, THIS_WEEK, ActionLevel.REPLACE)
    assert world.desk().look(case).actions == ()


def test_an_action_agreed_twice_is_one_and_is_done_once(world: World) -> None:
    case = world.report()
    for _ in range(2):
        world.desk().act(case, "fix it", "dock lead", THIS_WEEK, ActionLevel.REPLACE)
    world.desk().done(case, 1)
    world.clock.week = THIS_WEEK.plus(1)
    (action,) = world.desk().done(case, 1).actions
    assert action.done == THIS_WEEK
    with pytest.raises(NotAllowed, match="no_such_action"):
        world.desk().done(case, 2)


def test_numbers_in_a_case_only_grow_so_that_the_order_is_kept(world: World) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().note(case, "first")
    world.desk().note(case, "second")
    opened = world.desk().look(case)
    assert [note.text for note in opened.notes] == ["first", "second"]
    assert opened.top == 7


# --- closing -------------------------------------------------------------------------------------


def test_closing_a_near_miss_lists_everything_that_is_missing_at_once(world: World) -> None:
    case = world.report()
    with pytest.raises(NotClosable) as caught:
        world.desk().close(case, Disposition.NEAR_MISS)
    assert caught.value.missing == tuple(Missing)
    assert world.desk().look(case).state is CaseState.RECEIVED
    assert world.tallies.rows == {}


def test_closing_says_only_what_is_still_missing(world: World) -> None:
    case = world.report()
    sort(world, case)
    with pytest.raises(NotClosable) as caught:
        world.desk().close(case, Disposition.NEAR_MISS)
    assert Missing.KIND not in caught.value.missing


@pytest.mark.parametrize("reason", [each for each in Disposition if each != "near_miss"])
def test_a_reason_from_the_list_closes_a_case_alone(world: World, reason: Disposition) -> None:
    case = world.report()
    world.desk().close(case, reason, "Thank you.")
    assert world.told(case, ObjectKind.STATUS)[-1]["reason"] == reason
    assert world.told(case, ObjectKind.STATUS)[-1]["note"] == "Thank you."
    assert (world.counted("received"), world.counted("closed")) == (1, 1)


def test_closing_counts_cause_barrier_and_actions_once_through_reopening(world: World) -> None:
    case = world.report()
    investigated(world, case)
    desk = world.desk()
    desk.close(case, Disposition.NEAR_MISS)
    desk.close(case, Disposition.NEAR_MISS)
    desk.reopen(case, "it happened again")
    desk.act(case, "rails", "facilities lead", THIS_WEEK.plus(3), ActionLevel.ELIMINATE)
    desk.close(case, Disposition.NEAR_MISS)
    assert world.tallies.rows[THIS_WEEK] == {
        ("received", "all"): 1,
        ("kind", "fall_from_height"): 1,
        ("severity", "serious"): 1,
        ("cause", "equipment"): 1,
        ("barrier", "luck"): 1,
        ("closed", "all"): 1,
        ("actions", "all"): 2,
    }


def test_a_closed_case_is_not_worked_on_before_it_is_reopened(world: World) -> None:
    case = world.report()
    world.desk().close(case, Disposition.HAZARD_ONLY)
    for attempt in (
        lambda: sort(world, case),
        lambda: world.desk().ask(case, "Why?"),
        lambda: world.desk().close(case, Disposition.OUT_OF_SCOPE),
    ):
        with pytest.raises(NotAllowed, match="closed"):
            attempt()
    assert world.desk().reopen(case, "more came").state is CaseState.INVESTIGATING
    sort(world, case)
    assert world.counted("received") == 1


def test_a_check_up_that_failed_opens_the_case_again(world: World) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().close(case, Disposition.NEAR_MISS, weeks=4)
    with pytest.raises(NotAllowed, match="not_due"):
        world.desk().check(case, helped=True)
    world.clock.week = THIS_WEEK.plus(4)
    assert world.desk().check(case, helped=False).state is CaseState.INVESTIGATING
    assert world.told(case, ObjectKind.STATUS)[-1]["state"] == "investigating"


def test_a_check_up_that_helped_leaves_the_case_closed_and_is_not_due_again(world: World) -> None:
    case = world.report()
    investigated(world, case)
    world.desk().close(case, Disposition.NEAR_MISS)
    world.clock.week = THIS_WEEK.plus(30)
    assert world.desk().check(case, helped=True).state is CaseState.CLOSED
    with pytest.raises(NotAllowed, match="not_due"):
        world.desk().check(case, helped=True)


def test_no_check_up_when_none_is_wanted(world: World) -> None:
    case = world.report()
    investigated(world, case)
    closing = world.desk().close(case, Disposition.NEAR_MISS, weeks=0).closing
    assert closing is not None
    assert closing.check is None


# --- merging and excluding -----------------------------------------------------------------------


def test_a_duplicate_is_closed_with_its_objects_kept_and_the_other_gets_a_note(
    world: World,
) -> None:
    case, other = world.report(), world.report()
    world.desk().merge(case, other, "We knew of it already.")
    world.desk().merge(case, other)
    closed = world.desk().look(case)
    assert closed.record == record()
    assert closed.closing is not None
    assert (closed.closing.disposition, closed.closing.into) == (Disposition.DUPLICATE, other)
    assert [note.merged for note in world.desk().look(other).notes] == [case]
    assert world.told(case, ObjectKind.STATUS)[-1]["reason"] == "duplicate"
    assert world.told(other, ObjectKind.STATUS) == []


def test_a_case_is_merged_neither_into_itself_nor_in_a_circle(world: World) -> None:
    case, other = world.report(), world.report()
    with pytest.raises(NotAllowed, match="itself"):
        world.desk().merge(case, case)
    world.desk().merge(case, other)
    with pytest.raises(NotAllowed, match="merged_itself"):
        world.desk().merge(other, case)


def test_a_closed_case_is_merged_into_no_other_but_another_may_be_merged_into_it(
    world: World,
) -> None:
    closed, other = world.report(), world.report()
    world.desk().close(closed, Disposition.HAZARD_ONLY)
    with pytest.raises(NotAllowed, match="closed"):
        world.desk().merge(closed, other)
    world.desk().merge(other, closed)
    assert [each.merged for each in world.desk().look(closed).notes] == [other]
    ended = world.desk().look(closed).closing
    assert ended is not None
    assert ended.disposition is Disposition.HAZARD_ONLY


def test_a_case_is_not_merged_into_one_that_somebody_kept_from_it_reads(world: World) -> None:
    kept, open_case = world.report(), world.report()
    world.desk().exclude(kept, "security")
    with pytest.raises(NotAllowed, match="other_readers"):
        world.desk().merge(kept, open_case)
    assert world.desk("security").look(open_case).notes == ()
    world.desk().merge(open_case, kept)
    assert [each.merged for each in world.desk().look(kept).notes] == [open_case]


@pytest.mark.parametrize("who", ["security", ROLES["security"].hex()[:6]])
def test_an_excluded_reviewer_has_no_slot_and_it_is_in_the_audit_chain(
    world: World, who: str
) -> None:
    case = world.report()
    world.desk().exclude(case, who)
    assert [slot.key_id for slot in world.cases.load(CaseId.parse(case)).slots] == [
        ROLES["safety"]
    ]
    assert world.acts() == ["exclude"]
    with pytest.raises(NotARecipient):
        world.desk("security").look(case)


def test_the_last_reader_and_an_unknown_one_are_not_excluded(world: World) -> None:
    case = world.report()
    with pytest.raises(NotAllowed, match="no_such_reviewer"):
        world.desk().exclude(case, "janitor")
    world.desk().exclude(case, "security")
    with pytest.raises(NotAllowed, match="nobody_left"):
        world.desk().exclude(case, "safety")
    assert world.audit.broken() is None


def test_a_key_that_belongs_to_no_reviewer_at_work_is_no_reader_who_is_left(world: World) -> None:
    case = world.report()
    slots = world.cases.load(CaseId.parse(case)).slots
    world.cases.reslot(CaseId.parse(case), (*slots, Slot(b"B" * 16, b"break-glass")))
    world.desk().exclude(case, "security")
    with pytest.raises(NotAllowed, match="nobody_left"):
        world.desk().exclude(case, "safety")


def test_beginnings_that_several_keys_share_take_a_case_from_nobody(world: World) -> None:
    world.team[b"KK" + bytes(14)] = "safety"
    case = world.report()
    slots = world.cases.load(CaseId.parse(case)).slots
    world.cases.reslot(CaseId.parse(case), (*slots, Slot(b"KK" + bytes(14), b"slot")))
    with pytest.raises(NotAllowed, match="several_reviewers"):
        world.desk().exclude(case, "4b")
    assert world.acts() == []
    world.desk().exclude(case, "4b4b0")
    left = [slot.key_id for slot in world.cases.load(CaseId.parse(case)).slots]
    assert left == list(ROLES.values())


def test_a_role_is_known_however_it_is_written_and_before_any_key(world: World) -> None:
    world.team[ROLES["security"]] = "53 Gate"  # the other reviewer's key begins so
    case = world.report()
    world.desk().exclude(case, " 53 gate")
    assert [slot.key_id for slot in world.cases.load(CaseId.parse(case)).slots] == [
        ROLES["safety"]
    ]


# --- consent -------------------------------------------------------------------------------------


def test_the_newest_consent_counts_and_the_stricter_one_of_a_week(world: World) -> None:
    case = world.report()
    for code in ("show_me_first", "share"):
        world.says(case, ObjectKind.ADDITION, "consent", code)
    assert world.desk().look(case).consent is Consent.SHOW_ME_FIRST
    world.clock.week = THIS_WEEK.plus(1)
    world.says(case, ObjectKind.ADDITION, "consent", "share")
    assert world.desk().look(case).consent is Consent.SHARE


def test_only_free_words_are_sources_for_the_linter(world: World) -> None:
    case = world.report(record("short story"))
    told = Record(
        "en", (Line("addition", "More", "and then more"), Line("area", "Where", "x", ("office",)))
    )
    world.send(case, ObjectKind.ADDITION, told)
    assert world.desk().look(case).texts == ("short story", "and then more")
