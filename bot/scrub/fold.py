"""The text as detectors read it: one alphabet, plain digits, nothing invisible. Never kept.

Full-width digits, accents, look-alike letters and zero-width characters would let an identifier
walk past a pattern. `Folded` takes them away and remembers where each character came from, so
that a finding is reported in the offsets of the text as typed. Letters keep their case.

Sources: NFKC is UAX #15; the look-alikes are the Cyrillic and Greek letters that UTS #39 confuses
with Latin.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOOK_ALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρ‘’‚‛′´“”„‟″‐‑‒–—―−⁄∕：＠øØłŁđĐıßþÞ",  # noqa: RUF001
        "ABESIJKMHOPCTYXaesijopcyxdqwABEZHIKMNOPTYXoviap''''''\"\"\"\"\"-------//:@oOlLdDispP",
        strict=True,
    )
)
_PAIRS: Final = {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "…": "..."}
_INVISIBLE: Final = frozenset({"Cf", "Mn", "Me"})


def _folded(char: str) -> str:
    """What one character becomes: usually one, sometimes none or several."""
    if char in _PAIRS:
        return _PAIRS[char]
    plain = ""
    for part in unicodedata.normalize("NFKD", char):
        category = unicodedata.category(part)
        if category in _INVISIBLE:
            continue
        if category == "Nd":
            plain += str(unicodedata.digit(part))
        elif category == "Zs":
            plain += " "
        else:
            plain += _LOOK_ALIKES.get(part, part)
    return plain


def _latin(code: int) -> int | None:
    """A Latin-1 byte folded to one byte; None where folding gives anything else."""
    plain = _folded(chr(code))
    return ord(plain) if len(plain) == 1 and ord(plain) < 256 else None


_LATIN: Final = bytes(_latin(code) or code for code in range(256))
_WORDS: Final = re.compile(r"[^\W\d_]+")
_APART: Final = {code: " " for code in range(128) if not chr(code).isalpha()}
_DIGITS: Final = re.compile(r"\d+(\D?)", re.DOTALL)
_MARKS: Final = ":.["
_LONGER: Final = bytes(code for code in range(256) if _latin(code) is None)


class Folded:
    """A text in its folded form (`text`), with the way back to the text as typed (`raw`)."""

    __slots__ = ("_back", "_lower", "_starts", "_words", "raw", "text")

    def __init__(self, raw: str) -> None:
        """Fold in linear time; ASCII and Latin-1 texts at the speed of a copy."""
        self.raw = raw
        self._back: list[int] | None = None
        self._starts: dict[str, list[int]] | None = None
        self._words: frozenset[str] | None = None
        self._lower: str | None = None
        self.text = raw
        if raw.isascii():
            return
        try:
            latin = raw.encode("latin-1")
        except UnicodeEncodeError:
            latin = _LONGER
        if len(latin.translate(None, _LONGER)) == len(latin):
            self.text = latin.translate(_LATIN).decode("latin-1")
            return
        table = {char: _folded(char) for char in set(raw)}
        pieces = [table[char] for char in raw]
        self.text = "".join(pieces)
        self._back = [index for index, piece in enumerate(pieces) for _ in piece]

    @property
    def lower(self) -> str:
        """The folded text in lower case, as long as the folded text."""
        if self._lower is None:
            lower = self.text.lower()
            if len(lower) != len(self.text):  # one letter may become two: U+0130
                lower = "".join(char.lower()[:1] for char in self.text)
            self._lower = lower
        return self._lower

    @property
    def words(self) -> frozenset[str]:
        """Every run of letters, in lower case; for digits see `starts`."""
        if self._words is None:
            self._words = frozenset(self._placed())
        return self._words

    def starts(self, word: str) -> Sequence[int]:
        """Where a word of `words` begins, each time.

        `0` stands for every run of digits, `0:` and `0.` for those that the sign follows. A
        detector that begins with a keyword looks only there.
        """
        return self._placed()[word]

    def _placed(self) -> dict[str, list[int]]:
        """All words with their places, found once per text."""
        if self._starts is None:
            lower = self.lower
            listed = lower.translate(_APART).split() if lower.isascii() else _WORDS.findall(lower)
            starts: dict[str, list[int]] = {}
            at, find = 0, lower.find
            for word in listed:
                at = find(word, at)
                if word in starts:
                    starts[word].append(at)
                else:
                    starts[word] = [at]
                at += len(word)
            digits = [(match.start(), match[1]) for match in _DIGITS.finditer(lower)]
            if digits:
                starts["0"] = [start for start, _ in digits]
                for after in _MARKS:
                    marked = [start for start, char in digits if char == after]
                    if marked:
                        starts[f"0{after}"] = marked
            self._starts = starts
        return self._starts

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `[start, end)` lies in the raw text; invisible neighbours go along."""
        back = self._back
        if back is None or start >= end:
            return start, end
        after = back[end] if end < len(back) else len(self.raw)
        return back[start], max(back[end - 1] + 1, after)

    def as_typed(self, start: int, end: int) -> str:
        """The raw text behind `[start, end)` of the folded text."""
        first, last = self.span(start, end)
        return self.raw[first:last]


def fold(text: str) -> str:
    """A word of ours in the same form as the texts it is compared with."""
    return Folded(text).text
