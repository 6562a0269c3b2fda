"""Telephone numbers: by shape, or by the numbering plans of the regions set.

The plans (google's libphonenumber, through `phonenumbers`) cost 40 ms to import, so they are read
when the first candidate comes. At most `_CHECKED` candidates of one text are checked; the rest
are taken by shape, so that a wall of digits costs no more than it must and nothing slips through.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.scrub.detector import Detector, Hit
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.scrub.detector import Find
    from bot.scrub.fold import Folded

_CHECKED: Final = 100
_LONGEST: Final = 15  # digits of one number (ITU-T E.164); more of them are several in a row
_EXTENSION: Final = r"(?:\s?(?:ext|x|int|interno|extension)\.?\s?\d{1,6}(?!\d))?"
_CANDIDATE: Final = re.compile(
    r"(?<![\w.,:/#-])(?:(?<!\d )|(?=\+))(?P<number>\+?\s?\(?\+?\d(?:[ ().\-/]{0,3}\d){6,32})"
    + _EXTENSION
    + r"(?![\w]|[.,:]\d|-\d)",
    re.IGNORECASE,
)
_SHAPE: Final = re.compile(
    r"""\+\s?\d[\d ().\-/]{6,24}                                    # international
    | 00[1-9][\d ().\-/]{7,22}
    | (?:\+?1[-. ]?)?\(?[2-9]\d{2}\)?[-. ]\d{3}[-. ]\d{4}           # North America
    | \(?0\d{2,5}\)?[ ./-]\d{3,8}(?:[ -]\d{2,4}){0,3}               # a trunk zero, then groups
    | 07\d{3}[ ]?\d{3}[ ]?\d{3}                                     # United Kingdom, mobile
    | 3\d{2}[ ./-]\d{3}[ .-]?\d{3,4} | 3\d{2}[ ./-]\d{2}[ ]\d{2}[ ]\d{2,3} # Italy, mobile
    | 555-\d{4}
    """,
    re.VERBOSE,
)
HINT: Final = r"(?:\d[ ().\-/]{0,3}){6}\d"


def phones(regions: Sequence[str]) -> Detector:
    """The row for these regions (ISO 3166 codes)."""
    return Detector("phone", Tag.NUMBER, _find(tuple(regions)), hint=HINT)


def _find(regions: tuple[str, ...]) -> Find:
    def find(seen: Folded) -> Iterator[Hit]:
        asked = 0
        reach = 0
        for start in seen.starts("0"):
            match = None if start < reach else _candidate(seen.text, start)
            if match is None:
                continue
            reach = match.end()
            number = match["number"]
            if _date_like(number):
                continue
            if _SHAPE.fullmatch(_unspaced(number)) or sum(map(str.isdigit, number)) > _LONGEST:
                yield Hit(*match.span())
                continue
            asked += 1
            if asked > _CHECKED or _planned(number, regions):
                yield Hit(*match.span())

    return find


def _candidate(text: str, start: int) -> re.Match[str] | None:
    """A number whose digits begin at `start`; its plus sign or bracket stands before them."""
    begin = start
    while begin and start - begin < 3 and text[begin - 1] in "+(":
        begin -= 1
    return _CANDIDATE.match(text, begin)


_GROUP: Final = re.compile(r"\d+")


def _unspaced(number: str) -> str:
    """`0 7 7 0 0` as `07700`: digits apart from each other belong together."""
    groups = _GROUP.findall(number)
    return "".join(groups) if max(map(len, groups)) == 1 else number


_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d"
    r"|(?:19|20)\d\d\s?[-/]\s?(?:19|20)?\d\d"
)


def _date_like(number: str) -> bool:
    return bool(_DATE.match(number))


def _planned(number: str, regions: tuple[str, ...]) -> bool:
    """Whether a numbering plan knows it. Imported here: most texts hold no candidate."""
    import phonenumbers  # noqa: PLC0415

    for region in regions:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(number, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
