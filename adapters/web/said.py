"""Sentences in every language at once: who asks for another language reads what was said again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from bot.words import Language, Words

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def in_all(say: Callable[[Words], T]) -> dict[Language, T]:
    """What `say` says, by language."""
    return {language: say(Words(language)) for language in Language}
