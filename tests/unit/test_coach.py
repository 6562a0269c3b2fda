"""The coach's two screens: what is grouped, what may stay, and how long they may grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.coach import SHOWN, coach, groups, keeping, sorting
from bot.flow.machine import Machine
from bot.flow.states import Asking, Coaching, Telling
from bot.flow.talk import Ask, Chose, Said
from bot.report import RawText
from bot.scrub import Scrubber
from bot.words import Language, Words
from tests.states import TERMS
from tests.transcript import FewRules

if TYPE_CHECKING:
    from bot.flow.talk import Prompt
    from bot.scrub import Scrubbed

PHONE_LINES, PHONE_WIDTH = 16, 40
STORY = (
    "Anna saw it at Gate 7 at 14:37, then anna@ran. Anna told @bob that hunter2 works at 14:37."
)


def found(story: str) -> Scrubbed:
    return FewRules().scrub(RawText(story))


def ids(prompt: Prompt) -> list[str]:
    return [choice.id for choice in prompt.choices]


@pytest.mark.parametrize(
    ("story", "offered"),
    [
        ("It was hunter2 on a note", "safe edit"),
        ("Anna slipped, and Anna fell", "safe edit keep"),
        ("Anna slipped on hunter2", "safe edit keep"),
        ("Anna slipped at 14:37", "safe edit keep some"),
    ],
)
def test_one_by_one_is_offered_when_two_different_things_may_stay(
    story: str, offered: str
) -> None:
    assert ids(coach(found(story), Words(Language.EN))) == offered.split()


def test_repeats_are_one_group_whatever_their_case_and_spaces() -> None:
    scrubbed = Scrubber("en").scrub(
        RawText("Gate 7 jammed, gate  7 again. At 14:37 and at 14:37.")
    )
    assert [(group.was, len(group.found)) for group in groups(scrubbed)] == [
        ("Gate 7", 2),
        ("At 14:37", 2),
    ]


def test_only_what_may_be_kept_has_a_button_and_buttons_hold_no_words_in_their_ids() -> None:
    prompt = sorting(found(STORY), Words(Language.EN))
    assert prompt.kind is Ask.MANY
    assert [choice.label for choice in prompt.choices[:-1]] == ["Anna", "Gate 7", "14:37"]
    assert ids(prompt) == ["keep1", "keep2", "keep3", "none"]


def test_chosen_groups_stay_as_typed_and_all_else_is_replaced() -> None:
    kept = keeping(found(STORY), ("keep2", "keep3")).text
    assert kept == (
        "[person] saw it at Gate 7 at 14:37, then anna[person]. [person] told [person] that "
        "[secret] works at 14:37."
    )


@pytest.mark.parametrize("choice", [("none",), ()])
def test_choosing_none_is_the_safe_version(choice: tuple[str, ...]) -> None:
    machine = Machine(Words(Language.EN), FewRules(), TERMS)
    turn = machine.step(Coaching(RawText(STORY), Telling(), sorting=True), Chose(choice))
    assert isinstance(turn.state, Asking)
    assert turn.state.answers.text("story") == found(STORY).safe


def test_keeping_some_takes_one_tap_more_than_the_safe_version() -> None:
    machine = Machine(Words(Language.EN), FewRules(), TERMS)

    def taps(*choices: tuple[str, ...]) -> int:
        state = machine.step(Telling(), Said(RawText(STORY))).state
        for count, choice in enumerate(choices, 1):
            state = machine.step(state, Chose(choice)).state
            if isinstance(state, Asking):
                return count
        raise AssertionError(state)

    assert taps(("safe",)) == 1
    assert taps(("keep",)) == 1
    assert taps(("some",), ("keep1", "keep3")) == 2


@given(st.integers(0, 40), st.data())
def test_no_choice_lets_through_what_has_no_button(count: int, data: st.DataObject) -> None:
    story = "Anna, @bob, hunter2; " + " ".join(f"Gate 7 hunter2{n} @u{n}" for n in range(count))
    offered = ids(sorting(found(story), Words(Language.EN)))
    kept = keeping(found(story), data.draw(st.lists(st.sampled_from([*offered, "keep99", "x"]))))
    assert "hunter2" not in kept.text
    assert "@" not in kept.text


@pytest.mark.parametrize("language", Language)
def test_neither_screen_is_longer_than_a_phone(language: Language) -> None:
    named = "".join(chr(97 + n % 26) for n in range(30))
    story = ". ".join(f"told Mr {named[n:].capitalize()} and ticket {n}4471{n}" for n in range(25))
    scrubbed = Scrubber(language).scrub(RawText(f"{story} password: hunter2"))
    assert len(groups(scrubbed)) > 3 * SHOWN
    words = Words(language)
    for prompt in (coach(scrubbed, words, ("roster", "rules")), sorting(scrubbed, words)):
        lines = [line for part in prompt.text.splitlines() for line in _wrapped(part)]
        assert len(lines) + len(prompt.choices) <= PHONE_LINES + SHOWN + 1, prompt.text
        assert len(prompt.choices) <= SHOWN + 1
        assert max(len(choice.label) for choice in prompt.choices) <= PHONE_WIDTH


def _wrapped(line: str) -> list[str]:
    return [line[at : at + PHONE_WIDTH] for at in range(0, len(line), PHONE_WIDTH)]


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("At 14:37 I fell", "In the afternoon I fell"),
        ("It fell. At 14:37 I ran", "It fell. In the afternoon I ran"),
        ("Priya fell", "[person] fell"),
        ("at 14:37 i fell", "in the afternoon i fell"),
        ("Last Tuesday it fell", "This month it fell"),
    ],
)
def test_what_began_with_a_capital_begins_with_one(text: str, safe: str) -> None:
    assert Scrubber("en").scrub(RawText(text)).safe.text == safe


def test_a_bare_number_is_shown_with_the_word_before_it() -> None:
    told = RawText("my badge 4471 opened it, the nurse, 54, saw it at 14:37\n88213 is the ticket")
    scrubbed = Scrubber("en").scrub(told)
    shown = coach(scrubbed, Words(Language.EN)).text
    assert "badge ~~4471~~ → [number]" in shown
    assert "~~at 14:37~~ → in the afternoon" in shown
    assert "it ~~88213~~" not in shown, "not the last word of another line"
    labels = [choice.label for choice in sorting(scrubbed, Words(Language.EN)).choices]
    assert "badge 4471" in labels
