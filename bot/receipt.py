"""The receipt: eight words, or 25 digits, for one number. It names a number; it finds no case.

    number < 1296**8   <->   eight words of the EFF short list 2.0   <->   25 decimal digits

Eight words carry 82.7 bits. The list (`eff_short.txt`, CC BY 3.0 US, Electronic Frontier
Foundation) has unique three-letter prefixes and a pairwise edit distance of at least three, so
three letters are enough and any single typo in a word has one correction. The words stay English
in every language.

Nothing that somebody typed is cached: a receipt must not stay in memory.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

COUNT: Final = 8
DIGITS: Final = 25
LONGEST: Final = 400  # characters; eight words of the list fill at most 87
_BITS: Final = 83
_JOINED: Final = 4  # how often a stray space or hyphen inside a word is forgiven
_PREFIX: Final = 3


def _read_list() -> tuple[str, ...]:
    text = files("bot").joinpath("eff_short.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


WORDS: Final = _read_list()
LIMIT: Final = len(WORDS) ** COUNT
INDEX: Final = {word: index for index, word in enumerate(WORDS)}
"""The place of each word of the list."""

_LETTERS: Final = tuple(word.replace("-", "") for word in WORDS)
_PREFIXES: Final = {word[:_PREFIX]: index for index, word in enumerate(_LETTERS)}


def _less_one(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


@cache
def _neighbours() -> dict[str, list[int]]:
    """Words by what is left of them with up to one letter less: two megabytes, for typos only."""
    near: dict[str, list[int]] = {}
    for index, word in enumerate(WORDS):
        for cut in (word, *_less_one(word)):
            near.setdefault(cut, []).append(index)
    return near


def words(number: int) -> tuple[str, ...]:
    """The eight words of a number, most significant first. Raises ValueError outside the range."""
    _check(number)
    found = []
    for _ in range(COUNT):
        number, index = divmod(number, len(WORDS))
        found.append(WORDS[index])
    return tuple(reversed(found))


def digits(number: int) -> str:
    """The 25 decimal digits of a number. Raises ValueError outside the range."""
    _check(number)
    return f"{number:0{DIGITS}d}"


def draw(dice: Callable[[int], bytes]) -> int:
    """A number drawn evenly from the whole range, by rejection."""
    while True:
        number = int.from_bytes(dice((_BITS + 7) // 8), "big") & ((1 << _BITS) - 1)
        if number < LIMIT:
            return number


def parse(text: str) -> int | None:
    """The number behind what somebody typed; None when it is not a receipt.

    Accepts the words in any case, with any punctuation, numbering or accents, whole or from their
    first three letters on, each with one typo (a letter too many, missing, wrong, or two swapped;
    a stray or missing space); or the 25 digits, grouped in any way. Eight times three letters are
    beginnings; otherwise whole words win over beginnings: `jar` beside seven whole words is `ajar`
    with a letter missing, not `jarring`.
    """
    if len(text) > LONGEST:
        return None
    plain = _plain(text)
    if sum(map(str.isalpha, plain.split())) > COUNT + _JOINED:
        return None  # a story: known before it is cut into tokens, which takes longer
    if not any(character.isalpha() for character in plain):
        return _from_digits(plain)
    tokens = re.findall(r"[^\W\d_]+", plain)
    if not 1 <= len(tokens) <= COUNT + _JOINED:
        return None
    short = all(len(token) == _PREFIX for token in tokens)
    for abbreviated in (short, not short):
        readings = set(_readings(tokens, COUNT, {}, abbreviated=abbreviated))
        if readings:
            return _number(readings.pop()) if len(readings) == 1 else None
    return None


def _check(number: int) -> None:
    if not 0 <= number < LIMIT:
        raise ValueError("not a receipt's number")


def _number(indices: tuple[int, ...]) -> int:
    number = 0
    for index in indices:
        number = number * len(WORDS) + index
    return number


def _from_digits(plain: str) -> int | None:
    found = "".join(character for character in plain if character.isdecimal())
    if len(found) != DIGITS:
        return None
    number = int(found)
    return number if number < LIMIT else None


def _plain(text: str) -> str:
    """NFKC and casefold, without accents and invisible characters."""
    if text.isascii():
        return text.casefold()
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", folded)
        if unicodedata.category(character) not in {"Mn", "Cf"}
    )


def _readings(
    tokens: list[str], left: int, known: dict[str, int | None], *, abbreviated: bool
) -> Iterator[tuple[int, ...]]:
    """Every way to read the tokens as `left` words. `known` lives as long as one `parse`."""
    if not left or not tokens:
        if not left and not tokens:
            yield ()
        return
    for start, taken in _starts(tokens, left, known, abbreviated=abbreviated):
        rest = _readings(tokens[taken:], left - len(start), known, abbreviated=abbreviated)
        yield from ((*start, *end) for end in rest)


def _starts(
    tokens: list[str], left: int, known: dict[str, int | None], *, abbreviated: bool
) -> Iterator[tuple[tuple[int, ...], int]]:
    """What the first tokens may be, and how many of them that takes."""
    first = tokens[0]
    single = _word(first, known, abbreviated=abbreviated)
    if single is not None:
        yield (single,), 1
    if len(tokens) > left:
        for taken in (2, 3):
            for between in ("", "-"):
                joined = _word(between.join(tokens[:taken]), known, abbreviated=False)
                if joined is not None and len(tokens) - taken >= left - 1:
                    yield (joined,), taken
    if len(tokens) < left:
        for cut in range(_PREFIX, len(first) - _PREFIX + 1):
            head, tail = INDEX.get(first[:cut]), INDEX.get(first[cut:])
            if head is not None and tail is not None:
                yield (head, tail), 1


def _word(token: str, known: dict[str, int | None], *, abbreviated: bool) -> int | None:
    """The one word that a token can be: itself, a typo of it, or with `abbreviated` its start."""
    if token in INDEX:
        return INDEX[token]
    if abbreviated and len(token) >= _PREFIX:
        index = _PREFIXES.get(token[:_PREFIX])
        if index is not None and _LETTERS[index].startswith(token):
            return index
    if token not in known:
        known[token] = _corrected(token)
    return known[token]


def _corrected(token: str) -> int | None:
    """The only word one edit away, or failing that the only one with two neighbours swapped."""
    # Words one edit apart share a text that is one of them, or one of them less a letter.
    known = _neighbours()
    around = {index for cut in (token, *_less_one(token)) for index in known.get(cut, ())}
    for near in (_one_edit, _one_swap):
        found = [index for index in around if near(token, WORDS[index])]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _one_edit(typed: str, word: str) -> bool:
    """Whether one letter inserted, removed or replaced makes one of the other."""
    if abs(len(typed) - len(word)) > 1 or typed == word:
        return False
    short, long = sorted((typed, word), key=len)
    at = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def _one_swap(typed: str, word: str) -> bool:
    """Whether two neighbouring letters changed places."""
    if len(typed) != len(word):
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, word, strict=True)) if a != b), len(word))
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    return typed == swapped != word
