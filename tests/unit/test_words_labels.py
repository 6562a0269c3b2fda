"""Every id of the taxonomy has a label in every language, short enough for a button."""

from __future__ import annotations

from enum import StrEnum
from inspect import getmembers, isclass

import pytest

from bot import taxonomy
from bot.sealed import CaseState
from bot.words import Language, Words, table

SHORTEST = 75  # characters of an option in Slack
ENUMS: list[type[StrEnum]] = [
    CaseState,
    *(
        enum
        for _, enum in getmembers(taxonomy, isclass)
        if issubclass(enum, StrEnum) and enum is not StrEnum
    ),
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("enum", ENUMS)
def test_every_id_has_a_label_that_fits(language: Language, enum: type[StrEnum]) -> None:
    labels = [Words(language).label(code) for code in enum]
    assert [label for label in labels if not 0 < len(label) <= SHORTEST] == []
    assert len(set(labels)) == len(labels)


def test_no_label_is_left_over() -> None:
    known = {f"{enum.__name__}.{code}" for enum in ENUMS for code in enum}
    assert set(table("labels")) == known
