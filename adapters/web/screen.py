"""Templates and their words: what a screen shows is a template, a language's words, and values.

Autoescape is on, an unknown name is an error, and what people wrote passes through the filter
`plain`, so that a report cannot repaint a reviewer's screen.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.web.fixed import version
from adapters.web.sessions import IDLE
from bot.flow.text import unsteered
from bot.words import Language


@lru_cache
def environment() -> Environment:
    """The templates, read from the package."""
    made = Environment(
        loader=FileSystemLoader(str(files("adapters.web").joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"version": version(), "idle": int(IDLE), "languages": tuple(Language)}
    made.filters |= {"plain": unsteered, "marked": marked, "short": short}
    return made


def marked(text: str) -> Markup:
    """The text with every `[removed]` marked: what the coach took out is seen at a glance."""
    said, at = Markup(), 0
    for start, end in _removed(text := unsteered(text)):
        said += escape(text[at:start]) + Markup("<mark>{}</mark>").format(text[start:end])
        at = end
    return said + escape(text[at:])


def removed(text: str) -> list[str]:
    """The marks that stand where something was removed, each once."""
    return list(dict.fromkeys(text[start:end] for start, end in _removed(text)))


def _removed(text: str) -> list[tuple[int, int]]:
    found, at = [], text.find("[")
    while at >= 0:
        end = text.find("]", at)
        inside = text[at + 1 : end]
        if end > 0 and 0 < len(inside) <= 40 and "\n" not in inside and "[" not in inside:
            found.append((at, end + 1))
        at = text.find("[", at + 1)
    return found


def short(case_id: object) -> str:
    """The first digits of a case's id: what people call it."""
    return str(case_id)[:8]
