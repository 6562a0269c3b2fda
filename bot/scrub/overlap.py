"""From many hits to few findings: sorted, disjoint, what is unkeepable first, then the longest.

The order in which detectors ran says nothing: `CLOSEST` decides what one span is called.
"""

from __future__ import annotations

from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.scrub.scrubbed import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.scrub.scrubbed import Finding

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


def settle(found: Iterable[Finding], text: str) -> tuple[Finding, ...]:
    """Resolve overlaps and join neighbours of the same kind.

    Unkeepable findings (secrets, cards, mentions) claim their characters first, united where they
    overlap, so that no longer harmless finding can carry one through. Of the others the longest
    wins; what is left of a loser beside an unkeepable one still goes. Of equals the one that
    `CLOSEST` names; any order of the same findings gives the same result.
    """
    found = _sorted(found)
    apart = _apart(found)
    if apart is not None:
        return _joined(apart, text)
    firm: list[Finding] = []
    soft: list[Finding] = []
    for finding in found:
        (soft if finding.keepable else firm).append(finding)
    settled = [*_united(firm), *_longest(_around(soft, _united(firm), text))]
    settled.sort(key=lambda finding: finding.start)
    return _joined(settled, text)


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    """In the order of the text, the wider first, of equals the closest: nothing is left open."""
    placed = sorted(found, key=lambda finding: (finding.start, -finding.end))
    for after, (one, two) in enumerate(pairwise(placed[:]), 1):
        if one.start == two.start and one.end == two.end:
            first = after  # few detectors claim the very same span
            while (
                first and placed[first - 1].start == two.start and placed[first - 1].end == two.end
            ):
                first -= 1
            placed[first : after + 1] = sorted(placed[first : after + 1], key=_closest)
    return placed


def _closest(finding: Finding) -> tuple[object, ...]:
    """A removal goes before a reading: where two read an hour differently, neither is certain."""
    reading = not finding.becomes.startswith("[")
    rank = CLOSEST[finding.tag]
    return (finding.keepable, rank, reading, finding.becomes, finding.detector)


def _apart(found: Iterable[Finding]) -> list[Finding] | None:
    """The findings without those inside another one, if nothing overlaps then: the usual case."""
    kept: list[Finding] = []
    reach = -1
    for finding in found:
        if finding.start >= reach:
            kept.append(finding)
            reach = finding.end
        elif finding.end > reach or not finding.keepable:
            return None
    return kept


def _united(firm: Sequence[Finding]) -> list[Finding]:
    """Overlapping ones as one, called what the closest of them is called."""
    united: list[Finding] = []
    for finding in firm:
        last = united[-1] if united else None
        if last is None or finding.start >= last.end:
            united.append(finding)
            continue
        end = max(last.end, finding.end)
        united[-1] = min(last, finding, key=_closest)._replace(start=last.start, end=end)
    return united


def _around(soft: Sequence[Finding], firm: Sequence[Finding], text: str) -> list[Finding]:
    """The soft findings without the characters of the firm ones."""
    if not firm:
        return list(soft)
    left: list[Finding] = []
    first = 0
    for finding in sorted(soft, key=lambda f: f.start):
        while first < len(firm) and firm[first].end <= finding.start:
            first += 1
        if first == len(firm) or firm[first].start >= finding.end:
            left.append(finding)
            continue
        start, index = finding.start, first
        while index < len(firm) and firm[index].start < finding.end:
            left.append(finding._replace(start=start, end=max(start, firm[index].start)))
            start, index = firm[index].end, index + 1
        left.append(finding._replace(start=start, end=max(start, finding.end)))
    return [f for f in left if any(map(str.isalnum, text[f.start : f.end]))]


def _longest(soft: Sequence[Finding]) -> list[Finding]:
    """Of each group of overlapping findings the longest, and what does not touch it."""
    taken: list[Finding] = []
    group: list[Finding] = []
    reach = -1
    for finding in sorted(soft, key=lambda f: (f.start, -f.end)):
        if finding.start >= reach and group:
            taken += _best(group)
            group = []
        group.append(finding)
        reach = max(reach, finding.end)
    return taken + _best(group)


def _best(group: Sequence[Finding]) -> list[Finding]:
    """One group: the longest first, then the earliest."""
    if len(group) <= 1:
        return list(group)
    taken: list[Finding] = []
    for finding in sorted(group, key=lambda f: (f.start - f.end, f.start))[:256]:
        if all(finding.end <= other.start or other.end <= finding.start for other in taken):
            taken.append(finding)
    return taken


def _joined(settled: Sequence[Finding], text: str) -> tuple[Finding, ...]:
    """Neighbours that become the same, with nothing but a space between, are one."""
    kept = list(settled[:1])
    for _, finding in pairwise(settled):
        last = kept[-1]
        if finding.start > last.end + 1 and not text[last.end : last.end + 2].isspace():
            kept.append(finding)
            continue
        between = text[last.end : finding.start]
        if (
            finding.becomes == last.becomes
            and finding.keepable == last.keepable
            and between.strip() == ""
            and "\n" not in between
        ):
            kept[-1] = last._replace(end=finding.end)
        else:
            kept.append(finding)
    return tuple(kept)
