"""A language model that reads lessons a second time, where the operator wants one.

Off by default. It is a folder with a spaCy model that the operator put there; nothing is ever
downloaded, and a name that is no folder is refused. It reads lessons on a reviewer's machine and
never a report. What it marks is a doubt: a reviewer changes it or accepts it.
"""

from __future__ import annotations

import importlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.errors import MissingModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from bot.lesson.traces import Span

# People and places, by the names that the usual schemes give them (OntoNotes, WikiNER).
_LABELS: Final = frozenset({"PERSON", "PER", "GPE", "LOC", "FAC"})
_ANY: Final = "xx"
_IDLE: Final = ("tagger", "parser", "attribute_ruler", "lemmatizer", "morphologizer", "textcat")


class SecondReader:
    """Models by language, looked at when it is made, and loaded when the first lesson is read."""

    def __init__(
        self, folders: Sequence[Path], find: Callable[[str], Any] = importlib.import_module
    ) -> None:
        """Take the models' folders. Raises MissingModel for a folder without, or without spaCy."""
        self._find = find
        self._folders = {_language(folder): folder for folder in folders}
        try:
            find("spacy.about")
        except ImportError as absent:
            raise MissingModel("spaCy") from absent

    def __call__(self, text: str, language: str) -> Iterator[Span]:
        """The places in a text that a model of its language takes for a person or a place."""
        folder = self._folders.get(language) or self._folders.get(_ANY)
        if folder is None:
            return
        for entity in _loaded(folder, self._find)(text).ents:
            if entity.label_ in _LABELS:
                yield entity.start_char, entity.end_char


def _language(folder: Path) -> str:
    """The language that a model's own card says."""
    try:
        card = json.loads((folder / "meta.json").read_text("utf-8"))
        return str(card["lang"])
    except (OSError, ValueError, KeyError, TypeError) as none:
        raise MissingModel(str(folder)) from none


@lru_cache(maxsize=4)
def _loaded(folder: Path, find: Callable[[str], Any]) -> Any:  # noqa: ANN401 - spaCy is optional
    """One model, once per process: it takes a second and 100 MB. Raises MissingModel."""
    try:
        return find("spacy").load(folder, exclude=list(_IDLE))
    except Exception as broken:  # whatever a model's own parts raise
        raise MissingModel(str(folder)) from broken
