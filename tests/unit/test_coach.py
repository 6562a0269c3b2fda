"""The coach's two screens: what is shown where, what may stay, and how long they may grow."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flow.coach import ROWS, SHOWN, coach, groups, keeping, sorting
from bot.flow.excerpt import rows
from bot.flow.machine import Machine
from bot.flow.states import Asking, Coaching, Telling
from bot.flow.talk import Ask, Chose, Said
from bot.report import RawText
from bot.scrub import Scrubber
from bot.scrub.scrubbed import Detection, Scrubbed, Tag
from bot.words import Language, Words
from tests.states import TERMS
from tests.transcript import FewRules

if TYPE_CHECKING:
    from bot.flow.talk import Prompt

PHONE_WIDTH = 40
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
    shown = coach(scrubbed, words, ("roster", "rules"))
    kept = sorting(scrubbed, words)
    assert len(on_a_phone(shown)) <= ROWS, shown.text
    assert len(on_a_phone(kept)) + len(kept.choices) <= ROWS, kept.text
    assert max(len(choice.label) for choice in kept.choices) <= PHONE_WIDTH


@given(
    st.lists(
        st.sampled_from(
            [
                *("Anna", "hunter2", "14:37", "Gate 7", "@bob", "@bob2", "then", "the ladder"),
                *(
                    "\n",
                    ".",
                    "fell. Then",
                    "「梯子」が",
                    "السلم",
                    "👷🏽\u200d♀️",
                    "x" * 90,
                    "e\u0301" * 30,
                ),
            ]
        ),
        max_size=60,
    ),
    st.sampled_from(Language),
)
def test_whatever_was_found_it_is_one_screen_and_nothing_is_left_out_of_the_count(
    parts: list[str], language: Language
) -> None:
    scrubbed = FewRules(language).scrub(RawText(" ".join(parts)))
    text = coach(scrubbed, Words(language)).text
    assert sum(map(rows, text.split("\n"))) <= ROWS, text
    assert "hunter2" not in text
    assert "@bob" not in text
    assert counted_in(text) == len(scrubbed.detections), text


def counted_in(screen: str) -> int:
    """How many detections a screen accounts for: shown, as repeats, or counted at the end."""
    shown = sum(int(n or 1) for n in re.findall(r"→ [^»]*?(?:, (\d+) \w+)?\u2069?»", screen))
    rest = re.search(r"^… (?:and|e) .*$", screen, re.MULTILINE)
    more = rest[0].split(",") if rest else []
    return shown + sum(int((re.findall(r"\d+", each) or ["1"])[0]) for each in more)


def on_a_phone(prompt: Prompt) -> list[str]:
    """The rows of a prompt's text, broken as a phone breaks them."""
    return [
        row
        for line in prompt.text.splitlines()
        for row in textwrap.wrap(line, PHONE_WIDTH, break_on_hyphens=False)
    ]


SCREENS: Final = (
    (
        Language.EN,
        """This morning on the late shift I told Marco to move the pallet away from the fire door,
        for the alarm engineer, Mr. Thompson, phoned from +44 20 7946 0958 to say so. Marco did.
        """,
        """
        - … late shift I told «Marco → [person], 2 times» to move the pallet …
        - … the alarm engineer, «Mr. Thompson → [person]», phoned from «+44 20 7946 0958 →
          [number]» to say so.
        """,
    ),
    (
        Language.EN,
        """my badge 4471 opened it, the nurse, 54, saw it at 14:37 / 88213 is the
        ticket""",
        """
        - my badge «4471 → [number]» opened it, the nurse, «54 → [number]», saw it «at 14:37 → in
          the afternoon»
        """,
    ),
    (
        Language.IT,
        """Poco dopo ho chiesto a Giulia Bianchi perché la porta del varco 7 fosse aperta; mi ha
        detto che la password del quadro era tigre1999 e la sapevano tutti.""",
        """
        - Poco dopo ho chiesto a «Giulia Bianchi → [persona]» perché la porta del «varco 7 →
          [luogo]» fosse aperta; mi ha …
        - … del quadro era «••••• → [segreto]» e la sapevano tutti.
        """,
    ),
)


@pytest.mark.parametrize(("language", "story", "shown"), SCREENS)
def test_each_finding_stands_in_its_place_with_what_it_would_become(
    language: Language, story: str, shown: str
) -> None:
    scrubbed = Scrubber(language).scrub(RawText(" ".join(story.split()).replace(" / ", "\n")))
    text = coach(scrubbed, Words(language)).text.replace("\N{NO-BREAK SPACE}", " ")
    places = [line for line in text.splitlines() if "→" in line]
    assert places == [" ".join(line.split()) for line in re.split(r"\n +(?=- )", shown) if line]


def test_guillemets_of_the_reporter_are_not_taken_for_marks() -> None:
    text = coach(found("«Anna» said «stop» → at 14:37"), Words(Language.EN)).text
    assert "- “«Anna → [person]»” said “stop” → at «14:37 → afternoon»" in text


def test_what_may_not_stay_is_not_shown_again_in_its_own_place_or_beside_another() -> None:
    story = "Anna said hunter2 to @bob, hunter2 again, card 4111 1111 1111 1111 too"
    few = coach(found(story), Words(Language.EN)).text
    assert "«••••• → [secret], 2 times»" in few
    real = coach(Scrubber("en").scrub(RawText(story)), Words(Language.EN)).text
    assert "card «••••• → [number]» too" in real
    assert "4111" not in real


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


def test_the_button_of_a_bare_number_has_the_word_before_it() -> None:
    told = RawText("my badge 4471 opened it, the nurse, 54, saw it at 14:37\n88213 is the ticket")
    scrubbed = Scrubber("en").scrub(told)
    labels = [choice.label for choice in sorting(scrubbed, Words(Language.EN)).choices]
    assert "badge 4471" in labels


def test_the_button_of_a_bare_number_shows_nothing_of_a_secret_before_it() -> None:
    told = RawText("the password is hunter 88213 for the gate")
    secret, number = (
        Detection(16, 22, Tag.SECRET, "a keyword", "[secret]", keepable=False),
        Detection(23, 28, Tag.NUMBER, "a number", "[number]"),
    )
    choices = sorting(Scrubbed(told, (secret, number)), Words(Language.EN)).choices
    assert [choice.label for choice in choices[:-1]] == ["88213"]
