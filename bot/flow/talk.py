"""The nouns that cross the machine's border: what it hears, what it says, what it wants done.

    door  --Heard-->  machine  --Say, Prompt-->  door
                        |   ^
                       Act  Outcome        (carried out by `intake` and `followup`)

Every text in a Say or a Prompt is finished: in the reporter's language, ready to show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.photo import Picture
    from bot.report import RawText, Record
    from bot.sealed import ObjectKind

# --- heard ---------------------------------------------------------------------------------------


@unique
class Command(StrEnum):
    """Works in every state."""

    REPORT = "report"
    CHECK = "check"
    LEARN = "learn"
    LESSONS = "lessons"
    HELP = "help"
    PRIVACY = "privacy"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Said:
    """A text was typed."""

    raw: RawText


@dataclass(frozen=True, slots=True)
class Chose:
    """One or more choices were made, by id.

    Ids come from outside: unknown ones are answered kindly, and may hold anything.
    """

    ids: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A command."""

    command: Command


@dataclass(frozen=True, slots=True)
class Odd:
    """Something that a door cannot give as text: a photo nobody asked for, a sticker, a voice."""

    what: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """A photo came, made anew from its pixels; whoever heard it holds its bytes."""

    picture: Picture


# --- outcomes of acts, heard by the machine ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filed:
    """The report is durable. `receipt` is the number behind the eight words."""

    receipt: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """A reviewer's question, its signature verified.

    `choices` may be empty: then only text answers.
    """

    question_id: str
    text: str = field(repr=False)
    choices: tuple[str, ...] = field(repr=False, default=())


@dataclass(frozen=True, slots=True)
class Status:
    """Where the case stands.

    A `CaseState` and, once closed, a `Disposition` and the reviewer's sentence.
    """

    state: str
    reason: str = ""
    note: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Seen:
    """The words opened a way back."""

    status: Status
    question: Question | None = None
    preview: str | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Unknown:
    """No case answers to these words: wrong, mistyped beyond repair, withdrawn or expired.

    All the same.
    """


@dataclass(frozen=True, slots=True)
class Done:
    """The act is durable."""


@dataclass(frozen=True, slots=True)
class Barred:
    """The addition is durable, and the roles that it names have no key to the case any more.

    `in_time`: the report had not been handed out, so none of them had a key to it before.
    """

    in_time: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """The act could not be carried out; nothing was kept.

    `why` is a finished sentence without anyone's words.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of lessons, each ready to read. `more` says that another page follows."""

    lessons: tuple[str, ...]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class Kinds:
    """The ids of the kinds that have lessons."""

    ids: tuple[str, ...]


Outcome = Filed | Seen | Unknown | Done | Barred | Failed | Listed | Kinds
Heard = Said | Chose | Pressed | Odd | Pictured | Outcome

# --- said ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that asks for nothing."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """What was heard does not fit; the prompt that follows is the same one again."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Words8:
    """The receipt, shown once: eight words, and the same as 25 digits."""

    words: tuple[str, ...] = field(repr=False)
    digits: str = field(repr=False)


@unique
class Ending(StrEnum):
    """Why a conversation is over."""

    CANCELLED = "cancelled"
    DISCARDED = "discarded"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Over:
    """The conversation has ended; whatever is heard next begins anew."""

    reason: Ending


Say = Notice | Problem | Words8 | Over


@unique
class Ask(StrEnum):
    """How a prompt wants to be answered."""

    TEXT = "text"
    ONE = "one"
    MANY = "many"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: a stable id and its label. At the word check both are words of the receipt."""

    id: str = field(repr=False)
    label: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question, ready to show.

    `key` is stable (`story`, `coach`, `family` …); `record` only at `confirm`.

    `suggested` is a choice id that is marked, never chosen, for the reporter. `photo`: a photo may
    be sent here, whatever is asked.
    """

    key: str
    kind: Ask
    text: str = field(repr=False)
    choices: tuple[Choice, ...] = field(repr=False, default=())
    optional: bool = False
    record: Record | None = field(repr=False, default=None)
    suggested: str = ""
    photo: bool = False


# --- wanted --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File:
    """Seal this record and accept it. `excluded`: reviewing roles that get no key slot."""

    record: Record = field(repr=False)
    concern: bool = False
    excluded: tuple[str, ...] = field(repr=False, default=())
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class LookUp:
    """Find the case behind a receipt.

    `receipt` None: the words did not parse; take the same time, answer Unknown.
    """

    receipt: int | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Send:
    """Seal something more to the case of this receipt: ADDITION, ANSWER, VERDICT or RATING."""

    receipt: int = field(repr=False)
    kind: ObjectKind
    record: Record = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attach:
    """Seal this photo to the case of this receipt."""

    receipt: int = field(repr=False)
    picture: Picture


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """Give the case new words; the old ones stop working. Answered with Filed(new receipt)."""

    receipt: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Destroy the case's keys, then everything of it."""

    receipt: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class ListLessons:
    """Read one page of published lessons, newest first; `kind` narrows it."""

    page: int = 0
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ListKinds:
    """Which kinds have lessons?"""


Errand = LookUp | Send | ChangeWords | Withdraw | ListLessons | ListKinds
Act = File | Attach | Errand
