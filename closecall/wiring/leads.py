"""Leads: reviewers who also change who reads and what is set. Pure: a list in, a list out.

Who is in the group `lead` of the signed list is one. While nobody is, everybody is: one reviewer
alone needs no second rank. When the first newcomer comes, who led because nobody was named is
named: in the shell all of them, in the console whoever admits. A newcomer is one only when
somebody says so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

    from storage.manifest import Manifest

LEAD: Final = "lead"


def in_group(held: Manifest, group: str = LEAD) -> list[bytes]:
    """The key ids of who is in a group."""
    return [one.key_id for one in held.recipients if group in one.groups]


def leads(held: Manifest, key_id: bytes) -> bool:
    """Whether this reviewer may change who reads and what is set."""
    people = [one for one in held.recipients if not one.breaks_glass]
    chosen = [one for one in people if LEAD in one.groups] or people
    return any(one.key_id == key_id for one in chosen)


def settled(held: Manifest, among: Container[bytes] | None = None) -> Manifest:
    """The same list, on which those `among` lead by name (or everybody), if nobody does yet."""
    if in_group(held):
        return held
    people = tuple(
        replace(one, groups=tuple(sorted({*one.groups, LEAD})))
        if not one.breaks_glass and (among is None or one.key_id in among)
        else one
        for one in held.recipients
    )
    return replace(held, recipients=people)


def moved(held: Manifest, key_id: bytes, *, on: bool) -> Manifest:
    """The next version, on which this reviewer is a lead or is none. Raises ValueError."""
    reader = held.recipient(key_id)
    groups = {*(reader.groups if reader else ())} - {LEAD} | ({LEAD} if on else set())
    return held.regrouped(key_id, sorted(groups))
