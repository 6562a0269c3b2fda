"""Where a conversation can stand, as values. No rule lives here: `machine` moves, `script` orders.

    Idle → Telling → (Coaching) → Asking … → Confirming → Filing → More → Idle

What follows the words, and the way back with them, is in `visits`. States that wait for the world
(Filing, LookingUp, Sending, Posting, Renewing, Erasing, Listing, Gathering) repeat their act
whatever they hear: after a crash the next tap finishes what the last one began.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from bot.flow.answers import NOTHING, Answers
from bot.flow.visits import (
    Adding,
    Answering,
    Detailed,
    Detailing,
    LookingUp,
    Parting,
    Photographing,
    Seeking,
    Visiting,
)
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.flow.errands import Act
    from bot.flow.talk import Prompt, Say
    from bot.report import RawText

# --- a report ------------------------------------------------------------------------------------


@frozen
class Idle:
    """Nothing is going on: the start, and the end."""


@frozen
class Telling:
    """The story is wanted. Answers are there already when an old story is being changed."""

    answers: Answers = NOTHING


@frozen
class Coaching:
    """Something was found in a text. The only state that holds words as they were typed.

    `wants` is where the clean text goes; it never holds an older text for the same place.
    `sorting`: which of the detections stay is being chosen, one by one.
    """

    raw: RawText = field(repr=False)
    wants: TextWanting
    sorting: bool = False


@frozen
class Asking:
    """One question of the script is open."""

    answers: Answers
    question: str


@frozen
class Confirming:
    """The exact record is on screen; nothing is kept yet."""

    answers: Answers


@frozen
class Changing:
    """Which answer should be changed?"""

    answers: Answers


@frozen
class Filing:
    """Send was chosen; the report is on its way."""

    answers: Answers


# --- beside the road: each holds where to return to ---------------------------------------------


@frozen
class Listing:
    """A page of lessons is being fetched: of one `kind`, or of all."""

    page: int
    back: State
    kind: str = ""


@frozen
class Browsing:
    """A page of lessons was shown. `more`: another one follows."""

    page: int
    back: State
    kind: str = ""
    more: bool = True


@frozen
class Gathering:
    """The kinds that have lessons are being looked up."""

    back: State


@frozen
class Narrowing:
    """Lessons of which kind? First the family, then one of its `kinds` that have lessons."""

    back: State
    kinds: tuple[str, ...]
    family: str = ""


@frozen
class Leaving:
    """Something unsent would be lost: really leave it?"""

    back: State
    to: Telling | Seeking | LookingUp


TextWanting = Telling | Detailing | Adding | Answering
Reporting = Idle | Telling | Coaching | Asking | Confirming | Changing | Filing
Reading = Listing | Browsing | Gathering | Narrowing
Sidestep = Reading | Leaving
State = Reporting | Detailed | Photographing | Visiting | Parting | Sidestep


@frozen
class Turn:
    """What one step gives: the next state, what to say, what to ask, what to get done.

    With an `act` there is no prompt yet: carry it out, step again with its outcome, and say what
    both turns say.
    """

    state: State
    says: tuple[Say, ...] = ()
    prompt: Prompt | None = None
    act: Act | None = None
