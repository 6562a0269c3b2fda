"""Composing: the anatomy, the length, the quiet weeks; the same arguments give the same bytes."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.lesson import Drill, Lesson
from bot.ports import PublishedLesson
from bot.report import Week
from bot.taxonomy import ActionLevel, Barrier, Family, Kind
from bot.words import Language, Words
from digests.classics import after, classic, classics
from digests.compose import clip, compose, last_answer, urgent
from digests.issue import LIMIT, Button, Issue, Sort
from digests.numbers import Count, Figures
from digests.text import blocks, labels, markdown, plain

WEEK = Week(2026, 47)
NUMBERS = Figures("headline", (Count("received", "", 9), Count("actions", "", 6)))
DRILL = Drill(
    "The side door is open and should not be. What first?",
    ("Lock it and carry on", "Tell reception", "Report it", "Check who is inside, then report"),
    3,
    "A locked door says nothing about who came in before.",
)
LESSON = Lesson(
    title="Doors and drafts",
    story="Somebody came in early and the side door simply opened. Nothing was missing.",
    saved_by="somebody noticed",
    vulnerability="nobody checked door timetables after edits",
    change="every edit is compared with opening hours and mailed to two people",
    why_it_helps="a wrong time shows the same day",
    check_up=WEEK.plus(6),
    family=Family.PHYSICAL,
    kind=Kind.ACCESS_SCHEDULE_OR_LOCK,
    barrier=Barrier.PERSON_NOTICED,
    level=ActionLevel.ENGINEER_AUTOMATE,
    drill=DRILL,
)
any_text = st.text(min_size=0, max_size=4000)
any_language = st.sampled_from(Language)


def published(lesson: Lesson = LESSON, lesson_id: str = "l1") -> PublishedLesson:
    return PublishedLesson(lesson_id, WEEK, lesson)


def issue(*lessons: PublishedLesson, language: Language = Language.EN, number: int = 12) -> Issue:
    told = classic("new_bank_details", language)
    last = last_answer(told.title, told.quiz)
    first = classics(language)[0]
    return compose(WEEK, language, lessons, NUMBERS, number=number, classic=first, last=last)


def names(of: Issue) -> list[str]:
    return [block.name for block in blocks(of)]


def test_a_weekly_issue_has_the_whole_anatomy_in_its_order() -> None:
    shown = issue(published(), published(lesson_id="l2"), published(lesson_id="l3"))
    assert shown.title == "Close Calls #12: Doors and drafts"
    assert names(shown) == ["story", "quiz", "last", "takes", "because", "numbers", "nudge"]
    assert shown.buttons == (Button.HERE, Button.REPORT, Button.LESSONS)
    assert labels(shown) == ("Could happen here", "Report a close call", "Lessons")
    assert shown.lessons == ("l1", "l2", "l3")
    assert len(shown.takes) == 2


def test_because_of_your_reports_says_vulnerability_change_why_and_when_it_is_checked() -> None:
    text = plain(issue(published()))
    assert (
        "Because of your reports\n"
        "Weak spot: nobody checked door timetables after edits.\n"
        "Change: every edit is compared with opening hours and mailed to two people.\n"
        "Why it should help: a wrong time shows the same day.\n"
        "We check in 6 weeks whether it did.\n"
    ) in text


def test_a_check_that_is_due_says_this_week() -> None:
    overdue = published(replace(LESSON, check_up=WEEK.plus(-2)))
    assert "We check this week whether it did." in plain(issue(overdue))


def test_the_drills_answer_waits_for_the_next_issue() -> None:
    text = plain(issue(published()))
    assert DRILL.why not in text
    quiz = issue(published()).quiz
    assert quiz
    answered = last_answer("Doors and drafts", quiz)
    later = replace(issue(), last=answered)
    assert "Last time: Doors and drafts\nThe best answer: Check who is inside" in plain(later)


def test_a_lesson_without_a_drill_borrows_that_of_a_classic() -> None:
    shown = issue(published(replace(LESSON, drill=None)))
    assert shown.quiz == classics(Language.EN)[0].quiz
    assert shown.story == LESSON.story


def test_a_quiet_week_has_a_classic_and_a_drill() -> None:
    shown = issue()
    assert shown.sort is Sort.QUIET
    assert names(shown) == ["lead", "story", "quiz", "last", "because", "numbers", "nudge"]
    assert "A classic\n" in plain(shown)
    assert "Because of your reports" not in plain(shown)


def test_the_first_issue_of_an_empty_house_says_how_to_report_and_why() -> None:
    nothing = Figures("headline")
    told = classics(Language.EN)[0]
    shown = compose(WEEK, Language.EN, (), nothing, number=1, classic=told)
    assert shown.sort is Sort.FIRST
    assert names(shown)[:2] == ["lead", "how"]
    assert "numbers" not in names(shown)


def test_the_nudge_goes_to_everybody_every_week() -> None:
    for shown in (issue(), issue(published()), issue(number=1)):
        assert "nudge" in names(shown)


def test_an_issue_whose_changes_are_all_reminders_says_that_this_is_weak() -> None:
    weak = published(replace(LESSON, level=ActionLevel.TRAIN_REMIND))
    assert "weak" in names(issue(weak, weak))
    assert "weak" not in names(issue(weak, published()))


def test_an_urgent_lesson_is_marked_and_carries_no_numbers() -> None:
    shown = urgent(WEEK, Language.EN, published(lesson_id="l9"))
    assert shown.key == "urgent-l9"
    assert shown.title.startswith("Urgent close call")
    assert names(shown) == ["lead", "story", "because"]


def test_numbers_that_are_too_small_are_not_there_in_any_form() -> None:
    shown = replace(issue(published()), figures=Figures("headline"))
    assert "Too few to print" in plain(shown)


@pytest.mark.parametrize(
    ("series", "code", "said"),
    [
        ("kind", "phishing_stopped", "By kind: "),
        ("barrier", "luck", "What stopped it: "),
        ("cause", "slip", "By cause: "),
    ],
)
def test_a_facets_cells_are_said_by_their_labels(series: str, code: str, said: str) -> None:
    figures = Figures(series, (Count(series, code, 7),))
    text = plain(replace(issue(published()), figures=figures))
    assert said in text
    assert code not in text
    assert " 7." in text


def test_percentages_of_the_last_drill_appear_when_there_are_any() -> None:
    shown = issue(published())
    assert shown.last
    voted = replace(shown, last=replace(shown.last, share=61))
    assert "Chosen by 61 %." in plain(voted)


# --- the length ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("number", [1, 12])
def test_every_classic_fits_whole_in_every_language(language: Language, number: int) -> None:
    for told in classics(language):
        before = after(told.key, language)
        last = last_answer(before.title, before.quiz)
        shown = compose(WEEK, language, (), NUMBERS, number=number, classic=told, last=last)
        assert len(plain(shown)) <= LIMIT
        if number != 1:
            assert not shown.shortened


@pytest.mark.parametrize("language", list(Language))
def test_lessons_of_the_greatest_length_fit_in_every_language(language: Language) -> None:
    story = " ".join(["Sicherheitsvorkehrungen"] * 89 + ["end."])
    long = replace(LESSON, story=story, vulnerability="weak. " * 60, change="new. " * 80)
    shown = issue(*(published(long) for _ in range(3)), language=language)
    assert len(plain(shown)) <= LIMIT
    assert shown.shortened
    assert shown.takes == ()


@given(any_language, st.tuples(any_text, any_text, any_text, any_text), st.integers(0, 3))
def test_nothing_a_reviewer_can_write_makes_an_issue_too_long(
    language: Language, written: tuple[str, str, str, str], takes: int
) -> None:
    one, two, three, four = written
    drill = Drill(one, (two, three, four, one), 1, two)
    lesson = replace(LESSON, title=three, story=four, saved_by=one, change=two, drill=drill)
    lessons = [published(lesson) for _ in range(takes + 1)]
    shown = issue(*lessons, language=language)
    assert len(plain(shown)) <= LIMIT
    assert len(plain(urgent(WEEK, language, lessons[0]))) <= LIMIT


def test_short_takes_go_before_a_word_of_the_story_does() -> None:
    longer = published(replace(LESSON, change="A sentence about the change. " * 12))
    shown = issue(published(), longer, longer)
    assert shown.shortened
    assert len(shown.takes) < 2
    assert shown.story == LESSON.story
    assert "More in the library" in plain(shown)


def test_a_text_is_cut_at_the_end_of_a_sentence_else_of_a_word() -> None:
    assert clip("One two. Three four. Five six seven.", 24) == "One two. Three four."
    assert clip("one two three four five six", 12) == "one two…"
    assert clip("x" * 50, 10) == "x" * 9 + "…"
    assert clip("  short \n text ", 40) == "short text"


# --- purity --------------------------------------------------------------------------------------


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert issue(published()) == issue(published())
    assert plain(issue(published())).encode() == plain(issue(published())).encode()


def test_an_issue_has_no_field_that_could_hold_a_person_or_an_hour() -> None:
    held = {field.name for field in fields(Issue)}
    assert held == {
        "sort", "key", "week", "number", "language", "title", "lead", "story", "saved_by", "quiz",
        "last", "takes", "because", "figures", "weak", "shortened", "buttons", "lessons",
        "trend", "picture", "alt", "late", "welcome",
    }  # fmt: skip


def test_markdown_takes_no_markup_from_what_people_wrote() -> None:
    nasty = replace(LESSON, title="<b>[x](y)</b>", story="# not a heading *nor* bold\n1. nor list")
    page = markdown(issue(published(nasty)))
    assert "\n\\# not a heading \\*nor\\* bold 1. nor list\n" in page
    assert "\\<b\\>\\[x\\](y)\\</b\\>" in page
    assert "\n1. Lock it and carry on\n2. Tell reception\n" in page


MARKUP = st.lists(
    st.sampled_from([*"\\`*_{}[]()#+-.!<>|&~=\"':@$^ ab1\n", "~~~", "```", "---", "&amp;", "==="]),
    min_size=1,
    max_size=30,
).map("".join)


@given(MARKUP, MARKUP, MARKUP)
def test_whatever_people_wrote_a_page_is_read_back_as_words_alone(
    story: str, change: str, choice: str
) -> None:
    """By a reader that also knows what most intranets add: struck-out words, and tables."""
    reader = MarkdownIt("commonmark").enable(["strikethrough", "table"])
    quiz = replace(DRILL, choices=(choice, *DRILL.choices[1:]))
    told = issue(published(replace(LESSON, story=f"x{story}", change=f"x{change}", drill=quiz)))
    found = reader.parse(markdown(replace(told, title=f"x{story}")))
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in found} <= {
        *("heading", "paragraph", "ordered_list", "list_item", "inline")
    }
    inside = [child for token in found for child in token.children or ()]
    assert {child.type for child in inside} <= {"text"}
    read = ["".join(child.content for child in token.children or ()) for token in found]
    assert " ".join(f"x{story}".split()) in read


def test_writing_that_turns_round_does_not_turn_our_words_round() -> None:
    """An override that an author left open; Hebrew itself is untouched."""
    lesson = replace(
        LESSON, story="\u202eזה קרה כאן.", saved_by="\u2067mirror", change="fine \u202d"
    )
    said = plain(issue(published(lesson)))
    assert "\nזה קרה כאן.\nWhat saved it: mirror.\n" in said
    assert "Change: fine.\n" in said
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(said)


def test_short_takes_have_the_numbers_of_their_buttons_where_there_are_two() -> None:
    one = plain(issue(published(), published(lesson_id="l2")))
    two = plain(issue(published(), published(lesson_id="l2"), published(lesson_id="l3")))
    assert "Short takes\nAlmost: Doors and drafts." in one
    assert "Short takes\n1. Almost: Doors and drafts." in two
    assert "\n2. Almost: Doors and drafts." in two


def test_a_line_that_begins_like_a_list_stays_a_sentence() -> None:
    page = markdown(issue(published(replace(LESSON, story="12. December was quiet."))))
    assert "\n12\\. December was quiet.\n" in page


# --- classics ------------------------------------------------------------------------------------


def test_there_are_a_dozen_classics_and_both_languages_agree() -> None:
    english, italian = classics(Language.EN), classics(Language.IT)
    assert len(english) >= 12
    facts = [[(c.key, c.kind, c.quiz.answer) for c in told] for told in (english, italian)]
    assert facts[0] == facts[1]
    assert all(one.story != other.story for one, other in zip(english, italian, strict=True))


@pytest.mark.parametrize("language", list(Language))
def test_a_classic_is_short_and_whole(language: Language) -> None:
    for told in classics(language):
        assert len(told.story.split()) <= 90
        assert len(set(told.quiz.choices)) == 4
        assert all((told.title, told.saved_by, told.weak, told.change, told.why, told.quiz.why))


def test_quiet_weeks_tell_every_classic_before_one_comes_again() -> None:
    told, key = [], ""
    for _ in classics(Language.EN):
        key = after(key, Language.EN).key
        told.append(key)
    assert sorted(told) == sorted(each.key for each in classics(Language.EN))
    assert after(key, Language.EN).key == told[0]


def test_a_classic_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        classic("nothing", Language.EN)


def test_italian_headings_are_italian() -> None:
    text = plain(issue(published(), language=Language.IT))
    assert Words(Language.IT)("digest.because") in text
    assert "Because of your reports" not in text
