"""A name written in its own letters within a text of ours: *李伟 told me*, *Иван Петров forgot*.

In an English or Italian text a short run of another script is nearly always a person. A text that
is itself in another script is left alone: there a run says nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.scrub.fold import Folded

# Greek to Georgian, the scripts of Africa and Asia; not symbols, not Latin with marks.
_OTHER: Final = "\u0370-\u1dbf\u2e80-\u2fdf\u3040-\ud7ff\uf900-\ufdff\ufe70-\ufefc"
_RUN: Final = re.compile(rf"(?=[^\W\d_]{{0,20}}[{_OTHER}])[^\W\d_]{{2,24}}+")
_BETWEEN: Final = re.compile(r"[ \u00b7\u30fb.-]{1,2}")
_FEWEST: Final = {"alphabet": 4, "other": 2}
_ALPHABETS_END: Final = "\u0590"  # Greek, Cyrillic, Armenian: one letter there is a unit or a sign
_MOST_WORDS: Final = 4
_MOST_SHARE: Final = 0.7


def _names(seen: Folded) -> Iterator[Hit]:
    """Runs of words with letters of another script; none when such letters are the text's own."""
    letters = sum(map(str.isalpha, seen.text))
    found = [match.span() for match in _RUN.finditer(seen.text) if _long(match[0])]
    if sum(end - start for start, end in found) > letters * _MOST_SHARE:
        return
    run: list[tuple[int, int]] = []
    for span in [*found, None]:
        if span and run and _BETWEEN.fullmatch(seen.text, run[-1][1], span[0]):
            run.append(span)
            continue
        if run and len(run) <= _MOST_WORDS:
            yield Hit(run[0][0], run[-1][1])
        run = [span] if span else []


def _long(word: str) -> bool:
    """Longer than a unit or a sign: *Δp*, *μm* and *kΩ* are no names."""
    alphabet = any("\u0370" <= char < _ALPHABETS_END for char in word)
    return len(word) >= _FEWEST["alphabet" if alphabet else "other"]


IN_OTHER_LETTERS: Final = Detector(
    "name in other letters",
    Tag.PERSON,
    _names,
    hint=r"[\x{370}-\x{1dbf}\x{2e80}-\x{2fdf}\x{3040}-\x{d7ff}\x{f900}-\x{fdff}\x{fe70}-\x{fefc}]",
)
