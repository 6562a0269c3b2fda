"""An issue: one week's digest in one language, as a value. Without markup, without a person.

Every platform renders the same value; the texts in it are finished, the headings over them are
said by the renderer from `words.digest`. There is no field that could hold a name, a role or a
time of day.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.report import Week
    from bot.words import Language
    from digests.numbers import Figures

LIMIT: Final = 1800
"""Characters of reading, headings and buttons included: about 90 seconds."""


@unique
class Sort(StrEnum):
    """Which of four issues this is."""

    WEEKLY = "weekly"
    QUIET = "quiet"
    FIRST = "first"
    URGENT = "urgent"


@unique
class Button(StrEnum):
    """What a reader can do; the ids are stable, the labels are in `words.digest`."""

    HERE = "could_happen_here"
    REPORT = "report"
    LESSONS = "lessons"


@frozen
class Quiz:
    """What would you have done? `answer` (0 to 3) and `why` serve a native quiz, or next week."""

    question: str
    choices: tuple[str, str, str, str]
    answer: int
    why: str


@unique
class Nearly(StrEnum):
    """A share that is not told in numbers: all but a few, or only a few."""

    ALL = "all"
    NONE = "none"


@frozen
class LastAnswer:
    """The best answer of the last drill, and what readers made of the issue it was in.

    `share`: percent of this channel who chose it; None: too few voted. `here`: at least so many
    said that the story could happen here; 0: too few.
    """

    title: str
    best: str
    why: str
    share: int | Nearly | None = None
    here: int = 0


@frozen
class Take:
    """A short take: what almost happened, what saved the day, what changed."""

    almost: str
    saved_by: str
    changed: str


@frozen
class Because:
    """Because of your reports: vulnerability, change, why it should help, weeks to its check."""

    vulnerability: str
    change: str
    why: str
    weeks: int | None = None


@frozen
class Trend:
    """What was printed so far, to be drawn: nothing in it that was not printed in an issue.

    `told`: how many reports an issue printed, oldest first. `steps`: the sums that were printed of
    little, serious and critical close calls; 0 stands for fewer than `k`.
    """

    told: tuple[tuple[Week, int], ...] = ()
    steps: tuple[int, int, int] = (0, 0, 0)
    k: int = 5


@frozen
class Issue:
    """One week's digest. Empty fields are not shown; `key` is the week, or an urgent lesson's.

    `lessons` are the ids behind the story and the takes, for *could happen here*. `weak` says
    that every change in it is training or a reminder. `shortened` points to the library.
    `welcome`: the first one in this channel. `late`: weeks before this one in which this channel
    had no issue, after one that it had.
    `picture` is a PNG of `trend`, `alt` says the same in words; None: nothing to draw.
    """

    sort: Sort
    key: str
    week: Week
    number: int
    language: Language
    title: str
    lead: str = ""
    story: str = ""
    saved_by: str = ""
    quiz: Quiz | None = None
    last: LastAnswer | None = None
    takes: tuple[Take, ...] = ()
    because: Because | None = None
    figures: Figures | None = None
    weak: bool = False
    shortened: bool = False
    buttons: tuple[Button, ...] = tuple(Button)
    lessons: tuple[str, ...] = field(default=())
    welcome: bool = False
    late: int = 0
    trend: Trend | None = None
    picture: bytes | None = field(default=None, repr=False)
    alt: str = ""
