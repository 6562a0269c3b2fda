"""Typed text made fit to keep and to show: invisible characters go, words stay as they are.

What could name somebody is not looked for here: that is the scrubber's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Joiners make one emoji or one Persian word out of parts; other format characters hide.
_STAYING: Final = "\n\u200c\u200d"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})
# Embeddings, overrides, isolates and marks of direction (Unicode UAX #9): they turn what follows.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\v\f\u0085]")
_GAPS: Final = re.compile(r"\n{3,}")
_ARTICLES: Final = frozenset(
    ["a", "an", "the", "il", "lo", "la", "l", "i", "gli", "le", "un", "uno", "una"]
)
_WORDS: Final = re.compile(r"\w+")
_NAMING: Final = 60  # characters: no label is longer
_TELLING: Final = 4  # words
_WORDED: Final = re.compile(r"(?:[\W\d_]*+[^\W\d_]){5}")


def tidy(text: str) -> tuple[str, bool]:
    """The text without control, bidi, surrogate and invisible characters; and if any were.

    Every line break becomes a newline, tabs become spaces, more than one empty line becomes one.
    """
    if _plain(text):
        return _closed(text), False
    lined = _LINES.sub("\n", text).replace("\t", " ")
    kept = "".join(filter(_kept, lined))
    return _closed(kept), kept != lined


def wordless(text: str) -> bool:
    """Whether hardly a letter is in it, of whatever script: emoji, punctuation, digits."""
    return _WORDED.match(text) is None


def unsteered(text: str) -> str:
    """The text with what could steer a terminal or a page replaced by a visible mark."""
    return "".join(
        "\ufffd"
        if each in _TURNING or (unicodedata.category(each) == "Cc" and each not in "\n\t")
        else each
        for each in text
    )


def folded(text: str) -> str:
    """Text for comparing with a label: no case, no outer space, full-width digits as digits."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def bare(text: str) -> list[str]:
    """The words of a text for a looser comparison: no accents, no signs, no article before."""
    plain = unicodedata.normalize("NFKD", folded(text))
    words = _WORDS.findall("".join(char for char in plain if not unicodedata.combining(char)))
    return words[1:] if words and words[0] in _ARTICLES else words


def told(text: str) -> bool:
    """Whether a text tells something, rather than naming a choice wrongly."""
    return len(text) > _NAMING or len(text.split()) >= _TELLING


def _plain(text: str) -> bool:
    """Whether every character is sure to stay as it is: nearly always, and quickly known."""
    return text.replace("\n", "").isprintable()


def _closed(text: str) -> str:
    """Without empty lines before, after, and more than one within."""
    return (_GAPS.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def _kept(char: str) -> bool:
    return char in _STAYING or unicodedata.category(char) not in _DROPPED
