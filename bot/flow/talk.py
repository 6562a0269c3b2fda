"""What crosses the border between a door and the machine: what is heard, what is said and asked.

    door  --Heard-->  machine  --Say, Prompt-->  door

Every text in a Say or a Prompt is finished: in the reporter's language, ready to show. What the
machine wants done by the world, and hears from it, is in `errands`.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from bot.flow.errands import Outcome
from bot.frozen import frozen

if TYPE_CHECKING:
    from bot.photo import Picture
    from bot.report import RawText, Record
    from bot.words import Words

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


@frozen
class Said:
    """A text was typed."""

    raw: RawText


@frozen
class Chose:
    """One or more choices were made, by id.

    Ids come from outside: unknown ones are answered kindly, and may hold anything.
    """

    ids: tuple[str, ...] = field(repr=False)


@frozen
class Pressed:
    """A command."""

    command: Command


@frozen
class Odd:
    """Something that a door cannot give as text: a photo nobody asked for, a sticker, a voice."""

    what: str


@frozen
class Pictured:
    """A photo came, made anew from its pixels; whoever heard it holds its bytes."""

    picture: Picture


Heard = Said | Chose | Pressed | Odd | Pictured | Outcome

# --- said ----------------------------------------------------------------------------------------


@frozen
class Notice:
    """A sentence that asks for nothing."""

    text: str = field(repr=False)


@frozen
class Problem:
    """What was heard does not fit; the prompt that follows is the same one again.

    `untaken`: a text that its writer may still need, to say it shorter or elsewhere. A door that
    deletes what was typed leaves it where it stands for a while.
    """

    text: str = field(repr=False)
    untaken: bool = False


@frozen
class Words8:
    """The receipt, shown once: eight words, and the same as 25 digits."""

    words: tuple[str, ...] = field(repr=False)
    digits: str = field(repr=False)

    @property
    def rows(self) -> tuple[str, str]:
        """Two rows of four words, as they are written down."""
        return " ".join(self.words[:4]), " ".join(self.words[4:])

    def paragraph(self, words: Words, indent: str = "") -> str:
        """What they are, the two rows, and the digits, for a door that shows plain text."""
        head, tail = words("door.eight"), words("door.digits", digits=self.digits)
        return "\n".join((head, "", *(f"{indent}{row}" for row in self.rows), "", tail))


@unique
class Ending(StrEnum):
    """Why a conversation is over."""

    CANCELLED = "cancelled"
    DISCARDED = "discarded"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


@frozen
class Over:
    """The conversation has ended; whatever is heard next begins anew."""

    reason: Ending


Say = Notice | Problem | Words8 | Over


@unique
class Loss(StrEnum):
    """What is lost when a conversation ends here: what was sent already never is."""

    NOTHING = "nothing"
    REPORT = "report"
    ADDITION = "addition"


@unique
class Ask(StrEnum):
    """How a prompt wants to be answered."""

    TEXT = "text"
    ONE = "one"
    MANY = "many"
    CONFIRM = "confirm"


@frozen
class Choice:
    """A button: a stable id and its label. At the word check both are words of the receipt."""

    id: str = field(repr=False)
    label: str = field(repr=False)


@frozen
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
