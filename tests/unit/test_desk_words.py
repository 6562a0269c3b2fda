"""The desk's sentences: every key that the code says exists, and every table is complete."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import pytest

from bot.case.clocks import ClockName, Standing
from bot.case.rules import Hold, Missing
from bot.desk import Call
from bot.lesson import Fault
from bot.words import Language, Words, table
from bot.words.desk import SENTENCES
from closecall.commands.desk.arguments import COMMANDS
from closecall.settings.values import Release

if TYPE_CHECKING:
    from enum import StrEnum

ROOT = Path(__file__).parents[2]
FAMILIES: dict[str, type[StrEnum]] = {
    "call": Call,
    "clock": ClockName,
    "standing": Standing,
    "missing": Missing,
    "hold": Hold,
    "fault": Fault,
    "inbox.release": Release,
}


@pytest.mark.parametrize("name", FAMILIES)
def test_every_code_has_its_sentence(name: str) -> None:
    assert {f"{name}.{code.value}" for code in FAMILIES[name]} <= set(SENTENCES)


def test_every_command_and_every_reason_has_its_sentence() -> None:
    assert {f"help.{name}" for name in COMMANDS} <= set(SENTENCES)
    sources = [*(ROOT / "bot/desk").glob("*.py"), *(ROOT / "bot/case").glob("*.py")]
    sources += (ROOT / "closecall/commands").glob("desk*.py")
    code = "\n".join(source.read_text("utf-8") for source in sources)
    reasons = set(re.findall(r'NotAllowed\("(\w+)"\)', code))
    assert len(reasons) > 10
    elsewhere = set(table("export"))  # a file that is made of cases has a room of its own
    assert {f"why.{reason}" for reason in reasons} <= set(SENTENCES) | elsewhere
    causes = {name for name in SENTENCES if name.startswith(("why.", "hold."))}
    assert {f"do.{name.partition('.')[2]}" for name in causes} <= set(SENTENCES)
    said = set(re.findall(r'words\(\s*f?"desk\.([\w.]+)"', code))
    assert said <= set(SENTENCES)


@pytest.mark.parametrize("key", SENTENCES)
def test_every_sentence_can_be_said_in_every_language(key: str) -> None:
    sentence = SENTENCES[key]
    english = sentence if isinstance(sentence, tuple) else (sentence,)
    names = {name for form in english for _, name, _, _ in Formatter().parse(form) if name}
    for language in Language:
        said = Words(language)(f"desk.{key}", **dict.fromkeys(names, 7))
        assert said.strip()
        assert "{" not in said
        assert said.count("7") == len(
            [name for _, name, _, _ in Formatter().parse(english[-1]) if name]
        ) + english[-1].count("7")
