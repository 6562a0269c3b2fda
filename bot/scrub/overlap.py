"""From many hits to few detections: sorted, disjoint, what is unkeepable first, then the longest.

The order in which detectors ran says nothing: `CLOSEST` decides what one span is called.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.scrub.scrubbed import Detection

CLOSEST: Final[Mapping[Tag, int]] = MappingProxyType(
    {
        Tag.SECRET: 0,  # kept by mistake it costs an account: `password: 4111 1111 1111 1111`
        Tag.PERSON: 1,  # who it was weighs more than what else the letters could be
        Tag.ADDRESS: 2,  # has signs of its own; its digits alone also pass for a telephone's
        Tag.PLACE: 3,  # knows the word beside the number: *Box 4411*
        Tag.TIME: 4,  # so does a date, where days and months prove true
        Tag.NUMBER: 5,  # any digits at all may be one
    }
)
"""What the same characters are called when several detectors claim them: the severest, then the
most specific. What cannot be kept comes before everything that can."""


def settle(found: Iterable[Detection], text: str) -> tuple[Detection, ...]:
    """Resolve overlaps and join neighbours of the same kind.

    Unkeepable detections (secrets, cards, mentions) claim their characters first, united where
    they overlap, so that no longer harmless one can carry one through. Of the others the longest
    wins; what is left of a loser beside an unkeepable one still goes. Of equals the one that
    `CLOSEST` names; any order of the same detections gives the same result.
    """
    placed = sorted(found, key=_place)
    apart = _apart(placed)
    if apart is not None:
        return _joined(apart, text)
    placed.sort(key=lambda one: (*_place(one), *_closest(one)))  # nothing is left open
    firm: list[Detection] = []
    soft: list[Detection] = []
    for detection in placed:
        (soft if detection.keepable else firm).append(detection)
    settled = [*_united(firm), *_longest(_around(soft, _united(firm), text))]
    settled.sort(key=lambda detection: detection.start)
    return _joined(settled, text)


def _place(found: Detection) -> tuple[int, int]:
    """In the order of the text, the wider first."""
    return found[0], -found[1]


def _closest(detection: Detection) -> tuple[object, ...]:
    """A removal goes before a reading: where two read an hour differently, neither is certain."""
    reading = not detection.becomes.startswith("[")
    rank = CLOSEST[detection.tag]
    return (detection.keepable, rank, reading, detection.becomes, detection.detector)


def _apart(placed: Iterable[Detection]) -> list[Detection] | None:
    """Those that are inside no other, of equals the closest; None if any overlap otherwise."""
    kept: list[Detection] = []
    start = reach = -1
    for detection in placed:
        if detection.start >= reach:
            kept.append(detection)
            start, reach = detection.start, detection.end
        elif detection.end == reach and detection.start == start:
            kept[-1] = min(kept[-1], detection, key=_closest)
        elif detection.end > reach or not detection.keepable:
            return None
    return kept


def _united(firm: Sequence[Detection]) -> list[Detection]:
    """Overlapping ones as one, called what the closest of them is called."""
    united: list[Detection] = []
    for detection in firm:
        last = united[-1] if united else None
        if last is None or detection.start >= last.end:
            united.append(detection)
            continue
        end = max(last.end, detection.end)
        united[-1] = min(last, detection, key=_closest)._replace(start=last.start, end=end)
    return united


def _around(soft: Sequence[Detection], firm: Sequence[Detection], text: str) -> list[Detection]:
    """The soft detections without the characters of the firm ones."""
    if not firm:
        return list(soft)
    left: list[Detection] = []
    first = 0
    for detection in sorted(soft, key=lambda f: f.start):
        while first < len(firm) and firm[first].end <= detection.start:
            first += 1
        if first == len(firm) or firm[first].start >= detection.end:
            left.append(detection)
            continue
        start, index = detection.start, first
        while index < len(firm) and firm[index].start < detection.end:
            left.append(detection._replace(start=start, end=max(start, firm[index].start)))
            start, index = firm[index].end, index + 1
        left.append(detection._replace(start=start, end=max(start, detection.end)))
    return [f for f in left if any(map(str.isalnum, text[f.start : f.end]))]


def _longest(soft: Sequence[Detection]) -> list[Detection]:
    """Of each group of overlapping detections the longest, and what does not touch it."""
    taken: list[Detection] = []
    group: list[Detection] = []
    reach = -1
    for detection in sorted(soft, key=lambda f: (f.start, -f.end)):
        if detection.start >= reach and group:
            taken += _best(group)
            group = []
        group.append(detection)
        reach = max(reach, detection.end)
    return taken + _best(group)


def _best(group: Sequence[Detection]) -> list[Detection]:
    """One group: the longest first, then the earliest."""
    if len(group) <= 1:
        return list(group)
    taken: list[Detection] = []
    for detection in sorted(group, key=lambda f: (f.start - f.end, f.start))[:256]:
        if all(detection.end <= other.start or other.end <= detection.start for other in taken):
            taken.append(detection)
    return taken


def _joined(settled: Sequence[Detection], text: str) -> tuple[Detection, ...]:
    """Neighbours that become the same, with nothing but a space between, are one."""
    kept = list(settled[:1])
    for _, detection in pairwise(settled):
        last = kept[-1]
        if detection.start > last.end + 1 and not text[last.end : last.end + 2].isspace():
            kept.append(detection)
            continue
        between = text[last.end : detection.start]
        if (
            detection.becomes == last.becomes
            and detection.keepable == last.keepable
            and between.strip() == ""
            and "\n" not in between
        ):
            kept[-1] = last._replace(end=detection.end)
        else:
            kept.append(detection)
    return tuple(kept)
