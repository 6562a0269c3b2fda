"""A state survives as bytes; bytes that are not ours are None; a draft stays small."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.answers import Answers
from bot.flow.codec import decode, encode
from bot.flow.errands import Question
from bot.flow.script import LENGTHS
from bot.flow.states import Coaching, Idle, Leaving, State, Telling
from bot.flow.talk import Said
from bot.flow.visits import Adding, Answering, Detailing, Reviewing, Seeking, Visit
from bot.receipt import LIMIT
from bot.report import CleanText, RawText
from bot.words import Language
from tests.states import machine, states

DRAFT = 8192
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8))
    | st.sampled_from(["Idle", "Telling", "Answers", "Visit", "story"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=12,
)


@settings(max_examples=500, deadline=None)
@given(states)
def test_every_state_survives_as_bytes(state: State) -> None:
    assert decode(encode(state)) == state


@settings(deadline=None)
@given(states)
def test_one_state_has_one_sequence_of_bytes(state: State) -> None:
    restored = decode(encode(state))
    assert restored is not None
    assert encode(restored) == encode(state)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_bytes_that_are_not_ours_are_no_state(data: bytes) -> None:
    assert decode(data) is None


@settings(max_examples=300, deadline=None)
@given(json_values)
def test_json_that_is_not_ours_is_no_state(value: object) -> None:
    state = decode(json.dumps([1, value]).encode())
    assert state is None or encode(state) == encode(decode(encode(state)) or Idle())


@settings(max_examples=300, deadline=None)
@given(states, st.data())
def test_a_damaged_draft_is_no_state_or_a_sound_one(state: State, data: st.DataObject) -> None:
    held = bytearray(encode(state))
    place = data.draw(st.integers(0, len(held) - 1))
    held[place] = data.draw(st.integers(0, 255))
    found = decode(bytes(held))
    if found is not None:
        machine(Language.EN).again(found)
        assert decode(encode(found)) == found


@pytest.mark.parametrize(
    "held",
    [
        [2, ["Idle"]],
        [1, ["Idle", "more"]],
        [1, ["Nowhere"]],
        [1, ["Telling", 5]],
        [1, ["Telling", ["Answers", [["story", "bare"]], []]]],
        [1, ["Telling", ["Answers", [["gone", ["CleanText", "x"]]], []]]],
        [1, ["Asking", ["Answers", [], [["kind", ["no_such_kind"]]]], "barrier"]],
        [1, ["Asking", ["Answers", [], []], "no_such_question"]],
        [1, ["Coaching", ["RawText", "\ud800"], ["Telling", ["Answers", [], []]]]],
        [1, ["Adding", ["Visit", LIMIT, False, []]]],
        [1, ["Adding", ["Visit", -1, False, []]]],
        [1, ["Adding", ["Visit", True, False, []]]],
    ],
)
def test_a_draft_of_another_version_begins_anew(held: object) -> None:
    assert decode(json.dumps(held).encode()) is None


def test_a_state_nested_without_end_is_no_state() -> None:
    assert decode(b"[1," + b'["Leaving",' * 90_000) is None
    deep = '["Idle"]'
    for _ in range(40):
        deep = f'["Browsing",0,{deep}]'
    assert decode(f"[1,{deep}]".encode()) is None


def widest(name: str) -> str:
    """The longest text of a place, in the widest characters."""
    return "😀" * LENGTHS[name][1]


@pytest.mark.parametrize(
    "state",
    [
        Leaving(Coaching(RawText(widest("story")), Telling()), Seeking()),
        Reviewing(Adding(Visit(LIMIT - 1)), CleanText(widest("add"))),
        Coaching(
            RawText(widest("idea")),
            Detailing(
                Visit(LIMIT - 1),
                Answers((("spot", CleanText(widest("spot"))),)),
                "idea",
            ),
        ),
        Reviewing(
            Answering(Visit(LIMIT - 1), Question("q" * 32, "W" * 1000, ("Yes", "No"))),
            CleanText(widest("answer")),
        ),
    ],
)
def test_the_longest_texts_in_the_widest_characters_fit_a_draft(state: State) -> None:
    assert len(encode(state)) <= DRAFT


def test_a_story_being_changed_never_meets_the_old_one_in_a_draft() -> None:
    answers = Answers((("story", CleanText(widest("story"))),), (("family", ("unsure",)),))
    new = "Anna was there 😀" + widest("story")[:1400]
    turn = machine(Language.EN).step(Telling(answers), Said(RawText(new)))
    assert isinstance(turn.state, Coaching)
    assert len(encode(turn.state)) <= DRAFT
