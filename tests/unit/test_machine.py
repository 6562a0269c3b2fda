"""The machine answers every pair of state and heard, repeats what it must, and loses nothing."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow import script
from bot.flow.answers import Answers
from bot.flow.codec import decode, encode
from bot.flow.errands import Failed, File, Filed, Known, Listed, Question, Status
from bot.flow.loss import fresh
from bot.flow.states import (
    Asking,
    Browsing,
    Coaching,
    Confirming,
    Filing,
    Idle,
    Leaving,
    Listing,
    State,
    Telling,
)
from bot.flow.talk import (
    Ask,
    Chose,
    Command,
    Notice,
    Over,
    Pictured,
    Pressed,
    Problem,
    Said,
    Words8,
)
from bot.flow.visits import (
    Adding,
    AtCase,
    Detailing,
    LookingUp,
    More,
    Rating,
    Reviewing,
    Seeking,
    Showing,
    Visit,
)
from bot.photo import Picture
from bot.receipt import INDEX, digits, words
from bot.report import CleanText, RawText
from bot.words import Language, Words
from tests.states import TERMS, machine, reports, states, typed
from tests.states import heard as anything

if TYPE_CHECKING:
    from bot.flow.talk import Heard

STORY = Answers((("story", CleanText("A trailer rolled back at the dock")),))
MACHINES = {language: machine(language) for language in Language}
languages = st.sampled_from(Language)


def number_of(eight: str) -> int:
    """The number of these words."""
    number = 0
    for word in eight.split():
        number = number * len(INDEX) + INDEX[word]
    return number


def inside(value: object, kind: type) -> list[object]:
    """Every value of one type inside another."""
    if isinstance(value, kind):
        return [value]
    if is_dataclass(value):
        return [part for item in fields(value) for part in inside(getattr(value, item.name), kind)]
    if isinstance(value, tuple):
        return [found for part in value for found in inside(part, kind)]
    return []


@settings(max_examples=600, deadline=None)
@given(languages, states, anything)
def test_every_pair_of_state_and_heard_has_an_answer(
    language: Language, state: State, heard: Heard
) -> None:
    turn = MACHINES[language].step(state, heard)
    over = any(isinstance(say, Over) for say in turn.says)
    assert isinstance(turn.state, get_args(State))
    assert (turn.prompt is None) == (turn.act is not None or over)
    assert not over or (turn.state == Idle() and turn.act is None)


@settings(max_examples=300, deadline=None)
@given(languages, states, anything)
def test_a_step_is_pure(language: Language, state: State, heard: Heard) -> None:
    assert MACHINES[language].step(state, heard) == machine(language).step(state, heard)


@settings(max_examples=300, deadline=None)
@given(states, anything)
def test_every_prompt_can_be_answered_with_what_it_offers(state: State, heard: Heard) -> None:
    prompt = MACHINES[Language.EN].step(state, heard).prompt
    if prompt is None:
        return
    assert prompt.kind is Ask.TEXT or prompt.choices
    ids = [choice.id for choice in prompt.choices]
    assert len(set(ids)) == len(ids)
    assert prompt.suggested in {"", *ids}
    assert all(type(id_) is str for id_ in ids)


@settings(max_examples=300, deadline=None)
@given(states, anything)
def test_raw_words_live_in_the_coach_alone(state: State, heard: Heard) -> None:
    after = MACHINES[Language.EN].step(state, heard).state
    coached = [coach.raw for coach in inside(after, Coaching) if isinstance(coach, Coaching)]
    assert inside(after, RawText) == coached


@settings(max_examples=200, deadline=None)
@given(states)
def test_cancel_ends_every_conversation(state: State) -> None:
    turn = MACHINES[Language.EN].step(state, Pressed(Command.CANCEL))
    assert turn.state == Idle()
    assert isinstance(turn.says[-1], Over)
    assert isinstance(turn.says[0], Notice)


@settings(max_examples=200, deadline=None)
@given(states, st.sampled_from([Command.HELP, Command.LEARN, Command.PRIVACY]))
def test_help_learning_and_privacy_change_nothing(state: State, command: Command) -> None:
    here = MACHINES[Language.EN]
    turn = here.step(state, Pressed(command))
    assert turn.state == state
    assert turn.prompt == here.prompt(state)
    assert turn.says


@settings(max_examples=200, deadline=None)
@given(states, st.sampled_from([Command.CHECK, Command.LESSONS, Command.REPORT]))
def test_going_elsewhere_never_loses_a_word_silently(state: State, command: Command) -> None:
    turn = MACHINES[Language.EN].step(state, Pressed(command))
    for kind in (CleanText, RawText):
        kept = inside(turn.state, kind)
        assert [text for text in inside(state, kind) if text not in kept] == []


@settings(max_examples=200, deadline=None)
@given(states, anything)
def test_a_restart_between_two_steps_changes_nothing(state: State, heard: Heard) -> None:
    here = MACHINES[Language.IT]
    restored = decode(encode(state))
    assert restored is not None
    assert here.step(restored, heard) == here.step(state, heard)


@settings(deadline=None)
@given(reports(whole=True))
def test_the_record_that_is_shown_is_the_record_that_is_sealed(answers: Answers) -> None:
    here = MACHINES[Language.EN]
    shown = here.prompt(Confirming(answers))
    act = here.step(Confirming(answers), Chose(("send",))).act
    assert shown
    assert shown.record
    assert isinstance(act, File)
    assert act.record.encode() == shown.record.encode()
    assert act.urgent == (answers.pick("urgent") == "now")
    assert set(act.excluded) <= {code for line in act.record.lines for code in line.codes}


@settings(deadline=None)
@given(reports(whole=True), st.data())
def test_a_changed_answer_leaves_nothing_of_the_branch_not_taken(
    answers: Answers, data: st.DataObject
) -> None:
    here = MACHINES[Language.EN]
    step = data.draw(st.sampled_from([k for k, _ in answers.picks]))
    state: State = here.step(Confirming(answers), Chose(("change",))).state
    state = here.step(state, Chose((step,))).state
    while isinstance(state, Asking):
        prompt = here.prompt(state)
        assert prompt
        id_ = data.draw(st.sampled_from([choice.id for choice in prompt.choices]))
        state = here.step(state, Chose((id_,))).state
    assert isinstance(state, Confirming)
    path = script.path(state.answers, TERMS)
    assert [key for key, _ in state.answers.picks if key not in path] == []
    assert script.next_question(state.answers, TERMS) == ""


def test_send_twice_files_the_same_record_twice_and_so_one_report() -> None:
    here = MACHINES[Language.EN]
    answers = script.answered(STORY, "family", ("unsure",), TERMS)
    first = here.step(Confirming(answers), Chose(("send",)))
    second = here.step(first.state, Chose(("send",)))
    assert isinstance(first.act, File)
    assert first.act == second.act


def test_a_failed_filing_goes_back_to_the_record_with_the_reason() -> None:
    here = MACHINES[Language.EN]
    answers = script.answered(STORY, "family", ("unsure",), TERMS)
    turn = here.step(Filing(answers), Failed("The disk is full."))
    assert turn.state == Confirming(answers)
    assert turn.says == (Problem("The disk is full."),)


def test_filed_gives_the_words_and_then_the_menu_at_once() -> None:
    here = MACHINES[Language.EN]
    turn = here.step(Filing(STORY), Filed(7))
    assert turn.state == More(Visit(7, fresh=True))
    assert [say.words for say in turn.says if isinstance(say, Words8)] == [words(7)]
    assert turn.prompt
    assert turn.prompt.key == "more"
    assert "recall" in [choice.id for choice in turn.prompt.choices]


def test_eight_words_open_the_way_back_instead_of_a_story() -> None:
    here = MACHINES[Language.EN]
    said = Said(RawText(" ".join(words(7))))
    assert here.step(Idle(), said).state == LookingUp(Visit(7))
    assert here.step(Telling(), said).state == LookingUp(Visit(7))
    assert here.step(Telling(STORY), said).state == Leaving(Telling(STORY), LookingUp(Visit(7)))


def test_words_that_do_not_parse_take_the_same_road_as_words_that_do() -> None:
    here = MACHINES[Language.EN]
    wrong = here.step(Seeking(), Said(RawText("no such words")))
    right = here.step(Seeking(), Said(RawText(" ".join(words(7)))))
    assert type(wrong.act) is type(right.act)
    assert wrong.says == right.says == ()


@settings(deadline=None)
@given(typed)
def test_a_text_with_the_words_of_its_own_case_is_refused(before: str) -> None:
    here = MACHINES[Language.EN]
    held = f"{before[:200]} {' '.join(words(7))} and more of it"
    turn = here.step(here.step(More(Visit(7)), Chose(("idea",))).state, Said(RawText(held)))
    assert [type(say) for say in turn.says][-1:] == [Problem]
    assert " ".join(words(7)) not in encode(turn.state).decode()


OWN = number_of("yo-yo asparagus astronaut asymmetric atlas atmosphere atom atrocious")


@pytest.mark.parametrize(
    "text",
    [
        "YO-YO, asparagus, astronaut, asymmetric, atlas, atmosphere, atom, atrocious",
        "I see:\nyo-yo\nasparagus\nastronaut\nasymmetric\natlas\natmosphere\natom\natrocious",
        "yo yo asparagus astronaut asymmetric atlas atmosphere atom atrocious",
        "yo-yo asparagus astronaud asymmetric atlas atmosphere atom atrocious",
        "yoy asp ast asy atl atm ato atr",
        f"It is {digits(OWN)}, thanks",
        f"{digits(OWN)[:5]} {digits(OWN)[5:12]}-{digits(OWN)[12:]}",
    ],
)
def test_the_words_of_its_own_case_are_known_in_every_form_they_are_typed_in(text: str) -> None:
    here = MACHINES[Language.EN]
    turn = here.step(here.step(More(Visit(OWN)), Chose(("idea",))).state, Said(RawText(text)))
    assert turn.says == (Problem(Words(Language.EN)("intake.text.receipt")),)


@pytest.mark.parametrize("text", [digits(7), "yoy asp ast asy atl atm ato atr"])
def test_what_opens_another_case_or_none_is_words_like_any_other(text: str) -> None:
    here = MACHINES[Language.EN]
    turn = here.step(here.step(More(Visit(8)), Chose(("idea",))).state, Said(RawText(text)))
    assert Problem(Words(Language.EN)("intake.text.receipt")) not in turn.says


@pytest.mark.parametrize("length", [1, 14, 1501, 100_000])
def test_a_story_too_short_or_too_long_is_asked_again(length: int) -> None:
    turn = MACHINES[Language.EN].step(Telling(), Said(RawText("a" * length)))
    assert turn.state == Telling()
    assert [type(say) for say in turn.says] == [Problem]


def test_words_of_the_list_scattered_in_a_story_are_no_receipt() -> None:
    story = "the ".join(f"{word} " for word in words(7))
    turn = MACHINES[Language.EN].step(Telling(), Said(RawText(f"{story}were on the sign")))
    assert isinstance(turn.state, Asking)


def test_invisible_characters_beside_a_finding_are_told_as_well() -> None:
    said = Said(RawText("At 14:37 a trailer\u202e rolled back"))
    turn = MACHINES[Language.EN].step(Telling(), said)
    assert isinstance(turn.state, Coaching)
    assert turn.says == (Notice(Words(Language.EN)("intake.text.invisible")),)


def test_a_detail_being_changed_never_meets_the_old_one_in_a_draft() -> None:
    old = Answers((("idea", CleanText("A longer ladder")), ("spot", CleanText("Shed"))))
    changing = Detailing(Visit(7), old, "idea")
    turn = MACHINES[Language.EN].step(changing, Said(RawText("Anna knows at 14:37")))
    assert isinstance(turn.state, Coaching)
    assert turn.state.wants == Detailing(Visit(7), old.without("idea"), "idea")


def test_a_text_too_long_is_told_its_length() -> None:
    for length in (1501, 100_000):
        turn = MACHINES[Language.EN].step(Telling(), Said(RawText("a" * length)))
        long = Words(Language.EN)("intake.text.long", n=length, limit=1500)
        assert turn.says == (Problem(long, untaken=True),)


@settings(max_examples=200, deadline=None)
@given(states, typed)
def test_words_where_a_choice_is_wanted_are_never_kept(state: State, text: str) -> None:
    here = MACHINES[Language.EN]
    prompt = here.prompt(state)
    turn = here.step(state, Said(RawText(text)))
    if Problem(Words(Language.EN)("intake.choice.words"), untaken=True) in turn.says:
        assert turn.state == state
        assert prompt is not None
        assert prompt.choices


@settings(max_examples=300, deadline=None)
@given(states, st.sampled_from([Command.CHECK, Command.REPORT]))
def test_new_words_are_not_left_without_asking(state: State, command: Command) -> None:
    here = MACHINES[Language.EN]
    if not fresh(state) or here.prompt(state) is None or isinstance(state, Leaving):
        return
    asked = here.step(state, Pressed(command))
    assert fresh(asked.state)
    if asked.prompt is None:
        return  # what was on its way is finished first
    assert isinstance(asked.state, Leaving)
    assert Words(Language.EN)("intake.leave.words") in asked.prompt.text
    assert fresh(here.step(asked.state, Chose(("stay",))).state)


def test_leaving_new_words_loses_nothing_else_and_says_nothing_of_it() -> None:
    here = MACHINES[Language.EN]
    asked = here.step(More(Visit(7, fresh=True)), Pressed(Command.CHECK))
    left = here.step(asked.state, Chose(("leave",)))
    assert left.state == Seeking()
    assert left.says == ()


def test_words_that_were_typed_are_left_without_asking() -> None:
    turn = MACHINES[Language.EN].step(More(Visit(7)), Pressed(Command.CHECK))
    assert turn.state == Seeking()


@pytest.mark.parametrize("length", [15, 1500])
def test_a_story_of_the_least_and_the_most_length_is_taken(length: int) -> None:
    turn = MACHINES[Language.EN].step(Telling(), Said(RawText("Fuoco" + "😀" * (length - 5))))
    assert isinstance(turn.state, Asking)


@pytest.mark.parametrize("hidden", ["\x00", "\x1b[31m", "\u202e", "\u2066", "\u200b", "\ud800"])
def test_invisible_characters_are_taken_out_and_that_is_said(hidden: str) -> None:
    said = Said(RawText(f"A trailer {hidden}rolled back at the dock"))
    turn = MACHINES[Language.EN].step(Telling(), said)
    assert isinstance(turn.state, Asking)
    story = turn.state.answers.text("story")
    assert story
    assert hidden[0] not in story.text
    assert isinstance(turn.says[0], Notice)


def test_an_emoji_of_several_parts_stays_whole() -> None:
    family = "👩‍👩‍👧‍👦"
    turn = MACHINES[Language.EN].step(Telling(), Said(RawText(f"{family} nearly fell into it")))
    assert isinstance(turn.state, Asking)
    story = turn.state.answers.text("story")
    assert story
    assert story.text.startswith(family)


def test_the_page_does_not_ask_again_what_was_answered_in_this_visit() -> None:
    here = MACHINES[Language.EN]
    seen = Known(Status("investigating"), Question("q1", "Why?"), "A lesson.")
    turn = here.step(LookingUp(Visit(7, settled=("q1", "preview"))), seen)
    assert isinstance(turn.state, AtCase)
    assert turn.state.question is None
    assert turn.state.preview is None


@pytest.mark.parametrize(
    ("typed_text", "choice"),
    [("Anna " * 290 + "fell down here", "safe"), ("@somebody_with_a_long_name", "safe")],
    ids=["longer than allowed", "shorter than allowed"],
)
def test_a_safe_version_is_measured_again(typed_text: str, choice: str) -> None:
    here = MACHINES[Language.EN]
    coached = here.step(Telling(), Said(RawText(typed_text)))
    assert isinstance(coached.state, Coaching)
    turn = here.step(coached.state, Chose((choice,)))
    assert turn.state == Telling()
    assert [type(say) for say in turn.says] == [Problem]


def test_what_could_not_be_sent_can_be_sent_again() -> None:
    here = MACHINES[Language.EN]
    added = Reviewing(Adding(Visit(7)), CleanText("The lamp is off at night."))
    sending = here.step(added, Chose(("send",)))
    assert here.step(sending.state, Failed("The disk is full.")).state == added
    rated = here.step(Rating(Visit(7)), Chose(("5",)))
    assert here.step(rated.state, Failed("The disk is full.")).state == Rating(Visit(7))


@pytest.mark.parametrize("question", script.AND_THEN)
def test_skipping_a_question_takes_its_second_one_along(question: str) -> None:
    here, follows = MACHINES[Language.EN], script.AND_THEN[question]
    text = follows in script.LENGTHS
    second = Answers((("spot", CleanText("By the shed")),) if text else ())
    if not text:
        second = second.picking(follows, (str(script.options(follows, second, TERMS)[0]),))
    given = second.picking(question, (str(script.options(question, second, TERMS)[0]),))
    turn = here.step(Detailing(Visit(7), given, question), Chose(("skip",)))
    assert turn.state == More(Visit(7))


def test_a_photo_delivered_twice_is_no_second_one_wherever_it_waits() -> None:
    here, picture = MACHINES[Language.EN], Picture("ab" * 32, 800, 600)
    beside = Browsing(0, Showing(Visit(7), Answers(), picture))
    turn = here.step(beside, Pictured(picture))
    assert turn.state == beside
    assert turn.says == ()


@pytest.mark.parametrize("state", ["received", "read", "investigating", "acting"])
def test_a_reason_is_told_of_a_closed_case_alone(state: str) -> None:
    here = MACHINES[Language.EN]
    turn = here.step(LookingUp(Visit(7)), Known(Status(state, "near_miss")))
    assert turn.says == (Notice(Words(Language.EN)(f"followup.case.{state}")),)
    closed = here.step(LookingUp(Visit(7)), Known(Status("closed", "near_miss")))
    assert closed.says == (Notice(Words(Language.EN)("followup.case.closed.near_miss")),)


def test_a_library_of_one_page_has_no_last_one() -> None:
    here = MACHINES[Language.EN]
    only = here.step(Listing(0, Telling()), Listed(("One lesson",), 0, more=False))
    assert only.says == (Notice("One lesson"),)
    second = here.step(Listing(1, Telling()), Listed(("Another",), 1, more=False))
    assert second.says[1:] == (Notice(Words(Language.EN)("learn.lessons.last")),)
