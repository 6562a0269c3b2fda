"""Whole conversations, as a person reads them: hearing a transcript gives that transcript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.flow import script
from bot.taxonomy import Kind
from bot.words import Language, Words, table
from tests.transcript import TRANSCRIPTS, play

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(TRANSCRIPTS.rglob("*.txt"))
KEYS = {
    *("start", "story", "coach", "coach_keep", "confirm", "change", "leave"),
    *("lessons", "lessons_family", "lessons_kind"),
    *(set(script.REPORT_ORDER) | set(script.DETAIL_ORDER) | {"more", "recall"}),
    *("photo", "photo_shown"),
    *("words", "case", "answer", "add", "verdict", "rate", "reword", "withdraw"),
}
# A sentence that needs a setting or a day which no transcript has.
UNHEARD = re.compile(r"weekday\.|incident\.door$|pledge$|coach\.rest$")


def spoken(language: Language) -> str:
    """Everything said in one language, on one line, without marks."""
    files = (path.read_text(encoding="utf-8") for path in FILES if path.parent.name == language)
    lines = (line for text in files for line in text.splitlines() if line.startswith("<"))
    return " ".join(" ".join(line.lstrip("<?|!✗ ").split()) for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_machine_speaks_the_transcript(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert play(text).splitlines() == text.splitlines()


def test_every_conversation_exists_in_every_language() -> None:
    told = {
        language: {path.stem for path in FILES if path.parent.name == language}
        for language in Language
    }
    assert told[Language.EN]
    assert len(set(map(frozenset, told.values()))) == 1


@pytest.mark.parametrize("language", Language)
def test_every_question_is_asked_in_some_transcript(language: Language) -> None:
    files = (path.read_text(encoding="utf-8") for path in FILES if path.parent.name == language)
    asked = set(re.findall(r"^< \? (\w+) \(", "\n".join(files), re.MULTILINE))
    assert asked == KEYS


@pytest.mark.parametrize("language", Language)
def test_every_branch_question_is_asked_in_some_transcript(language: Language) -> None:
    said, words = spoken(language), Words(language)
    branches = [name for name in table("intake") if name.startswith("branch.")]
    kinds = [name for name in branches if name.removeprefix("branch.") in set(Kind)]
    assert len(kinds) == 10
    assert [name for name in branches if words(f"intake.{name}") not in said] == []


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("room", ["intake", "learn", "followup"])
def test_every_sentence_of_the_conversation_is_heard(language: Language, room: str) -> None:
    said, words = spoken(language), Words(language)
    silent = []
    for name, sentence in table(room).items():
        if UNHEARD.search(name) or isinstance(sentence, tuple) or "{" in sentence:
            continue
        if " ".join(words(f"{room}.{name}").split()) not in said:
            silent.append(name)
    assert silent == []
