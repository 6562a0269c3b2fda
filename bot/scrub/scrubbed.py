"""What the scrubber found in a text, and the clean texts that can come of it."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING, NamedTuple

from bot.frozen import frozen
from bot.report import CleanText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.report import RawText


@unique
class Tag(StrEnum):
    """What stands where something was removed.

    *Removed* is visible: it is never confused with *unknown*.
    """

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    ADDRESS = "address"
    SECRET = "secret"  # noqa: S105 - a tag, not a password


class Detection(NamedTuple):
    """One span `[start, end)` of the raw text, in code points, and what it would become.

    `becomes` is ready to read in the reporter's language: `[person]`, `afternoon`. `keepable` is
    False for secrets and platform mentions.
    """

    start: int
    end: int
    tag: Tag
    detector: str
    becomes: str
    keepable: bool = True


@frozen
class Scrubbed:
    """A raw text with its detections: sorted, disjoint. Lives in `Coaching` only."""

    raw: RawText
    detections: tuple[Detection, ...] = field(repr=False)

    @property
    def safe(self) -> CleanText:
        """The text with every detection replaced."""
        return self.keeping(())

    @property
    def mine(self) -> CleanText:
        """The text as typed, but for what cannot be kept."""
        return self.keeping(range(len(self.detections)))

    def keeping(self, kept: Iterable[int]) -> CleanText:
        """The text with all replaced but those `kept` by index; the unkeepable are never kept."""
        spared = {index for index in kept if self.detections[index].keepable}
        text, last = self.raw.text, 0
        pieces: list[str] = []
        for index, found in enumerate(self.detections):
            if index not in spared:
                pieces += (text[last : found.start], found.becomes)
                last = found.end
        return CleanText("".join((*pieces, text[last:])))
