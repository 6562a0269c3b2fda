"""Where a conversation can stand, as values. No rule lives here: `machine` moves, `script` orders.

    Idle → Telling → (Coaching) → Asking … → Confirming → Filing → More → Idle        a report
    Seeking → LookingUp → AtCase → Adding · Answering · Judging · Rating · …          the way back

States that wait for the world (Filing, LookingUp, Sending, Posting, Renewing, Erasing, Listing)
repeat their act whatever they hear: after a crash the next tap finishes what the last one began.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.flow.answers import NOTHING, Answers

if TYPE_CHECKING:
    from bot.flow.talk import Act, Prompt, Question, Say, Status
    from bot.photo import Picture
    from bot.report import CleanText, RawText


@dataclass(frozen=True, slots=True)
class Terms:
    """What an organisation configured, ready to be said. An empty string takes our own sentence.

    `roles`: reviewing roles that a concern may exclude. `rare`: ids of kinds and areas that only
    a few people could know of. `weekday`: the digest's day, `monday` to `sunday`. `lacking`: what
    the scrubber has not got (`roster`, `rules`), so that the coach says it. `photos`: whether this
    door takes photos.
    """

    emergency: str = "112"
    pledge: str = ""
    incident_door: str = ""
    external_channels: str = ""
    roles: tuple[str, ...] = ()
    weekday: str = "friday"
    door: str = ""
    retention: str = ""
    rare: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    photos: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who holds the words of one case.

    `fresh`: the words were just made and may be shown once more. `settled`: what was answered in
    this visit (question ids, `preview`, `rate`), so that the page does not ask it again, and
    `photo` for each photo that was sent.
    """

    receipt: int = field(repr=False)
    fresh: bool = False
    settled: tuple[str, ...] = ()


# --- a report ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is going on: the start, and the end."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The story is wanted. Answers are there already when an old story is being changed."""

    answers: Answers = NOTHING


@dataclass(frozen=True, slots=True)
class Coaching:
    """Something was found in a text. The only state that holds words as they were typed.

    `wants` is where the clean text goes; it never holds an older text for the same place.
    `sorting`: which of the findings stay is being chosen, one by one.
    """

    raw: RawText = field(repr=False)
    wants: TextWanting
    sorting: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """One question of the script is open."""

    answers: Answers
    question: str


@dataclass(frozen=True, slots=True)
class Confirming:
    """The exact record is on screen; nothing is kept yet."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Changing:
    """Which answer should be changed?"""

    answers: Answers


@dataclass(frozen=True, slots=True)
class Filing:
    """Send was chosen; the report is on its way."""

    answers: Answers


# --- after the words -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class More:
    """The report is safe; details may follow, in any order, or none."""

    visit: Visit
    details: Answers = NOTHING


@dataclass(frozen=True, slots=True)
class Recalling:
    """The optional word check: was it written down?"""

    visit: Visit
    details: Answers = NOTHING


@dataclass(frozen=True, slots=True)
class Detailing:
    """One optional detail is open."""

    visit: Visit
    details: Answers
    question: str


@dataclass(frozen=True, slots=True)
class Picturing:
    """A photo is wanted."""

    visit: Visit
    details: Answers = NOTHING


@dataclass(frozen=True, slots=True)
class Showing:
    """A photo is on screen, exactly as it would be kept."""

    visit: Visit
    details: Answers
    picture: Picture


@dataclass(frozen=True, slots=True)
class Posting:
    """A photo is on its way to the case."""

    visit: Visit
    details: Answers
    picture: Picture


# --- the way back --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seeking:
    """The eight words are wanted."""


@dataclass(frozen=True, slots=True)
class LookingUp:
    """The case behind the words is being looked for; `visit` None when they did not parse."""

    visit: Visit | None


@dataclass(frozen=True, slots=True)
class AtCase:
    """The case's page: where it stands, what waits for an answer."""

    visit: Visit
    status: Status
    question: Question | None = None
    preview: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Adding:
    """More words for the case are wanted."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Answering:
    """A reviewer's question is open: buttons, or own words."""

    visit: Visit
    question: Question


@dataclass(frozen=True, slots=True)
class Judging:
    """The draft lesson is on screen: approve or veto."""

    visit: Visit
    preview: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Rating:
    """One to five: how was this handled?"""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Reviewing:
    """What would be added to a case is on screen, exactly as kept. `text` None: the details."""

    place: More | Adding | Answering
    text: CleanText | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Sending:
    """Something more is on its way to the case: words, or the id of a choice."""

    place: More | Adding | Answering | Judging | Rating
    text: CleanText | None = field(repr=False, default=None)
    pick: str = ""


@dataclass(frozen=True, slots=True)
class Rewording:
    """Really new words? The old ones would stop working."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Renewing:
    """New words are being made."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Really withdraw? It cannot be undone."""

    visit: Visit


@dataclass(frozen=True, slots=True)
class Erasing:
    """The case's keys are being destroyed."""

    visit: Visit


# --- beside the road: each holds where to return to ---------------------------------------------


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of lessons is being fetched: of one `kind`, or of all."""

    page: int
    back: State
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Browsing:
    """A page of lessons was shown. `more`: another one follows."""

    page: int
    back: State
    kind: str = ""
    more: bool = True


@dataclass(frozen=True, slots=True)
class Gathering:
    """The kinds that have lessons are being looked up."""

    back: State


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Lessons of which kind? First the family, then one of its `kinds` that have lessons."""

    back: State
    kinds: tuple[str, ...]
    family: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Something unsent would be lost: really leave it?"""

    back: State
    to: Telling | Seeking | LookingUp


TextWanting = Telling | Detailing | Adding | Answering
Reporting = Idle | Telling | Coaching | Asking | Confirming | Changing | Filing
Detailed = More | Recalling | Detailing | Reviewing | Sending
Photographing = Picturing | Showing | Posting
Visiting = Seeking | LookingUp | AtCase | Adding | Answering | Judging | Rating
Parting = Rewording | Renewing | Withdrawing | Erasing
Reading = Listing | Browsing | Gathering | Narrowing
Aside = Reading | Leaving
State = Reporting | Detailed | Photographing | Visiting | Parting | Aside


@dataclass(frozen=True, slots=True)
class Turn:
    """What one step gives: the next state, what to say, what to ask, what to get done.

    With an `act` there is no prompt yet: carry it out, step again with its outcome, and say what
    both turns say.
    """

    state: State
    says: tuple[Say, ...] = ()
    prompt: Prompt | None = None
    act: Act | None = None
