"""The reporters' page is one page in two languages: same parts, same commands, the bot's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from bot.flow.talk import Command
from bot.words import Language, Words

DOCS: Final = Path(__file__).parents[2] / "docs"
PAGES: Final = {Language.EN: DOCS / "reporters.md", Language.IT: DOCS / "reporters.it.md"}
HEADING: Final = re.compile(r"^#+ ", re.MULTILINE)
CODE: Final = re.compile(r"`([^`]+)`")
LABELS: Final = (
    *("intake.start.learn", "intake.start.lessons", "intake.start.check"),
    *("intake.urgent.now", "intake.urgent.window"),
    "labels.Family.concern",
)


def parts(language: Language) -> list[str]:
    """The page from heading to heading."""
    text = PAGES[language].read_text(encoding="utf-8")
    starts = [found.start() for found in HEADING.finditer(text)]
    return [text[at:end] for at, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def shape(part: str) -> dict[str, int | list[str]]:
    """What a part is made of, whatever the language."""
    return {
        "level": len(part.split(" ", 1)[0]),
        "paragraphs": len(re.findall(r"\n\n(?=\S)", part)),
        "points": len(re.findall(r"^- ", part, re.MULTILINE)),
        "steps": len(re.findall(r"^\d\. ", part, re.MULTILINE)),
        "strong": len(re.findall(r"\*\*[^*]+\*\*", part)),
        "code": sorted(CODE.findall(part)),
    }


def test_both_pages_have_the_same_parts_with_the_same_commands() -> None:
    shapes = {language: [shape(part) for part in parts(language)] for language in Language}
    assert len(shapes[Language.EN]) > 5
    assert shapes[Language.IT] == shapes[Language.EN]


@pytest.mark.parametrize("language", Language)
def test_a_page_says_what_the_bot_says(language: Language) -> None:
    words, text = Words(language), " ".join(PAGES[language].read_text("utf-8").split()).casefold()
    missing = [key for key in LABELS if f"*{words(key).casefold()}*" not in text]
    assert missing == []


@pytest.mark.parametrize("language", Language)
def test_every_command_on_a_page_exists(language: Language) -> None:
    named = {code for part in parts(language) for code in CODE.findall(part) if code[0] == "/"}
    assert named <= {*(f"/{command}" for command in Command), "/drill"}
    assert named


@pytest.mark.parametrize("language", Language)
def test_each_page_leads_to_the_other(language: Language) -> None:
    other = next(path for one, path in PAGES.items() if one is not language)
    assert f"]({other.name})" in parts(language)[0]


@pytest.mark.parametrize("language", Language)
def test_the_words_of_a_page_fit_the_width_of_the_others(language: Language) -> None:
    lines = PAGES[language].read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 132] == []
