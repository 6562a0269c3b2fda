"""An issue as Telegram shows it: within the limits, whatever an author wrote, and never obeyed."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.issue import (
    EXPLANATION,
    MESSAGE,
    OPTION,
    QUESTION,
    message,
    quiz,
    read_message,
    read_quiz,
    shorten,
)
from adapters.telegram.spot import Spot
from adapters.telegram.votes import MOST, Asked
from bot.ports import PublishedLesson
from bot.words import Language
from digests.compose import fit, urgent
from digests.issue import Button, Quiz, Sort
from digests.voting import HERE, asked
from tests.adapters.issues import DRILL, LESSON, WEEK, issue_of, lessons, said
from tests.adapters.telegram.markup import read, units

if TYPE_CHECKING:
    from bot.lesson import Lesson

SAID = said(
    *("<", ">", "&", "&amp;", "<b>", "</b>", "<!--", "-->", "\n", " ", "\U0001f600", "ẞ", "a")
)


@given(st.lists(lessons(SAID), max_size=3), st.sampled_from(list(Language)))
def test_any_issue_is_one_message_of_clean_html(written: list[Lesson], language: Language) -> None:
    issue = issue_of(*written, language=language)
    read_back = read_message(message(issue))

    assert 0 < units(read(read_back.html)) <= MESSAGE
    assert set(re.findall(r"<[^>]*>", read_back.html)) == {"<b>", "</b>"}
    *votes, report, lessons = (button for button, _ in read_back.buttons)
    assert (report, lessons) == (Button.REPORT, Button.LESSONS)
    shown = [one for one in asked(fit(issue)) if one in HERE]
    assert votes == [Asked(language, "2026-W47", one) for one in shown]


@given(lessons(SAID))
def test_any_drill_is_a_quiz_that_telegram_takes(written: Lesson) -> None:
    frozen = quiz(issue_of(written))
    poll = read_quiz(frozen)

    if poll is None:
        assert frozen == ""
        return
    assert 1 <= units(poll.question) <= QUESTION
    assert len(poll.options) == 4
    assert all(1 <= units(option) <= OPTION for option in poll.options)
    assert units(poll.why) <= EXPLANATION
    assert "\n" not in poll.question + "".join(poll.options) + poll.why
    assert poll.answer == (written.drill.answer if written.drill else -1)


@given(SAID.filter(str.split), st.integers(10, 400))
def test_shortened_text_ends_at_a_word(said: str, cap: int) -> None:
    tidy = " ".join(said.split())
    short = shorten(said, cap)

    assert units(short) <= cap
    if short == tidy:
        return
    kept = short.removesuffix("…")
    assert tidy.startswith(kept)
    rest = tidy[len(kept) :]
    longest = max(units(word) for word in tidy.split(" "))
    assert rest.startswith(" ") or 2 * longest >= cap - 2


def test_what_an_author_wrote_is_shown_and_not_obeyed() -> None:
    html = read_message(message(issue_of(LESSON))).html

    assert "<b>Close Calls #12: Doors &amp; drafts</b>" in html
    assert "open &lt;two&gt; hours" in html
    assert "open <two> hours early" in read(html)


def test_a_line_of_an_author_is_no_button() -> None:
    written = replace(LESSON, story="x\n<!-- report --> Press me", title="<!-- lessons --> y")
    read_back = read_message(message(issue_of(written)))

    labels = [label for _, label in read_back.buttons]
    assert labels == ["Could happen here", "Report a close call", "Lessons"]
    assert "<!-- report --> Press me" in read(read_back.html)


def test_the_drill_is_asked_by_the_quiz_and_not_told_twice() -> None:
    issue = issue_of(LESSON)
    poll = read_quiz(quiz(issue))

    assert poll is not None
    assert poll.question == DRILL.question
    assert poll.options == DRILL.choices
    assert poll.answer == 3
    assert poll.why == DRILL.why
    assert DRILL.question not in message(issue)


def test_choices_too_long_for_a_quiz_stand_whole_in_the_message_under_their_numbers() -> None:
    long = "Tell " + "everybody " * 12 + "who is near"
    drill = replace(DRILL, choices=("Lock it", long, "Report it", "Check"), answer=1)
    issue = issue_of(replace(LESSON, drill=drill))
    poll = read_quiz(quiz(issue))

    assert poll is not None
    assert poll.options[0] == "1. Lock it"
    assert poll.options[1].startswith("2. Tell everybody ")
    assert poll.options[1].endswith("everybody…")
    html = read_message(message(issue)).html
    assert f"2. {long}" in html
    assert DRILL.question in html
    assert "The answer comes with the next issue" not in html


def test_a_quiz_is_counted_as_telegram_counts() -> None:
    smile = "\U0001f600"
    drill = replace(DRILL, question=smile * 200, choices=(smile * 60, "b", "c", "d"))
    poll = read_quiz(quiz(issue_of(replace(LESSON, drill=drill))))

    assert poll is not None
    assert QUESTION - 2 <= units(poll.question) <= QUESTION
    assert OPTION - 2 <= units(poll.options[0]) <= OPTION
    assert poll.options[1] == "2. b"


def test_a_script_without_spaces_is_cut_at_a_letter_and_keeps_its_accents() -> None:
    assert shorten("危" * 150, 100) == "危" * 99 + "…"
    assert shorten("ok " + "e\u0301" * 99, 100) == "ok " + "e\u0301" * 48 + "…"


def test_an_urgent_lesson_has_no_quiz_and_says_so_by_asking_nothing() -> None:
    published = PublishedLesson("a" * 32, WEEK, LESSON, urgent=True)
    issue = urgent(WEEK, Language.EN, published)

    assert issue.sort is Sort.URGENT
    assert quiz(issue) == ""
    assert read_quiz("") is None
    assert "Urgent close call: Doors &amp; drafts" in message(issue)


def test_a_drill_of_invisible_signs_is_not_asked() -> None:
    drill = Quiz("Well?", ("a", "\x00\x07", "c", "d"), 0, "so")
    assert quiz(replace(issue_of(LESSON), quiz=drill)) == ""


def test_each_short_take_has_a_button_of_its_own() -> None:
    issue = issue_of(LESSON, LESSON, LESSON)
    assert [label for _, label in read_message(message(issue)).buttons] == [
        "Could happen here",
        "Could happen here: short take 1",
        "Could happen here: short take 2",
        "Report a close call",
        "Lessons",
    ]


def test_the_buttons_of_an_urgent_lesson_fit() -> None:
    published = PublishedLesson("a" * 32, WEEK, LESSON, urgent=True)
    (button, _), *_ = read_message(message(urgent(WEEK, Language.IT, published))).buttons
    assert isinstance(button, Asked)
    assert button.period == "urgent-" + "a" * 32
    assert len((button.data() or "x" * 99).encode()) <= MOST


def test_headings_come_in_the_order_of_the_anatomy_in_italian_too() -> None:
    html = read_message(message(issue_of(LESSON, language=Language.IT))).html
    told = ["Doors", "The side door", "nobody checked timetables"]

    places = [html.index(part) for part in told]
    assert all(one < other for one, other in pairwise(places))
    assert read_message(message(issue_of(language=Language.IT))).buttons[-1][1] == "Lezioni"


@pytest.mark.parametrize(
    ("written", "chat", "topic"),
    [
        ("-1001234567890", -1001234567890, None),
        ("-1001234567890/12", -1001234567890, 12),
        ("@Close_Calls", "@close_calls", None),
        ("@close_calls/1", "@close_calls", None),
    ],
)
def test_a_spot_is_a_group_or_a_channel_and_perhaps_a_topic(
    written: str, chat: int | str, topic: int | None
) -> None:
    assert Spot.parse(written) == Spot(chat, topic)


@pytest.mark.parametrize(
    "written",
    ["", "1234567890", "@me", "@a/b", "-0", "-12/0", "-12/", "https://t.me/x", "-12/1/2", "@x y"],
)
def test_a_person_or_a_typo_is_no_spot(written: str) -> None:
    with pytest.raises(ValueError, match="spot"):
        Spot.parse(written)


@pytest.mark.parametrize("written", ["-1001234567890/12", "@close_calls"])
def test_a_spot_reads_as_it_is_written(written: str) -> None:
    assert str(Spot.parse(written)) == written
