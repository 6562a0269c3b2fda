"""What a conversation wants done in the world, and what the world answers.

    machine  --Act-->  `intake`, `followup`  --Outcome-->  machine

An act is a wish, whole in itself: a crash repeats it unchanged.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.photo import Picture
    from bot.report import Record
    from bot.sealed import ObjectKind

# --- wanted --------------------------------------------------------------------------------------


@frozen
class File:
    """Seal this record and accept it. `excluded`: reviewing roles that get no key slot."""

    record: Record = field(repr=False)
    concern: bool = False
    excluded: tuple[str, ...] = field(repr=False, default=())
    urgent: bool = False


@frozen
class LookUp:
    """Find the case behind a receipt.

    `receipt` None: the words did not parse; take the same time, answer Unknown.
    """

    receipt: int | None = field(repr=False)


@frozen
class Send:
    """Seal something more to the case of this receipt: ADDITION, ANSWER, VERDICT or RATING."""

    receipt: int = field(repr=False)
    kind: ObjectKind
    record: Record = field(repr=False)


@frozen
class Attach:
    """Seal this photo to the case of this receipt."""

    receipt: int = field(repr=False)
    picture: Picture


@frozen
class ChangeWords:
    """Give the case new words; the old ones stop working. Answered with Filed(new receipt)."""

    receipt: int = field(repr=False)


@frozen
class Withdraw:
    """Destroy the case's keys, then everything of it."""

    receipt: int = field(repr=False)


@frozen
class ListLessons:
    """Read one page of published lessons, newest first; `kind` narrows it."""

    page: int = 0
    kind: str = ""


@frozen
class ListKinds:
    """Which kinds have lessons?"""


Errand = LookUp | Send | ChangeWords | Withdraw | ListLessons | ListKinds
Act = File | Attach | Errand

# --- answered ------------------------------------------------------------------------------------


@frozen
class Filed:
    """The report is durable. `receipt` is the number behind the eight words."""

    receipt: int = field(repr=False)


@frozen
class Question:
    """A reviewer's question, its signature verified.

    `choices` may be empty: then only text answers.
    """

    question_id: str
    text: str = field(repr=False)
    choices: tuple[str, ...] = field(repr=False, default=())


@frozen
class Status:
    """Where the case stands.

    A `CaseState` and, once closed, a `Disposition` and the reviewer's sentence.
    """

    state: str
    reason: str = ""
    note: str = field(repr=False, default="")


@frozen
class Known:
    """The words opened a way back."""

    status: Status
    question: Question | None = None
    preview: str | None = field(repr=False, default=None)


@frozen
class Unknown:
    """No case answers to these words: wrong, mistyped beyond repair, withdrawn or expired.

    All the same.
    """


@frozen
class Done:
    """The act is durable."""


@frozen
class Barred:
    """The addition is durable, and the roles that it names have no key to the case any more.

    `in_time`: the report had not been handed out, so none of them had a key to it before.
    """

    in_time: bool


@frozen
class Failed:
    """The act could not be carried out; nothing was kept.

    `why` is a finished sentence without anyone's words.
    """

    why: str


@frozen
class Listed:
    """A page of lessons, each ready to read. `more` says that another page follows."""

    lessons: tuple[str, ...]
    page: int
    more: bool


@frozen
class Kinds:
    """The ids of the kinds that have lessons."""

    ids: tuple[str, ...]


Outcome = Filed | Known | Unknown | Done | Barred | Failed | Listed | Kinds
