"""The privacy coach: what was found, what it would become, and what may stay. It changes nothing.

Repeats are one group, and no screen is longer than a phone's. It does not claim to have found
everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bot.flow.talk import Ask, Choice, Prompt

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bot.report import CleanText
    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Words

SHOWN: Final = 6
"""Groups on one screen, as lines or as buttons."""
_SAID: Final = ("roster", "rules")
_LONGEST: Final = 32
_BUTTON: Final = 24


@dataclass(frozen=True, slots=True)
class Group:
    """The same words found once or more: shown once, and kept or replaced together.

    `before`: the word before a bare number, which alone says nothing: *badge* 4471.
    """

    was: str = field(repr=False)
    becomes: str
    keepable: bool
    found: tuple[int, ...]
    before: str = field(default="", repr=False)


def groups(scrubbed: Scrubbed) -> tuple[Group, ...]:
    """The findings, repeats together, in the order of the text."""
    text = scrubbed.raw.text
    alike: dict[tuple[str, str, bool], list[int]] = {}
    for index, found in enumerate(scrubbed.findings):
        was = " ".join(text[found.start : found.end].split())
        key = (was.casefold(), found.becomes.casefold(), found.keepable)
        alike.setdefault(key, []).append(index)
    firsts = ((scrubbed.findings[found[0]], tuple(found)) for found in alike.values())
    return tuple(
        Group(
            " ".join(text[one.start : one.end].split()),
            one.becomes,
            one.keepable,
            found,
            _before(text, one.start, one.end),
        )
        for one, found in firsts
    )


_BARE: Final = re.compile(r"[\d\s./-]+")
_WORD_BEFORE: Final = re.compile(r"[^\W\d_]{2,14}[:#.]?\s?$")


def _before(text: str, start: int, end: int) -> str:
    """The word before a number in the same line, so that the number is seen in its place."""
    if not _BARE.fullmatch(text, start, end):
        return ""
    word = _WORD_BEFORE.search(text[max(0, start - 16) : start].rpartition("\n")[2])
    return f"{word[0].strip()} " if word else ""


def coach(scrubbed: Scrubbed, words: Words, lacking: Collection[str] = ()) -> Prompt:
    """The coach's prompt: the safe version is one tap away.

    `keep` is offered when something found may be kept, `some` when two things may. `lacking`:
    what the scrubber has not got (`roster`, `rules`); it is said, not hidden.
    """
    every = groups(scrubbed)
    keepable = sum(group.keepable for group in every)
    choices = ("safe", "edit", "keep", "some")[: 2 + min(keepable, 2)]
    lines = [words("intake.coach.ask", n=len(scrubbed.findings)), *_changes(every, words)]
    if keepable < len(every):
        lines.append(words("intake.coach.firm"))
    lines.append(words("intake.coach.humble"))
    lines += [words(f"intake.coach.no_{what}") for what in _SAID if what in lacking]
    return Prompt(
        "coach",
        Ask.ONE,
        "\n".join(lines),
        tuple(Choice(id_, words(f"intake.coach.{id_}")) for id_ in choices),
        suggested="safe",
    )


def sorting(scrubbed: Scrubbed, words: Words) -> Prompt:
    """Which findings stay? A button each; what has none becomes the safe version."""
    offered = _offered(scrubbed)
    rest = len(groups(scrubbed)) - len(offered)
    lines = [words("intake.coach_keep.ask")]
    if rest:
        lines.append(words("intake.coach_keep.rest", n=rest))
    buttons = tuple(
        Choice(id_, _short(group.before + group.was, _BUTTON)) for id_, group in offered.items()
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


def _changes(every: tuple[Group, ...], words: Words) -> list[str]:
    lines = [
        f"{group.before}~~{_short(group.was, _LONGEST - len(group.before))}~~ → "
        f"{_times(group, words)}"
        for group in every[:SHOWN]
    ]
    rest = len(every) - SHOWN
    return lines if rest <= 0 else [*lines, words("intake.coach.rest", n=rest)]


def _times(group: Group, words: Words) -> str:
    if len(group.found) == 1:
        return group.becomes
    return words("intake.coach.times", becomes=group.becomes, n=len(group.found))


def _short(was: str, longest: int) -> str:
    return was if len(was) <= longest else f"{was[: longest - 1]}…"
