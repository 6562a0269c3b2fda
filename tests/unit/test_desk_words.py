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
from closecall.commands.desk.arguments import COMMANDS
from closecall.settings.values import Release

if TYPE_CHECKING:
    from enum import StrEnum

ROOT = Path(__file__).parents[2]
FAMILIES: dict[str, type[StrEnum]] = {
    "desk.call": Call,
    "desk.clock": ClockName,
    "desk.standing": Standing,
    "desk.inbox.release": Release,
    "refused.missing": Missing,
    "refused.hold": Hold,
    "refused.fault": Fault,
}
KEYS = [f"{room}.{name}" for room in ("desk", "refused") for name in table(room)]


@pytest.mark.parametrize("name", FAMILIES)
def test_every_code_has_its_sentence(name: str) -> None:
    assert {f"{name}.{code.value}" for code in FAMILIES[name]} <= set(KEYS)


def test_every_command_and_every_reason_has_its_sentence() -> None:
    assert {f"desk.help.{name}" for name in COMMANDS} <= set(KEYS)
    folders = ("bot/desk", "bot/case", "closecall/commands/desk")
    sources = [source for folder in folders for source in (ROOT / folder).glob("*.py")]
    code = "\n".join(source.read_text("utf-8") for source in sources)
    reasons = set(re.findall(r'NotAllowed\("(\w+)"\)', code))
    assert len(reasons) > 10
    elsewhere = {f"refused.{name}" for name in table("export")}  # a room of its own for files
    assert {f"refused.why.{reason}" for reason in reasons} <= set(KEYS) | elsewhere
    causes = {name for name in table("refused") if name.startswith(("why.", "hold."))}
    assert {f"refused.do.{name.partition('.')[2]}" for name in causes} <= set(KEYS)
    said = set(re.findall(r'words\(\s*f?"((?:desk|refused)\.[\w.]+)"', code))
    assert len(said) > 20
    assert said <= set(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_can_be_said_in_every_language(key: str) -> None:
    room, _, name = key.partition(".")
    sentence = table(room)[name]
    english = sentence if isinstance(sentence, tuple) else (sentence,)
    names = {name for form in english for _, name, _, _ in Formatter().parse(form) if name}
    for language in Language:
        said = Words(language)(key, **dict.fromkeys(names, 7))
        assert said.strip()
        assert "{" not in said
        assert said.count("7") == len(
            [name for _, name, _, _ in Formatter().parse(english[-1]) if name]
        ) + english[-1].count("7")
