"""Typed text made fit to keep and to show: invisible characters go, words stay as they are."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Joiners make one emoji or one Persian word out of parts; other format characters hide.
_STAYING: Final = "\n\u200c\u200d"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})
_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\v\f\u0085]")
_GAPS: Final = re.compile(r"\n{3,}")
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


def folded(text: str) -> str:
    """Text for comparing with a label: no case, no outer space, full-width digits as digits."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _plain(text: str) -> bool:
    """Whether every character is sure to stay as it is: nearly always, and quickly known."""
    return text.replace("\n", "").isprintable()


def _closed(text: str) -> str:
    """Without empty lines before, after, and more than one within."""
    return (_GAPS.sub("\n\n", text) if "\n\n\n" in text else text).strip()


def _kept(char: str) -> bool:
    return char in _STAYING or unicodedata.category(char) not in _DROPPED
