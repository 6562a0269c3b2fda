"""Sentences in every language at once: who asks for another language reads what was said again."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, TypeVar

from bot.frozen import frozen
from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@frozen
class Line:
    """What the next page begins with, by language. `well`: it was done, and is no warning."""

    text: dict[Language, str] = field(repr=False)
    well: bool = True


def in_all(say: Callable[[Words], T]) -> dict[Language, T]:
    """What `say` says, by language."""
    return {language: say(Words(language)) for language in Language}
