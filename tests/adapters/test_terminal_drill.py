"""This week's drill at the terminal: beside the conversation, answered at once, kept nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import StoreAway
from bot.words import Language, Words
from bot.work import commit
from digests.classics import classics
from digests.practice import Practice
from tests.builders import Told
from tests.terminal_talk import FILED, only, prompts, speak, type_in

if TYPE_CHECKING:
    from pathlib import Path

    from bot.work import Work

QUIZ = classics(Language.EN)[0].quiz
BEST, OTHER = str(QUIZ.answer + 1), str((QUIZ.answer + 1) % 4 + 1)
DRILL = {"command": "drill"}


def drills(language: Language) -> Work[Practice]:
    """The first classic of that language, with some answers below the issue."""
    return commit(lambda: Practice("2026-W47", classics(language)[0].quiz, 15))


def away(_language: Language) -> Work[Practice]:
    """No drill: the database cannot be reached."""

    def refused() -> Practice:
        raise StoreAway

    return commit(refused)


@pytest.mark.parametrize(("pick", "said"), [(BEST, "right"), (OTHER, "other")])
def test_an_answer_is_told_at_once_with_why_and_how_many(
    tmp_path: Path, pick: str, said: str
) -> None:
    events = speak(Told(), tmp_path, DRILL, {"choose": pick}, drills=drills)
    assert prompts(events) == ["story", "drill", "story"]
    told = only(events, "notice")[-2]["text"]  # the last one is the goodbye
    words = Words(Language.EN)
    assert told.split("\n") == [
        words(f"door.drill.{said}", best=QUIZ.choices[QUIZ.answer]),
        QUIZ.why,
        words("door.drill.answered", n=15),
        words("door.drill.uncounted"),
    ]


def test_the_report_that_was_under_way_goes_on_where_it_was(tmp_path: Path) -> None:
    told = Told()
    asked = [DRILL, {"choose": BEST}]
    events = speak(told, tmp_path, *FILED[:3], *asked, *FILED[3:], drills=drills)
    keys = prompts(events)
    assert keys == [
        *("story", "family", "kind", "barrier", "drill", "barrier"),
        *("worst", "confirm", "more"),
    ]
    assert len(told.reports()) == 1


def test_the_drill_leaves_nothing_in_any_draft(tmp_path: Path) -> None:
    plain, drilled = Told(), Told()
    speak(plain, tmp_path, *FILED[:2])
    before = len(drilled.drafts.rows)
    speak(drilled, tmp_path, DRILL, {"choose": BEST}, *FILED[:2], drills=drills)
    assert before == 0
    assert len(drilled.drafts.rows) == len(plain.drafts.rows)


def test_back_says_nothing_and_asks_again(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, DRILL, {"choose": "back"}, drills=drills)
    assert [event["type"] for event in events[-4:]] == ["prompt", "prompt", "notice", "over"]
    assert prompts(events) == ["story", "drill", "story"]


@pytest.mark.parametrize("odd", [{"say": "seven"}, {"choose": "5"}, {"choose": ["1", "2"]}])
def test_what_does_not_fit_is_said_and_the_drill_stays(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    events = speak(Told(), tmp_path, DRILL, odd, {"choose": BEST}, drills=drills)
    assert prompts(events) == ["story", "drill", "drill", "story"]
    assert len(only(events, "error")) == 1


def test_a_command_in_the_middle_is_for_the_conversation(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, DRILL, DRILL, {"command": "check"}, drills=drills)
    assert prompts(events) == ["story", "drill", "drill", "words"]
    over = speak(Told(), tmp_path, DRILL, {"command": "cancel"}, drills=drills)
    assert over[-1] == {"type": "over", "reason": "cancelled"}


def test_the_words_are_not_shown_twice_after_a_drill(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, *FILED, DRILL, {"choose": BEST}, drills=drills)
    assert len(only(events, "receipt")) == 1
    assert prompts(events)[-3:] == ["more", "drill", "more"]


def test_a_database_that_is_away_ends_the_drill_and_nothing_else(tmp_path: Path) -> None:
    told = Told()
    events = speak(told, tmp_path, *FILED[:5], DRILL, *FILED[5:], drills=away)
    assert prompts(events)[5:] == ["confirm", "confirm", "more"]
    assert "Nothing was changed" in only(events, "error")[0]["text"]
    assert len(told.reports()) == 1


def test_without_a_drill_the_command_is_unknown(tmp_path: Path) -> None:
    events = speak(Told(), tmp_path, DRILL)
    assert prompts(events) == ["story", "story"]
    assert "no such command" in only(events, "error")[0]["text"]


@pytest.mark.parametrize("language", Language)
def test_help_names_the_drill_and_a_number_answers_it(tmp_path: Path, language: Language) -> None:
    best = classics(language)[0].quiz.answer + 1
    typed = f"/help\n/drill\n{best}\n/cancel\n"
    screen = type_in(Told(), tmp_path, typed, language=language, drills=drills)
    words = Words(language)
    assert screen.count("/drill") == 1
    assert words("door.drill.right") in screen
    assert "  5. " + words("door.drill.back") in screen
