"""The privacy coach's one screen: what was found, and what it would become. It changes nothing.

Repeats are shown once, and never more than fits a phone. It does not claim to have found
everything.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.flow.talk import Ask, Choice, Prompt

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.scrub.scrubbed import Scrubbed
    from bot.words import Words

SHOWN: Final = 6
_SAID: Final = ("roster", "rules")
_LONGEST: Final = 32


def coach(scrubbed: Scrubbed, words: Words, lacking: Collection[str] = ()) -> Prompt:
    """The coach's prompt. `keep` is offered only when something found may be kept.

    `lacking`: what the scrubber has not got (`roster`, `rules`); it is said, not hidden.
    """
    keepable = any(found.keepable for found in scrubbed.findings)
    firm = not all(found.keepable for found in scrubbed.findings)
    choices = ("safe", "edit", "keep") if keepable else ("safe", "edit")
    lines = [words("intake.coach.ask", n=len(scrubbed.findings)), *_changes(scrubbed, words)]
    if firm:
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


def _changes(scrubbed: Scrubbed, words: Words) -> list[str]:
    text = scrubbed.raw.text
    found = Counter((_short(text[f.start : f.end]), f.becomes) for f in scrubbed.findings)
    lines = [
        f"~~{was}~~ → {becomes if times == 1 else _times(becomes, times, words)}"
        for (was, becomes), times in found.items()
    ]
    rest = len(lines) - SHOWN
    return lines if rest <= 0 else [*lines[:SHOWN], words("intake.coach.rest", n=rest)]


def _times(becomes: str, times: int, words: Words) -> str:
    return words("intake.coach.times", becomes=becomes, n=times)


def _short(was: str) -> str:
    line = " ".join(was.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
