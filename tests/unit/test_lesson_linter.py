"""The linter: what may not leave a case, told by field, place and reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lesson import Fault, LessonRefused, as_fields, read_lesson, texts
from bot.lesson.linter import Linter
from bot.scrub.scrubbed import Detection, Scrubbed, Tag
from tests.desk_world import LESSON, STORY

if TYPE_CHECKING:
    from bot.report import RawText


def nothing_found(raw: RawText) -> Scrubbed:
    """A scrubber that finds nothing, so that a test sees the linter's own rules."""
    return Scrubbed(raw, ())


def milk_found(raw: RawText) -> Scrubbed:
    """A scrubber that takes milk for a place."""
    at = raw.text.find("milk")
    found = Detection(at, at + 4, Tag.PLACE, "test", "[place]")
    return Scrubbed(raw, (found,) if at >= 0 else ())


def faults(
    story: str, *sources: str, language: str = "en", roster: tuple[str, ...] = ()
) -> set[Fault]:
    """The faults of a story."""
    lesson = replace(LESSON, story=story, language=language)
    return {each.fault for each in Linter(nothing_found, roster)(lesson, sources)}


def test_a_lesson_in_its_own_words_passes() -> None:
    assert Linter(nothing_found)(LESSON, [STORY]) == ()


def test_five_words_in_a_row_are_refused_with_their_place() -> None:
    story = "Near the roof the ladder was too short and so it went."
    (refusal,) = Linter(nothing_found)(replace(LESSON, story=story), [STORY])
    assert (refusal.field, refusal.fault) == ("story", Fault.COPIED)
    assert story[refusal.start : refusal.end] == "the ladder was too short and"


def test_four_words_in_a_row_are_allowed() -> None:
    assert faults("Indeed the ladder was too long.", STORY) == set()


@pytest.mark.parametrize(
    "story",
    [
        "THE LADDER, was -- too short!",
        "thé läddér was tóo shört",
        "the lad\u200bder was too short",
        "\uff54\uff48\uff45 ladder was too short",
        "the la\u0301dder was\ntoo short",
    ],
)
def test_case_accents_punctuation_and_hidden_characters_do_not_hide_a_copy(story: str) -> None:
    assert Fault.COPIED in faults(story, STORY)


def test_an_apostrophe_does_not_hide_a_copy() -> None:
    assert Fault.COPIED in faults(
        "dont climb on that ladder", "Please don\u2019t climb on that ladder"
    )


def test_two_copies_in_one_text_are_two_places() -> None:
    story = "the ladder was too short. Later on somebody fell onto rubber mats too"
    found = Linter(nothing_found)(replace(LESSON, story=story), [STORY])
    assert [story[each.start : each.end] for each in found] == [
        "the ladder was too short",
        "somebody fell onto rubber mats",
    ]


def test_a_run_across_two_sources_is_no_copy() -> None:
    assert faults("one two three four five", "one two three", "four five six") == set()


@given(st.lists(st.sampled_from(["red", "box", "fell", "near", "door"]), min_size=5, max_size=12))
def test_any_run_of_five_is_found_wherever_it_stands(words: list[str]) -> None:
    for start in range(len(words) - 4):
        story = "Somebody saw " + " ".join(words[start : start + 5]).upper() + "; then it ended"
        assert Fault.COPIED in faults(story, " ".join(words))


@pytest.mark.parametrize(
    ("story", "language"),
    [
        ("I saw it", "en"),
        ("We were late", "en"),
        ("It was my shift", "en"),
        ("They\u2019d said we\u2019re fine", "en"),
        ("It was mine", "en"),
        ("Ho visto tutto", "it"),
        ("Il nostro carrello", "it"),
        ("Poi andammo via", "it"),
        ("Mi sono accorto", "it"),
    ],
)
def test_the_first_person_is_refused(story: str, language: str) -> None:
    assert faults(story, language=language) == {Fault.FIRST_PERSON}


@pytest.mark.parametrize(
    ("story", "language"),
    [
        ("They were late and fell ill", "en"),
        ("The US standard for the mine", "en"),
        ("Un collega ha visto il richiamo", "it"),
        ("The id of a door", "en"),
    ],
)
def test_words_that_only_look_like_the_first_person_pass(story: str, language: str) -> None:
    assert faults(story, language=language) == set()


@pytest.mark.parametrize(
    ("story", "fault"),
    [
        ("On 2026-11-21 a door opened", Fault.DATE),
        ("On 21/11/2026 a door opened", Fault.DATE),
        ("On 21.11.26 a door opened", Fault.DATE),
        ("On November 21st a door opened", Fault.DATE),
        ("On the 3rd of May a door opened", Fault.DATE),
        ("Il 21 novembre una porta", Fault.DATE),
        ("Il primo maggio una porta", Fault.DATE),
        ("At 14:37 a door opened", Fault.TIME),
        ("At 2 pm a door opened", Fault.TIME),
        ("Around 14.30 a door opened", Fault.TIME),
        ("At half past two a door opened", Fault.TIME),
        ("Six o\u2019clock, a door opened", Fault.TIME),
        ("Alle 7 una porta", Fault.TIME),
        ("Alle sette e mezza una porta", Fault.TIME),
        ("Badge 4471 was used", Fault.NUMBER),
        ("Il badge n. 4471", Fault.NUMBER),
        ("Ticket INC-20431 says so", Fault.NUMBER),
        ("See #4312", Fault.NUMBER),
        ("The van AB 123 CD left", Fault.NUMBER),
        ("Trailer 12 rolled", Fault.NUMBER),
        ("Serial 00441182", Fault.NUMBER),
    ],
)
def test_exact_dates_times_and_numbers_are_refused(story: str, fault: Fault) -> None:
    assert faults(story) == {fault}


