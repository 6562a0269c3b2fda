"""Reading a lesson from a file, from standard input, or question by question on a terminal.

There is no editor here: an editor leaves its own copies of what is written on the disk.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from bot.errors import NotAllowed, Refused
from bot.lesson import LANGUAGES, read_lesson
from bot.taxonomy import ActionLevel, Barrier, Family, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.lesson import Lesson
    from bot.words import Words

_FIELDS: Final = ("title", "story", "saved_by", "vulnerability", "change", "why_it_helps")
_CODES: Final[dict[str, tuple[str, ...]]] = {
    "check_up": (),
    "family": tuple(Family),
    "kind": tuple(Kind),
    "barrier": tuple(Barrier),
    "level": tuple(ActionLevel),
    "language": LANGUAGES,
}


def read_form(
    name: str | None,
    words: Words,
    stdin: TextIO,
    ask: Callable[[str], str] = input,
    known: Mapping[str, object] | None = None,
) -> Lesson:
    """The lesson in file `name`, on standard input for `-`, or asked for field by field.

    `known`: what an empty answer takes. Raises LessonRefused for what is missing or unknown,
    Refused for what is no JSON or TOML, or ended too soon, NotAllowed for a file that is away.
    """
    if name is not None:
        return read_lesson(_parsed(_content(name, words, stdin), words))
    if not stdin.isatty():
        raise Refused(words("desk.form.none"))
    try:
        return read_lesson(_asked(words, ask, known or {}))
    except EOFError:
        raise Refused(words("desk.form.ended")) from None


def _content(name: str, words: Words, stdin: TextIO) -> str:
    try:
        return stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError:
        why = words("desk.form.away", file=name)
        raise NotAllowed.because(why, words("desk.form.away.do")) from None
    except ValueError:
        raise Refused(words("desk.form.file")) from None


def _parsed(text: str, words: Words) -> dict[str, object]:
    """JSON if it begins like JSON, else TOML."""
    try:
        held = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
        json.dumps(held, ensure_ascii=False, default=str).encode()  # half a character is no text
    except (ValueError, RecursionError):
        raise Refused(words("desk.form.file")) from None
    if not isinstance(held, dict):
        raise Refused(words("desk.form.file"))
    drill = held.get("drill")
    # The printed form has an empty drill; left empty, it is none.
    if isinstance(drill, dict) and not drill.get("question"):
        held["drill"] = None
    return held


def _asked(
    words: Words, ask: Callable[[str], str], known: Mapping[str, object]
) -> dict[str, object]:
    def answer(name: str) -> str:
        return ask(words("desk.form.ask", field=name)).strip()

    held: dict[str, object] = {name: answer(name) for name in _FIELDS}
    for name, codes in _CODES.items():
        default = str(known.get(name, ""))
        listed = ", ".join(codes) or words("desk.form.week")
        key = "desk.form.ask_known" if default else "desk.form.ask_code"
        said = ask(words(key, field=name, codes=listed, known=default)).strip()
        held[name] = said or default
    if question := ask(f"{words('desk.form.drill')} ").strip():
        choices = [answer(f"drill.choices.{at}") for at in range(4)]
        best = answer("drill.answer")
        held["drill"] = {
            "question": question,
            "choices": choices,
            "answer": int(best) if best.isdecimal() else None,
            "why": answer("drill.why"),
        }
    return held
