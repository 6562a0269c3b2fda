"""The privacy coach: what was found, what it would become, and what may stay. It changes nothing.

Each detection stands in its own place, repeats are one group, and no screen is longer than a
phone's. What may not stay is not shown again either: a screen may be read over a shoulder. It
does not claim to have found everything.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import field
from typing import TYPE_CHECKING, Final

from bot.flow.excerpt import Mark, excerpts, rows, short
from bot.flow.talk import Ask, Choice, Prompt
from bot.frozen import frozen
from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from bot.report import CleanText
    from bot.scrub.scrubbed import Detection, Scrubbed
    from bot.words import Words

ROWS: Final = 15
"""Rows of a phone that the coach's text takes at the most, buttons apart."""
SHOWN: Final = 6
"""Groups that have a button of their own."""
_SAID: Final = ("roster", "rules")
_LONGEST: Final = 28  # columns of what was found, as far as it is shown
_BUTTON: Final = 24
_HIDDEN: Final = "•••••"
_QUOTED: Final = str.maketrans("«»", "“”")
"""Guillemets mark what would change, and nothing else on this screen."""


@frozen
class Group:
    """The same words found once or more: shown once, and kept or replaced together.

    `before`: the word before a bare number, which alone says nothing: *badge* 4471.
    """

    was: str = field(repr=False)
    becomes: str
    keepable: bool
    tag: Tag
    found: tuple[int, ...]
    before: str = field(default="", repr=False)


def groups(scrubbed: Scrubbed) -> tuple[Group, ...]:
    """The detections, repeats together, in the order of the text."""
    text = scrubbed.raw.text
    alike: dict[tuple[str, str, bool], list[int]] = {}
    for index, found in enumerate(scrubbed.detections):
        was = " ".join(text[found.start : found.end].split())
        key = (was.casefold(), found.becomes.casefold(), found.keepable)
        alike.setdefault(key, []).append(index)
    ends = (0, *(found.end for found in scrubbed.detections))
    firsts = ((scrubbed.detections[at[0]], ends[at[0]], tuple(at)) for at in alike.values())
    return tuple(
        Group(
            " ".join(text[one.start : one.end].split()),
            one.becomes,
            one.keepable,
            one.tag,
            found,
            _before(text, floor, one),
        )
        for one, floor, found in firsts
    )


_BARE: Final = re.compile(r"[\d\s./-]+")
_WORD_BEFORE: Final = re.compile(r"[^\W\d_]{2,14}[:#.]?\s?$")


def _before(text: str, floor: int, one: Detection) -> str:
    """The word before a number in the same line, so that the number is seen in its place.

    Nothing in front of `floor`: there another detection ends, which may not be shown again.
    """
    if not _BARE.fullmatch(text, one.start, one.end):
        return ""
    near = text[max(floor, one.start - 16) : one.start]
    word = _WORD_BEFORE.search(near.rpartition("\n")[2])
    return f"{word[0].strip()} " if word else ""


def coach(scrubbed: Scrubbed, words: Words, lacking: Collection[str] = ()) -> Prompt:
    """The coach's prompt: the safe version is one tap away.

    `keep` is offered when something found may be kept, `some` when two things may. `lacking`:
    what the scrubber has not got (`roster`, `rules`); it is said, not hidden.
    """
    every = groups(scrubbed)
    keepable = sum(group.keepable for group in every)
    choices = ("safe", "edit", "keep", "some")[: 2 + min(keepable, 2)]
    asked = words("intake.coach.ask", n=len(scrubbed.detections))
    said = ["", *((words("intake.coach.firm"),) if keepable < len(every) else ())]
    said.append(words("intake.coach.humble"))
    said += [words(f"intake.coach.no_{what}") for what in _SAID if what in lacking]
    room = ROWS - sum(map(rows, (asked, *said)))
    lines = (asked, *_changes(scrubbed, every, words, room), *said)
    return Prompt(
        "coach",
        Ask.ONE,
        "\n".join(lines),
        tuple(Choice(id_, words(f"intake.coach.{id_}")) for id_ in choices),
        suggested="safe",
    )


def sorting(scrubbed: Scrubbed, words: Words) -> Prompt:
    """Which detections stay? A button each; what has none becomes the safe version."""
    offered = _offered(scrubbed)
    rest = len(groups(scrubbed)) - len(offered)
    lines = [words("intake.coach_keep.ask")]
    if rest:
        lines.append(words("intake.coach_keep.rest", n=rest))
    buttons = tuple(
        Choice(id_, short(group.before + group.was, _BUTTON)) for id_, group in offered.items()
    )
    none = Choice("none", words("intake.coach_keep.none"))
    return Prompt("coach_keep", Ask.MANY, "\n".join(lines), (*buttons, none))


def keeping(scrubbed: Scrubbed, ids: Iterable[str]) -> CleanText:
    """The text with the chosen groups as typed, and all else replaced."""
    offered = _offered(scrubbed)
    chosen = [offered[id_] for id_ in ids if id_ in offered]
    return scrubbed.keeping(index for group in chosen for index in group.found)


def _offered(scrubbed: Scrubbed) -> dict[str, Group]:
    """What may be kept, by the id of its button."""
    keepable = [group for group in groups(scrubbed) if group.keepable]
    return {f"keep{number}": group for number, group in enumerate(keepable[:SHOWN], 1)}


# --- in its place --------------------------------------------------------------------------------


def _changes(
    scrubbed: Scrubbed, every: Sequence[Group], words: Words, room: int
) -> tuple[str, ...]:
    """The detections in their places as far as `room` rows reach, and how many more there are."""
    text = scrubbed.raw.text.translate(_QUOTED)
    apart = bool(_RIGHT_TO_LEFT.search(text))
    labels = {group.found[0]: _label(group, words, apart=apart) for group in every}
    marks = [
        Mark(found.start, found.end, labels.get(index, ""))
        for index, found in enumerate(scrubbed.detections)
    ]
    lines: tuple[str, ...] = ()
    for reserved in range(room):
        lines, reached = excerpts(text, marks, room - reserved)
        left = [group for group in every if group.found[0] >= reached]
        lines += (_rest(left, words),) if left else ()
        if sum(map(rows, lines)) <= room:
            break
    return lines


# Written from right to left (Unicode 16: the blocks from Hebrew on, and their later ones).
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def _label(group: Group, words: Words, *, apart: bool) -> str:
    """`«was → becomes»`. `apart`: the text around runs the other way, the arrow does not turn."""
    was = short(group.was.translate(_QUOTED), _LONGEST) if group.keepable else _HIDDEN
    becomes, times = group.becomes, len(group.found)
    if times > 1:
        becomes = words("intake.coach.times", becomes=becomes, n=times)
    if apart:  # isolates: left to right the whole, by its own letters the first part (UAX #9)
        return f"«\u2066\u2068{was}\u2069 → {becomes}\u2069»"
    return f"«{was} → {becomes}»"


def _rest(left: Iterable[Group], words: Words) -> str:
    """What had no room, counted by kind."""
    count = Counter(dict.fromkeys(Tag, 0))
    for group in left:
        count[group.tag] += len(group.found)
    kinds = [words(f"intake.coach.more_{tag}", n=n) for tag, n in count.items() if n]
    return words("intake.coach.rest", kinds=", ".join(kinds))
