"""An issue in words: as blocks that any platform can mark up, as plain text, and as Markdown.

`blocks` says the headings; it is the one place that knows the order of the anatomy. No platform
here.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.taxonomy import Barrier, Cause, Kind
from bot.words import Words
from digests.issue import Nearly, Sort
from digests.numbers import HEADLINE, SEVERITY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.report import Week
    from digests.issue import Because, Issue, LastAnswer, Quiz, Take, Trend
    from digests.numbers import Figures

_HOW: Final = ("digest.how.1", "digest.how.2", "digest.how.3", "digest.how.4")
_CLASSICS: Final = frozenset({Sort.QUIET, Sort.FIRST})
_MARKS: Final = re.compile(r"([\\`*_\[\]<>|&~])")
_OPENER: Final = re.compile(r"^(\d*)([#+.)-])")


@frozen
class Block:
    """A part of an issue: a stable name, a heading or none, paragraphs, numbered choices."""

    name: str
    heading: str
    lines: tuple[str, ...]
    choices: tuple[str, ...] = field(default=())


def blocks(issue: Issue) -> tuple[Block, ...]:
    """The whole issue in the order of its anatomy, without the title and the buttons."""
    return tuple(_blocks(issue, Words(issue.language)))


def labels(issue: Issue) -> tuple[str, ...]:
    """The words on the buttons, in order."""
    words = Words(issue.language)
    return tuple(words(f"digest.button.{button}") for button in issue.buttons)


def plain(issue: Issue) -> str:
    """The issue as plain text; what `issue.LIMIT` counts."""
    parts = [issue.title]
    for block in blocks(issue):
        rows = [block.heading] if block.heading else []
        rows += [*block.lines[:1], *_numbered(block), *block.lines[1:]]
        parts.append("\n".join(rows))
    parts.append(" · ".join(f"[{label}]" for label in labels(issue)))
    return "\n\n".join(parts) + "\n"


def markdown(issue: Issue) -> str:
    """The issue as CommonMark. Buttons are left out: a page has nothing to press.

    Its picture is named after its period, and lies beside it.
    """
    parts = [f"# {_escape(issue.title)}"]
    for block in blocks(issue):
        if block.heading:
            parts.append(f"## {_escape(block.heading)}")
        parts += [_escape(line) for line in block.lines[:1]]
        if block.choices:
            escaped = tuple(_escape(choice) for choice in block.choices)
            parts.append("\n".join(_numbered(replace(block, choices=escaped))))
        parts += [_escape(line) for line in block.lines[1:]]
        if block.name == "numbers" and issue.picture:
            parts.append(f"![{_escape(issue.alt)}]({issue.key}.png)")
    return "\n\n".join(parts) + "\n"


def _numbered(block: Block) -> list[str]:
    return [f"{place}. {choice}" for place, choice in enumerate(block.choices, 1)]


def _escape(text: str) -> str:
    """A person's words, so that none of them is taken for markup."""
    marked = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _OPENER.sub(r"\1\\\2", marked)


def _blocks(issue: Issue, words: Words) -> Iterator[Block]:
    yield from _told(issue, words)
    yield from _around(issue, words)


def _told(issue: Issue, words: Words) -> Iterator[Block]:
    """The stories and what became of them."""
    if issue.welcome:
        yield Block("welcome", words("digest.welcome"), (words("digest.welcome.what"),))
    if issue.late:
        yield Block("late", "", (words("digest.late", n=issue.late),))
    if issue.lead:
        yield Block("lead", "", (issue.lead,))
    if issue.sort is Sort.FIRST:
        yield Block("how", words("digest.how"), tuple(words(key) for key in _HOW))
    if issue.story:
        yield _story(issue, words)
    if issue.quiz:
        yield _quiz(issue.quiz, words)
    if issue.last:
        yield _last(issue.last, words)
    if issue.takes:
        yield Block("takes", words("digest.takes"), tuple(_takes(issue.takes, words)))
    if issue.because:
        heading = "digest.lesson" if issue.sort in _CLASSICS else "digest.because"
        yield _because(issue.because, words(heading), words)


