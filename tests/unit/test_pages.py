"""Several answers in one turn are the same answers one by one: kept once, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import StoreBusy
from bot.flow.errands import File
from bot.flow.machine import Machine
from bot.flow.sheet import TOGETHER, ahead, carried, fold, kinds, reopened
from bot.flow.states import Asking, Coaching, Confirming, Idle, Telling
from bot.flow.talk import Chose, Problem, Said
from bot.report import RawText
from bot.scrub import Scrubber
from bot.words import Language, Words
from tests.adapters.slack.told import FOUND, STORY, House
from tests.builders import TOKEN
from tests.states import TERMS, states

if TYPE_CHECKING:
    from bot.flow.sheet import Places
    from bot.flow.states import State

MACHINE = Machine(Words(Language.EN), Scrubber(Language.EN), TERMS)
PLACES = st.lists(st.integers(0, 12), max_size=3).map(tuple)
SHEETS = st.dictionaries(
    st.sampled_from((*TOGETHER, "story", "confirm", "urgent", "more", "words", "when", "add")),
    st.one_of(PLACES, st.sampled_from([STORY, FOUND, "", "x"]).map(lambda t: Said(RawText(t)))),
)


def said(text: str) -> Said:
    """A typed text."""
    return Said(RawText(text))


@given(states, SHEETS)
def test_every_sheet_has_an_answer_in_every_state(
    state: State, sheet: dict[str, Said | Places]
) -> None:
    folded = fold(MACHINE, state, sheet)
    assert folded.turn.prompt is not None or folded.turn.act is not None or folded.turn.says
    if folded.wrong:
        assert folded.turn.state == state
        assert any(isinstance(say, Problem) for say in folded.turn.says)
    for prompt in ahead(MACHINE, folded.turn, folded.left):
        assert prompt.key


@given(states, PLACES)
def test_one_answer_folded_is_the_same_answer_stepped(state: State, places: Places) -> None:
    prompt = MACHINE.prompt(state)
    if prompt is None or any(at >= len(prompt.choices) for at in places):
        return
    stepped = MACHINE.step(state, Chose(tuple(prompt.choices[at].id for at in places)))
    folded = fold(MACHINE, state, {prompt.key: places})
    if not folded.wrong:
        assert folded.turn.state == stepped.state
        assert folded.turn.says == stepped.says


def test_a_whole_report_folds_to_the_state_of_its_steps() -> None:
    sheet: dict[str, Said | Places] = {
        "story": said(STORY),
        "family": (0,),
        "kind": (1,),
        "barrier": (1,),
        "worst": (0,),
    }
    folded = fold(MACHINE, Idle(), sheet)
    state = MACHINE.step(Telling(), said(STORY)).state
    for key in ("family", "kind", "barrier", "worst"):
        prompt = MACHINE.prompt(state)
        assert prompt
        assert prompt.key == key
        at = sheet[key]
        assert isinstance(at, tuple)
        state = MACHINE.step(state, Chose((prompt.choices[at[0]].id,))).state
    assert isinstance(state, Confirming)
    assert folded.turn.state == state


def test_a_page_with_one_wrong_answer_is_not_taken_at_all() -> None:
    folded = fold(MACHINE, Idle(), {"story": said(STORY), "family": (77,)})
    assert folded.wrong == "family"
    assert folded.turn.state == Idle()


def test_words_are_never_carried_to_the_next_page() -> None:
    folded = fold(
        MACHINE,
        Idle(),
        {"story": said(FOUND), "family": (0,), "kind": (1,), "idea": said("x y z")},
    )
    assert isinstance(folded.turn.state, Coaching)
    assert folded.left == {"family": (0,), "kind": (1,)}


def test_nobody_sends_a_record_that_is_not_in_front_of_them() -> None:
    sheet: dict[str, Said | Places] = {"story": said(STORY), "family": (4,), "confirm": (0,)}
    folded = fold(MACHINE, Idle(), sheet)
    assert isinstance(folded.turn.state, Confirming)
    assert folded.turn.act is None
    state = MACHINE.step(Telling(), said(FOUND)).state
    assert carried(state, {"confirm": (0,), "kind": (1,)}) == {"kind": (1,)}


@given(states, SHEETS)
def test_only_the_page_of_the_record_can_send(
    state: State, sheet: dict[str, Said | Places]
) -> None:
    prompt = MACHINE.prompt(state)
    if prompt is None or prompt.record is not None:
        return
    act = fold(MACHINE, state, {**sheet, "confirm": (0,)}).turn.act
    assert not isinstance(act, File)


def test_what_was_carried_is_dropped_once_the_story_is_settled() -> None:
    sheet: dict[str, Said | Places] = {"story": said(STORY), "family": (0,), "branch": (0,)}
    folded = fold(MACHINE, Idle(), sheet)
    assert isinstance(folded.turn.state, Asking)
    assert folded.left == {}


def test_every_kind_stands_at_the_place_that_its_question_gives_it() -> None:
    for f, (family, offered) in enumerate(kinds(MACHINE)):
        for k, kind in enumerate(offered):
            folded = fold(MACHINE, Idle(), {"story": said(STORY), "family": (f,), "kind": (k,)})
            state = folded.turn.state
            assert isinstance(state, Asking)
            assert state.answers.pick("family") == family.id
            assert state.answers.pick("kind") == kind.id


@given(states)
def test_back_leads_to_the_story_or_nowhere(state: State) -> None:
    folded = reopened(MACHINE, state)
    assert folded.turn.state in {Telling(), state}


def test_a_database_that_is_busy_keeps_nothing_and_the_same_page_works_afterwards() -> None:
    house = House()
    intake, writer = house.door.intake, house.told.writer
    sheet: dict[str, Said | Places] = {"story": said(STORY), "family": (0,), "kind": (1,)}

    def busy(_step: str) -> None:
        raise StoreBusy

    writer.before = busy
    with pytest.raises(StoreBusy):
        writer.run(intake.fill(TOKEN, sheet, Language.EN, 0))
    writer.before = None
    assert house.told.drafts.rows == {}
    page = writer.run(intake.fill(TOKEN, sheet, Language.EN, 0))
    assert [prompt.key for prompt in page.asked] == ["barrier", "worst"]
