"""From a case to a lesson: who may write, who approves, and whose word is waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.case.rules import HeldBack, Hold
from bot.desk import preview_of
from bot.errors import NotAllowed
from bot.flow.record import addition
from bot.flow.visits import Judging, Visit
from bot.lesson import Fault, LessonRefused
from bot.report import Line, Record
from bot.sealed import ObjectKind
from bot.taxonomy import Disposition, Family, Kind, Severity
from bot.words import Language, Words
from tests.desk_world import LESSON, STORY, World, record
from tests.fakes import ROLES, THIS_WEEK

CONCERN = {"family": "concern", "kind": "retaliation", "barrier": ""}


@pytest.fixture
def world() -> World:
    """Two reviewers and no case."""
    return World()


def held(world: World, case: str, role: str = "security") -> Hold | None:
    """Why a reviewer may not approve."""
    return world.desk(role).hold(case)


def consent(world: World, case: str, code: str) -> None:
    """What the reporter allows."""
    world.says(case, ObjectKind.ADDITION, "consent", code)


def verdict(preview: str, word: str) -> Record:
    """What is sent when a reporter answers under a preview."""
    return addition(Judging(Visit(0), preview), None, word, Words(Language.EN))


def test_a_second_person_approves_where_there_are_two(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    with pytest.raises(HeldBack) as caught:
        world.desk().approve(case)
    assert caught.value.why is Hold.SECOND_PERSON
    assert world.lessons.rows == {}
    published = world.desk("security").approve(case)
    assert world.lessons.of_week(THIS_WEEK) == (published,)
    assert published.lesson == LESSON


def test_one_person_approves_alone_where_nobody_else_is_active(world: World) -> None:
    case = world.report()
    del world.team[ROLES["security"]]
    world.desk().write(case, LESSON)
    assert world.desk().approve(case).week == THIS_WEEK


def test_a_reviewer_who_cannot_read_the_case_is_no_second_person(world: World) -> None:
    case = world.report()
    world.desk().exclude(case, "security")
    world.desk().write(case, LESSON)
    assert held(world, case, "safety") is None


def test_approving_twice_publishes_once(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON, urgent=True)
    first = world.desk("security").approve(case)
    world.clock.week = THIS_WEEK.plus(1)
    assert world.desk("security").approve(case) == first
    assert first.urgent
    assert len(world.lessons.rows) == 1
    assert world.acts().count("approve") == 1


def test_a_published_lesson_has_no_trace_of_its_case(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    published = world.desk("security").approve(case)
    assert published.lesson_id not in case
    assert case[:8] not in repr(published)


def test_a_published_lesson_is_not_written_again(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    world.desk("security").approve(case)
    with pytest.raises(NotAllowed, match="published"):
        world.desk().write(case, replace(LESSON, title="Another"))


def test_there_is_nothing_to_approve_without_a_draft(world: World) -> None:
    with pytest.raises(HeldBack) as caught:
        world.desk().approve(world.report())
    assert caught.value.why is Hold.NO_DRAFT


def test_a_refused_draft_is_not_kept(world: World) -> None:
    case = world.report()
    with pytest.raises(LessonRefused) as caught:
        world.desk().write(case, replace(LESSON, story=STORY))
    assert {each.fault for each in caught.value.refusals} == {Fault.COPIED}
    assert world.desk().look(case).draft is None
    assert world.acts() == []


def test_words_that_the_reporter_added_after_the_draft_stop_the_approval(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    added = Record("en", (Line("addition", "More", "it happened on the only ladder at hand"),))
    world.send(case, ObjectKind.ADDITION, added)
    with pytest.raises(LessonRefused):
        world.desk("security").approve(case)
    assert world.lessons.rows == {}


def test_a_check_up_in_the_past_is_refused(world: World) -> None:
    world.clock.week = THIS_WEEK.plus(7)
    (refusal,) = world.desk().lint(world.report(), LESSON)
    assert (refusal.field, refusal.fault) == ("check_up", Fault.PAST)


def test_numbers_only_forbids_a_lesson(world: World) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    consent(world, case, "numbers_only")
    assert held(world, case) is Hold.NUMBERS_ONLY
    with pytest.raises(HeldBack):
        world.desk().write(case, replace(LESSON, title="Another"))


@pytest.mark.parametrize("closed", [True, False])
def test_a_group_too_small_forbids_a_lesson_as_a_guess_and_as_an_end(
    world: World, *, closed: bool
) -> None:
    case, small = world.report(), Disposition.CANNOT_PROTECT_IDENTITY
    world.desk().write(case, LESSON)
    if closed:
        world.desk().close(case, small)
    else:
        world.desk().triage(case, Family.SAFETY, Kind.MACHINERY, Severity.LITTLE, small)
    assert held(world, case) is Hold.SMALL_GROUP


def test_a_concern_needs_its_reporters_agreement(world: World) -> None:
    case = world.report(record(**CONCERN))
    with pytest.raises(HeldBack) as caught:
        world.desk().write(case, LESSON)
    assert caught.value.why is Hold.CONCERN_NOT_AGREED
    consent(world, case, "share")
    world.desk().write(case, LESSON)
    assert held(world, case) is None


# --- show me first -------------------------------------------------------------------------------


def test_who_asked_to_see_it_first_gets_a_preview_and_is_waited_for(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    (preview,) = world.told(case, ObjectKind.PREVIEW)
    assert preview["text"] == preview_of(LESSON)
    world.clock.week = THIS_WEEK.plus(3)
    with pytest.raises(HeldBack) as caught:
        world.desk("security").approve(case)
    assert (caught.value.why, caught.value.weeks) == (Hold.WAITS_FOR_REPORTER, 3)


def test_a_yes_frees_the_lesson_and_takes_the_preview_back(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    world.says(case, ObjectKind.VERDICT, "verdict", "approve")
    assert held(world, case) is None
    world.desk().show(case)
    assert [bool(each["text"]) for each in world.told(case, ObjectKind.PREVIEW)] == [True, False]
    assert held(world, case) is None
    assert world.desk("security").approve(case).lesson == LESSON


def test_a_no_stays_a_no_until_another_draft_is_answered(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    world.says(case, ObjectKind.VERDICT, "verdict", "veto")
    world.says(case, ObjectKind.VERDICT, "verdict", "approve")
    assert held(world, case) is Hold.VETOED
    world.desk().write(case, replace(LESSON, title="Another"))
    assert held(world, case) is Hold.WAITS_FOR_REPORTER
    world.says(case, ObjectKind.VERDICT, "verdict", "approve")
    assert held(world, case) is None


def test_a_yes_to_an_older_draft_is_no_yes_to_the_newer_one(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    world.says(case, ObjectKind.VERDICT, "verdict", "approve")
    world.desk().write(case, replace(LESSON, title="Another"))
    assert held(world, case) is Hold.WAITS_FOR_REPORTER


@pytest.mark.parametrize("word", ["approve", "veto"])
def test_a_word_on_an_older_draft_that_comes_late_says_nothing_of_the_newer_one(
    world: World, word: str
) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    said = verdict(
        preview_of(LESSON), word
    )  # it waits for the release while the reviewer rewrites
    world.desk().write(case, replace(LESSON, title="Another"))
    world.send(case, ObjectKind.VERDICT, said)
    assert held(world, case) is Hold.WAITS_FOR_REPORTER
    world.desk().show(case)
    seen = world.desk().look(case)
    assert seen.preview_open
    assert [seen.is_of_earlier(each) for each in seen.verdicts] == [True]
    newer = preview_of(replace(LESSON, title="Another"))
    world.send(case, ObjectKind.VERDICT, verdict(newer, "approve"))
    assert held(world, case) is None


def test_a_word_on_the_same_text_counts_for_a_draft_that_only_became_urgent(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    said = verdict(preview_of(LESSON), "veto")
    world.desk().write(case, LESSON, urgent=True)
    world.send(case, ObjectKind.VERDICT, said)
    assert held(world, case) is Hold.VETOED


def test_who_asks_to_see_it_once_it_is_written_is_shown_it_by_keeping_it_again(
    world: World,
) -> None:
    case = world.report()
    world.desk().write(case, LESSON)
    consent(world, case, "show_me_first")
    assert held(world, case) is Hold.NOT_SHOWN
    world.desk().write(case, LESSON)
    (preview,) = world.told(case, ObjectKind.PREVIEW)
    assert preview["text"] == preview_of(LESSON)
    assert held(world, case) is Hold.WAITS_FOR_REPORTER
    world.desk().write(case, LESSON)
    assert len(world.told(case, ObjectKind.PREVIEW)) == 1
    world.send(case, ObjectKind.VERDICT, verdict(preview_of(LESSON), "approve"))
    assert held(world, case) is None


def test_a_preview_is_numbered_after_everything_before_it(world: World) -> None:
    case = world.report()
    consent(world, case, "show_me_first")
    world.desk().write(case, LESSON)
    world.desk().note(case, "sent for a look")
    world.desk().write(case, replace(LESSON, title="Another"))
    numbers = [int(str(each["n"])) for each in world.told(case, ObjectKind.PREVIEW)]
    assert numbers == [2, 5]


def test_a_preview_reads_in_the_language_of_the_lesson() -> None:
    assert "La storia" in preview_of(replace(LESSON, language="it"))
    assert "- Climb" in preview_of(LESSON)
