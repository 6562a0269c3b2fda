"""Every sentence exists in every language, with the same places to fill in."""

from __future__ import annotations

import gettext
import string
from typing import TYPE_CHECKING

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bot.words import ROOMS, Language, Sentence, Words, table
from tests.architecture.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOREIGN = [language for language in Language if language is not Language.EN]
PAIRS = [(language, room) for language in FOREIGN for room in ROOMS]


def catalogue(language: Language, room: str, ending: str) -> Path:
    """The file of one room in one language."""
    return ROOT / "bot" / "locale" / language / "LC_MESSAGES" / f"{room}.{ending}"


def fields(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def msgids(sentence: Sentence) -> tuple[str, ...]:
    """The English texts of one sentence: one, or two when it counts."""
    return sentence if isinstance(sentence, tuple) else (sentence,)


@pytest.mark.parametrize(("language", "room"), PAIRS)
def test_no_sentence_is_missing_and_none_is_left_over(language: Language, room: str) -> None:
    with catalogue(language, room, "po").open("rb") as file:
        messages = read_po(file)
    translated = {message.id for message in messages if message.id and all(_texts(message.string))}
    english = {sentence for sentence in table(room).values() if any(msgids(sentence))}
    assert english - translated == set(), "missing"
    assert translated - english == set(), "left over"


@pytest.mark.parametrize(("language", "room"), PAIRS)
def test_a_translation_has_the_same_places_to_fill_in(language: Language, room: str) -> None:
    with catalogue(language, room, "po").open("rb") as file:
        messages = read_po(file)
    wrong = []
    for message in messages:
        if not message.id:
            continue
        wanted = set().union(*(fields(text) for text in _texts(message.id)))
        # A plural's "one" may leave the number out: "one report waits".
        wrong += [
            text
            for text in _texts(message.string)
            if not (
                fields(text) == wanted or (message.pluralizable and wanted - fields(text) == {"n"})
            )
        ]
    assert wrong == []


@pytest.mark.parametrize(("language", "room"), PAIRS)
def test_the_compiled_catalogue_is_the_written_one(language: Language, room: str) -> None:
    with catalogue(language, room, "po").open("rb") as file:
        written = {_texts(m.id): _texts(m.string) for m in read_po(file) if m.id}
    with catalogue(language, room, "mo").open("rb") as file:
        compiled = {_texts(m.id): _texts(m.string) for m in read_mo(file) if m.id}
    assert compiled == written


@pytest.mark.parametrize(("language", "room"), PAIRS)
def test_every_sentence_can_be_said(language: Language, room: str) -> None:
    say = Words(language)
    for key, sentence in table(room).items():
        names = set().union(*(fields(text) for text in msgids(sentence)))
        values: dict[str, object] = dict.fromkeys(names, "x") | (
            {"n": 2} if isinstance(sentence, tuple) else {}
        )
        assert say(f"{room}.{key}", **values) or not any(msgids(sentence))


def test_a_missing_catalogue_would_be_seen() -> None:
    with pytest.raises(FileNotFoundError):
        gettext.translation("nowhere", str(ROOT / "bot" / "locale"), ["it"])


def _texts(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (str(value),)
