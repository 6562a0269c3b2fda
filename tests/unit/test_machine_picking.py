"""What counts as a choice: its id, its number, its label; and what does not."""

from __future__ import annotations

import pytest

from bot.flow.picking import near, picked
from bot.flow.talk import Ask, Choice, Chose, Prompt, Said
from bot.report import RawText

ONE = Prompt("kind", Ask.ONE, "Which?", (Choice("luck", "By luck"), Choice("rule", "A rule")))
MANY = Prompt(
    "branch",
    Ask.MANY,
    "Who?",
    (Choice("Plant manager", "Plant manager"), Choice("Lead", "Lead"), Choice("none", "Nobody")),
    optional=True,
)
TEXT = Prompt("spot", Ask.TEXT, "Where?", (Choice("skip", "Skip"),), optional=True)


def said(text: str) -> Said:
    """Typed words."""
    return Said(RawText(text))


@pytest.mark.parametrize("text", ["luck", "LUCK", " by  LUCK ", "1", "\uff11", "\u0031 "])
def test_an_id_a_label_and_a_number_pick_a_choice(text: str) -> None:
    assert picked(ONE, said(text)) == ("luck",)


@pytest.mark.parametrize("text", ["", "0", "3", "-1", "1.0", "luc", "1, 2", "1" * 5000])
def test_anything_else_picks_nothing(text: str) -> None:
    assert picked(ONE, said(text)) == ()


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (("luck",), ("luck",)),
        (("luck", "luck"), ("luck",)),
        (("luck", "rule"), ()),
        (("no such",), ()),
        ((), ()),
    ],
)
def test_one_answer_is_wanted_of_one(ids: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert picked(ONE, Chose(ids)) == found


@pytest.mark.parametrize("text", ["2, 1", "1;2", "1 2", "lead, plant manager"])
def test_several_may_be_typed_in_any_order(text: str) -> None:
    assert picked(MANY, said(text)) == ("Plant manager", "Lead")


def test_several_come_back_in_the_order_of_the_question() -> None:
    assert picked(MANY, Chose(("Lead", "Plant manager"))) == ("Plant manager", "Lead")


def test_no_choice_of_several_means_none_of_them() -> None:
    assert picked(MANY, Chose(())) == ("none",)


@pytest.mark.parametrize("heard", [Chose(("none", "Lead")), said("1, 3"), said("1, 9")])
def test_none_stands_alone(heard: Chose | Said) -> None:
    assert picked(MANY, heard) == ()


def test_a_number_is_words_where_words_are_wanted() -> None:
    assert picked(TEXT, said("1")) == ()
    assert picked(TEXT, said("skip")) == ("skip",)


YES = Prompt(
    "ongoing",
    Ask.ONE,
    "Va avanti?",
    (
        Choice("yes", "Sì, continua"),
        Choice("stopped", "È finito"),
        Choice("unknown", "Non lo so"),
        Choice("luck", "La fortuna"),
    ),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(("si", "yes"), ("Sì!", "yes"), ("SI, CONTINUA", "yes"), ("e finito", "stopped")),
        *(("2.", "stopped"), ("3)", "unknown"), ("non", "unknown"), ("non lo so...", "unknown")),
        *(("fortuna", "luck"), ("la Fortuna!", "luck"), ("una fortuna", "luck"), ("4)", "luck")),
    ],
)
def test_a_choice_is_nearly_named_without_accents_signs_or_its_last_words(
    text: str, found: str
) -> None:
    assert picked(YES, said(text)) == ()
    assert near(YES, text) == (found,)


@pytest.mark.parametrize(
    "text", ["", "...", "la", "s", "continua", "lo so", "5.", "si no", "si " * 900]
)
def test_what_names_no_choice_or_only_its_middle_is_not_near(text: str) -> None:
    assert near(YES, text) == ()


def test_what_two_choices_begin_with_is_near_to_none() -> None:
    two = Prompt("x", Ask.ONE, "?", (Choice("a", "Yes, now"), Choice("b", "Yes, later")))
    assert near(two, "yes") == ()
    assert near(two, "yes later") == ("b",)


def test_nothing_is_near_where_text_is_wanted() -> None:
    assert near(TEXT, "skip!") == ()
