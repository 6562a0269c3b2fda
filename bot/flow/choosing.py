"""Buttons from sentences: the small pieces that prompts are made of. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.flow.talk import Ask, Choice, Prompt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.words import Words


def choices(words: Words, stem: str, ids: Iterable[str]) -> tuple[Choice, ...]:
    """A button per id; its label is the sentence `<stem>.<id>`."""
    return tuple([Choice(one, words(f"{stem}.{one}")) for one in ids])


def one_of(words: Words, name: str, ids: Iterable[str], rest: tuple[Choice, ...] = ()) -> Prompt:
    """A question `<room>.<key>.ask` with its buttons; `name` is `<room>.<key>`."""
    key = name.partition(".")[2]
    return Prompt(key, Ask.ONE, words(f"{name}.ask"), choices(words, name, ids) + rest)


def back(words: Words) -> tuple[Choice, ...]:
    """The button that leads back to the case."""
    return (Choice("back", words("followup.back")),)
