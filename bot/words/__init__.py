"""Every sentence that people read, through gettext: a table per room, a catalogue per language.

A table maps a stable key to its English; the English is the gettext msgid. A pair (one, many) is a
plural, chosen by the value `n`. Values are inserted with `str.format`. Keys are `room.name`, ids
of the taxonomy have labels under `labels.<enum>.<id>`. The catalogues live in
`bot/locale/<language>/LC_MESSAGES/<room>.po`, compiled `.mo` beside them (`make words`).
"""

from __future__ import annotations

import gettext
from enum import StrEnum, unique
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Final, cast

from bot import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.errors import CloseCallError

Sentence = str | tuple[str, str]
ROOMS: Final = (
    "labels",
    "intake",
    "learn",
    "followup",
    "photo",
    "door",
    "desk",
    "refused",
    "digest",
    "doctor",
    "library",
    "telegram",
    "tgchannel",
    "slack",
    "slackchannel",
    "console",
    "consolecase",
    "consoleback",
    "consolepeople",
    "export",
    "roof",
    "usage",
    "readers",
    "demo",
)


@unique
class Language(StrEnum):
    """The languages that every sentence exists in."""

    EN = "en"
    IT = "it"


class Words:
    """All sentences in one language: `words("intake.story.ask")`."""

    __slots__ = ("language",)

    def __init__(self, language: Language = Language.EN) -> None:
        """Bind the language; catalogues are read once per process."""
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The sentence behind `key` with its values inserted.

        Raises KeyError for an unknown key.
        """
        if not values:
            return _said(key, self.language)
        room, _, name = key.partition(".")
        sentence = table(room)[name]
        catalogue = _catalogue(room, self.language)
        if isinstance(sentence, tuple):
            said = catalogue.ngettext(*sentence, cast("int", values["n"]))
        else:
            said = catalogue.gettext(sentence)
        return said.format(**values)

    def label(self, code: StrEnum) -> str:
        """The label of a taxonomy id, as shown on a button."""
        return self(f"labels.{type(code).__name__}.{code}")

    def refusal(self, failure: CloseCallError) -> str:
        """A failure as who runs this reads it: what happened, and what to do. Not its detail."""
        known = next(kind for kind in type(failure).__mro__ if kind.__module__ == errors.__name__)
        name = known.__name__
        return f"{self(f'roof.failure.{name}')} {self(f'roof.hint.{name}')}"

    def regret(self, failure: CloseCallError) -> str:
        """A failure as a reporter reads it: what happened, and what they can do about it.

        What only an operator can mend is no news for them, nor whom to tell: they told nobody.
        """
        if isinstance(failure, errors.TooLong):
            return self.refusal(failure)
        if isinstance(failure, errors.NoRecipients):
            return f"{self('roof.failure.NoRecipients')} {self('door.trouble.fewer')}"
        known = next(kind for kind in type(failure).__mro__ if kind.__module__ == errors.__name__)
        return self(f"roof.failure.{known.__name__}")


@lru_cache
def table(room: str) -> Mapping[str, Sentence]:
    """The English sentences of one room. Raises KeyError for a room that does not exist."""
    if room not in ROOMS:
        raise KeyError(room)
    return cast("Mapping[str, Sentence]", import_module(f"bot.words.{room}").SENTENCES)


@cache
def _said(key: str, language: Language) -> str:
    """A sentence without values; a screen has a dozen of them. Raises KeyError."""
    room, _, name = key.partition(".")
    sentence = table(room)[name]
    if isinstance(sentence, tuple):
        raise KeyError("n")
    return _catalogue(room, language).gettext(sentence)


@lru_cache
def _catalogue(room: str, language: Language) -> gettext.NullTranslations:
    if language is Language.EN:
        return gettext.NullTranslations()
    path = files("bot").joinpath("locale", language, "LC_MESSAGES", f"{room}.mo")
    with path.open("rb") as compiled:
        return gettext.GNUTranslations(compiled)
