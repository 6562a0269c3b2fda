"""Typed text made fit to keep and to show: invisible characters go, words stay as they are."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Joiners make one emoji or one Persian word out of parts; other format characters hide.
_JOINERS: Final = "\u200c\u200d"
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs"})
_LINES: Final = re.compile(r"\r\n?|[\u2028\u2029\v\f\u0085]")
_GAPS: Final = re.compile(r"\n{3,}")


def tidy(text: str) -> tuple[str, bool]:
    """The text without control, bidi, surrogate and invisible characters; and if any were.

    Every line break becomes a newline, tabs become spaces, more than one empty line becomes one.
    """
    lined = _LINES.sub("\n", text).replace("\t", " ")
    kept = "".join(char for char in lined if char == "\n" or _visible(char))
    return _GAPS.sub("\n\n", kept).strip(), kept != lined


def folded(text: str) -> str:
    """Text for comparing with a label: no case, no outer space, full-width digits as digits."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _visible(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in _DROPPED
