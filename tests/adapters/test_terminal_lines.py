"""Plain numbered lines on a pipe: everything in words, any width, any bytes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from adapters.terminal.lines import LONGEST_LINE, Source, spoken, wrapped
from bot.flow.talk import Ending, Over
from bot.words import Language, Words
from tests.builders import STORY, Told
from tests.terminal_talk import type_in

if TYPE_CHECKING:
    from pathlib import Path

FILED = f"{STORY}\n1\n2\n5\n2\n1\n"


def test_a_report_is_filed_by_numbers(tmp_path: Path) -> None:
    told = Told()
    screen = type_in(told, tmp_path, FILED)
    assert "Your eight words:" in screen
    assert "The same as digits:" in screen
    assert len(told.reports()) == 1


def test_ids_and_labels_work_as_well_as_numbers(tmp_path: Path) -> None:
    told = Told()
    type_in(told, tmp_path, f"{STORY}\nsafety\nFall from a height\nLUCK\nserious\nsend\n")
    assert len(told.reports()) == 1


def test_the_record_is_shown_before_it_is_sent(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, f"{STORY}\n1\n2\n5\n2\n", width=200)
    assert f"The record:\n  What almost happened: {STORY}\n" in screen


def test_a_number_where_text_is_asked_is_answered_kindly(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, "42\n")
    assert "Please type words here" in screen


def test_digits_are_welcome_where_the_words_are_asked(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, "/check\n1234567890123456789012345\n")
    assert "Please type words here" not in screen
    assert "Nothing answers to these words." in " ".join(screen.split())


def test_the_digits_open_the_way_back_at_the_first_question_too(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, "5339152227664182882908166\n")
    assert "Please type words here" not in screen
    assert "Nothing answers to these words." in " ".join(screen.split())


def test_a_slash_command_works_and_an_unknown_one_is_explained(tmp_path: Path) -> None:
    screen = " ".join(type_in(Told(), tmp_path, "/help\n/explode\n/cancel\n").split())
    assert "Type what almost happened" in screen
    assert "There is no such command." in screen
    assert "Nothing of what you typed was kept." in screen


def test_a_story_may_begin_with_a_path(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, "/srv/share was open to the whole internet until noticed\n")
    assert "There is no such command." not in screen
    assert "Which kind?" in screen


def test_an_end_of_input_cancels_and_says_that_nothing_was_kept(tmp_path: Path) -> None:
    told = Told()
    screen = type_in(told, tmp_path, f"{STORY}\n1\n")
    assert "Nothing of what you typed was kept." in screen
    assert told.reports() == []


def test_bytes_that_are_no_text_are_said_so_and_the_question_stays(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, b"\xff\xfe\n")
    assert "not valid UTF-8" in screen
    assert screen.count("What almost happened?") == 2


def test_several_choices_take_commas_and_an_empty_line_takes_none(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, f"{FILED}why\n3, 4\nwhy\n\n")
    assert "Several numbers with commas between them" in screen
    assert "I did not understand that choice" not in screen


@pytest.mark.parametrize("width", [20, 40, 80])
def test_no_line_is_wider_than_the_screen(width: int, tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, FILED, width=width)
    words = max(len(word) for word in screen.split())
    assert max(len(line) for line in screen.splitlines()) <= max(width, words + 8)


def test_no_escape_sequence_reaches_the_pipe(tmp_path: Path) -> None:
    screen = type_in(Told(), tmp_path, FILED.replace("ladder", "lad\x1b[31mder"))
    assert "\x1b" not in screen


def test_the_door_speaks_italian(tmp_path: Path) -> None:
    told = Told()
    screen = type_in(told, tmp_path, FILED, language=Language.IT)
    assert "Le tue otto parole:" in screen
    assert "Your" not in screen


def test_a_line_without_end_is_skipped_as_a_whole() -> None:
    source = Source(io.BytesIO(b"a" * (2 * LONGEST_LINE + 5) + b"\nnext\r\n"))
    assert source.line() == "door.bad.long"
    assert source.line() == b"next"
    assert source.line() is None


@pytest.mark.parametrize("ending", list(Ending))
@pytest.mark.parametrize("language", list(Language))
def test_every_ending_has_its_sentence(ending: Ending, language: Language) -> None:
    assert len(spoken(Over(ending), Words(language))) > 10


def test_wrapping_keeps_every_word_and_the_indent() -> None:
    text = "  one two three four five six"
    lines = wrapped(text, 12).split("\n")
    assert " ".join(lines).split() == text.split()
    assert all(line.startswith("  ") for line in lines)
