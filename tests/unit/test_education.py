"""What every door teaches: a near miss, examples of each family, the pledge, what is kept."""

from __future__ import annotations

import pytest

from adapters.slack.blocks import sections
from bot.flow.machine import Machine
from bot.flow.talk import Command, Notice, Pressed
from bot.flow.terms import Terms
from bot.words import Language, Words
from tests.transcript import FewRules

TOLD = ("what", "safety", "physical", "cyber", "concern", "why", "ratios", "then")


def learned(language: Language, terms: Terms) -> list[str]:
    """What is said to whoever asks, in order."""
    machine = Machine(Words(language), FewRules(), terms)
    turn = machine.step(machine.begin().state, Pressed(Command.LEARN))
    return [say.text for say in turn.says if isinstance(say, Notice)]


@pytest.mark.parametrize("language", Language)
def test_learning_says_what_it_is_why_what_comes_of_it_and_what_is_kept(
    language: Language,
) -> None:
    words = Words(language)
    said = learned(language, Terms(pledge="We never punish who tells.", retention="52 weeks."))
    assert said == [
        *(words(f"learn.{name}") for name in TOLD),
        "We never punish who tells.",
        words("learn.privacy"),
        "52 weeks.",
    ]


@pytest.mark.parametrize("language", Language)
def test_without_a_pledge_of_its_own_an_organisation_still_makes_one(language: Language) -> None:
    assert Words(language)("intake.pledge") in learned(language, Terms())


@pytest.mark.parametrize("language", Language)
def test_it_fits_on_one_screen_of_every_platform(language: Language) -> None:
    whole = "\n\n".join(learned(language, Terms(pledge="p" * 500, retention="r" * 200)))
    assert len(whole.encode("utf-16-le")) // 2 < 4096 - 300  # Telegram, with a question below it
    assert len(sections(whole)) <= 2


@pytest.mark.parametrize("language", Language)
def test_the_estimates_are_called_estimates(language: Language) -> None:
    said = Words(language)("learn.ratios")
    assert all(number in said for number in ("300", "29", "100", "10"))
    assert ("estimate" if language is Language.EN else "stima") in said
