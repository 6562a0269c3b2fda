"""Leads: reviewers who also change who reads and what is set. Pure: a list in, a list out.

Who is in the group `lead` of the signed list is one. While nobody is, everybody is: one reviewer
alone needs no second rank. With the first change, in the shell or in the console, everybody who
led because nobody was named is named, and so keeps leading: the rank is lost by name alone. A
newcomer is one only when somebody says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from storage.manifest import Manifest, Recipient

LEAD: Final = "lead"


def in_group(held: Manifest, group: str = LEAD) -> list[bytes]:
    """The key ids of who is in a group."""
    return [one.key_id for one in held.recipients if group in one.groups]


def leads(held: Manifest, key_id: bytes) -> bool:
    """Whether this reviewer may change who reads and what is set."""
    people = [one for one in held.recipients if not one.breaks_glass]
    chosen = [one for one in people if LEAD in one.groups] or people
    return any(one.key_id == key_id for one in chosen)


def joined(held: Manifest, newcomer: Recipient) -> Manifest:
    """The next version, with one more reader. Raises ValueError for a known key."""
    return _settled(held).adding(newcomer)


def moved(held: Manifest, key_id: bytes, *, on: bool) -> Manifest:
    """The next version, on which this reviewer is a lead or is none. Raises ValueError."""
    before = _settled(held)
    reader = before.recipient(key_id)
    groups = {*(reader.groups if reader else ())} - {LEAD} | ({LEAD} if on else set())
    return before.regrouped(key_id, sorted(groups))


def _settled(held: Manifest) -> Manifest:
    """The same list, on which everybody leads by name if nobody does yet."""
    if in_group(held):
        return held
    people = tuple(
        one if one.breaks_glass else replace(one, groups=tuple(sorted({*one.groups, LEAD})))
        for one in held.recipients
    )
    return replace(held, recipients=people)
