"""One row of the table of detectors: a name, what it finds, and a hint of when to look.

To add one, write a row: `Detector("plate", Tag.NUMBER, pattern(r"..."), hint=r"...")`, put it in
its table, add a line to `tests/unit/test_scrub_detectors.py`. Patterns read folded text
(`fold.py`): plain ASCII letters without accents, plain digits, straight quotes.

Every pattern must be linear: begin with a look-behind so that it starts once per word, bound each
repeat (`{1,64}`) and make it possessive (`++`, `{..}+`) where what follows could not match inside
it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.scrub.fold import Folded
    from bot.scrub.scrubbed import Tag


class Hit(NamedTuple):
    """A span of the folded text. `becomes` is the replacement; empty means the tag's own token."""

    start: int
    end: int
    becomes: str = ""


Find = Callable[["Folded"], Iterable[Hit]]


@frozen
class Detector:
    """One row.

    `hint` is an RE2 expression over folded text, tried case-insensitively for all detectors at
    once: the detector runs only where it occurs, so it must occur in every text with a hit. Write
    it coarse.
    """

    name: str
    tag: Tag
    find: Find
    hint: str
    keepable: bool = True


def pattern(
    expression: str,
    proof: Callable[[str], bool] | None = None,
    *,
    cased: bool = False,
    leads: str = "",
) -> Find:
    """Find an expression (verbose syntax), or only its group `hide`, if `proof` agrees.

    `leads`: the words an expression may begin with, like those of `words`; it is then tried only
    there.
    """
    compiled = re.compile(expression, re.VERBOSE if cased else re.VERBOSE | re.IGNORECASE)
    groups = [name for name in ("hide", "hide2", "hide3") if name in compiled.groupindex]
    first = first_words(leads)

    def find(seen: Folded) -> Iterator[Hit]:
        for match in matches(compiled, seen, first):
            group = next(filter(match.group, groups), 0)
            if proof is None or proof(match[group]):
                yield Hit(*match.span(group))

    return find


@cache
def first_words(leads: str) -> frozenset[str]:
    """The first run of letters of each keyword; `0` stands for digits, `0:` for `12:`."""
    firsts = re.findall(r"(?<!\S)[^\W\d_]+|(?<!\S)0[^\w\s]?", leads)
    return frozenset(firsts) | {f"{word}s" for word in firsts if len(word) > 2}


def matches(
    compiled: re.Pattern[str], seen: Folded, first: frozenset[str]
) -> Iterator[re.Match[str]]:
    """All matches of an expression; if it begins with one of `first`, only there."""
    if not first:
        yield from compiled.finditer(seen.text)
        return
    text, match_at = seen.text, compiled.match
    for word in first & seen.words:
        reach = 0
        for start in seen.starts(word):
            if start >= reach:
                match = match_at(text, start)
                if match:
                    reach = match.end()
                    yield match


def words(listed: str) -> str:
    """An alternation of words, longest first; `_` stands for a space inside one.

    Written as a tree of their letters, so that trying hundreds of words costs as much as one.
    """
    tree: dict[str, dict[str, Any]] = {}
    for word in listed.split():
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branches(tree)


def _branches(tree: Mapping[str, Mapping[str, Any]]) -> str:
    ways = [
        (r"\s{1,3}" if char == "_" else re.escape(char)) + _branches(rest)
        for char, rest in sorted(tree.items())
        if char
    ]
    if not ways:
        return ""
    if "" in tree:
        return f"(?:{'|'.join(ways)})?"
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"
