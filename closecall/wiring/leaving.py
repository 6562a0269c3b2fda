"""What nobody could undo once a reviewer has left, or reads concerns no longer. Pure: no words.

The shell and the console ask here before a list is signed; each says the answer in its own words,
and only the shell can be told to go on all the same.
"""

from __future__ import annotations

from enum import StrEnum, unique
from typing import TYPE_CHECKING

from closecall.wiring.keys import team
from closecall.wiring.leads import in_group

if TYPE_CHECKING:
    from storage.manifest import Manifest


@unique
class Harm(StrEnum):
    """Why a list should not follow the present one, the worst first."""

    LAST = "last"
    """No reviewer would be on it."""
    ALONE = "alone"
    """Cases would open to the break-glass key alone."""
    LEADS = "leads"
    """Nobody would lead by name, so everybody would."""
    CONCERNS = "concerns"
    """Nobody would be in the group that reads concerns, so everybody would read them."""


def harm(held: Manifest, following: Manifest, alone: int = 0) -> Harm | None:
    """What would come of `following` instead of `held`; None: nothing that cannot be undone.

    `alone`: how many cases nobody on the following list could open
    (`storage.readership.left_alone`).
    """
    from storage.manifest import SPEAKUP

    dangers = (
        (not team(following), Harm.LAST),
        (alone > 0, Harm.ALONE),
        (bool(in_group(held)) and not in_group(following), Harm.LEADS),
        (bool(in_group(held, SPEAKUP)) and not in_group(following, SPEAKUP), Harm.CONCERNS),
    )
    return next((danger for there, danger in dangers if there), None)