def _around(issue: Issue, words: Words) -> Iterator[Block]:
    """What stands after the stories."""
    if issue.weak:
        yield Block("weak", "", (words("digest.flag.weak"),))
    if issue.figures:
        lines = (_figures(issue.figures, words), *_trend(issue.trend, words))
        yield Block("numbers", words("digest.numbers"), lines)
    if issue.sort is not Sort.URGENT:
        yield Block("nudge", "", (words("digest.nudge"),))
    if issue.shortened:
        yield Block("shortened", "", (words("digest.shortened"),))


def _story(issue: Issue, words: Words) -> Block:
    lines = [issue.story]
    if issue.saved_by:
        lines.append(words("digest.saved_by", what=issue.saved_by))
    heading = "digest.story.classic" if issue.sort in _CLASSICS else "digest.story"
    return Block("story", words(heading), tuple(lines))


def _quiz(quiz: Quiz, words: Words) -> Block:
    return Block(
        "quiz",
        words("digest.quiz"),
        (quiz.question, words("digest.quiz.later")),
        quiz.choices,
    )


def _last(last: LastAnswer, words: Words) -> Block:
    lines = [words("digest.last.best", best=last.best)]
    if isinstance(last.share, Nearly):
        lines.append(words(f"digest.last.nearly.{last.share}"))
    elif last.share is not None:
        lines.append(words("digest.last.share", share=last.share))
    lines.append(last.why)
    if last.here:
        lines.append(words("digest.last.here", n=last.here))
    return Block("last", words("digest.last", title=last.title), (" ".join(lines),))


def _takes(takes: Sequence[Take], words: Words) -> Iterator[str]:
    """Each in a line; where there are two, with the numbers that their buttons have."""
    for place, t in enumerate(takes, 1):
        told = words("digest.take", almost=t.almost, saved_by=t.saved_by, changed=t.changed)
        yield f"{place}. {told}" if len(takes) > 1 else told


def _because(because: Because, heading: str, words: Words) -> Block:
    lines = [
        words("digest.because.weak", what=because.vulnerability),
        words("digest.because.change", what=because.change),
        words("digest.because.why", what=because.why),
    ]
    if because.weeks is not None and because.weeks > 0:
        lines.append(words("digest.because.weeks", n=because.weeks))
    elif because.weeks is not None:
        lines.append(words("digest.because.now"))
    return Block("because", heading, tuple(lines))


def _figures(figures: Figures, words: Words) -> str:
    if not figures.counts:
        return words("digest.numbers.none")
    if figures.series == HEADLINE:
        said = (words(f"digest.numbers.{count.facet}", n=count.n) for count in figures.counts)
        return words("digest.numbers.since", list=" · ".join(said))
    said = (
        words("digest.numbers.cell", label=_label(count.facet, count.code, words), n=count.n)
        for count in figures.counts
    )
    return words(f"digest.numbers.{figures.series}", list=" · ".join(said))


def alt(trend: Trend, words: Words) -> str:
    """The picture in words: everything that it shows."""
    return " ".join(_trend(trend, words, "digest.trend.alt"))


def _trend(trend: Trend | None, words: Words, told: str = "digest.trend.told") -> Iterator[str]:
    if trend and trend.told:
        numbers = " · ".join(f"{short(week, words)} {n}" for week, n in trend.told)
        yield words(told, list=numbers)
    if trend and any(trend.steps):
        little, serious, critical = (
            str(n) if n else words("digest.trend.few", k=trend.k) for n in trend.steps
        )
        shown = {"little": little, "serious": serious, "critical": critical}
        yield words("digest.trend.steps", **shown)


def short(week: Week, words: Words) -> str:
    """A week under a bar: `W47`."""
    return words("digest.trend.week", n=f"{week.number:02d}")


def _label(facet: str, code: str, words: Words) -> str:
    if facet == "kind":
        return words.label(Kind(code))
    if facet == SEVERITY:
        return words(f"digest.step.{code}")
    return words.label(Barrier(code) if facet == "barrier" else Cause(code))
