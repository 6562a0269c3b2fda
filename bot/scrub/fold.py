"""The text as detectors read it: one alphabet, plain digits, nothing invisible. Never kept.

Full-width digits, accents, look-alike letters and zero-width characters would let an identifier
walk past a pattern. `Folded` takes them away and remembers where each character came from, so
that a detection is reported in the offsets of the text as typed. Letters keep their case.

Sources: NFKC is UAX #15; the look-alikes are the Cyrillic and Greek letters that UTS #39 confuses
with Latin.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

_LOOK_ALIKES: Final = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιαρ‘’‚‛′´“”„‟″‐‑‒–—―−⁄∕：·∙⋅＠øØłŁđĐıßþÞ",  # noqa: RUF001
        "ABESIJKMHOPCTYXaesijopcyxdqwABEZHIKMNOPTYXoviap''''''\"\"\"\"\"-------//:...@oOlLdDispP",
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
_NO_LETTER: Final = re.compile(r"[\W\d_]")
_APART: Final = bytes(code if chr(code).isalpha() else 32 for code in range(128)).ljust(256)
_NUMBERS: Final = bytes(code if chr(code).isdigit() else 32 for code in range(128)).ljust(256)
_MARKS: Final = frozenset(":.[")
_LOOKED_FOR: Final = 64  # words, before it is cheaper to place them all
_LONGER: Final = bytes(code for code in range(256) if _latin(code) is None)


class Folded:
    """A text in its folded form (`text`), with the way back to the text as typed (`raw`)."""

    __slots__ = ("_apart", "_back", "_lower", "_starts", "_words", "raw", "text")

    def __init__(self, raw: str) -> None:
        """Fold in linear time; ASCII and Latin-1 texts at the speed of a copy."""
        self.raw = raw
        self._back: list[int] | None = None
        self._starts: dict[str, list[int]] = {}
        self._apart = ""
        self._words: AbstractSet[str] | None = None
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
    def words(self) -> AbstractSet[str]:
        """Every run of letters, in lower case; for digits see `starts`."""
        if self._words is None:
            lower = self.lower
            plain = (
                lower.encode().translate(_APART).decode()
                if lower.isascii()
                else _NO_LETTER.sub(" ", lower)
            )
            self._apart = f" {plain} "
            numbers, end = lower.encode("ascii", "replace").translate(_NUMBERS), 0
            for run in numbers.split():
                start = numbers.find(run, end)
                end = start + len(run)
                sign = lower[end : end + 1]
                self._starts.setdefault("0", []).append(start)
                if sign in _MARKS:
                    self._starts.setdefault(f"0{sign}", []).append(start)
            self._words = {*plain.split(), *self._starts}
        return self._words

    def starts(self, word: str) -> Sequence[int]:
        """Where a word of `words` begins, each time.

        `0` stands for every run of digits, `0:` and `0.` for those that the sign follows. A
        detector that begins with a keyword looks only there.
        """
        listed = self._words or self.words
        found = self._starts.get(word)
        if found is None and word in listed:
            if len(self._starts) >= _LOOKED_FOR:
                self._place_all()
                return self._starts[word]
            # The space before a word in `_apart` has the place of its first letter here.
            found, alone, find = [], f" {word} ", self._apart.find
            at, step = find(alone), len(word) + 1
            while at >= 0:
                found.append(at)
                at = find(alone, at + step)
            self._starts[word] = found
        return found or ()

    def _place_all(self) -> None:
        """Where each word stands, in one pass: however many are asked for, no text costs more."""
        placed: dict[str, list[int]] = {}
        at, find = 0, self._apart.find
        for word in self._apart.split():
            at = find(word, at)
            placed.setdefault(word, []).append(at - 1)
            at += len(word)
        self._starts.update(placed)

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
