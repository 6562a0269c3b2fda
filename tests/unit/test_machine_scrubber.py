"""The machine with the real scrubber: anything typed has an answer, no secret gets past it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flow.machine import Machine
from bot.flow.states import Asking, Coaching, Telling
from bot.flow.talk import Chose, Said
from bot.report import RawText
from bot.scrub import Scrubber
from bot.words import Language, Words
from tests.states import TERMS

MACHINES = {one: Machine(Words(one), Scrubber(one), TERMS) for one in Language}
SECRETS = ("xoxb-1234567890-abcdefghij", "AKIAABCDEFGHIJKLMNOP", "<@U012ABCDEF>")


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(Language), st.text(min_size=15, max_size=200))
def test_anything_typed_has_an_answer(language: Language, text: str) -> None:
    machine = MACHINES[language]
    turn = machine.step(Telling(), Said(RawText(text)))
    while isinstance(turn.state, Coaching):
        assert turn.prompt
        assert turn.prompt.key == "coach"
        turn = machine.step(turn.state, Chose(("safe",)))
    assert turn.prompt


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("choice", ["safe", "keep"])
def test_neither_choice_lets_a_secret_or_a_mention_through(
    language: Language, secret: str, choice: str
) -> None:
    machine = MACHINES[language]
    told = Said(RawText(f"Somebody posted {secret} where all could read, write to a@example.com"))
    coached = machine.step(Telling(), told)
    assert isinstance(coached.state, Coaching)
    turn = machine.step(coached.state, Chose((choice,)))
    assert isinstance(turn.state, Asking)
    story = turn.state.answers.text("story")
    assert story
    assert secret not in story.text
    assert ("a@example.com" in story.text) == (choice == "keep")