@pytest.mark.parametrize(
    "story",
    [
        "In the afternoon two of three doors opened",
        "In November 2026 a door opened",
        "ISO 45001 asks for it, and so does ISO/IEC 27001",
        "About 300 people work there",
        "It opened for 20 minutes at 30 percent",
        "On the 3rd floor",
    ],
)
def test_what_is_coarse_enough_passes(story: str) -> None:
    assert faults(story) == set()


def test_a_clock_time_is_one_place_from_its_preposition_on() -> None:
    story = "It fell at 14:37 sharp"
    (refusal,) = Linter(nothing_found)(replace(LESSON, story=story), [])
    assert story[refusal.start : refusal.end] == "at 14:37"


def test_a_name_of_the_roster_is_refused_in_any_case_and_a_short_one_as_written() -> None:
    assert faults("ottoline vance came", roster=("Ottoline Vance",)) == {Fault.NAME}
    assert faults("Will came", roster=("Will",)) == {Fault.NAME}
    assert faults("It will come", roster=("Will",)) == set()
    assert faults("The valley is deep", roster=("Val", "Ed")) == set()


def test_whatever_the_scrubber_finds_is_refused_at_its_place() -> None:
    lesson = replace(LESSON, change="the milk door is shut")
    (refusal,) = Linter(milk_found)(lesson, [])
    assert (refusal.field, refusal.fault) == ("change", Fault.FOUND)
    assert lesson.change[refusal.start : refusal.end] == "milk"


def test_a_copy_does_not_hide_what_the_scrubber_found_inside_it() -> None:
    lesson = replace(LESSON, story="somebody spilled the milk there")
    found = Linter(milk_found)(lesson, ["somebody spilled the milk there"])
    assert {each.fault for each in found} == {Fault.COPIED, Fault.FOUND}


def test_a_story_has_at_most_ninety_words_and_the_place_begins_at_the_next() -> None:
    assert faults(" ".join(["word"] * 90)) == set()
    story = " ".join(["word"] * 91)
    (refusal,) = Linter(nothing_found)(replace(LESSON, story=story), [])
    assert refusal.fault is Fault.TOO_LONG
    assert story[refusal.start : refusal.end] == "word"


def test_every_empty_text_is_missing_the_drill_included() -> None:
    drill = LESSON.drill
    assert drill is not None
    lesson = replace(LESSON, title=" ", drill=replace(drill, choices=("a", "", "b", "c")))
    found = Linter(nothing_found)(lesson, [])
    assert {(each.field, each.fault) for each in found} == {
        ("title", Fault.MISSING),
        ("drill.choices.1", Fault.MISSING),
    }


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_gets_places_inside_itself_and_never_an_error(story: str, source: str) -> None:
    found = Linter(nothing_found)(replace(LESSON, story=story), [source])
    written = texts(replace(LESSON, story=story))
    assert all(0 <= each.start <= each.end <= len(written[each.field]) for each in found)


def test_a_lesson_survives_its_own_fields() -> None:
    assert read_lesson(as_fields(LESSON)) == LESSON
    assert read_lesson(as_fields(replace(LESSON, drill=None))).drill is None


def test_reading_tells_everything_missing_and_unknown_at_once() -> None:
    with pytest.raises(LessonRefused) as caught:
        read_lesson({"title": "x", "kind": "unicorn", "check_up": "soon", "author": "somebody"})
    found = {(each.field, each.fault) for each in caught.value.refusals}
    assert found >= {
        ("author", Fault.UNKNOWN),
        ("story", Fault.MISSING),
        ("kind", Fault.UNKNOWN),
        ("check_up", Fault.UNKNOWN),
        ("barrier", Fault.MISSING),
    }


@pytest.mark.parametrize(
    "drill",
    [
        "no",
        {"question": "q", "choices": ["a", "b", "c"], "answer": 0, "why": "w"},
        {"question": "q", "choices": ["a", "b", "c", "d"], "answer": 4, "why": "w"},
        {"question": "q", "choices": ["a", "b", "c", "d"], "answer": True, "why": "w"},
        {"question": "q", "choices": ["a", "b", "c", 4], "answer": 0, "why": "w"},
    ],
)
def test_a_drill_has_one_question_four_choices_and_one_answer(drill: object) -> None:
    with pytest.raises(LessonRefused):
        read_lesson({**as_fields(LESSON), "drill": drill})


def test_a_refusal_holds_none_of_the_words() -> None:
    found = Linter(nothing_found)(replace(LESSON, story=STORY), [STORY])
    said = f"{LessonRefused(found)!r} {LessonRefused(found).sentence} {found!r}"
    assert "ladder" not in said
