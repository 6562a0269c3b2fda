"""One row of the table of detectors: a name, what it finds, what that becomes, and a hint of when to look.

To add one, write a row: `Detector("plate", Tag.NUMBER, pattern(r"..."), hint=r"...")`, put it in its table,
add a line to `tests/unit/test_scrub_detectors.py`. Patterns read folded text (`fold.py`): plain ASCII
letters without accents, plain digits, straight quotes.

Every pattern must be linear: begin with a look-behind so that it starts once per word, bound each repeat
(`{1,64}`) and make it possessive (`++`, `{..}+`) where what follows could not match inside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from bot.scrub.fold import Folded
    from bot.scrub.scrubbed import Tag


class Hit(NamedTuple):
    """A span of the folded text. `becomes` is the replacement; empty means the tag's own token."""

    start: int
    end: int
    becomes: str = ""


Find = Callable[["Folded"], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Detector:
    """One row.

    `hint` is an RE2 expression over folded text, tried case-insensitively for all detectors at once: the
    detector runs only where it occurs, so it must occur in every text with a hit. Write it coarse.
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
) -> Find:
    """Find an expression (verbose syntax), or only its group `hide` where it has one, if `proof` agrees."""
    flags = re.VERBOSE if cased else re.VERBOSE | re.IGNORECASE
    compiled = re.compile(expression, flags)
    group = "hide" if "hide" in compiled.groupindex else 0

    def find(seen: Folded) -> Iterator[Hit]:
        for match in compiled.finditer(seen.text):
            if proof is None or proof(match[group]):
                yield Hit(*match.span(group))

    return find


def words(listed: str) -> str:
    """An alternation of whitespace-separated words, longest first; `_` stands for a space inside one."""
    ordered = sorted(set(listed.split()), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace("_", r"\s{1,3}") for word in ordered) + ")"
