"""A story without words is asked for some, once: nothing of it is lost, and it may stay so."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.flow.answers import NOTHING, Answers
from bot.flow.sheet import fold
from bot.flow.states import Asking, Coaching, Confirming, Idle, Telling
from bot.flow.talk import Chose, Problem, Said
from bot.flow.text import wordless
from bot.report import CleanText, RawText
from bot.words import Language, Words
from tests.states import machine

MACHINES = {language: machine(language) for language in Language}
SIGNS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "L", "M", "Nd", "Nl", "No", "Z")),
    min_size=15,
    max_size=60,
)
EMOJI = "🔥🔥🔥 !!! 🚛 ??? 🔥🔥🔥"


def hear(story: str) -> Said:
    """A story as somebody types it."""
    return Said(RawText(story))


@pytest.mark.parametrize("language", Language)
@given(SIGNS)
def test_signs_alone_are_asked_for_words_and_may_stay(language: Language, signs: str) -> None:
    assume("@" not in signs)  # a mention is the coach's
    talk = MACHINES[language]
    asked = talk.step(Telling(), hear(signs))
    assert asked.says == (Problem(Words(language)("intake.text.wordless")),)
    assert asked.prompt is not None
    assert [choice.label for choice in asked.prompt.choices] == [
        Words(language)("intake.story.as_it_is")
    ]
    kept = talk.step(asked.state, Chose(("back",))).state
    assert isinstance(kept, Asking)
    assert kept.question == "family"
    assert kept.answers.text("story") == CleanText(signs)


def test_the_same_signs_again_are_meant() -> None:
    talk = MACHINES[Language.EN]
    once = talk.step(Idle(), hear(EMOJI)).state
    assert isinstance(once, Telling)
    again = talk.step(once, hear(EMOJI))
    assert isinstance(again.state, Asking)
    assert again.says == ()


def test_other_signs_are_asked_about_anew_and_only_the_newest_stay() -> None:
    talk = MACHINES[Language.EN]
    first = talk.step(Telling(), hear(EMOJI)).state
    second = talk.step(first, hear("?" * 20)).state
    assert second == Telling(NOTHING.saying("story", CleanText("?" * 20)))


@pytest.mark.parametrize(
    "story",
    [
        "🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥 incendio",
        "Un carrello 🚛 mi ha sfiorato",
        "叉车在仓库里差一点撞到一位同事没有人受伤",
        "كادت الرافعة أن تصدم زميلاً في المستودع",
        "รถยกเกือบชนเพื่อนร่วมงานในโกดัง",
        "a-b-c-d-e 1234567890",
    ],
)
def test_words_of_any_script_are_words(story: str) -> None:
    assert not wordless(story)
    assert isinstance(MACHINES[Language.EN].step(Telling(), hear(story)).state, Asking | Coaching)


def test_whoever_looked_at_it_with_the_coach_is_not_asked_again() -> None:
    talk = MACHINES[Language.EN]
    found = talk.step(Telling(), hear("14:37 14:37 !!! 14:37")).state
    assert isinstance(found, Coaching)
    assert isinstance(talk.step(found, Chose(("keep",))).state, Asking)


def test_a_changed_story_keeps_the_other_answers() -> None:
    talk = MACHINES[Language.EN]
    told = Answers(
        (("story", CleanText("A trailer rolled back at the dock")),),
        (("family", ("unsure",)),),
    )
    asked = talk.step(Telling(told), hear(EMOJI))
    taken = talk.step(asked.state, Chose(("back",))).state
    assert taken == Confirming(told.saying("story", CleanText(EMOJI)))


def test_a_form_sent_twice_goes_on() -> None:
    talk = MACHINES[Language.EN]
    first = fold(talk, Idle(), {"story": hear(EMOJI), "family": (4,)})
    assert first.turn.prompt is not None
    assert first.turn.prompt.key == "story"
    assert first.typed == EMOJI
    assert first.left == {"family": (4,)}
    second = fold(talk, first.turn.state, {"story": hear(EMOJI), "family": (4,)})
    assert isinstance(second.turn.state, Confirming)


def test_a_choice_where_none_is_offered_is_an_old_button() -> None:
    turn = MACHINES[Language.EN].step(Telling(), Chose(("safety",)))
    assert turn.says == (Problem(Words(Language.EN)("door.stale")),)


def test_a_conversation_may_open_with_the_shortest_story() -> None:
    talk = MACHINES[Language.EN]
    assert isinstance(talk.step(Idle(), hear("Scala instabile")).state, Asking)
    assert talk.step(Idle(), hear("Scala instabil")).state == Telling()
