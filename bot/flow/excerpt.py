"""Detections shown in their place: the words around each, what stands there, what it would become.

    - … told «Marco → [person]» to move it before «14:37 → afternoon» because …

Plain text, the same for every door. Lines are measured as a phone shows them; what has no room is
left to the caller to count. Time grows with the detections shown, never with the text around them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH: Final = 40
"""Columns of a phone."""
_TALL: Final = 4  # rows of one excerpt
_AROUND: Final = 20  # columns of words on either side
_LAST: Final = 8  # more of them, where that spares the cut
_BETWEEN: Final = 2 * _AROUND + _LAST  # columns between two detections that share an excerpt
_REACH: Final = 4 * _BETWEEN  # characters looked at: many may share a column
_PEEK: Final = 3  # characters behind them: what follows a dot says whether it ends a sentence
_CUT: Final = "…"

# The end of a line, or of a sentence: what follows "approx." is small, or a digit.
_ENDED: Final = re.compile(r"\n|[.!?…؟۔।]+[\"'”’»)\]]*(?=\s+[^\W\d_])(?!\s+[a-z])|[。！？]")  # noqa: RUF001
_NARROW: Final = re.compile(r"[ -\xac\xae-\u02ff‘-”•…→]*+")  # noqa: RUF001 - a column each
_GAP: Final = re.compile(r"\s+")
_JOINERS: Final = "\u200c\u200d"
_TONES: Final = ("\U0001f3fb", "\U0001f3ff")
_FLAGS: Final = ("\U0001f1e6", "\U0001f1ff")


@frozen
class Mark:
    """A span `[start, end)` of the text and its label; without one it is not shown again."""

    start: int
    end: int
    label: str = field(repr=False, default="")


def excerpts(text: str, marks: Sequence[Mark], room: int) -> tuple[tuple[str, ...], int]:
    """As many excerpts as `room` rows hold, and how many of the marks they got through.

    `marks` are sorted and disjoint. No excerpt shows a character of a mark but by its label.
    """
    lines: list[str] = []
    at = 0
    while at < len(marks):
        if not marks[at].label:
            at += 1
            continue
        line, after = _run(text, marks, at, min(room, _TALL))
        if not line:
            break
        lines.append(line)
        room -= rows(line)
        at = after
    return tuple(lines), at


def rows(line: str) -> int:
    """The rows of a phone that a line takes."""
    if columns(line) <= WIDTH:
        return 1
    count, used = 1, 0
    for word in line.split(" "):
        wide = columns(word)
        if used and used + 1 + wide > WIDTH:
            count, used = count + 1, 0
        used += wide + bool(used)
        more = max(0, used - 1) // WIDTH
        count, used = count + more, used - more * WIDTH
    return count


def columns(text: str) -> int:
    """How wide a text is: a Chinese letter takes two columns, an accent of its own none."""
    return len(text) if _NARROW.fullmatch(text) else sum(map(_wide, text))


def short(text: str, longest: int) -> str:
    """A text of `longest` columns at most, cut between what people see as letters."""
    if _fitting(text, longest) == len(text):
        return text
    return _whole_letters(text, _fitting(text, longest - 1)) + _CUT


# --- one excerpt ---------------------------------------------------------------------------------


def _run(text: str, marks: Sequence[Mark], first: int, tall: int) -> tuple[str, int]:
    """The excerpt from this mark on, with all neighbours that fit, and the mark after them."""
    best, last = "", first
    while rows(line := _excerpt(text, marks, first, last)) <= tall:
        best, last = line, last + 1
        if last == len(marks) or not _near(text, marks[last - 1], marks[last]):
            break
    return best, last


def _near(text: str, one: Mark, two: Mark) -> bool:
    """Whether a mark shares the excerpt of the one before it."""
    between = text[one.end : min(two.start, one.end + _REACH)]
    near = two.start - one.end <= _REACH and columns(between) <= _BETWEEN
    return bool(two.label) and near and "\n" not in between


def _excerpt(text: str, marks: Sequence[Mark], first: int, last: int) -> str:
    """The marks from `first` to `last` with what is between and around them."""
    floor = marks[first - 1].end if first else 0
    more = last + 1 < len(marks)
    ceiling = marks[last + 1].start if more else len(text)
    parts = [_before(text, floor, marks[first].start)]
    for at in range(first, last):
        parts += (marks[at].label, text[marks[at].end : marks[at + 1].start])
    parts.append(marks[last].label)
    # What leads to the next one is shown with that one.
    near = more and _near(text, marks[last], marks[last + 1])
    parts.append(f" {_CUT}" if near else _after(text, marks[last].end, ceiling))
    line = _GAP.sub(" ", f"- {''.join(parts).strip()}")
    return line.replace(f" {_CUT}", f"\N{NO-BREAK SPACE}{_CUT}")  # never a row of its own


def _before(text: str, floor: int, end: int) -> str:
    """The words of the same sentence before a mark."""
    begin = max(floor, end - _REACH)
    piece, whole = text[begin:end], begin == 0
    for ended in _ENDED.finditer(piece):
        piece, whole = text[begin + ended.end() : end], True
    if whole and _fitting(piece, _AROUND + _LAST) == len(piece):
        return piece
    cut = len(piece) - _fitting(piece[::-1], _AROUND)
    near = piece[cut:]
    if near[:1].isspace() or piece[:cut][-1:].isspace():
        return f"{_CUT} {near.lstrip()}"
    gap = _GAP.search(near)
    if gap:
        return f"{_CUT} {near[gap.end() :]}"
    return _CUT + near[_first_letter(near) :]


def _after(text: str, start: int, ceiling: int) -> str:
    """The words of the same sentence after a mark."""
    stop = min(ceiling, start + _REACH)
    piece, whole = text[start:stop], stop == len(text)
    ended = _ENDED.search(text, start, stop + _PEEK)
    if ended and ended.end() <= stop:
        piece, whole = piece[: ended.end() - start].rstrip(), True
    if whole and _fitting(piece, _AROUND + _LAST) == len(piece):
        return piece
    fitting = _fitting(piece, _AROUND)
    near, next_ = piece[:fitting], piece[fitting : fitting + 1]
    if not near or near[-1:].isspace() or next_.isspace():
        return f"{near.rstrip()} {_CUT}"
    head, gap, _ = near.rpartition(" ")
    return f"{head.rstrip()} {_CUT}" if gap else _whole_letters(piece, fitting) + _CUT


# --- letters and columns -------------------------------------------------------------------------


def _wide(char: str) -> int:
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fitting(text: str, room: int) -> int:
    """How many characters fit into `room` columns; of those without width not many more."""
    if _NARROW.fullmatch(text):
        return min(len(text), room)
    used = count = 0
    for char in text:
        used += _wide(char)
        if used > room or count == 4 * room:
            break
        count += 1
    return count


def _whole_letters(text: str, end: int) -> str:
    """The text up to `end`, or a little less: no letter is parted from its accents."""
    while end and _inside(text, end):
        end -= 1
    return text[:end]


def _first_letter(text: str) -> int:
    """Where the first letter begins, behind what is left of one."""
    return next((at for at in range(len(text)) if not _inside(text, at)), len(text))


def _inside(text: str, at: int) -> bool:
    """Whether a cut here would part what people see as one letter or one picture (UAX #29)."""
    char, before = text[at : at + 1], text[at - 1 : at] if at else ""
    if not char:
        return False
    follows = unicodedata.category(char)[0] == "M" or char in _JOINERS
    toned = _TONES[0] <= char <= _TONES[1]
    flag = _FLAGS[0] <= char <= _FLAGS[1] and _FLAGS[0] <= before <= _FLAGS[1]
    return follows or toned or flag or before == "\u200d"
