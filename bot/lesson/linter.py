"""The linter: what must not be published, with place and reason of each. It never rewrites.

A refusal holds none of the words. The linter finds what can be found by rule: it cannot know that
a story has one possible author, so a second person reads every lesson where there are two.

Its rules are the practice of the field: CHIRP and NASA ASRS generalise time, place and unit before
they publish; whatever the scrubber finds in a report is refused here too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.frozen import frozen
from bot.lesson import Fault, Lesson, Refusal, texts
from bot.lesson.traces import Span, dates, first_person, names_of, numbers, times
from bot.report import RawText

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.scrub.scrubbed import Scrubbed

MOST_STORY_WORDS: Final = 90
COPIED_WORDS: Final = 5


@frozen
class Linter:
    """What the linter knows besides its rules: the scrubber, and names that nobody may read.

    `scan` is the scrubber; `roster` are names on top of those that the scrubber knows. `second`
    is a language model, where there is one: it gives the places that it takes for a name, in a
    text of a language. It is often wrong, so its places alone may be accepted by a reviewer.
    """

    scan: Callable[[RawText], Scrubbed] = field(repr=False)
    roster: tuple[str, ...] = field(repr=False, default=())
    second: Callable[[str, str], Iterable[Span]] | None = field(repr=False, default=None)

    def __call__(
        self, lesson: Lesson, sources: Iterable[str], accepted: Iterable[str] = ()
    ) -> tuple[Refusal, ...]:
        """Every fault of a lesson, field by field.

        `sources` are the reporter's own texts; `accepted` the words that a reviewer looked at
        and found to be nobody's name: they silence the model and nothing else.
        """
        known = frozenset(plainly(each) for each in accepted)
        told = {run for source in sources for run in _runs([each for each, _, _ in words(source)])}
        faults: list[Refusal] = []
        for name, text in texts(lesson).items():
            if not text.strip():
                faults.append(Refusal(name, Fault.MISSING))
                continue
            faults += _too_long(name, text)
            traces = self._traces(name, text, lesson.language, told)
            traces += self._doubts(name, text, lesson.language, known, traces)
            faults += sorted(traces, key=lambda each: (each.start, each.end, each.fault))
        return tuple(faults)

    def named(self, text: str) -> bool:
        """Whether a name of the roster stands in a text."""
        return any(pattern.search(text) for pattern in names_of(self.roster))

    def _traces(
        self, name: str, text: str, language: str, told: set[tuple[str, ...]]
    ) -> list[Refusal]:
        said = list(words(text))
        named = (hit.span() for each in names_of(self.roster) for hit in each.finditer(text))
        rules: tuple[tuple[Fault, Iterable[Span]], ...] = (
            (Fault.COPIED, _copied(said, told)),
            (Fault.FIRST_PERSON, first_person(said, text, language)),
            (Fault.NAME, named),
            (Fault.DATE, dates(text)),
            (Fault.TIME, times(text)),
            (Fault.NUMBER, numbers(text)),
        )
        found = [Refusal(name, fault, *place) for fault, places in rules for place in places]
        # Where both see the same thing, the linter's own reason is the clearer one.
        seen = [each for each in found if each.fault is not Fault.COPIED]
        found += [
            Refusal(name, Fault.FOUND, hit.start, hit.end)
            for hit in self.scan(RawText(text)).detections
            if not any(each.start < hit.end and hit.start < each.end for each in seen)
        ]
        return found

    def _doubts(
        self,
        name: str,
        text: str,
        language: str,
        known: frozenset[str],
        found: Sequence[Refusal],
    ) -> list[Refusal]:
        """What only the model takes for a name, unless a reviewer accepted those words."""
        if self.second is None:
            return []
        return [
            Refusal(name, Fault.MODEL, start, end)
            for start, end in self.second(text, language)
            if plainly(text[start:end]) not in known
            and not any(each.start < end and start < each.end for each in found)
        ]


def plainly(text: str) -> str:
    """Words without case and without the spaces between: how accepted words are compared."""
    return " ".join(text.split()).casefold()


def _too_long(name: str, text: str) -> list[Refusal]:
    said = list(words(text))
    if name != "story" or len(said) <= MOST_STORY_WORDS:
        return []
    return [Refusal(name, Fault.TOO_LONG, said[MOST_STORY_WORDS][1], len(text))]


def _copied(said: Sequence[tuple[str, int, int]], told: set[tuple[str, ...]]) -> Iterator[Span]:
    """Places of the longest runs that the reporter wrote too."""
    start = end = -1
    for at, run in enumerate(_runs([each for each, _, _ in said])):
        if run not in told:
            continue
        if at > end:
            if start >= 0:
                yield said[start][1], said[end][2]
            start = at
        end = at + COPIED_WORDS - 1
    if start >= 0:
        yield said[start][1], said[end][2]


def _runs(said: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(said[at : at + COPIED_WORDS]) for at in range(len(said) - COPIED_WORDS + 1))


_APOSTROPHES: Final = "'`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"
_WORD: Final = re.compile(rf"[^\W_]+(?:[{_APOSTROPHES}]+[^\W_]+)*")
_NO_APOSTROPHES: Final = str.maketrans("", "", _APOSTROPHES)


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word, folded (width, case, accents, apostrophes), with its place in `text`."""
    # An invisible character or a loose accent must neither split a word nor move a place.
    plain = "".join("'" if unicodedata.category(each) in {"Cf", "Mn"} else each for each in text)
    for hit in _WORD.finditer(plain):
        apart = unicodedata.normalize("NFKD", hit.group().translate(_NO_APOSTROPHES))
        bare = "".join(each for each in apart if not unicodedata.combining(each))
        yield bare.casefold(), hit.start(), hit.end()
