"""The steps of a case, in their order: which are done, which lead to a page, which comes next.

It advises and forbids nothing: what may be done is the desk's to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.case.rules import hold_on_writing, missing
from bot.frozen import frozen
from bot.sealed import CaseState

if TYPE_CHECKING:
    from bot.case import OpenCase

OF_THE_LESSON: Final = frozenset({"lesson", "approve"})
WRITTEN_ON: Final = {"kind": "triage", "action": "action"}
"""On which page a need is met, where it is not the finding's."""


@frozen
class CaseStep:
    """A step: `name` is its page. `comes` marks the one to take next; `leads`, that it can be."""

    name: str
    done: bool
    leads: bool
    comes: bool = False


def steps(case: OpenCase, me: bytes) -> tuple[CaseStep, ...]:
    """All of them, for the reviewer with the key `me`: nobody approves what they wrote."""
    ended = case.state is CaseState.CLOSED
    done = {
        "triage": case.triage is not None,
        "finding": case.finding is not None,
        "action": bool(case.actions),
        "lesson": case.draft is not None,
        "approve": case.approval is not None,
        "close": ended,
    }
    leads = {name: name in OF_THE_LESSON or not ended for name in done}
    writable = case.draft is not None or hold_on_writing(case) is None
    leads["lesson"] = writable and case.approval is None  # what is published is not written on
    leads["approve"] = case.draft is not None
    mine = case.draft is not None and case.draft.by == me
    ahead = (name for name in done if leads[name] and not done[name])
    comes = next((name for name in ahead if not (name == "approve" and mine)), "")
    return tuple(
        CaseStep(name, done[name], leads[name], comes=name == comes and not ended) for name in done
    )


def needs(case: OpenCase) -> tuple[tuple[str, str], ...]:
    """What closing as a near miss still needs, and the page that adds it."""
    return tuple((need, WRITTEN_ON.get(need, "finding")) for need in missing(case))
