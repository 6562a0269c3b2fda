"""Where somebody can stand who holds the words of a case, as values. No rule lives here.

    More → Recalling · Detailing · Picturing …                              the words are new
    Seeking → LookingUp → AtCase → Adding · Answering · Judging · Rating …   the way back

The road to the words, and what lies beside both, is in `states`.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from bot.flow.answers import NOTHING, Answers
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.flow.errands import Question, Status
    from bot.photo import Picture
    from bot.report import CleanText


@frozen
class Visit:
    """Somebody who holds the words of one case.

    `fresh`: the words were just made and may be shown once more. `settled`: what was answered in
    this visit (question ids, `preview`, `rate`), so that the page does not ask it again, and
    `photo` for each photo that was sent.
    """

    receipt: int = field(repr=False)
    fresh: bool = False
    settled: tuple[str, ...] = ()


# --- after the words -----------------------------------------------------------------------------


@frozen
class More:
    """The report is safe; details may follow, in any order, or none."""

    visit: Visit
    details: Answers = NOTHING


@frozen
class Recalling:
    """The optional word check: was it written down?"""

    visit: Visit
    details: Answers = NOTHING


@frozen
class Detailing:
    """One optional detail is open."""

    visit: Visit
    details: Answers
    question: str


@frozen
class Picturing:
    """A photo is wanted."""

    visit: Visit
    details: Answers = NOTHING


@frozen
class Showing:
    """A photo is on screen, exactly as it would be kept."""

    visit: Visit
    details: Answers
    picture: Picture


@frozen
class Posting:
    """A photo is on its way to the case."""

    visit: Visit
    details: Answers
    picture: Picture


# --- the way back --------------------------------------------------------------------------------


@frozen
class Seeking:
    """The eight words are wanted."""


@frozen
class LookingUp:
    """The case behind the words is being looked for; `visit` None when they did not parse."""

    visit: Visit | None


@frozen
class AtCase:
    """The case's page: where it stands, what waits for an answer."""

    visit: Visit
    status: Status
    question: Question | None = None
    preview: str | None = field(repr=False, default=None)


@frozen
class Adding:
    """More words for the case are wanted."""

    visit: Visit


@frozen
class Answering:
    """A reviewer's question is open: buttons, or own words."""

    visit: Visit
    question: Question


@frozen
class Judging:
    """The draft lesson is on screen: approve or veto."""

    visit: Visit
    preview: str = field(repr=False)


@frozen
class Rating:
    """One to five: how was this handled?"""

    visit: Visit


@frozen
class Reviewing:
    """What would be added to a case is on screen, exactly as kept. `text` None: the details."""

    place: More | Adding | Answering
    text: CleanText | None = field(repr=False, default=None)


@frozen
class Sending:
    """Something more is on its way to the case: words, or the id of a choice."""

    place: More | Adding | Answering | Judging | Rating
    text: CleanText | None = field(repr=False, default=None)
    pick: str = ""


@frozen
class Rewording:
    """Really new words? The old ones would stop working."""

    visit: Visit


@frozen
class Renewing:
    """New words are being made."""

    visit: Visit


@frozen
class Withdrawing:
    """Really withdraw? It cannot be undone."""

    visit: Visit


@frozen
class Erasing:
    """The case's keys are being destroyed."""

    visit: Visit


Detailed = More | Recalling | Detailing | Reviewing | Sending
Photographing = Picturing | Showing | Posting
Visiting = Seeking | LookingUp | AtCase | Adding | Answering | Judging | Rating
Parting = Rewording | Renewing | Withdrawing | Erasing
