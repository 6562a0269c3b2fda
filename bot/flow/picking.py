"""Which choices of a prompt were meant: by id, number or label. What does not fit is no error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.flow.talk import Ask, Chose, Said
from bot.flow.text import bare, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.flow.talk import Prompt

# Choices that mean "none of these" stand alone.
ALONE: Final = frozenset({"none", "skip"})
_LONGEST: Final = 1000  # characters of a text that may name choices


def picked(prompt: Prompt, heard: Said | Chose) -> tuple[str, ...]:
    """The ids that were meant, in the prompt's order; empty when they do not fit the prompt."""
    if not prompt.choices:
        return ()
    ids = heard.ids if isinstance(heard, Chose) else _typed(prompt, heard.raw.text)
    offered = [choice.id for choice in prompt.choices]
    if prompt.kind is Ask.MANY and not ids and isinstance(heard, Chose):
        ids = tuple([id_ for id_ in offered if id_ in ALONE])
    wanted = set(ids)
    if not wanted.issubset(offered) or (len(wanted) > 1 and not _several(prompt, wanted)):
        return ()
    return tuple([id_ for id_ in offered if id_ in wanted])


def near(prompt: Prompt, text: str) -> tuple[str, ...]:
    """The one choice that a text nearly names: without accents or signs, by its first words.

    Whoever types *si* or *2.* on a phone means a button. Only where no free text is wanted.
    """
    said = bare(text) if len(text) <= _LONGEST else []
    if not said or prompt.kind is Ask.TEXT:
        return ()
    found = [
        choice.id
        for number, choice in enumerate(prompt.choices, 1)
        if said in ([str(number)], bare(choice.label)[: len(said)])
    ]
    return tuple(found) if len(found) == 1 else ()


def at_places(prompt: Prompt | None, places: Iterable[int]) -> Chose:
    """The choices at these places of a prompt, by id; a place that it has not got is no id."""
    offered = prompt.choices if prompt else ()
    known = range(len(offered))
    return Chose(tuple([offered[at].id if at in known else "" for at in places]))


def _several(prompt: Prompt, wanted: set[str]) -> bool:
    return prompt.kind is Ask.MANY and not wanted & ALONE


def _typed(prompt: Prompt, text: str) -> tuple[str, ...]:
    """Ids that a typed text names. Numbers count only where no free text is wanted."""
    if len(text) > _LONGEST:
        return ()
    whole = _named(prompt, folded(text))
    if whole or prompt.kind is not Ask.MANY:
        return whole
    said = text.replace(";", ",").split(",") if "," in text or ";" in text else text.split()
    parts = [_named(prompt, folded(part)) for part in said]
    return tuple(id_ for part in parts for id_ in part) if all(parts) else ()


def _named(prompt: Prompt, said: str) -> tuple[str, ...]:
    for number, choice in enumerate(prompt.choices, 1):
        if said in {folded(choice.id), folded(choice.label)} or _is_number(prompt, said, number):
            return (choice.id,)
    return ()


def _is_number(prompt: Prompt, said: str, number: int) -> bool:
    return prompt.kind is not Ask.TEXT and said == str(number)
