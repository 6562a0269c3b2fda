"""Classics for quiet weeks: near misses of well-known kinds, each with a drill. Nobody is meant.

The texts lie beside this file, one table per language; this file reads and checks them, once.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bot.frozen import frozen
from bot.taxonomy import Kind
from digests.issue import Quiz

if TYPE_CHECKING:
    from bot.words import Language


@frozen
class Classic:
    """One classic in one language."""

    key: str
    kind: Kind
    title: str
    story: str
    saved_by: str
    weak: str
    change: str
    why: str
    quiz: Quiz


@lru_cache
def classics(language: Language) -> tuple[Classic, ...]:
    """All classics in a language, in the order in which quiet weeks tell them."""
    import tomllib  # noqa: PLC0415 - for the first quiet week, not for a service at rest

    held = files("digests").joinpath(f"classics.{language}.toml").read_text(encoding="utf-8")
    return tuple(_classic(entry) for entry in tomllib.loads(held)["classic"])


def classic(key: str, language: Language) -> Classic:
    """One classic. Raises KeyError when there is none of that name."""
    for found in classics(language):
        if found.key == key:
            return found
    raise KeyError(key)


def after(key: str, language: Language) -> Classic:
    """The classic that follows `key`, round and round; the first one for an unknown key."""
    known = classics(language)
    places = {found.key: place for place, found in enumerate(known)}
    return known[(places.get(key, -1) + 1) % len(known)]


def _classic(entry: dict[str, Any]) -> Classic:
    """Check one entry of the table. Raises KeyError or ValueError: the tests read every entry."""
    first, second, third, fourth = entry["choices"]
    quiz = Quiz(
        entry["question"], (first, second, third, fourth), entry["answer"] - 1, entry["best"]
    )
    if quiz.answer not in range(4):
        raise ValueError(entry["key"])
    texts = (entry[name] for name in ("title", "story", "saved_by", "weak", "change", "why"))
    title, story, saved_by, weak, change, why = texts
    return Classic(
        entry["key"], Kind(entry["kind"]), title, story, saved_by, weak, change, why, quiz
    )
